/* One step in the life of a bulletin: what it needs is asked for, what it will change is shown, and only then it is taken. */
import { get, post, Refused } from '../api.js';
import { definition } from '../definition.js';
import { dialog } from '../dialog.js';
import { fresh, h, toast } from '../dom.js';
import { tell } from '../tabs.js';
import { editing, moment, stateName } from '../words.js';
import { merge } from './merge.js';
import { shownLines, unified } from './difference.js';
import { askFor } from './review.js';

/** @type {Record<string, {label: string, note: string, needs?: 'note' | 'when' | 'by' | 'new_id', may?: boolean, ask?: string, help?: string, grave?: boolean, done: string}>} */
export const STEPS = {
  publish: { label: '发布', note: '', done: '已定为发布' },
  schedule: { label: '定时发布', note: '', needs: 'when', ask: '何时发布', done: '已定时' },
  correct: { label: '更正', note: '页面上标明', needs: 'note', ask: '更正说明', help: '读者会看到，例如“将税率 25% 更正为 12.5%”。', done: '已记下更正' },
  withdraw: { label: '撤回', note: '页面留着，标明撤回', needs: 'note', ask: '撤回说明', help: '读者会看到为什么撤回。', grave: true, done: '已撤回' },
  supersede: { label: '取代', note: '由另一条取代', needs: 'by', ask: '被哪一条取代', help: '写那一条的编号，或从列表里选。', grave: true, done: '已被取代' },
  rename: { label: '改名', note: '换编号，旧网址会转过来', needs: 'new_id', ask: '新编号', help: '例如 2026/11/vn-steel-review。', done: '已改名' },
  restore: { label: '恢复', note: '', needs: 'note', may: true, ask: '恢复说明', help: '可以不写。写了读者会看到。', done: '已恢复' },
};

/**
 * @param {import('../edit/manuscript.js').Manuscript} manuscript
 * @param {string} step
 */
export async function takeStep(manuscript, step) {
  const { label, needs, may, ask, help, grave, done } = STEPS[step];
  const { settings } = await definition();
  if (manuscript.dirty && settings.review && manuscript.bulletin.state !== 'draft') return askFor(manuscript);
  if (manuscript.dirty) {
    // A step is taken on the file: what is written must be in it.
    try {
      if (!await manuscript.save()) return;
    } catch (problem) {
      toast(`没有保存，“${label}”也没有做：${problem instanceof Error ? problem.message : problem}`, { kind: 'bad', stay: true });
      return;
    }
  }
  const id = fresh('step');
  const input = needs && asked(needs, id, manuscript.id);
  if (needs === 'by') await fill(/** @type {HTMLElement} */ (input?.list), manuscript.id);
  const changes = h('div', { class: 'step-changes', 'aria-live': 'polite' });
  const values = () => needs && input ? { [needs]: input.field.value.trim() } : {};
  const post_ = (/** @type {boolean} */ dry) => post('/api/step', { id: manuscript.id, step, base: manuscript.base.digest, dry_run: dry, ...values() });
  const go = async (/** @type {import('../dialog.js').Opened} */ opened) => {
    try {
      const made = await post_(false);
      tell('saved', manuscript.id, made.digest);
      toast(`${done}。${step === 'rename' ? '' : '改动在网站更新后生效。'}`, { kind: 'good' });
      if (made.id !== manuscript.id) {
        manuscript.closed = true;
        location.hash = editing(made.id);
      } else await manuscript.again();
    } catch (problem) {
      if (problem instanceof Refused && problem.status === 409 && problem.problem.theirs !== undefined) {
        opened.close();
        merge(manuscript, problem.problem);
        return undefined;
      }
      throw problem;
    }
    return undefined;
  };
  const confirm = { label: `${label}`, main: true, grave, act: go };
  const review = { label: '送审', main: true, act: () => askFor(manuscript, { step, ...values() }) };
  const look = { label: '看看会改什么', main: true, act: async (/** @type {import('../dialog.js').Opened} */ opened) => {
    if (needs && !may && !input?.field.value.trim()) {
      opened.problem(`请写${ask}`);
      input?.field.focus();
      return /** @type {const} */ (false);
    }
    see(opened, await post_(true));
    return /** @type {const} */ (false);
  } };
  /** @param {import('../dialog.js').Opened} opened @param {any} made */
  const see = (opened, made) => {
    changes.replaceChildren(...reach(made));
    opened.choices([made.review_needed ? review : confirm]);
    /** @type {HTMLElement | null} */ (opened.element.querySelector('button[type="submit"]'))?.focus();
  };
  const opened = dialog(label, [
    input ? h('div', { class: 'field' }, h('label', { for: id }, ask ?? '', may ? '' : h('span', { class: 'needed', 'aria-hidden': 'true' }, '必填')), input.field, input.list ?? '', help ? h('p', { class: 'quiet' }, help) : '') : '',
    changes,
  ], [look], { wide: true });
  // Another note needs another look.
  input?.field.addEventListener('input', () => { changes.replaceChildren(); opened.choices([look]); });
  if (!needs) {
    try {
      see(opened, await post_(true));
    } catch (problem) {
      opened.choices([]);
      opened.problem(problem instanceof Error ? problem.message : String(problem));
    }
  }
}

/**
 * @param {'note' | 'when' | 'by' | 'new_id'} needs
 * @param {string} id of the input
 * @param {string} own the bulletin's
 * @returns {{field: HTMLInputElement | HTMLTextAreaElement, list?: HTMLElement}}
 */
function asked(needs, id, own) {
  if (needs === 'note') return { field: h('textarea', { id, rows: 3, 'aria-required': 'true' }) };
  if (needs === 'when') return { field: h('input', { id, type: 'datetime-local', 'aria-required': 'true' }) };
  if (needs === 'new_id') return { field: h('input', { id, type: 'text', value: own, 'aria-required': 'true', autocomplete: 'off', spellcheck: 'false' }) };
  const list = h('datalist', { id: `${id}-list` });
  return { field: h('input', { id, type: 'text', list: list.id, 'aria-required': 'true', autocomplete: 'off' }), list };
}

/** @param {HTMLElement} list @param {string} own */
async function fill(list, own) {
  const { bulletins } = await get('/api/bulletins');
  list.append(...bulletins.filter((/** @type {any} */ one) => one.id !== own && ['live', 'corrected', 'scheduled', 'draft'].includes(one.state)).slice(0, 500)
    .map((/** @type {any} */ one) => h('option', { value: one.id }, `${one.title}（${stateName(one.state)}）`)));
}

/** @param {{diff: string, addresses: string[], feeds: string[], notes?: string[], others?: string[], when?: string | null}} made */
function reach({ diff, addresses, feeds, notes = [], others = [], when }) {
  const list = (/** @type {string} */ name, /** @type {string[]} */ all) => all.length ? h('details', { class: 'reach', open: all.length <= 12 },
    h('summary', {}, `${name} ${all.length}`), h('ul', {}, ...all.map((one) => h('li', {}, one)))) : '';
  return [...notes.map((note) => h('p', { class: 'notice' }, note)), h('h3', {}, '文件里的改动'), shownLines(unified(diff), '文件没有改动。'), list('还要改的文件', others),
    h('h3', {}, '网站上跟着变的', when ? h('span', { class: 'quiet' }, `　${moment(when)} 起`) : ''),
    addresses.length + feeds.length ? '' : h('p', { class: 'quiet' }, '没有。'), list('网址', addresses), list('订阅源', feeds)].filter((one) => one !== '');
}
