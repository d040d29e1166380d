/* All bulletins: states with their numbers, search, order; thousands of rows. */
import { get } from '../api.js';
import { definition, label } from '../definition.js';
import { h, say, settled } from '../dom.js';
import { forget, leftBehind } from '../unsaved.js';
import { clock, editing, moment, stateName, STATES } from '../words.js';
import { counted, shown } from './rows.js';
import { grid } from './virtual.js';

/** What is asked for, as long as the page is open: going back finds the same list. @type {import('./rows.js').Wanted} */
const wanted = { state: '', words: '', sort: 'date', down: true };
/** @type {import('./rows.js').Row[]} */
let rows = [];

/** @param {HTMLElement} main */
export async function list(main) {
  const said = await definition();
  const { vocabulary } = said;
  const states = h('ul', { class: 'states' });
  const total = h('p', { class: 'list-total' });
  const search = h('input', { type: 'search', id: 'list-search', value: wanted.words, placeholder: '标题、编号、国别、行业', autocomplete: 'off' });
  /** @type {Record<string, HTMLElement>} */
  const sorts = {};
  const sorter = (/** @type {string} */ key, /** @type {string} */ name) => {
    const head = h('div', { role: 'columnheader', class: `cell cell-${key}` }, h('button', { type: 'button', class: 'sort', onclick: () => {
      wanted.down = wanted.sort === key ? !wanted.down : key !== 'title';
      wanted.sort = key;
      draw();
      say(`按${name}排列，${wanted.down ? '从大到小' : '从小到大'}`);
    } }, name, h('span', { class: 'sort-way', 'aria-hidden': 'true' })));
    sorts[key] = head;
    return head;
  };
  const plain = (/** @type {string} */ key, /** @type {string} */ name) => h('div', { role: 'columnheader', class: `cell cell-${key}` }, name);
  const cell = (/** @type {string} */ key, /** @type {(Node | string)[]} */ ...content) => h('div', { role: 'gridcell', class: `cell cell-${key}` }, ...content);
  const table = grid('稿件', [
    plain('state', '状态'), sorter('title', '标题'), sorter('date', '日期'), plain('level', '等级'), sorter('problems', '问题'), sorter('next', '下一次变化'),
  ], (/** @type {import('./rows.js').Row} */ row) => {
    const names = (/** @type {string[]} */ codes, /** @type {string} */ facet) => (codes ?? []).map((code) => label(vocabulary[facet], code)).join('、');
    const about = [row.channel ? label(vocabulary.channel, row.channel) : '', names(row.countries, 'country'), names(row.industries, 'industry')].filter(Boolean);
    return [
      cell('state', h('span', { class: `state state-${row.state}` }, stateName(row.state)), row.undergoing === 'review' ? h('span', { class: 'state state-review' }, '待审') : ''),
      cell('title', h('a', { href: editing(row.id), tabindex: -1, title: row.title || row.id }, row.title || row.id),
        h('span', { class: 'about' }, ...about.map((one) => h('span', {}, one)))),
      cell('date', moment(row.date).slice(0, 10)),
      cell('level', row.level ? h('span', { class: `level level-${row.level}` }, label(vocabulary.level, row.level)) : ''),
      cell('problems', row.problems ? h('span', { class: 'count-bad' }, row.problems, h('span', { class: 'sr' }, ' 处')) : ''),
      cell('next', moment(row.next)),
    ];
  }, (row) => { location.hash = editing(row.id); });

  const draw = () => {
    const counts = counted(rows);
    const focused = document.activeElement instanceof HTMLElement && states.contains(document.activeElement) ? document.activeElement.dataset.state : undefined;
    states.replaceChildren(...[['', '全部'], ...Object.entries(STATES), ['review', '待审']]
      .filter(([state]) => state !== 'review' || said.settings.review)
      .map(([state, name]) => h('li', {}, h('button', {
        type: 'button', class: 'state-filter', 'data-state': state, 'aria-pressed': String(wanted.state === state),
        onclick: () => { wanted.state = state; draw(); },
      }, h('span', {}, name), h('span', { class: 'number' }, counts[state] ?? 0)))));
    if (focused !== undefined) /** @type {HTMLElement | null} */ (states.querySelector(`[data-state="${focused}"]`))?.focus();
    for (const [key, head] of Object.entries(sorts)) {
      if (key === wanted.sort) head.setAttribute('aria-sort', wanted.down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    }
    const found = shown(rows, wanted, said);
    total.textContent = found.length === rows.length ? `共 ${rows.length} 条` : `${found.length} 条，共 ${rows.length} 条`;
    nothing.hidden = found.length > 0;
    table.show(found);
  };
  const type = settled(() => { wanted.words = search.value; draw(); say(total.textContent ?? ''); }, 120);
  search.addEventListener('input', type);
  search.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'Enter') { event.preventDefault(); type.now(); table.focus(); }
  });
  const nothing = h('p', { class: 'nothing', hidden: true }, '没有符合的稿件。换一个状态，或少写几个字。');
  const found = h('div', { class: 'found-again' });
  main.replaceChildren(h('div', { class: 'list' },
    h('nav', { class: 'list-side', 'aria-label': '按状态' }, states),
    h('div', { class: 'list-main' },
      h('div', { class: 'list-tools' }, h('h1', {}, '稿件'), h('label', { for: 'list-search', class: 'sr' }, '在稿件里查'), search, total),
      found, nothing, table.element)));
  draw();
  foundAgain(found);
  const load = async () => {
    rows = (await get('/api/bulletins')).bulletins;
    draw();
  };
  const again = () => { if (document.visibilityState === 'visible') load().catch(() => {}); };
  addEventListener('focus', again);
  await load();
  return () => removeEventListener('focus', again);
}

/** Texts that a page which is no more had not saved. @param {HTMLElement} place */
async function foundAgain(place) {
  const texts = await leftBehind().catch(() => []);
  const ids = new Map(texts.map((one) => /** @type {const} */ ([one.id, one])).reverse());
  if (!ids.size) return void place.replaceChildren();
  place.replaceChildren(h('div', { class: 'notice' }, h('p', {}, h('b', {}, '有没保存的文字'), '，留在这个浏览器里。打开就能接着写：'),
    h('ul', {}, ...[...ids.values()].map((one) => h('li', {}, h('a', { href: editing(one.id) }, one.title || one.id), ` ${clock(one.when)} `,
      h('button', { type: 'button', class: 'link', onclick: () => { navigator.clipboard.writeText(one.text).then(() => say('已复制')); } }, '复制文字'), ' ',
      h('button', { type: 'button', class: 'link', onclick: () => { forget(one.key).then(() => foundAgain(place)); } }, '不要了'))))));
}
