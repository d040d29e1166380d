/* What things are called, and how moments are written. */

/** States of a bulletin, in the order of their life. */
export const STATES = /** @type {const} */ ({
  broken: '有问题', draft: '草稿', scheduled: '待发布', live: '已发布', corrected: '已更正', withdrawn: '已撤回',
  superseded: '已被取代', expired: '已到期',
});

/** @param {string} state */
export function stateName(state) { return /** @type {Record<string, string>} */ (STATES)[state] ?? state; }

/** @param {string | null | undefined} moment ISO @returns {string} to the minute, without the year where it is this one's */
export function moment(moment) {
  if (!moment) return '';
  const found = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?/.exec(moment);
  return found ? found[2] && found[2] !== '00:00' ? `${found[1]} ${found[2]}` : found[1] : moment;
}

/** @param {number} milliseconds since 1970 */
export function clock(milliseconds) {
  const then = new Date(milliseconds);
  const today = new Date().toDateString() === then.toDateString();
  return then.toLocaleString('zh-CN', today ? { hour: '2-digit', minute: '2-digit' } : { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' });
}

/** @param {string} id @returns {string} the page's address for editing it */
export function editing(id) { return `#/edit/${id.split('/').map(encodeURIComponent).join('/')}`; }
