/* Differences between two texts, line by line, with the changed characters marked; and a dialog that shows them. */
import { diffArrays, diffChars } from '../../vendor/codemirror.js';
import { dialog } from '../dialog.js';
import { h } from '../dom.js';

/** Lines around a change that are shown. */
const AROUND = 3;

/** @typedef {{kind: ' ' | '-' | '+' | '@', text: string, before: number, after: number, other?: string}} Line */

/**
 * The lines of two texts, those that differ marked; long runs of equal lines are left out.
 * @param {string} before
 * @param {string} after
 * @returns {Line[]}
 */
export function lines(before, after) {
  /** @type {Line[]} */
  const all = [];
  let [one, two] = [1, 1];
  for (const part of diffArrays(before.split(/\r?\n/), after.split(/\r?\n/))) {
    for (const text of part.value) {
      const kind = part.added ? '+' : part.removed ? '-' : ' ';
      all.push({ kind, text, before: one, after: two });
      if (kind !== '+') one += 1;
      if (kind !== '-') two += 1;
    }
  }
  return left(paired(all));
}

/** The lines of a unified diff, as commands print it. @param {string} text @returns {Line[]} */
export function unified(text) {
  /** @type {Line[]} */
  const all = [];
  let [one, two] = [0, 0];
  for (const line of text.split('\n')) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
    if (hunk) {
      [one, two] = [Number(hunk[1]), Number(hunk[2])];
      if (all.length) all.push({ kind: '@', text: '', before: 0, after: 0 });
    } else if (one + two && /^[ +-]/.test(line) && !/^(---|\+\+\+) /.test(line)) {
      const kind = /** @type {' ' | '-' | '+'} */ (line[0]);
      all.push({ kind, text: line.slice(1), before: one, after: two });
      if (kind !== '+') one += 1;
      if (kind !== '-') two += 1;
    } else if (/^(---|\+\+\+) /.test(line)) [one, two] = [0, 0];
  }
  return paired(all);
}

/** Lines that stand for each other know it, so that the characters that differ can be marked. @param {Line[]} all */
function paired(all) {
  for (let at = 0; at < all.length; at += 1) {
    if (all[at].kind !== '-') continue;
    let end = at;
    while (all[end]?.kind === '-') end += 1;
    let plus = end;
    while (all[plus]?.kind === '+') plus += 1;
    const count = Math.min(end - at, plus - end);
    for (let pair = 0; pair < count; pair += 1) {
      all[at + pair].other = all[end + pair].text;
      all[end + pair].other = all[at + pair].text;
    }
    at = plus - 1;
  }
  return all;
}

/** @param {Line[]} all */
function left(all) {
  const near = new Set();
  all.forEach((line, at) => {
    if (line.kind !== ' ') for (let by = -AROUND; by <= AROUND; by += 1) near.add(at + by);
  });
  /** @type {Line[]} */
  const kept = [];
  all.forEach((line, at) => {
    if (near.has(at)) kept.push(line);
    else if (kept.length && kept.at(-1)?.kind !== '@') kept.push({ kind: '@', text: '', before: 0, after: 0 });
  });
  if (kept.at(-1)?.kind === '@') kept.pop();
  return kept;
}

/** @param {Line} line */
function marked({ kind, text, other }) {
  if (other === undefined || text.length > 400) return [text || ' '];
  const parts = kind === '-' ? diffChars(text, other) : diffChars(other, text);
  const same = parts.filter((part) => !part.added && !part.removed).reduce((sum, part) => sum + part.value.length, 0);
  // Where hardly anything is alike, marks would only be noise.
  if (same < text.length * 0.3) return [text || ' '];
  return parts.filter((part) => kind === '-' ? !part.added : !part.removed).map((part) => part.added || part.removed ? h('mark', {}, part.value) : part.value);
}

/** @param {Line[]} all @param {string} [nothing] what is said where nothing differs */
export function shownLines(all, nothing = '没有不同。') {
  if (!all.some((line) => line.kind === '+' || line.kind === '-')) return h('p', { class: 'quiet' }, nothing);
  const names = { '+': '加上', '-': '去掉', ' ': '', '@': '' };
  return h('div', { class: 'diff', tabindex: 0, role: 'group', 'aria-label': '不同之处' }, h('table', { 'aria-label': '不同之处' }, h('tbody', {}, ...all.map((line) => line.kind === '@'
    ? h('tr', { class: 'diff-gap' }, h('td', { class: 'diff-number' }), h('td', { class: 'diff-sign' }), h('td', {}, '……'))
    : h('tr', { class: { '+': 'diff-plus', '-': 'diff-minus', ' ': '' }[line.kind] || null },
      h('td', { class: 'diff-number' }, line.kind === '-' ? line.before : line.after),
      h('td', { class: 'diff-sign' }, h('span', { 'aria-hidden': 'true' }, line.kind === '-' ? '−' : line.kind), names[line.kind] ? h('span', { class: 'sr' }, names[line.kind]) : ''),
      h('td', { class: 'diff-text' }, ...marked(line)))))));
}

/** @param {string} title @param {string} before @param {string} after */
export function compare(title, before, after) {
  dialog(title, [shownLines(lines(before, after))], [], { wide: true, cancel: '关闭' });
}
