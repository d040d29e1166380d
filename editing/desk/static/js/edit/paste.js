/* Pasting from Word, Excel and web pages: the server makes Markdown of it and tells what was lost. */
import { post } from '../api.js';
import { h, toast } from '../dom.js';

/** @typedef {import('../../vendor/codemirror.js').EditorView} View */

/** Whether a clipboard's HTML says more than its text. @param {string} html */
export function isRich(html) {
  return /<(table|ul|ol|li|h[1-6]|b|strong|em|i|a\s|img|blockquote|sup|sub)[\s>]|class="?Mso|urn:schemas-microsoft-com/i.test(html) && !/data-cm-plain/.test(html);
}

/**
 * Put the clipboard's HTML as Markdown where the selection is.
 * @param {View} view
 * @param {string} html
 * @param {string} plain what is put there if that fails, or if one would rather have it
 */
export async function pasteHtml(view, html, plain) {
  const { doc, selection } = view.state;
  /** @type {{markdown: string, lost: {where: string, what: string}[]}} */
  let made;
  try {
    made = await post('/api/paste', { html });
  } catch (problem) {
    put(view, plain);
    toast(`没有转成 Markdown，贴的是纯文本：${problem instanceof Error ? problem.message : problem}`, { kind: 'bad' });
    return;
  }
  const moved = view.state.doc !== doc;
  const range = moved ? view.state.selection.main : selection.main;
  const line = view.state.doc.lineAt(range.from);
  const block = /\n/.test(made.markdown.trim());
  const lead = block && range.from !== line.from ? '\n\n' : '';
  const text = `${lead}${made.markdown.trim()}${block ? '\n' : ''}`;
  view.dispatch({ changes: { from: range.from, to: range.to, insert: text }, selection: { anchor: range.from + text.length }, scrollIntoView: true, userEvent: 'input.paste' });
  const end = range.from + text.length;
  const instead = h('button', { type: 'button', class: 'link', onclick: () => {
    if (view.state.sliceDoc(range.from, end) === text) {
      view.dispatch({ changes: { from: range.from, to: end, insert: lines(plain) }, userEvent: 'input.paste' });
    } else toast('贴进来的文字已经改过，没有再换。');
    close();
    view.focus();
  } }, '改贴纯文本');
  const lost = h('ul', { class: 'lost' }, ...made.lost.slice(0, 12).map(({ where, what }) => h('li', {}, where ? `${where}：` : '', what)));
  const close = toast(made.lost.length ? `已转成 Markdown，有 ${made.lost.length} 处改动或丢失，请看一看：` : '已转成 Markdown，没有丢失。',
    { kind: made.lost.length ? 'plain' : 'good', stay: made.lost.length > 0, more: [made.lost.length ? lost : '', ' ', instead] });
}

/** @param {View} view @param {string} text */
function put(view, text) { view.dispatch(view.state.replaceSelection(lines(text)), { scrollIntoView: true, userEvent: 'input.paste' }); }

/** The clipboard's lines as the text's. @param {string} text */
function lines(text) { return text.replace(/\r\n?/g, '\n'); }
