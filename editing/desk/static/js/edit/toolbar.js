/* The few things that a beginner needs, in one stop of the Tab key (WAI-ARIA: toolbar). */
import { EditorSelection, redo, undo } from '../../vendor/codemirror.js';
import { h } from '../dom.js';

/** @typedef {import('../../vendor/codemirror.js').EditorView} View */

/**
 * Put marks around what is selected, or take them away.
 * @param {View} view
 * @param {string} marks
 */
function around(view, marks) {
  view.dispatch(view.state.changeByRange((range) => {
    const text = view.state.sliceDoc(range.from, range.to);
    const outside = view.state.sliceDoc(range.from - marks.length, range.from) === marks && view.state.sliceDoc(range.to, range.to + marks.length) === marks;
    if (outside) {
      return { changes: [{ from: range.from - marks.length, to: range.from }, { from: range.to, to: range.to + marks.length }], range: EditorSelection.range(range.from - marks.length, range.to - marks.length) };
    }
    const made = `${marks}${text}${marks}`;
    return { changes: { from: range.from, to: range.to, insert: made }, range: EditorSelection.range(range.from + marks.length, range.from + marks.length + text.length) };
  }));
}

/**
 * Begin the selected lines with a mark, or take it away where all of them have it.
 * @param {View} view
 * @param {(number: number) => string} mark
 * @param {RegExp} had any mark of its kind
 */
function lines(view, mark, had) {
  const { state } = view;
  const { from, to } = state.selection.main;
  const [first, last] = [state.doc.lineAt(from).number, state.doc.lineAt(to).number];
  const all = Array.from({ length: last - first + 1 }, (_, at) => state.doc.line(first + at));
  const has = (/** @type {string} */ text, /** @type {number} */ at) => text.startsWith(mark(at));
  const off = all.every((line, at) => has(line.text, at));
  view.dispatch({ changes: all.map((line, at) => ({ from: line.from, to: line.from + (had.exec(line.text)?.[0].length ?? 0), insert: off ? '' : mark(at) })) });
}

/** @param {View} view @param {string} text Markdown that stands by itself, between empty lines */
export function insertBlock(view, text) {
  const { state } = view;
  const { from, to } = state.selection.main;
  const before = state.sliceDoc(Math.max(0, from - 2), from);
  const after = state.sliceDoc(to, to + 2);
  const lead = from === 0 || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
  const rest = after.startsWith('\n\n') || !after ? '\n' : after.startsWith('\n') ? '\n' : '\n\n';
  const insert = `${lead}${text.trim()}${rest}`;
  view.dispatch({ changes: { from, to, insert }, selection: EditorSelection.cursor(from + insert.length), scrollIntoView: true, userEvent: 'input.paste' });
}

const HEAD = /^#{1,6} /;
const MARK = /^(?:[-*+] |\d+[.)] |> )/;

/**
 * @param {() => View} view
 * @param {{picture: () => void, table: () => void}} helpers
 */
export function toolbar(view, { picture, table }) {
  const link = () => {
    const { state } = view();
    const { from, to } = state.selection.main;
    const text = state.sliceDoc(from, to) || '文字';
    view().dispatch({ changes: { from, to, insert: `[${text}](https://)` }, selection: EditorSelection.range(from + text.length + 3, from + text.length + 11) });
  };
  /** @type {[string, string, () => void, string?][]} */
  const tools = [
    ['标题', '小标题', () => lines(view(), () => '## ', HEAD)], ['B', '加粗', () => around(view(), '**'), 'Ctrl+B'],
    ['• 列表', '列表', () => lines(view(), () => '- ', MARK)], ['1. 编号', '1. 编号列表', () => lines(view(), (at) => `${at + 1}. `, MARK)],
    ['引用', '引用', () => lines(view(), () => '> ', MARK)], ['链接', '链接', link, 'Ctrl+K'], ['图片', '插入图片', picture], ['表格', '插入或修改表格', table],
    ['撤销', '撤销', () => undo(view()), 'Ctrl+Z'], ['重做', '重做', () => redo(view()), 'Ctrl+Y'],
  ];
  const buttons = tools.map(([text, name, act, keys], at) => h('button', {
    type: 'button', class: text === 'B' ? 'tool-bold' : null, 'aria-label': name, title: keys ? `${name}（${keys}）` : name, tabindex: at ? -1 : 0,
    onclick: () => { act(); if (!['图片', '表格'].includes(text)) view().focus(); },
  }, text));
  const element = h('div', { class: 'tools', role: 'toolbar', 'aria-label': '正文工具' }, ...buttons);
  element.addEventListener('keydown', (event) => {
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = (to + buttons.length) % buttons.length;
    buttons.forEach((button, place) => { button.tabIndex = place === next ? 0 : -1; });
    buttons[next].focus();
  });
  const keys = (/** @type {KeyboardEvent} */ event) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return false;
    const act = { b: tools[1][2], k: link }[event.key];
    act?.();
    return Boolean(act);
  };
  return { element, keys };
}
