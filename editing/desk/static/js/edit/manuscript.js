/*
 * One bulletin that is being written: its text in the editor, the file's text that it began from, and what keeps both safe.
 *
 * The truth is the text of the whole file. Every change goes to the browser's own store at once; a file that was changed by
 * somebody else is never written over.
 */
import { get, Gone, post, Refused } from '../api.js';
import { settled } from '../dom.js';
import { tell } from '../tabs.js';
import { keep } from '../unsaved.js';
import { mark, replaceText, smallest, textOf } from './editor.js';
import { fromServer } from './front.js';

/** @typedef {import('./editor.js').Problem} Problem */
/**
 * @typedef {object} Checked
 * @property {Problem[]} problems
 * @property {Record<string, any> | null} front
 * @property {number} body_line
 * @property {Record<string, {value: string, label: string, because: string}[]>} [mentions]
 * @property {string[]} [keywords]
 */
/**
 * @typedef {object} Bulletin what the server says of it
 * @property {string} id
 * @property {string} file
 * @property {string} text
 * @property {string} digest
 * @property {string} state
 * @property {string | null} next
 * @property {Record<string, any> | null} front
 * @property {number} body_line
 * @property {Problem[]} problems
 * @property {boolean} readable
 * @property {any} [review]
 */

/** Told of: `changed` (the text), `checked`, `saved` (also: the file's state), `keeping` (how saving stands), `conflict`, `review-needed`, `refused` (a field). */
export class Manuscript extends EventTarget {
  /** @param {Bulletin} bulletin */
  constructor(bulletin) {
    super();
    this.bulletin = bulletin;
    /** The file's text and digest that this text began from. */
    this.base = { text: bulletin.text, digest: bulletin.digest };
    /** @type {Checked} */
    this.checked = { problems: bulletin.problems, front: bulletin.front, body_line: bulletin.body_line };
    /** @type {import('../../vendor/codemirror.js').EditorView | null} */
    this.view = null;
    /** @type {'saved' | 'unsaved' | 'saving' | 'waiting' | 'full'} */
    this.keeping = 'saved';
    this.closed = false;
    this.check = settled(() => this.checkNow(), 250);
    /** What the form says and the text does not yet. @type {Record<string, unknown>} */
    this.pending = {};
    this.settle = settled(() => { this.flush(); }, 400);
    /** Edits of the front matter, one after the other. @type {Promise<unknown>} */
    this.edits = Promise.resolve();
  }

  get id() { return this.bulletin.id; }

  get text() { return this.view ? textOf(this.view) : this.base.text; }

  get dirty() { return this.text !== this.base.text || Object.keys(this.pending).length > 0; }

