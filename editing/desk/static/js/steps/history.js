/* Who changed a bulletin, when and what; two versions side by side; an older one put back as unsaved text. */
import { get } from '../api.js';
import { dialog } from '../dialog.js';
import { fresh, h, toast } from '../dom.js';
import { replaceText } from '../edit/editor.js';
import { moment } from '../words.js';
import { lines, shownLines } from './difference.js';

/** @param {import('../edit/manuscript.js').Manuscript} manuscript */
export async function history(manuscript) {
  const { entries } = await get('/api/history', { id: manuscript.id });
  const name = fresh('version');
  const place = h('div', { class: 'history-difference', 'aria-live': 'polite' }, h('p', { class: 'quiet' }, '选一个版本，看它和现在的文字有什么不同。'));
  let chosen = '';
  let text = '';
  const pick = async (/** @type {any} */ entry) => {
    chosen = entry.version;
    const found = await get('/api/version', { id: manuscript.id, version: entry.version });
    if (chosen !== entry.version) return;
    text = found.text;
    place.replaceChildren(h('h3', {}, `${moment(entry.when)} → 现在`), shownLines(lines(text, manuscript.text), '和现在的文字一样。'));
    opened.choices([back]);
  };
  const back = { label: '用这个版本的文字', act: () => {
    if (manuscript.view) replaceText(manuscript.view, text);
    toast('换成了这个版本的文字，还没有保存。', { kind: 'good' });
  } };
  const list = entries.length ? h('ul', { class: 'history' }, ...entries.map((/** @type {any} */ entry, /** @type {number} */ at) => {
    const radio = h('input', { type: 'radio', name, id: `${name}-${at}`, onchange: () => pick(entry).catch((problem) => opened.problem(problem.message)) });
    return h('li', {}, radio, h('label', { for: radio.id }, h('time', { datetime: entry.when }, moment(entry.when)), h('b', {}, entry.what), h('span', {}, `${entry.who}${entry.origin === 'git' ? '，git' : ''}`)));
  })) : h('p', { class: 'quiet' }, '还没有历史。');
  const opened = dialog('历史', [h('div', { class: 'history-columns' }, list, place)], [], { wide: true, cancel: '关闭' });
}
