/* A grid of very many rows: only those in sight are elements. One stop of the Tab key; arrows move within it. */
import { h } from '../dom.js';

/**
 * @template T
 * @typedef {object} Grid
 * @property {HTMLElement} element
 * @property {(rows: T[]) => void} show
 * @property {() => void} focus
 */

/**
 * @template T
 * @param {string} name for screen readers
 * @param {HTMLElement[]} heads the cells of the first row
 * @param {(row: T) => HTMLElement[]} cells of one row
 * @param {(row: T) => void} open what Enter does
 * @returns {Grid<T>}
 */
export function grid(name, heads, cells, open) {
  /** @type {T[]} */
  let rows = [];
  let current = 0;
  let height = 56;
  const body = h('div', { role: 'rowgroup', class: 'grid-body' });
  const head = h('div', { role: 'rowgroup', class: 'grid-head' }, h('div', { role: 'row', class: 'grid-row', 'aria-rowindex': 1 }, ...heads));
  const table = h('div', { role: 'grid', 'aria-label': name, 'aria-readonly': 'true' }, head, body);
  const scroller = h('div', { class: 'grid-scroll' }, table);

  const draw = (/** @type {boolean} */ again) => {
    const first = Math.max(0, Math.floor(scroller.scrollTop / height) - 8);
    const last = Math.min(rows.length, Math.ceil((scroller.scrollTop + scroller.clientHeight) / height) + 8);
    body.style.height = `${rows.length * height}px`;
    const kept = new Map();
    for (const element of [...body.children]) {
      const index = Number(/** @type {HTMLElement} */ (element).dataset.index);
      // The row that has the focus stays, wherever one scrolls to: it would lose it.
      const stays = (index >= first && index < last) || element === document.activeElement;
      if (again || !stays) element.remove();
      else kept.set(index, element);
    }
    const wanted = new Set([current].filter((index) => index < rows.length && kept.has(index)));
    for (let index = first; index < last; index += 1) wanted.add(index);
    let before = null;
    for (const index of [...wanted].sort((a, b) => a - b)) {
      let element = kept.get(index);
      if (!element) {
        element = h('div', { role: 'row', class: 'grid-row', 'data-index': index, 'aria-rowindex': index + 2, tabindex: -1 }, ...cells(rows[index]));
        element.style.transform = `translateY(${index * height}px)`;
        if (before) before.after(element); else body.prepend(element);
      }
      element.tabIndex = index === current ? 0 : -1;
      before = element;
    }
    if (rows.length && !body.querySelector('[tabindex="0"]')) /** @type {HTMLElement} */ (body.firstElementChild).tabIndex = 0;
  };

  const go = (/** @type {number} */ index) => {
    current = Math.max(0, Math.min(rows.length - 1, index));
    const top = current * height;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    const room = scroller.clientHeight - head.offsetHeight;
    if (top + height > scroller.scrollTop + room) scroller.scrollTop = top + height - room;
    draw(false);
    const element = body.querySelector(`[data-index="${current}"]`);
    if (element instanceof HTMLElement) element.focus({ preventScroll: true });
  };

  body.addEventListener('keydown', (event) => {
    const page = Math.max(1, Math.floor(scroller.clientHeight / height) - 2);
    const to = /** @type {Record<string, number>} */ ({
      ArrowDown: current + 1, ArrowUp: current - 1, PageDown: current + page, PageUp: current - page, Home: 0, End: rows.length - 1,
    })[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (to !== undefined) {
      event.preventDefault();
      go(to);
    } else if (event.key === 'Enter' && rows[current]) {
      event.preventDefault();
      open(rows[current]);
    }
  });
  body.addEventListener('focusin', (event) => {
    const row = /** @type {HTMLElement} */ (event.target).closest('[data-index]');
    if (row instanceof HTMLElement) current = Number(row.dataset.index);
  });
  body.addEventListener('click', (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const row = target.closest('[data-index]');
    if (row instanceof HTMLElement && !target.closest('a, button')) open(rows[Number(row.dataset.index)]);
  });
  scroller.addEventListener('scroll', () => draw(false), { passive: true });
  new ResizeObserver(() => {
    const said = Number.parseFloat(getComputedStyle(scroller).getPropertyValue('--row'));
    const changed = said && said !== height;
    if (changed) height = said;
    draw(Boolean(changed));
  }).observe(scroller);

  return {
    element: scroller,
    show(wanted) {
      rows = wanted;
      current = Math.min(current, Math.max(0, rows.length - 1));
      table.setAttribute('aria-rowcount', String(rows.length + 1));
      if (scroller.scrollTop > rows.length * height) scroller.scrollTop = 0;
      draw(true);
    },
    focus() { go(current); },
  };
}
