/* The rows of the list: which are shown, in which order. No page here. */
import { label, matching } from '../definition.js';

/**
 * @typedef {object} Row
 * @property {string} id
 * @property {string} state
 * @property {string} title
 * @property {string | null} date
 * @property {string | null} channel
 * @property {string[]} countries
 * @property {string[]} industries
 * @property {string | null} level
 * @property {string} file
 * @property {string | null} next
 * @property {number} problems
 * @property {string | null} [undergoing]
 * @property {string} [searched] what is looked through, worked out once
 */
/** @typedef {{state: string, words: string, sort: string, down: boolean}} Wanted */

/**
 * What is looked through when somebody types: title, id, labels.
 * @param {Row} row
 * @param {import('../definition.js').Definition} said
 */
export function searched(row, { vocabulary }) {
  const labels = [
    ...(row.countries ?? []).map((code) => label(vocabulary.country, code)),
    ...(row.industries ?? []).map((code) => label(vocabulary.industry, code)),
    row.channel ? label(vocabulary.channel, row.channel) : '',
  ];
  return `${row.title ?? ''} ${row.id} ${labels.join(' ')} ${(row.countries ?? []).join(' ')}`.toLowerCase();
}

/**
 * @param {Row[]} rows
 * @param {Wanted} wanted
 * @param {import('../definition.js').Definition} said
 */
export function shown(rows, { state, words, sort, down }, said) {
  const terms = words.trim().toLowerCase().split(/\s+/).filter(Boolean).map((typed) => {
    // 越南 also when VN, USA or yuenan was typed.
    const codes = matching(said.vocabulary.country, typed, 3).filter(() => /^[a-z]{2,}$/.test(typed)).map((one) => one.label);
    return [typed, ...codes];
  });
  const found = rows.filter((row) => (!state || row.state === state || (state === 'review' && row.undergoing === 'review'))
    && terms.every((names) => names.some((name) => (row.searched ??= searched(row, said)).includes(name.toLowerCase()))));
  const by = (/** @type {Row} */ row) => sort === 'date' ? row.date ?? '' : sort === 'title' ? row.title ?? '' : sort === 'next' ? row.next ?? '' : row.problems;
  const order = new Intl.Collator('zh-CN');
  found.sort((a, b) => {
    const [one, two] = [by(a), by(b)];
    const way = sort === 'title' ? order.compare(String(one), String(two)) : one < two ? -1 : one > two ? 1 : 0;
    return (down ? -way : way) || (a.id < b.id ? 1 : -1);
  });
  return found;
}

/** How many rows there are of each state. @param {Row[]} rows */
export function counted(rows) {
  /** @type {Record<string, number>} */
  const counts = { '': rows.length, review: 0 };
  for (const row of rows) {
    counts[row.state] = (counts[row.state] ?? 0) + 1;
    if (row.undergoing === 'review') counts.review += 1;
  }
  return counts;
}
