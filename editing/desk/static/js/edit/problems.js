/* What is wrong and what could be better, in one list: each leads to its field or line, and is mended with one click where it can be. */
import { h, say } from '../dom.js';
import { goTo } from './editor.js';

const NAMES = /** @type {const} */ ({ problem: '问题', warning: '提醒', lint: '建议' });

/**
 * @param {import('./manuscript.js').Manuscript} manuscript
 * @param {{field: (key: string) => boolean, line: (line: number) => void}} go
 */
export function problems(manuscript, go) {
  const count = h('summary', { class: 'problems-count' });
  const list = h('ul', { class: 'problems-list' });
  const element = h('details', { class: 'problems' }, count, list);
  let before = '';
  const draw = () => {
    const found = manuscript.checked.problems;
    const said = found.length ? Object.entries(NAMES).map(([kind, name]) => [name, found.filter((one) => one.severity === kind).length])
      .filter(([, number]) => number).map(([name, number]) => `${name} ${number}`).join('，') : '没有问题';
    element.dataset.worst = found.some((one) => one.severity === 'problem') ? 'problem' : found.length ? 'warning' : 'good';
    count.textContent = said;
    if (said !== before && before) say(said);
    before = said;
    list.replaceChildren(...found.map((one) => h('li', { class: `wrong-${one.severity}` },
      h('button', { type: 'button', class: 'problem', onclick: () => {
        if (one.key && go.field(one.key)) return;
        go.line(one.line);
        if (manuscript.view) goTo(manuscript.view, one.line, one.column);
      } }, h('b', {}, NAMES[one.severity] ?? one.severity), h('span', { class: 'problem-line' }, `第 ${one.line} 行`), h('span', {}, one.message)),
      one.replace?.length ? h('button', { type: 'button', class: 'mend', onclick: () => mend(one) }, '改好') : '')));
  };
  /** @param {import('./editor.js').Problem} one */
  const mend = (one) => {
    const { view, text } = manuscript;
    if (!view || !one.replace) return;
    // The server counts characters, the editor UTF-16 units.
    const characters = [...text];
    const place = (/** @type {number} */ at) => characters.slice(0, at).join('').length;
    view.dispatch({ changes: one.replace.map(({ from, to, text: insert }) => ({ from: place(from), to: place(to), insert })), userEvent: 'input.mend' });
  };
  manuscript.on('checked', draw);
  manuscript.on('saved', draw);
  draw();
  return element;
}
