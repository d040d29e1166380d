/* The page on which one bulletin is written: form and text on the left, the real page on the right, what is wrong below. */
import { get } from '../api.js';
import { definition } from '../definition.js';
import { h, say, toast } from '../dom.js';
import { openHere } from '../tabs.js';
import { forget, leftBehind, TAB } from '../unsaved.js';
import { clock, stateName } from '../words.js';
import { merge } from '../steps/merge.js';
import { compare } from '../steps/difference.js';
import { actions } from '../steps/actions.js';
import { askFor } from '../steps/review.js';
import { editor, mark, replaceText } from './editor.js';
import { fold, isFolded } from './front.js';
import { form } from './form.js';
import { Manuscript } from './manuscript.js';
import { isRich, pasteHtml } from './paste.js';
import { addPicture, pictures } from './picture.js';
import { preview } from './preview.js';
import { problems } from './problems.js';
import { tableHelper } from './table.js';
import { tabs } from './tabs.js';
import { together } from './together.js';
import { toolbar } from './toolbar.js';

const KEEPING = { saved: '已保存', unsaved: '有没保存的改动', saving: '正在保存……', waiting: '还没存进文件，文字已留在浏览器里，正在重试', full: '浏览器存不下了，请尽快保存' };

/**
 * @param {HTMLElement} main
 * @param {string} id
 */
export async function edit(main, id) {
  const [said, bulletin] = await Promise.all([definition(), get('/api/bulletin', { id })]);
  const manuscript = new Manuscript(bulletin);
  const notices = h('div', { class: 'notices' });
  const view = editor(bulletin.text, {
    label: '正文（Markdown）', changed: () => manuscript.changed(), scrolled: () => follow(),
    handlers: {
      paste(event) {
        const data = event.clipboardData;
        const html = data?.getData('text/html') ?? '';
        if (html && isRich(html)) {
          event.preventDefault();
          pasteHtml(view, html, data?.getData('text/plain') ?? '');
          return true;
        }
        return take(event, data?.files);
      },
      drop(event) {
        const at = pictures(event.dataTransfer?.files ?? []).length ? view.posAtCoords({ x: event.clientX, y: event.clientY }) : null;
        if (at !== null) view.dispatch({ selection: { anchor: at } });
        return take(event, event.dataTransfer?.files);
      },
      keydown: (event) => tools.keys(event) && (event.preventDefault(), true),
    },
  });
  /** @param {Event} event @param {FileList | undefined} files */
  const take = (event, files) => {
    const [picture, ...more] = pictures(files ?? []);
    if (!picture) return false;
    if (more.length) toast('图片请一张一张放：每张都要写一句说明。');
    event.preventDefault();
    addPicture(view, id, picture);
    return true;
  };
  manuscript.view = view;
  const page = preview(manuscript, { scrolled: () => follow() });
  const follow = together(view, page);
  const tools = toolbar(() => view, { picture: () => addPicture(view, id, null), table: () => tableHelper(view) });
  const fields = await form(manuscript, () => { left.show('source'); view.focus(); });

  const text = h('div', { class: 'text' }, tools.element, view.dom);
  const left = tabs('稿件', [['front', '头部', fields.element], ['body', '正文', text], ['source', '源文件', text], ['page', '预览', page.element]], (name) => {
    text.dataset.whole = String(name === 'source');
    view.dispatch({ effects: fold.of(name !== 'source') });
    view.requestMeasure();
  });
  const wrong = problems(manuscript, {
    field: (key) => { left.show('front'); return fields.focus(key); },
    line: (line) => { if (line < manuscript.checked.body_line || !manuscript.checked.front) left.show('source'); else if (!isSource()) left.show('body'); },
  });
  const isSource = () => text.dataset.whole === 'true' && !isFolded(view.state);
  const heading = h('h1', { class: 'edit-title' });
  const state = h('span', { class: 'state' });
  const keeping = h('p', { class: 'keeping', role: 'status' });
  const save = h('button', { type: 'button', title: 'Ctrl+S', onclick: () => saveNow() }, '保存');
  const saveNow = () => manuscript.save().then((done) => { if (done) say('已保存'); })
    .catch((problem) => toast(`没有保存：${problem.message}`, { kind: 'bad', stay: true }));
  const right = h('div', { class: 'edit-right' });
  main.replaceChildren(h('div', { class: 'edit' },
    h('div', { class: 'edit-bar' },
      h('div', { class: 'edit-name' }, heading, h('p', { class: 'edit-where' }, state, h('span', { class: 'edit-file' }, bulletin.file))),
      keeping, save, actions(manuscript, said)),
    notices, h('div', { class: 'edit-columns' }, h('div', { class: 'edit-left' }, left.element, wrong), right)));

  // Where there is room the page stands beside the text, else it is one of the tabs.
  const wide = matchMedia('(min-width: 1000px)');
  const arrange = () => {
    left.place('page', wide.matches ? right : null);
    page.again();
  };
  wide.addEventListener('change', arrange);
  arrange();

  const draw = () => {
    const title = String(manuscript.checked.front?.title || id);
    heading.textContent = title;
    document.title = `${title} – 编稿台`;
    state.textContent = stateName(manuscript.bulletin.state);
    state.className = `state state-${manuscript.bulletin.state}`;
    keeping.textContent = KEEPING[manuscript.keeping];
    keeping.dataset.keeping = manuscript.keeping;
    save.disabled = manuscript.keeping === 'saved' || manuscript.keeping === 'saving';
    save.textContent = manuscript.bulletin.state === 'draft' ? '保存草稿' : '保存';
  };
  for (const name of ['checked', 'front', 'keeping', 'saved']) manuscript.on(name, draw);
  draw();
  mark(view, bulletin.problems);
  if (!bulletin.front) left.show('source');
  else left.show(bulletin.state === 'draft' ? 'body' : 'front');
  manuscript.check.now();

  const conflicts = (/** @type {any} */ theirs) => merge(manuscript, theirs);
  manuscript.on('conflict', conflicts);
  manuscript.on('review-needed', () => askFor(manuscript));
  manuscript.on('elsewhere', (now) => notice('elsewhere', '这个文件刚在别处改过，你这里也有没保存的改动。', [['合并', () => conflicts({ theirs: now.text, digest: now.digest, base: manuscript.base.text })]]));
  /** @param {string} key @param {string} words @param {[string, () => void][]} choices */
  function notice(key, words, choices = []) {
    notices.querySelector(`[data-key="${key}"]`)?.remove();
    const made = h('div', { class: 'notice', 'data-key': key }, h('p', {}, words), ...choices.map(([label, act]) => h('button', { type: 'button', onclick: () => { made.remove(); act(); } }, label)));
    notices.append(made);
    say(words);
    return made;
  }
  const closeTab = openHere(id, {
    others(count) {
      if (count) notice('others', '这一条在另一个标签页里也开着。两边都写没有关系，保存时会提醒合并。');
      else notices.querySelector('[data-key="others"]')?.remove();
    },
    saved: (digest) => { if (digest !== manuscript.base.digest) manuscript.look().catch(() => {}); },
  });
  const kept = await leftBehind(id).catch(() => []);
  if (kept.length) findAgain(manuscript, kept, notice);

  const keys = (/** @type {KeyboardEvent} */ event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
      event.preventDefault();
      if (!document.querySelector('dialog[open]')) saveNow();
    }
  };
  const look = () => { if (document.visibilityState === 'visible') manuscript.look().catch(() => {}); };
  const looking = setInterval(look, 15000);
  addEventListener('keydown', keys);
  addEventListener('focus', look);
  return () => {
    clearInterval(looking);
    removeEventListener('keydown', keys);
    removeEventListener('focus', look);
    wide.removeEventListener('change', arrange);
    closeTab();
    // What is not saved stays in the browser's store, under this tab's name, and is saved if the server takes it.
    manuscript.closed = true;
    if (manuscript.dirty) toast('没保存的文字留在浏览器里，再打开这一条时还在。');
    view.destroy();
  };
}

