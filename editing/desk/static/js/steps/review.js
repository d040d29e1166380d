/* Another person approves before a bulletin goes out: asking, approving, sending back, each with what is said of it. */
import { post } from '../api.js';
import { dialog } from '../dialog.js';
import { fresh, h, toast } from '../dom.js';
import { moment } from '../words.js';

/** @typedef {import('../edit/manuscript.js').Manuscript} Manuscript */

/** How the review stands, in a few words. @param {Manuscript} manuscript */
export function reviewed(manuscript) {
  const said = manuscript.bulletin.review;
  const text = !said ? '' : said.approved_by ? `${said.approved_by} ${moment(said.approved_at)} 审核通过` : said.refused_by ? `${said.refused_by} ${moment(said.refused_at)} 退回：${said.note ?? ''}`
    : said.asked_by ? `${said.asked_by} ${moment(said.asked_at)} 送审` : '';
  return h('p', { class: 'reviewed' }, text);
}

/**
 * @param {Manuscript} manuscript
 * @param {import('../definition.js').Definition} said
 */
export async function review(manuscript, said) {
  if (manuscript.dirty && !await manuscript.save().catch((problem) => { toast(problem.message, { kind: 'bad' }); return false; })) return;
  const now = manuscript.bulletin.review;
  const waits = now?.asked_by && !now.approved_by && !now.refused_by;
  const own = now?.asked_by === said.person.name;
  const id = fresh('note');
  const note = h('textarea', { id, rows: 3 });
  const act = (/** @type {string} */ action, /** @type {string} */ done) => async (/** @type {import('../dialog.js').Opened} */ opened) => {
    if (action === 'refuse' && !note.value.trim()) {
      opened.problem('退回要写明原因');
      note.focus();
      return /** @type {const} */ (false);
    }
    const made = await post('/api/review', { id: manuscript.id, action, note: note.value.trim(), base: manuscript.base.digest });
    manuscript.bulletin = { ...manuscript.bulletin, review: made.review };
    manuscript.tell('saved');
    toast(done, { kind: 'good' });
    return undefined;
  };
  dialog('审核', [
    reviewed(manuscript),
    h('p', { class: 'quiet' }, waits ? own ? '要由另一个人审核；你可以先补一句说明。' : '你看到的就是送审的文字。通过以后才能发布。' : '送审后由另一个人审核，通过以后才能发布。'),
    h('div', { class: 'field' }, h('label', { for: id }, '说明'), note),
  ], waits && !own ? [{ label: '通过', main: true, act: act('approve', '审核通过') }, { label: '退回', grave: true, act: act('refuse', '已退回') }]
    : [{ label: waits ? '再次送审' : '送审', main: true, act: act('ask', '已送审') }]);
}
