/* Fields with type-ahead (WAI-ARIA: combobox with a listbox): one value, several, or free words. */
import { fresh, h, say } from '../dom.js';
import { label as labelOf, matching, term } from '../definition.js';

/** @typedef {import('../definition.js').Term} Term */

/**
 * An input with a list of what it may mean below it.
 * @param {{id: string, placeholder?: string, options: (typed: string) => {value: string, label: string, note?: string}[], take: (value: string) => void}} how
 */
function combobox({ id, placeholder = '', options, take }) {
  const list = h('ul', { role: 'listbox', id: fresh('options'), class: 'options', 'aria-label': '可选的', hidden: true });
  const input = h('input', {
    id, type: 'text', role: 'combobox', autocomplete: 'off', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id, placeholder,
  });
  let at = -1;
  /** @type {{value: string, label: string, note?: string}[]} */
  let shown = [];
  const close = () => {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
    at = -1;
  };
  const choose = (/** @type {number} */ index) => {
    const { value } = shown[index];
    close();
    take(value);
  };
  const point = (/** @type {number} */ index) => {
    at = index;
    [...list.children].forEach((one, place) => one.setAttribute('aria-selected', String(place === at)));
    const active = list.children[at];
    if (active) {
      input.setAttribute('aria-activedescendant', active.id);
      active.scrollIntoView({ block: 'nearest' });
    } else input.removeAttribute('aria-activedescendant');
  };
  const open = () => {
    shown = options(input.value);
    list.replaceChildren(...shown.map((one, index) => h('li', {
      role: 'option', id: fresh('option'), 'aria-selected': 'false',
      // mousedown: before the input loses the focus.
      onmousedown: (/** @type {Event} */ event) => { event.preventDefault(); choose(index); },
    }, one.label, one.note ? h('span', { class: 'option-note' }, one.note) : '')));
    list.hidden = shown.length === 0;
    input.setAttribute('aria-expanded', String(shown.length > 0));
    point(shown.length && input.value.trim() ? 0 : -1);
  };
  input.addEventListener('input', (event) => { if (!(/** @type {InputEvent} */ (event).isComposing)) open(); });
  input.addEventListener('compositionend', open);
  input.addEventListener('click', () => { if (list.hidden) open(); });
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) open();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (shown.length) point(at < 0 ? (step > 0 ? 0 : shown.length - 1) : (at + step + shown.length) % shown.length);
    } else if (event.key === 'Enter' && !list.hidden && at >= 0) {
      event.preventDefault();
      event.stopImmediatePropagation();
      choose(at);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  return { input, list, close, open };
}

/** @param {Term} one */
const asOption = (one) => ({ value: one.code, label: one.label, note: one.code.length <= 3 ? one.code : '' });

/**
 * One value of a vocabulary, or none.
 * @param {{id: string, terms: Term[], value: string, change: (code: string | null) => void}} how
 */
export function choice({ id, terms, value, change }) {
  let current = value;
  const show = () => { input.value = current ? labelOf(terms, current) : ''; };
  const { input, list } = combobox({
    id, options: (typed) => matching(terms, typed === labelOf(terms, current) ? '' : typed, 20).map(asOption),
    take: (code) => { current = code; show(); change(code); },
  });
  input.addEventListener('change', () => {
    const typed = input.value.trim();
    const found = term(terms, typed);
    if (!typed) { current = ''; change(null); } else if (found) { current = found.code; show(); change(current); }
  });
  // What is no value of the vocabulary is not kept in the field as though it were.
  input.addEventListener('blur', () => setTimeout(show));
  show();
  return { element: h('div', { class: 'combo' }, input, list), input, set: (/** @type {string} */ next) => { current = next; if (document.activeElement !== input) show(); } };
}

/**
 * Several values: of a vocabulary, or free words where there is none.
 * @param {{id: string, label: string, terms?: Term[], values: string[], suggest?: () => string[], change: (values: string[]) => void}} how
 */
export function choices({ id, label, terms, values, suggest, change }) {
  let current = [...values];
  const name = (/** @type {string} */ value) => terms ? labelOf(terms, value) : value;
  const same = (/** @type {string} */ a, /** @type {string} */ b) => a === b || (terms && term(terms, a) !== undefined && term(terms, a) === term(terms, b));
  const chips = h('ul', { class: 'chips', 'aria-label': label });
  const { input, list, close } = combobox({
    id,
    options: (typed) => terms
      ? matching(terms.filter((one) => !current.some((value) => same(value, one.code))), typed).map(asOption)
      : (suggest?.() ?? []).filter((word) => !current.includes(word) && word.includes(typed.trim())).slice(0, 8).map((word) => ({ value: word, label: word })),
    take: (value) => add(value),
  });
  const draw = () => {
    chips.replaceChildren(...current.map((value, index) => h('li', { class: 'chip' }, name(value), h('button', {
      type: 'button', class: 'chip-x', 'aria-label': `去掉 ${name(value)}`, onclick: () => { remove(index); },
    }, '×'))));
    chips.hidden = current.length === 0;
  };
  const put = (/** @type {string[]} */ next) => { current = next; draw(); change(next); };
  const add = (/** @type {string} */ value) => {
    input.value = '';
    if (current.some((one) => same(one, value))) return;
    say(`加上了 ${name(value)}`);
    put([...current, value]);
  };
  const remove = (/** @type {number} */ index) => {
    say(`去掉了 ${name(current[index])}`);
    put(current.filter((_, place) => place !== index));
    input.focus();
  };
  const typed = () => {
    const words = input.value.split(/[,，、；;]/).map((word) => word.trim()).filter(Boolean);
    const known = terms ? words.map((word) => term(terms, word)?.code).filter((code) => code !== undefined) : words;
    input.value = '';
    const news = known.filter((word, place) => known.indexOf(word) === place && !current.some((one) => same(one, word)));
    if (news.length) put([...current, ...news]);
  };
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if ((event.key === 'Enter' || (!terms && /^[,，、；;]$/.test(event.key))) && input.value.trim()) {
      event.preventDefault();
      close();
      typed();
    } else if (event.key === 'Backspace' && !input.value && current.length) {
      event.preventDefault();
      remove(current.length - 1);
    }
  });
  input.addEventListener('blur', () => { if (input.value.trim()) typed(); });
  draw();
  return {
    element: h('div', { class: 'combo combo-many' }, chips, input, list), input, add,
    set: (/** @type {string[]} */ next) => { if (JSON.stringify(next) !== JSON.stringify(current)) { current = [...next]; draw(); } },
  };
}
