/*
 * Another person approves before readers see anything: asking for it, with the new text or the step that shall be taken, and
 * approving, refusing or taking the request back.
 */
import { get, post } from '../api.js';
import { dialog } from '../dialog.js';
import { fresh, h, toast } from '../dom.js';
import { editing, moment } from '../words.js';
import { lines, shownLines } from './difference.js';
import { STEPS } from './step.js';

/** @typedef {import('../edit/manuscript.js').Manuscript} Manuscript */

/** How the review stands, in a few words. @param {Manuscript} manuscript */
export function reviewed(manuscript) {
  const said = manuscript.bulletin.review;
  const words = /** @type {Record<string, () => string>} */ ({
    asked: () => `${said.asked_by} ${moment(said.asked_at)} 送审`, approved: () => `${said.approved_by} ${moment(said.approved_at)} 审核通过${said.fresh || said.proposed ? '' : '，其后又改过'}`,
    refused: () => `${said.refused_by} ${moment(said.refused_at)} 退回：${said.answer}`, withdrawn: () => '',
  });
  return h('p', { class: 'reviewed' }, said ? words[said.state]?.() ?? '' : '');
}

/** A step in words, with what it was told. @param {Record<string, string>} step */
function stepWords({ step, when, by, new_id }) {
  const more = [when && moment(when), by && `由 ${by}`, new_id && `编号 ${new_id}`].filter(Boolean).join('，');
  return `“${step === 'undo' ? '撤销上一步' : STEPS[step]?.label ?? step}”${more ? `（${more}）` : ''}`;
}

/** Whether somebody has to decide. @param {Manuscript} manuscript */
export function waits(manuscript) { return manuscript.bulletin.review?.state === 'asked'; }

/**
 * Show what came of a request, wherever the bulletin is now.
 * @param {Manuscript} manuscript
 * @param {any} now
 */
function taken(manuscript, now) {
  if (now.id === manuscript.id) manuscript.take(now);
  else {
    manuscript.closed = true;
    location.hash = editing(now.id);
  }
}

/**
 * Ask another person to approve the text as it is here, and a step with it.
 * @param {Manuscript} manuscript
 * @param {Record<string, string>} [step] and what it needs
 */
export function askFor(manuscript, step) {
  const id = fresh('note');
  const note = h('textarea', { id, rows: 3, value: step?.note ?? '' });
  const changed = manuscript.dirty;
  dialog('送审', [
    h('p', {}, `${step ? `“${STEPS[step.step].label}”` : '这些改动'}读者会看到，要由另一个人批准后才生效。`),
    changed ? shownLines(lines(manuscript.base.text, manuscript.text)) : '',
    h('div', { class: 'field' }, h('label', { for: id }, step?.note ? '说明（读者会看到）' : '给审稿人的话'), note),
  ], [{ label: '送审', main: true, async act() {
    const now = await post('/api/review', {
      id: manuscript.id, action: 'ask', base: manuscript.base.digest, ...(changed ? { text: manuscript.text } : {}), ...step, note: note.value.trim(),
    });
    taken(manuscript, now);
    toast('已送审', { kind: 'good' });
  } }], { wide: changed });
  note.focus();
}

/**
 * Ask another person to approve that the last step is taken back; what is not saved stays here.
 * @param {Manuscript} manuscript
 * @param {string} note
 */
export async function askToUndo(manuscript, note) {
  const now = await post('/api/review', { id: manuscript.id, action: 'ask', base: manuscript.base.digest, step: 'undo', note });
  manuscript.take(now, manuscript.text);
  toast('已送审', { kind: 'good' });
}

/**
 * Decide on what was asked for.
 * @param {Manuscript} manuscript
 * @param {import('../definition.js').Definition} said
 */
export async function review(manuscript, said) {
  const now = manuscript.bulletin.review;
  if (!waits(manuscript)) return askFor(manuscript);
  const own = now.asked_by === said.person.name;
  const id = fresh('note');
  const note = h('textarea', { id, rows: 2 });
  const act = (/** @type {string} */ action, /** @type {string} */ done) => async (/** @type {import('../dialog.js').Opened} */ opened) => {
    if (action === 'refuse' && !note.value.trim()) {
      opened.problem('退回要写明原因');
      note.focus();
      return /** @type {const} */ (false);
    }
    taken(manuscript, await post('/api/review', { id: manuscript.id, action, note: note.value.trim() }));
    toast(done, { kind: 'good' });
    return undefined;
  };
  const proposed = now.proposed ? (await get('/api/proposed', { id: manuscript.id })).text : null;
  dialog('审核', [
    h('p', {}, `${now.asked_by} ${moment(now.asked_at)} 送审${now.step ? `，要做${stepWords(now.step)}` : ''}。${now.note ? `说明：${now.note}` : ''}`),
    now.wrote?.length ? h('p', { class: 'quiet' }, `写稿：${now.wrote.join('、')}`) : '',
    now.fresh ? '' : h('p', { class: 'notice notice-bad' }, '送审以后稿子又改过，要重新送审。'),
    proposed === null ? h('p', { class: 'quiet' }, '文字就是现在页面上的样子。') : shownLines(lines(manuscript.base.text, proposed)),
    own ? h('p', { class: 'quiet' }, '要由另一个人审核。') : h('div', { class: 'field' }, h('label', { for: id }, '审稿意见'), note),
  ], own ? [{ label: '撤回送审', act: act('withdraw', '已撤回送审') }]
    : [{ label: '通过', main: true, act: act('approve', '审核通过') }, { label: '退回', grave: true, act: act('refuse', '已退回') }], { wide: true });
  return undefined;
}
