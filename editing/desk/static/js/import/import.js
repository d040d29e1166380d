/* A Word file dragged in becomes drafts; every line of what was lost or changed is accepted before they are written. */
import { get, post, upload } from '../api.js';
import { definition, label } from '../definition.js';
import { fresh, h, say } from '../dom.js';
import { editing, moment } from '../words.js';
import { choice } from '../edit/combobox.js';

/** @typedef {{key: string, source: string, drafts: {title: string, text: string, file: string}[], lost: {where: string, what: string}[], changed: {where: string, what: string}[], refused: string | null, suggested: Record<string, {value: string, label?: string, because: string}[]>}} Read */

const FACETS = /** @type {const} */ ({ country: ['countries', '国别（地区）'], industry: ['industries', '行业'] });

/** @param {HTMLElement} main @param {File | null} dropped a file that was dropped elsewhere */
export async function bringIn(main, dropped) {
  const said = await definition();
  const id = fresh('import');
  const file = h('input', { type: 'file', id, class: 'sr', accept: '.docx,.md,.markdown,.csv,.tsv,.jsonl,.xml,.rss,.atom', onchange: () => { if (file.files?.[0]) read(file.files[0]); } });
  const result = h('div', { class: 'import-result', 'aria-live': 'polite' });
  const drop = h('div', { class: 'drop' }, h('p', { class: 'drop-main' }, '把 Word 文件（.docx）拖到这里'),
    h('p', {}, '或者 ', h('label', { for: id, class: 'button' }, '选一个文件'), file),
    h('p', { class: 'quiet' }, '也认得 Markdown、表格（csv）、逐行 JSON、存成文件的订阅源。先给你看结果，你收下以后才写成草稿。'));
  for (const kind of ['dragenter', 'dragover']) drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add('is-over'); });
  for (const kind of ['dragleave', 'drop']) drop.addEventListener(kind, () => drop.classList.remove('is-over'));
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    const [given] = event.dataTransfer?.files ?? [];
    if (given) read(given);
  });
  const waiting = h('section', { class: 'import-waiting', 'aria-label': '读好了还没收下的', hidden: true });
  main.replaceChildren(h('div', { class: 'sheet import' }, h('h1', {}, '导入 Word'), drop, waiting, result));
  if (dropped) read(dropped);
  else await offer();

  /** What was read before and is not accepted yet: by a page or a desk that is no more. */
  async function offer() {
    const { imports } = await get('/api/imports');
    waiting.hidden = !imports.length;
    waiting.replaceChildren(h('h2', {}, '读好了还没收下的'), h('ul', {}, ...imports.map((/** @type {{key: string, source: string, when: string}} */ one) => h('li', {},
      h('button', { type: 'button', class: 'link', onclick: () => again(one.key) }, one.source), h('span', { class: 'quiet' }, moment(one.when))))));
  }

  /** @param {string} key */
  async function again(key) {
    try {
      waiting.hidden = true;
      show(await get('/api/import', { key }));
    } catch (problem) {
      result.replaceChildren(h('div', { class: 'notice notice-bad' }, h('p', {}, problem instanceof Error ? problem.message : String(problem))));
    }
  }

  /** @param {File} given */
  async function read(given) {
    waiting.hidden = true;
    result.replaceChildren(h('p', { class: 'quiet' }, `正在读 ${given.name}……`));
    try {
      show(await upload('/api/import', { file: given }));
    } catch (problem) {
      result.replaceChildren(h('div', { class: 'notice notice-bad' }, h('p', {}, `没有导入 ${given.name}：${problem instanceof Error ? problem.message : problem}`)));
    }
    file.value = '';
  }

  /** @param {Read} found */
  function show(found) {
    if (found.refused || !found.drafts.length) {
      result.replaceChildren(h('div', { class: 'notice notice-bad' }, h('p', {}, `没有导入 ${found.source}：${found.refused ?? '里面没有可以写成稿件的内容'}`)));
      return;
    }
    const problem = h('p', { class: 'dialog-problem', role: 'alert' });
    /** @type {Record<string, Set<string>>} */
    const taken = { country: new Set(), industry: new Set() };
    let channel = '';
    const told = [...found.lost.map((one) => ({ ...one, kind: '丢失' })), ...found.changed.map((one) => ({ ...one, kind: '改动' }))];
    const boxes = told.map(({ where, what, kind }) => {
      const name = fresh('lost');
      const box = h('input', { type: 'checkbox', id: name, onchange: () => draw() });
      return { box, row: h('li', {}, box, h('label', { for: name }, h('b', { class: `lost-kind lost-${kind === '丢失' ? 'gone' : 'changed'}` }, kind), where ? h('span', { class: 'lost-where' }, where) : '', what)) };
    });
    const left = h('p', { class: 'import-left', 'aria-live': 'polite' });
    const accept = h('button', { type: 'button', class: 'main', onclick: () => take() }, found.drafts.length > 1 ? `写成 ${found.drafts.length} 份草稿` : '写成草稿');
    const draw = () => {
      const open = boxes.filter(({ box }) => !box.checked).length;
      left.textContent = open ? `还有 ${open} 处没有确认` : boxes.length ? '都确认了' : '没有丢失。';
      accept.disabled = open > 0;
      all.hidden = open < 2;
    };
    const all = h('button', { type: 'button', class: 'link', onclick: () => { for (const { box } of boxes) box.checked = true; draw(); } }, '都看过了，全部确认');
    const take = async () => {
      problem.textContent = '';
      accept.disabled = true;
      try {
        /** @type {Record<string, unknown>} */
        const changes = { ...(channel ? { channel } : {}) };
        for (const [facet, [key]] of Object.entries(FACETS)) if (taken[facet].size) changes[key] = [...taken[facet]];
        /** @type {Record<string, string>} */
        const texts = {};
        for (const [number, draft] of Object.keys(changes).length ? found.drafts.entries() : []) texts[number] = (await post('/api/edit', { text: draft.text, changes })).text;
        const made = await post('/api/import/accept', { key: found.key, texts });
        result.replaceChildren(h('div', { class: 'notice notice-good' }, h('p', {}, `写成了 ${made.ids.length} 份草稿：`), h('ul', {}, ...made.ids.map((/** @type {string} */ one) => h('li', {}, h('a', { href: editing(one) }, one))))));
        say('已写成草稿');
        if (made.ids.length === 1) location.hash = editing(made.ids[0]);
      } catch (failure) {
        problem.textContent = failure instanceof Error ? failure.message : String(failure);
        draw();
      }
    };
    const suggestions = Object.entries(FACETS).map(([facet, [, name]]) => {
      // Of several drafts in one file nobody knows which one names it.
      const offered = found.drafts.length === 1 ? found.suggested?.[facet] ?? [] : [];
      return offered.length ? h('fieldset', { class: 'suggested' }, h('legend', {}, `正文提到的${name}`), ...offered.map((one) => {
        const box = fresh('suggested');
        return h('span', { class: 'suggested-one' }, h('input', { type: 'checkbox', id: box, onchange: (/** @type {Event} */ event) => {
          if (/** @type {HTMLInputElement} */ (event.target).checked) taken[facet].add(one.value); else taken[facet].delete(one.value);
        } }), h('label', { for: box, title: one.because }, one.label ?? label(said.vocabulary[facet], one.value)), h('span', { class: 'quiet' }, one.because));
      })) : '';
    });
    const channelId = fresh('channel');
    result.replaceChildren(
      h('h2', {}, found.source),
      h('section', {}, h('h3', {}, '丢失与改动'), boxes.length ? h('ul', { class: 'lost-list' }, ...boxes.map(({ row }) => row)) : '', h('p', { class: 'import-line' }, left, all)),
      h('section', {}, h('h3', {}, '补上'), h('div', { class: 'field import-channel' }, h('label', { for: channelId }, '栏目'), choice({ id: channelId, terms: said.vocabulary.channel, value: '', change: (code) => { channel = code ?? ''; } }).element), ...suggestions),
      h('section', {}, h('h3', {}, found.drafts.length > 1 ? `${found.drafts.length} 份草稿` : '草稿'), ...found.drafts.map((draft, at) => h('details', { class: 'draft', open: at === 0 },
        h('summary', {}, draft.title || '（没有标题）', h('span', { class: 'quiet' }, draft.file)), h('pre', { tabindex: 0, role: 'group', 'aria-label': `${draft.title} 的文字` }, draft.text)))),
      problem, h('p', { class: 'sheet-foot' }, accept, h('button', { type: 'button', onclick: () => { result.replaceChildren(); post('/api/import/forget', { key: found.key }).then(offer).catch(() => {}); } }, '不要了')));
    draw();
    say(boxes.length ? `读好了，有 ${boxes.length} 处要确认` : '读好了，没有丢失');
  }
}
