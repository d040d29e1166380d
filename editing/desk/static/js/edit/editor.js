/* The text itself, in CodeMirror: Markdown, Chinese input, the site's look, problems at their lines. */
import {
  EditorSelection, EditorState, EditorView, HighlightStyle, defaultKeymap, dropCursor, highlightActiveLine, highlightSpecialChars,
  history, historyKeymap, keymap, lineNumbers, lintGutter, markdown, markdownKeymap, markdownLanguage, search, searchKeymap,
  setDiagnostics, syntaxHighlighting, tags,
} from '../../vendor/codemirror.js';
import { front, fromServer } from './front.js';

/** Words of CodeMirror that people meet. */
const PHRASES = {
  Find: '查找', Replace: '替换为', next: '下一处', previous: '上一处', all: '全部', 'match case': '分大小写', regexp: '正则', 'by word': '整词',
  replace: '替换', 'replace all': '全部替换', close: '关闭', 'current match': '当前', 'replaced $ matches': '替换了 $ 处',
  'replaced match on line $': '替换了第 $ 行的一处', 'on line': '在第', 'Go to line': '到第几行', go: '去', 'No diagnostics': '没有问题', Diagnostics: '问题',
  'Control character': '控制字符', 'Folded lines': '收起的行', 'Unfolded lines': '展开的行', to: '到',
};
const colours = HighlightStyle.define([
  { tag: tags.heading, class: 'md-heading' }, { tag: tags.strong, class: 'md-strong' }, { tag: tags.emphasis, class: 'md-strong' },
  { tag: [tags.link, tags.url], class: 'md-link' }, { tag: [tags.processingInstruction, tags.contentSeparator], class: 'md-mark' },
  { tag: [tags.monospace], class: 'md-code' }, { tag: tags.quote, class: 'md-quote' }, { tag: [tags.comment, tags.angleBracket], class: 'md-mark' },
]);

/**
 * @param {string} text the whole file's
 * @param {{label: string, changed: () => void, scrolled: () => void, handlers: Parameters<typeof EditorView.domEventHandlers>[0]}} told
 */
export function editor(text, { label, changed, scrolled, handlers }) {
  const nonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? '';
  const state = EditorState.create({
    doc: text,
    extensions: [
      // The server gives and takes line feeds, and keeps the line ends that a file has.
      EditorState.lineSeparator.of('\n'),
      EditorView.cspNonce.of(nonce),
      EditorState.phrases.of(PHRASES),
      EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0', lang: 'zh-CN', spellcheck: 'false', autocorrect: 'off', autocapitalize: 'off' }),
      EditorView.lineWrapping,
      lineNumbers(), lintGutter(), highlightActiveLine(), highlightSpecialChars({ specialChars: /[\u0000-\u0008\u000b-\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffc]/g }), dropCursor(), history(), search({ top: true }),
      front,
      markdown({ base: markdownLanguage, completeHTMLTags: false }), syntaxHighlighting(colours),
      keymap.of([...markdownKeymap, ...searchKeymap.filter(({ key }) => key !== 'Mod-Shift-l'), ...historyKeymap, ...defaultKeymap]),
      EditorView.domEventHandlers({ ...handlers, scroll: scrolled }),
      EditorView.updateListener.of((update) => { if (update.docChanged) changed(); }),
      // A theme so that CodeMirror's own light or dark defaults do not show through; colours are in style/edit.css.
      EditorView.theme({}),
    ],
  });
  return new EditorView({ state });
}

/** @param {EditorView} view @returns {string} the whole text */
export function textOf(view) { return view.state.sliceDoc(); }

/**
 * Put another text in place of the editor's, by the smallest change, so that cursor and undo survive.
 * @param {EditorView} view
 * @param {string} text
 */
export function replaceText(view, text) {
  const change = smallest(textOf(view), text);
  if (change) view.dispatch({ changes: change, annotations: fromServer.of(true) });
}

/**
 * What differs between two texts, as one change.
 * @param {string} before
 * @param {string} after
 */
export function smallest(before, after) {
  if (before === after) return null;
  let from = 0;
  while (from < before.length && before[from] === after[from]) from += 1;
  let last = 0;
  while (last < Math.min(before.length, after.length) - from && before[before.length - 1 - last] === after[after.length - 1 - last]) last += 1;
  return { from, to: before.length - last, insert: after.slice(from, after.length - last) };
}

/**
 * @typedef {object} Problem
 * @property {number} line
 * @property {number} column
 * @property {string | null} key
 * @property {'problem' | 'warning' | 'lint'} severity
 * @property {string} code
 * @property {string} message
 * @property {{from: number, to: number, text: string}[] | null} [replace] the edits that mend it
 */

/**
 * Show problems at their lines.
 * @param {EditorView} view
 * @param {Problem[]} problems
 */
export function mark(view, problems) {
  const { doc } = view.state;
  view.dispatch(setDiagnostics(view.state, problems.filter((one) => one.line >= 1 && one.line <= doc.lines).map((one) => {
    const line = doc.line(one.line);
    const from = Math.min(line.to, line.from + units(line.text, one.column - 1));
    const rest = /^[\w-]+|^[^\s，。；：、]{1,8}/u.exec(doc.sliceString(from, line.to))?.[0].length ?? 0;
    return { from, to: Math.min(line.to, from + Math.max(1, rest)), severity: /** @type {const} */ ({ problem: 'error', warning: 'warning', lint: 'info' })[one.severity] ?? 'info', message: one.message };
  }).sort((a, b) => a.from - b.from)));
}

/** Characters as the server counts them, in UTF-16 units. @param {string} text @param {number} characters */
function units(text, characters) { return [...text].slice(0, Math.max(0, characters)).join('').length; }

/** @param {EditorView} view @param {number} line @param {number} [column] */
export function goTo(view, line, column = 1) {
  const found = view.state.doc.line(Math.max(1, Math.min(view.state.doc.lines, line)));
  const at = Math.min(found.to, found.from + units(found.text, column - 1));
  view.dispatch({ selection: EditorSelection.cursor(at), effects: EditorView.scrollIntoView(at, { y: 'center' }) });
  view.focus();
}
