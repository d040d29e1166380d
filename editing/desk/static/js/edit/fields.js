/* One field of the form: its input, what is wrong with it, and how its value is shown anew. */
import { fresh, h } from '../dom.js';
import { label as labelOf } from '../definition.js';
import { moment } from '../words.js';
import { choice, choices } from './combobox.js';

/**
 * @typedef {object} FormField
 * @property {string} key
 * @property {HTMLElement} element
 * @property {HTMLElement} input
 * @property {(value: any) => void} show the value of the file, unless somebody is writing here
 * @property {(problems: import('./editor.js').Problem[]) => void} wrong
 * @property {(value: string) => void} [add]
 */

/**
 * @param {import('../definition.js').Field} field
 * @param {import('../definition.js').Definition} said
 * @param {any} value
 * @param {{typed: (value: unknown) => void, done: () => void, keywords: () => string[], offers: HTMLElement, source: () => void}} told
 *   `typed` with every letter, `done` when it is all
 * @returns {FormField}
 */
export function formField(field, said, value, { typed, done, keywords, offers, source }) {
  const change = (/** @type {unknown} */ next) => { typed(next); done(); };
  const id = fresh(`field-${field.key}`);
  const wrong = h('div', { id: `${id}-wrong`, class: 'field-wrong' });
  const terms = field.vocabulary ? said.vocabulary[field.vocabulary] : undefined;
  const { input, body, show, add } = made(field, id, terms, value, { typed, done, change, keywords, source });
  const labelled = input.matches('input, textarea, select');
  const element = h('div', { class: `field field-${field.kind} field-of-${field.key}` },
    h(labelled ? 'label' : 'p', labelled ? { for: input.id } : { class: 'label' }, field.label, field.required ? h('span', { class: 'needed', 'aria-hidden': 'true' }, '必填') : ''), body, offers, wrong);
  if (labelled) input.setAttribute('aria-describedby', wrong.id);
  if (labelled && field.required) input.setAttribute('aria-required', 'true');
  return {
    key: field.key, element, input, show, add,
    wrong(problems) {
      const text = problems.map((one) => one.message).join('\n');
      if (wrong.textContent === problems.map((one) => one.message).join('')) return;
      wrong.replaceChildren(...problems.map((one) => h('p', { class: `wrong wrong-${one.severity}` }, one.message)));
      if (labelled) input.setAttribute('aria-invalid', String(problems.some((one) => one.severity === 'problem')));
      element.classList.toggle('is-wrong', Boolean(text));
    },
  };
}

/**
 * @param {import('../definition.js').Field} field
 * @param {string} id
 * @param {import('../definition.js').Term[] | undefined} terms
 * @param {any} value
 * @param {{typed: (value: unknown) => void, done: () => void, change: (value: unknown) => void, keywords: () => string[], source: () => void}} told
 * @returns {{input: HTMLElement, body: HTMLElement, show: (value: any) => void, add?: (value: string) => void}}
 */
function made(field, id, terms, value, { typed, done, change, keywords, source }) {
  if (field.kind === 'choice' && terms) {
    const made = choice({ id, terms, value: value ?? '', change });
    return { input: made.input, body: made.element, show: (next) => made.set(next ?? '') };
  }
  if (field.kind === 'choices' || field.kind === 'words') {
    const made = choices({ id, label: field.label, terms, values: list(value), suggest: keywords, change });
    return { input: made.input, body: made.element, show: (next) => made.set(list(next)), add: made.add };
  }
  if (field.kind === 'flag') {
    const input = h('input', { id, type: 'checkbox', onchange: () => change(input.checked || null) });
    input.checked = Boolean(value);
    return { input, body: h('div', { class: 'flag' }, input, h('span', {}, field.help)), show: (next) => { input.checked = Boolean(next); } };
  }
  if (['changes', 'map', 'status', 'id'].includes(field.kind)) return shown(id, terms, value, source);
  const many = field.kind === 'long' || field.kind === 'lines';
  const text = (/** @type {any} */ next) => field.kind === 'lines' ? list(next).join('\n') : next ?? '';
  const input = many ? h('textarea', { id, rows: 2, value: text(value) }) : h('input', { id, type: field.key.endsWith('url') ? 'url' : 'text', value: text(value), autocomplete: 'off' });
  let last = text(value);
  const told = () => {
    if (input.value === last) return;
    last = input.value;
    const now = input.value.trim();
    typed(field.kind === 'lines' ? list(now.split('\n').map((line) => line.trim()).filter(Boolean)) : now || null);
  };
  // Half a word that is being composed is no value.
  input.addEventListener('input', (event) => { if (!(/** @type {InputEvent} */ (event).isComposing)) told(); });
  input.addEventListener('compositionend', told);
  input.addEventListener('change', () => { told(); done(); });
  const show = (/** @type {any} */ next) => {
    // What is being written is not changed under the hand.
    if (document.activeElement === input || text(next) === input.value) return;
    input.value = last = text(next);
  };
  return { input, body: field.kind === 'moment' ? withPicker(field, /** @type {HTMLInputElement} */ (input), told) : input, show };
}

/** @param {any} value @returns {string[]} */
function list(value) { return Array.isArray(value) ? value.map(String) : value ? [String(value)] : []; }

/**
 * What steps write: shown, and changed by them or in the text.
 * @param {string} id
 * @param {import('../definition.js').Term[] | undefined} terms
 * @param {any} value
 * @param {() => void} source
 */
function shown(id, terms, value, source) {
  const place = h('div', { id, class: 'shown' });
  const kinds = /** @type {Record<string, string>} */ ({ correction: '更正', withdrawal: '撤回', update: '更新' });
  const show = (/** @type {any} */ next) => {
    const text = Array.isArray(next) ? next.map((one) => h('p', {}, `${moment(one?.date)} ${kinds[one?.kind] ?? one?.kind ?? ''}：${one?.note ?? ''}`))
      : next && typeof next === 'object' ? Object.entries(next).map(([key, reason]) => h('p', {}, `${key}：${reason}`))
        : [h('p', {}, terms ? labelOf(terms, next ?? '') : String(next ?? ''))];
    place.replaceChildren(...text, h('button', { type: 'button', class: 'link', onclick: source }, '在源文件里改'));
  };
  show(value);
  return { input: place, body: place, show };
}

/**
 * A moment is typed, or picked from the browser's own calendar.
 * @param {import('../definition.js').Field} field
 * @param {HTMLInputElement} input
 * @param {() => void} told
 */
function withPicker(field, input, told) {
  const picker = h('input', { type: 'datetime-local', class: 'picker', tabindex: -1, 'aria-hidden': 'true', onchange: () => { input.value = picker.value; told(); } });
  input.placeholder = '2026-11-20T09:30';
  return h('div', { class: 'moment' }, input, picker, h('button', { type: 'button', class: 'pick', 'aria-label': `从日历选${field.label}`, onclick: () => {
    const found = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?/.exec(input.value);
    if (found) picker.value = `${found[1]}T${found[2] ?? '09:00'}`;
    picker.showPicker();
  } }, '日历'));
}
