/* The form of the front matter: from the one definition of a bulletin, with what the text offers beside the fields. */
import { definition, label } from '../definition.js';
import { h, say, toast } from '../dom.js';
import { formField } from './fields.js';

/** Fields that most bulletins need stand first; the others are folded until one holds something. */
const MAIN = ['title', 'date', 'channel', 'countries', 'industries', 'level', 'expires', 'keywords', 'summary', 'actions', 'source', 'source_url'];

/**
 * @param {import('./manuscript.js').Manuscript} manuscript
 * @param {() => void} source shows the whole file as text
 */
export async function form(manuscript, source) {
  const said = await definition();
  const place = h('div', { class: 'form' });
  const broken = h('div', { class: 'notice notice-bad', hidden: true }, h('p', {}, '头部读不出来，先在源文件里改好。'), h('button', { type: 'button', onclick: source }, '打开源文件'));
  const values = () => manuscript.checked.front ?? {};
  /** @type {Map<string, HTMLElement>} */
  const offers = new Map();
  const fields = said.fields.map((field) => {
    const offered = h('div', { class: 'offers', role: 'group', 'aria-label': `正文里提到的：${field.label}`, hidden: true });
    offers.set(field.key, offered);
    return formField(field, said, values()[field.key], {
      offers: offered, keywords: () => manuscript.checked.keywords ?? [], source,
      typed: (value) => manuscript.typed({ [field.key]: value }), done: () => { manuscript.flush(); },
    });
  });
  const hidden = new Set(/** @type {any[]} */ (said.fields).filter((field) => field.by_steps).map((field) => field.key));
  const main = fields.filter((field) => MAIN.includes(field.key)).sort((a, b) => MAIN.indexOf(a.key) - MAIN.indexOf(b.key));
  const rest = fields.filter((field) => !MAIN.includes(field.key) && !hidden.has(field.key));
  const steps = fields.filter((field) => hidden.has(field.key));
  const more = h('details', { class: 'more-fields' }, h('summary', {}, '其他项'), ...rest.map((field) => field.element));
  const past = h('details', { class: 'more-fields' }, h('summary', {}, '由步骤写入的项'), ...steps.map((field) => field.element));
  more.open = rest.some((field) => filled(values()[field.key]));
  place.append(broken, h('div', { class: 'fields' }, ...main.map((field) => field.element), more, past));

  const draw = () => {
    const { front, problems } = manuscript.checked;
    broken.hidden = front !== null;
    /** @type {HTMLElement} */ (place.querySelector('.fields')).hidden = front === null;
    if (front === null) return;
    for (const field of fields) {
      field.show(front[field.key]);
      field.wrong(problems.filter((one) => one.key === field.key || (one.key ?? '').startsWith(`${field.key}.`)));
    }
    for (const field of steps) field.element.hidden = !filled(front[field.key]) && !field.element.classList.contains('is-wrong');
    past.hidden = steps.every((field) => field.element.hidden);
    if (rest.some((field) => field.element.classList.contains('is-wrong'))) more.open = true;
  };
  const offer = () => {
    const { mentions = {}, keywords = [], front } = manuscript.checked;
    const named = /** @type {Record<string, [string, {value: string, label: string, because: string}[]]>} */ ({
      countries: ['country', mentions.country ?? []], industries: ['industry', mentions.industry ?? []],
      keywords: ['', keywords.map((word) => ({ value: word, label: word, because: '' }))],
    });
    for (const [key, [facet, found]] of Object.entries(named)) {
      const held = (front?.[key] ?? []).map(String);
      const news = found.filter((one) => !held.includes(one.value));
      const where = offers.get(key);
      const field = fields.find((one) => one.key === key);
      if (!where || !field) continue;
      const names = news.map((one) => one.label || label(said.vocabulary[facet], one.value));
      if (where.dataset.names === names.join('\n')) continue;
      const focused = where.contains(document.activeElement);
      where.dataset.names = names.join('\n');
      where.hidden = news.length === 0;
      where.replaceChildren(h('span', { class: 'offers-label' }, '正文提到：'), ...news.map((one, at) => h('button', {
        type: 'button', class: 'offer', title: one.because || null, 'aria-label': `加上 ${names[at]}`, onclick: () => field.add?.(one.value),
      }, `＋ ${names[at]}`)));
      if (focused) field.input.focus();
      else if (news.length && facet === 'country') say(`正文提到 ${names.join('、')}`);
    }
  };
  manuscript.on('refused', ({ changes, problem }) => {
    const names = said.fields.filter((field) => field.key in changes).map((field) => field.label);
    toast(`“${names.join('、')}”没有改成：${problem.message}`, { kind: 'bad', stay: true });
  });
  manuscript.on('checked', () => { draw(); offer(); });
  manuscript.on('front', () => { draw(); offer(); });
  manuscript.on('saved', draw);
  draw();
  return {
    element: place,
    /** Go to a field. @param {string} key @returns {boolean} whether there is one */
    focus(key) {
      const field = fields.find((one) => one.key === key.split('.')[0]);
      if (!field || field.element.hidden) return false;
      for (const fold of [more, past]) if (fold.contains(field.element)) fold.open = true;
      field.element.scrollIntoView({ block: 'center' });
      (field.input.matches('input, textarea') ? field.input : /** @type {HTMLElement} */ (field.input.querySelector('button')))?.focus();
      return true;
    },
  };
}

/** @param {unknown} value */
function filled(value) { return Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined && value !== '' && value !== false; }
