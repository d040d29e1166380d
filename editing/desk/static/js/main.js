/* The desk's page: which part is shown, by the address after #; who works here, and whether the server answers. */
import { onConnection, Refused } from './api.js';
import { definition, definitionAgain } from './definition.js';
import { h, one, say } from './dom.js';

/** @typedef {void | (() => void | boolean)} Leave called when one goes elsewhere; `false` from it keeps the page */

/** @type {Record<string, {title: string, show: (main: HTMLElement, id: string) => Promise<Leave>}>} */
const PARTS = {
  list: { title: '稿件', show: async (main) => (await import('./list/list.js')).list(main) },
  calendar: { title: '日历', show: async (main) => (await import('./list/calendar.js')).calendar(main) },
  new: { title: '新建稿件', show: async (main) => (await import('./list/new.js')).fresh(main) },
  import: { title: '导入 Word', show: async (main) => (await import('./import/import.js')).bringIn(main, dropped) },
  edit: { title: '编辑', show: async (main, id) => (await import('./edit/page.js')).edit(main, id) },
};

/** @type {Leave} */
let leave;
let going = 0;

async function route() {
  const [, part = 'list', ...rest] = location.hash.split('/');
  const name = part in PARTS ? part : 'list';
  const id = rest.map(decodeURIComponent).join('/');
  const mine = ++going;
  document.querySelectorAll('dialog').forEach((dialog) => dialog.close());
  leave?.();
  leave = undefined;
  const main = one('#main');
  // What was left answers no more: nobody shall type into it while the next part loads.
  main.replaceChildren();
  document.body.dataset.part = name;
  for (const link of document.querySelectorAll('[data-to]')) {
    if (/** @type {HTMLElement} */ (link).dataset.to === name) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.title = `${PARTS[name].title} – 编稿台`;
  const place = h('div', { class: 'part' });
  const wait = setTimeout(() => { if (mine === going) main.replaceChildren(h('p', { class: 'wait' }, '正在打开……')); }, 400);
  try {
    place.hidden = true;
    const left = await PARTS[name].show(place, id);
    if (mine !== going) return void left?.();
    leave = left;
  } catch (problem) {
    if (mine !== going) return;
    place.replaceChildren(trouble(problem));
  }
  clearTimeout(wait);
  dropped = null;
  place.hidden = false;
  main.replaceChildren(place);
  if (document.activeElement === document.body || document.activeElement === main) main.focus({ preventScroll: true });
  say(document.title);
}

/** @param {unknown} problem */
function trouble(problem) {
  const text = problem instanceof Error ? problem.message : String(problem);
  if (!(problem instanceof Refused)) console.info(problem);
  return h('div', { class: 'wait' }, h('h1', {}, '打不开'), h('p', {}, text),
    h('p', {}, h('button', { type: 'button', onclick: route }, '再试一次'), ' ', h('a', { href: '#/' }, '回到稿件')));
}

onConnection((state) => {
  const place = one('[data-connection]');
  place.className = `bar-state bar-${state}`;
  const text = { here: '', gone: '程序没有回答，正在重试；写的字都留在这个浏览器里', stranger: '请打开终端里新的地址；写的字都留在这个浏览器里' }[state];
  if (text !== place.textContent) {
    place.textContent = text;
    if (text) say(text);
  }
  if (state === 'here') {
    definition().then(({ person, settings }) => {
      one('[data-person]').textContent = person.name;
      one('[data-site]').textContent = settings.title;
    }).catch(definitionAgain);
  }
});

/** A file that was dropped where nothing takes it: what is no picture is brought in. @type {File | null} */
let dropped = null;
addEventListener('dragover', (event) => { if (event.dataTransfer?.types.includes('Files')) event.preventDefault(); });
addEventListener('drop', (event) => {
  const [file] = event.dataTransfer?.files ?? [];
  if (!file || event.defaultPrevented) return;
  event.preventDefault();
  if (file.type.startsWith('image/')) return say('图片请拖到正文里');
  dropped = file;
  if (location.hash === '#/import') route();
  else location.hash = '#/import';
});

addEventListener('hashchange', route);
route();
