/* What a bulletin is and the vocabulary's values, as the server says them; asked for once. */
import { get } from './api.js';

/** @typedef {{code: string, label: string, aliases: string[], pinyin: string}} Term */
/** @typedef {{key: string, label: string, kind: string, required: boolean, vocabulary: string | null, help: string}} Field */
/**
 * @typedef {object} Definition
 * @property {Field[]} fields
 * @property {Record<string, Term[]>} vocabulary
 * @property {{publish: string, review: boolean, base_url: string, title: string}} settings
 * @property {{name: string}} person
 * @property {{step: string, label: string, needs: string[], help: string}[]} [steps]
 */

/** @type {Definition | null} */
let known = null;

/** @returns {Promise<Definition>} */
export async function definition() { return known ??= await get('/api/definition'); }

/** Forget it: the settings or the vocabulary may have changed. */
export function definitionAgain() { known = null; }

/** @type {WeakMap<Term[], Map<string, Term>>} */
const names = new WeakMap();

/**
 * The term that a value in a file means: a code, a label or an alias.
 * @param {Term[]} terms
 * @param {string} value
 */
export function term(terms, value) {
  let found = names.get(terms);
  if (!found) {
    found = new Map();
    for (const one of terms) {
      for (const name of [one.code, one.label, ...one.aliases]) {
        const small = name.toLowerCase();
        if (!found.has(small)) found.set(small, one);
      }
    }
    names.set(terms, found);
  }
  return found.get(String(value).toLowerCase());
}

/** @param {Term[]} terms @param {string} value */
export function label(terms, value) { return term(terms, value)?.label ?? String(value); }

/**
 * The terms that what was typed may mean, best first: by code, label, alias or pinyin.
 * @param {Term[]} terms
 * @param {string} typed
 * @param {number} [most]
 */
export function matching(terms, typed, most = 12) {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return terms.slice(0, most);
  /** @type {[number, number, Term][]} */
  const found = [];
  terms.forEach((one, place) => {
    const labels = [one.label, ...one.aliases].map((name) => name.toLowerCase());
    const sounds = one.pinyin.toLowerCase().split(/[\s,|]+/);
    const rank = one.code.toLowerCase() === wanted || labels[0] === wanted ? 0
      : labels[0].startsWith(wanted) ? 1
        : labels.some((name) => name.startsWith(wanted)) ? 2
          : sounds.some((sound) => sound.startsWith(wanted)) || sounds.join('').startsWith(wanted) ? 3
            : one.code.toLowerCase().startsWith(wanted) ? 4
              : labels.some((name) => name.includes(wanted)) ? 5 : -1;
    if (rank >= 0) found.push([rank, place, one]);
  });
  return found.sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, most).map(([, , one]) => one);
}
