/* Two versions of one file, block by block: what only one side changed is taken, where both did a person chooses. */
import { post } from '../api.js';
import { dialog } from '../dialog.js';
import { fresh, h, toast } from '../dom.js';

/** @typedef {{kind: 'same' | 'mine' | 'theirs' | 'conflict', base: string, mine: string, theirs: string}} Block */

/**
 * @param {import('../edit/manuscript.js').Manuscript} manuscript
 * @param {{theirs: string, digest: string, base: string | null}} now the file as it is, and what this text began from
 */
export async function merge(manuscript, now) {
  const mine = manuscript.text;
  const began = now.base ?? manuscript.base.text;
  /** @type {Block[]} */
  let blocks;
  try {
    ({ blocks } = await post('/api/merge', { base: began, mine, theirs: now.theirs }));
  } catch (problem) {
    toast(`没有合并成：${problem instanceof Error ? problem.message : problem}`, { kind: 'bad', stay: true });
    return;
  }
  /** @type {(() => string)[]} */
  const results = [];
  const parts = blocks.map((block) => {
    if (block.kind === 'same') {
      results.push(() => block.mine);
      return same(block.mine);
    }
    const { element, result } = choose(block);
    results.push(result);
    return element;
  });
  const conflicts = blocks.filter((block) => block.kind === 'conflict').length;
  dialog('文件在别处改过', [
    h('p', {}, conflicts ? `两边都改了 ${conflicts} 处，请逐处选定；只有一边改的已经各自收下，也可以改选。` : '两边改的地方不同，已经各自收下。看一看，再用合并的结果。'),
    h('div', { class: 'merge' }, ...parts),
  ], [
    { label: '用合并的结果', main: true, act(opened) {
      const open = opened.body.querySelectorAll('.merge-open');
      if (open.length) {
        opened.problem(`还有 ${open.length} 处没有选定`);
        /** @type {HTMLElement} */ (open[0].querySelector('input'))?.focus();
        return false;
      }
      manuscript.take({ ...manuscript.bulletin, text: now.theirs, digest: now.digest }, results.map((result) => result()).join(''));
      toast('已合并，看过后请保存。', { kind: 'good' });
      return undefined;
    } },
  ], { wide: true, cancel: '先不合并' });
}

/** @param {string} text */
function same(text) {
  const all = text.split('\n');
  const count = all.at(-1) === '' ? all.length - 1 : all.length;
  return h('p', { class: 'merge-same' }, `${count} 行相同`);
}

/** @param {Block} block */
function choose(block) {
  const name = fresh('merge');
  const titles = { mine: '只有我改了', theirs: '只有对方改了', conflict: '两边都改了', same: '' };
  const text = h('textarea', { class: 'merge-own', 'aria-label': '自己写', hidden: true, value: block.mine, rows: 4 });
  /** @type {'mine' | 'theirs' | 'both' | 'own' | ''} */
  let chosen = block.kind === 'conflict' ? '' : block.kind === 'theirs' ? 'theirs' : 'mine';
  const element = h('fieldset', { class: `merge-block merge-${block.kind}` });
  const pick = (/** @type {'mine' | 'theirs' | 'both' | 'own'} */ key, /** @type {string} */ label) => {
    const radio = h('input', { type: 'radio', name, id: `${name}-${key}`, onchange: () => { chosen = key; draw(); } });
    radio.checked = chosen === key;
    return h('span', { class: 'merge-pick' }, radio, h('label', { for: radio.id }, label));
  };
  const side = (/** @type {'mine' | 'theirs'} */ key, /** @type {string} */ label) => h('div', { class: 'merge-side', 'data-side': key }, pick(key, label),
    h('pre', {}, block[key] || '（没有这一段）'));
  const draw = () => {
    element.classList.toggle('merge-open', !chosen);
    text.hidden = chosen !== 'own';
    for (const one of element.querySelectorAll('.merge-side')) one.classList.toggle('is-chosen', chosen === 'both' || /** @type {HTMLElement} */ (one).dataset.side === chosen);
  };
  element.append(h('legend', {}, titles[block.kind]), h('div', { class: 'merge-sides' }, side('mine', '我的'), side('theirs', '对方的')),
    h('p', { class: 'merge-more' }, pick('both', '两段都要'), pick('own', '自己写')), text);
  draw();
  return { element, result: () => ({ mine: block.mine, theirs: block.theirs, both: ended(block.mine) + block.theirs, own: ended(text.value), '': '' })[chosen] };
}

/** @param {string} text */
function ended(text) { return !text || text.endsWith('\n') ? text : `${text}\n`; }