  /** @param {string} name @param {unknown} [detail] */
  tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }

  /** @param {string} name @param {(detail: any) => void} listener */
  on(name, listener) { this.addEventListener(name, (event) => listener(/** @type {CustomEvent} */ (event).detail)); }

  /** The text was changed in the editor. */
  changed() {
    this.keep();
    this.stand(this.dirty ? 'unsaved' : 'saved');
    this.tell('changed');
    this.check();
  }

  /** Have the browser keep what is not saved, or forget it where nothing is. */
  keep() {
    const { text, base, pending } = this;
    const title = this.checked.front?.title || this.id;
    keep(this.id, this.dirty ? { text, pending: { ...pending }, base: base.digest, baseText: base.text, title: String(title) } : null)
      .catch(() => { if (this.dirty) this.stand('full'); });
  }

  /** @param {Manuscript['keeping']} how */
  stand(how) {
    this.keeping = how;
    this.tell('keeping');
  }

  async checkNow() {
    const { view, text } = this;
    // While somebody composes a word the editor is left alone.
    if (!view || this.closed) return;
    if (view.composing) return this.check();
    try {
      const checked = await post('/api/check', { id: this.id, text });
      if (this.closed || text !== this.text || view.composing) return;
      this.checked = checked;
      mark(view, checked.problems);
      this.tell('checked');
    } catch (problem) {
      if (problem instanceof Gone) setTimeout(() => { if (text === this.text) this.check(); }, 3000);
    }
  }

  /** Somebody changed fields of the form: kept at once, in the text as soon as they pause. @param {Record<string, unknown>} changes */
  typed(changes) {
    Object.assign(this.pending, changes);
    this.keep();
    this.stand('unsaved');
    this.settle();
  }

  /** Bring what the form says into the text. A server that is gone is asked again. */
  flush() {
    this.settle.stop();
    this.edits = this.edits.then(async () => {
      const changes = this.pending;
      if (!Object.keys(changes).length || this.closed) return;
      this.pending = {};
      try {
        await this.#change(changes);
      } catch (problem) {
        if (problem instanceof Gone) {
          this.pending = { ...changes, ...this.pending };
          setTimeout(this.settle, 2000);
        } else this.tell('refused', { changes, problem });
      }
      this.keep();
    });
    return this.edits;
  }

  /**
   * Have the server change the front matter, and only the lines that it must.
   * @param {Record<string, unknown>} changes
   * @returns {Promise<void>}
   */
  async #change(changes) {
    const { view } = this;
    if (!view) return;
    const before = this.text;
    const { text, front, body_line } = await post('/api/edit', { id: this.id, text: before, changes });
    const change = smallest(before, text);
    if (change) {
      // The body may have been written on meanwhile; what changed lies before it.
      const now = this.text;
      if (now !== before && now.slice(0, change.to) !== before.slice(0, change.to)) return this.#change(changes);
      view.dispatch({ changes: change, annotations: fromServer.of(true), userEvent: 'form' });
    }
    this.checked = { ...this.checked, front, body_line };
    this.tell('front');
  }

  /**
   * Write the text to its file. A server that is gone is asked again; a file that changed underneath stays as it is.
   * @returns {Promise<boolean>} whether it is saved
   */
  async save() {
    if (this.keeping === 'saving') return false;
    await this.flush();
    if (Object.keys(this.pending).length) return this.wait();
    const { text } = this;
    if (text === this.base.text) {
      this.stand('saved');
      return true;
    }
    this.stand('saving');
    try {
      const said = await post('/api/save', { id: this.id, text, base: this.base.digest });
      this.bulletin = { ...this.bulletin, state: said.state, next: said.next, review: said.review, digest: said.digest, text };
      this.base = { text, digest: said.digest };
      this.keep();
      tell('saved', this.id, said.digest);
      this.stand(this.dirty ? 'unsaved' : 'saved');
      this.tell('saved');
      return true;
    } catch (problem) {
      if (problem instanceof Gone) return this.wait();
      this.stand('unsaved');
      if (problem instanceof Refused && problem.status === 409) {
        this.tell('conflict', problem.problem);
        return false;
      }
      if (problem instanceof Refused && problem.problem.review_needed) {
        this.tell('review-needed');
        return false;
      }
      throw problem;
    }
  }

  /** Save again in a moment: nothing answered. */
  wait() {
    this.stand('waiting');
    setTimeout(() => { if (this.keeping === 'waiting' && !this.closed) this.save().catch(() => {}); }, 2000);
    return false;
  }

  /** Look whether the file is another now: where nothing is unsaved it is shown, else it is told. */
  async look() {
    if (this.closed || this.keeping === 'saving') return;
    const before = this.base.digest;
    const now = await get('/api/bulletin', { id: this.id });
    // Saved meanwhile: what was answered is older.
    if (this.closed || before !== this.base.digest) return;
    if (now.digest !== this.base.digest) {
      if (this.dirty) this.tell('elsewhere', now);
      else this.take(now);
    } else if (now.state !== this.bulletin.state || JSON.stringify(now.review) !== JSON.stringify(this.bulletin.review)) {
      this.bulletin = now;
      this.tell('saved');
    }
  }

  /** Show the file's text as it is now. @param {Bulletin} now @param {string} [text] another text, on top of it */
  take(now, text = now.text) {
    this.bulletin = now;
    this.base = { text: now.text, digest: now.digest };
    if (this.view) replaceText(this.view, text);
    this.keep();
    this.stand(this.dirty ? 'unsaved' : 'saved');
    this.tell('saved');
    this.check.now();
  }

  /** Read the file again after a step. */
  async again() { this.take(await get('/api/bulletin', { id: this.id })); }
}
