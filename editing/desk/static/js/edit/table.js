/* A table is filled in as a grid and written as Markdown; with the cursor in a table that one is changed. */
import { dialog } from '../dialog.js';
import { h } from '../dom.js';
import { insertBlock } from './toolbar.js';

/** @typedef {import('../../vendor/codemirror.js').EditorView} View */

/** The cells of one line of a table; `\|` is no border. @param {string} line */
function cells(line) {
  const parts = line.trim().replace(/^\|/, '').replace(/(?<!\\)\|$/, '').split(/(?<!\\)\|/);
  return parts.map((cell) => cell.trim().replaceAll('\\|', '|'));
}

const RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/**
 * The table around the cursor: its place and its cells, the row of rules left out.
 * @param {View} view
 */
function here(view) {
  const { doc, selection } = view.state;
  let first = doc.lineAt(selection.main.head).number;
  if (!doc.line(first).text.includes('|')) return null;
  let last = first;
  while (first > 1 && doc.line(first - 1).text.includes('|')) first -= 1;
  while (last < doc.lines && doc.line(last + 1).text.includes('|')) last += 1;
  const lines = Array.from({ length: last - first + 1 }, (_, at) => doc.line(first + at).text);
  if (lines.length < 2 || !RULE.test(lines[1])) return null;
  return { from: doc.line(first).from, to: doc.line(last).to, rule: cells(lines[1]), rows: [lines[0], ...lines.slice(2)].map(cells) };
}

/** @param {string[][]} rows @param {string[]} rule @returns {string} Markdown */
export function written(rows, rule = []) {
  const line = (/** @type {string[]} */ row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`;
  const [head, ...rest] = rows;
  return [line(head), `| ${head.map((_, at) => rule[at] || '---').join(' | ')} |`, ...rest.map(line)].join('\n');
}

/** @param {View} view */
export function tableHelper(view) {
  const found = here(view);
  /** @type {string[][]} */
  let rows = found?.rows ?? [['', '', ''], ['', '', ''], ['', '', '']];
  const width = () => Math.max(...rows.map((row) => row.length));
  const place = h('table', { class: 'table-helper' });
  const draw = () => {
    const columns = width();
    rows = rows.map((row) => [...row, ...Array(columns - row.length).fill('')]);
    place.replaceChildren(h('caption', { class: 'sr' }, '表格的格子'), ...rows.map((row, y) => h('tr', {}, ...row.map((cell, x) => h(y ? 'td' : 'th', y ? {} : { scope: 'col' }, h('input', {
      type: 'text', value: cell, 'aria-label': y ? `第 ${y} 行第 ${x + 1} 列` : `第 ${x + 1} 列的表头`,
      oninput: (/** @type {Event} */ event) => { rows[y][x] = /** @type {HTMLInputElement} */ (event.target).value; },
      onpaste: (/** @type {ClipboardEvent} */ event) => paste(event, y, x),
    }))))));
  };
  /** Cells of a spreadsheet fill the grid from here on. @param {ClipboardEvent} event @param {number} y @param {number} x */
  const paste = (event, y, x) => {
    const text = event.clipboardData?.getData('text/plain').replace(/\r?\n$/, '') ?? '';
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    text.split(/\r?\n/).forEach((line, down) => line.split('\t').forEach((cell, right) => {
      (rows[y + down] ??= [])[x + right] = cell.trim();
    }));
    rows = rows.map((row) => Array.from(row, (cell) => cell ?? ''));
    draw();
  };
  const change = (/** @type {string} */ name, /** @type {() => void} */ act) => h('button', { type: 'button', onclick: () => { act(); draw(); } }, name);
  draw();
  dialog(found ? '修改表格' : '插入表格', [
    h('p', { class: 'quiet' }, '第一行是表头。从 Excel 复制的格子可以直接粘贴到任何一格。'), h('div', { class: 'table-room' }, place),
    h('p', { class: 'table-tools' }, change('加一行', () => { rows.push([]); }), change('加一列', () => { rows[0].push(''); }),
      change('去掉末行', () => { if (rows.length > 2) rows.pop(); }), change('去掉末列', () => { if (width() > 1) rows.forEach((row) => row.pop()); })),
  ], [{ label: found ? '改好' : '插入', main: true, act() {
    const text = written(rows, found?.rule);
    if (found) view.dispatch({ changes: { from: found.from, to: found.to, insert: text } });
    else insertBlock(view, text);
    view.focus();
  } }], { wide: true });
}
