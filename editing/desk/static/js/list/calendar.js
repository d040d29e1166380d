/* What will be published and what expires, month by month. */
import { get } from '../api.js';
import { h } from '../dom.js';
import { editing } from '../words.js';

const WHAT = /** @type {Record<string, string>} */ ({ publish: '发布', expire: '到期', unpin: '置顶到期', change: '变更' });
const WEEK = ['一', '二', '三', '四', '五', '六', '日'];

/** @param {HTMLElement} main */
export async function calendar(main) {
  const { days } = await get('/api/calendar');
  /** @type {Map<string, {id: string, title: string, what: string, when: string}[]>} */
  const entries = new Map(days.map((/** @type {any} */ one) => [one.day, one.entries]));
  const today = new Date();
  let year = today.getFullYear();
  let month = today.getMonth();
  const heading = h('h1', { 'aria-live': 'polite' });
  const body = h('tbody');
  const agenda = h('div', { class: 'agenda' });
  const iso = (/** @type {Date} */ day) => `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`;
  const entry = (/** @type {{id: string, title: string, what: string, when: string}} */ one) => h('li', { class: `planned planned-${one.what}` },
    h('a', { href: editing(one.id), title: one.title }, h('b', {}, WHAT[one.what] ?? one.what), /T(?!00:00|23:59)\d/.test(one.when) ? ` ${one.when.slice(11, 16)} ` : ' ', one.title || one.id));
  const draw = () => {
    heading.textContent = `${year} 年 ${month + 1} 月`;
    const first = new Date(year, month, 1);
    const day = new Date(year, month, 1 - (first.getDay() + 6) % 7);
    const weeks = [];
    do {
      const cells = [];
      for (let at = 0; at < 7; at += 1) {
        const name = iso(day);
        const here = entries.get(name) ?? [];
        cells.push(h('td', { class: [day.getMonth() === month ? '' : 'other', name === iso(today) ? 'today' : ''].join(' ').trim() || null },
          h('time', { datetime: name }, day.getDate(), name === iso(today) ? h('span', { class: 'sr' }, ' 今天') : ''),
          here.length ? h('ul', {}, ...here.slice(0, 4).map(entry), here.length > 4 ? h('li', { class: 'more' }, `还有 ${here.length - 4} 条`) : '') : ''));
        day.setDate(day.getDate() + 1);
      }
      weeks.push(h('tr', {}, ...cells));
    } while (day.getMonth() === month);
    body.replaceChildren(...weeks);
    const later = [...entries].filter(([name]) => name >= iso(today)).sort(([a], [b]) => a < b ? -1 : 1).slice(0, 20);
    agenda.replaceChildren(h('h2', {}, '接下来'), later.length
      ? h('dl', {}, ...later.flatMap(([name, here]) => [h('dt', {}, name), h('dd', {}, h('ul', {}, ...here.map(entry)))]))
      : h('p', { class: 'quiet' }, '没有排定的发布和到期。'));
  };
  const turn = (/** @type {number} */ by) => {
    const to = new Date(year, month + by, 1);
    year = to.getFullYear();
    month = to.getMonth();
    draw();
  };
  main.replaceChildren(h('div', { class: 'calendar' },
    h('div', { class: 'calendar-month' },
      h('div', { class: 'list-tools' }, heading,
        h('button', { type: 'button', onclick: () => turn(-1) }, '上个月'),
        h('button', { type: 'button', onclick: () => { year = today.getFullYear(); month = today.getMonth(); draw(); } }, '今天'),
        h('button', { type: 'button', onclick: () => turn(1) }, '下个月')),
      h('table', { class: 'month' }, h('caption', { class: 'sr' }, '这个月的发布与到期'), h('thead', {}, h('tr', {}, ...WEEK.map((name) => h('th', { scope: 'col' }, `周${name}`)))), body)),
    agenda));
  draw();
}