/**
 * Put back what a page that is no more had not saved.
 * @param {Manuscript} manuscript
 * @param {import('../unsaved.js').Kept[]} kept newest first
 * @param {(key: string, words: string, choices: [string, () => void][]) => void} notice
 */
function findAgain(manuscript, kept, notice) {
  const [newest] = kept;
  // What this tab keeps it goes on keeping.
  const forgetAll = () => Promise.all(kept.filter((one) => one.tab !== TAB).map((one) => forget(one.key)));
  const fields = () => { if (Object.keys(newest.pending).length) manuscript.typed(newest.pending); };
  if (newest.text === manuscript.base.text && !Object.keys(newest.pending).length) {
    manuscript.keep();
    return void forgetAll();
  }
  const before = manuscript.base.text;
  const { view } = manuscript;
  if (!view) return;
  if (newest.base === manuscript.base.digest) {
    replaceText(view, newest.text);
    fields();
    notice('again', `找回了没有保存的文字（${clock(newest.when)}）。看过后请保存。`, [
      ['看有什么不同', () => compare('找回的文字', before, newest.text)],
      ['不要了', () => { replaceText(view, before); }],
    ]);
    // This tab keeps it now.
    forgetAll();
  } else {
    notice('again', `找回了没有保存的文字（${clock(newest.when)}），但文件后来又改过。`, [
      ['合并', () => {
        replaceText(view, newest.text);
        fields();
        merge(manuscript, { theirs: manuscript.base.text, digest: manuscript.base.digest, base: newest.baseText });
        forgetAll();
      }],
      ['不要了', () => { forgetAll(); manuscript.keep(); }],
    ]);
  }
}
