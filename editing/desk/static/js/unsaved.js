/*
 * Texts that are not in a file yet, kept by the browser so that no crash of either side loses a word.
 *
 * Every tab keeps its own text of a bulletin: two tabs never write over each other. A tab holds a lock as long as it lives
 * (Web Locks), so a text whose tab is gone is one to be found again.
 */

/** @typedef {{key: string, id: string, tab: string, text: string, pending: Record<string, unknown>, base: string, baseText: string, when: number, title: string}} Kept */

/** This page's name among the tabs. */
export const TAB = crypto.randomUUID();
const LOCK = 'desk-tab-';

// Held until the page ends, however it ends.
navigator.locks.request(LOCK + TAB, () => new Promise(() => {}));

/** @type {Promise<IDBDatabase>} */
const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open('xinfeng-desk', 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore('unsaved', { keyPath: 'key' });
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});
opened.catch(() => {});

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T>}
 */
async function within(mode, work) {
  const base = await opened;
  return new Promise((resolve, reject) => {
    // Strict: on the disk when it says so, and not only on its way there.
    const transaction = base.transaction('unsaved', mode, { durability: 'strict' });
    const asked = work(transaction.objectStore('unsaved'));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** @type {Map<string, Omit<Kept, 'key' | 'tab' | 'when'> | null>} */
const waiting = new Map();
/** @type {Promise<void> | null} */
let writing = null;

/**
 * Keep this text, or forget the one that was kept (null). Returns when it is on the disk; what comes meanwhile is written next.
 * @param {string} id
 * @param {Omit<Kept, 'key' | 'id' | 'tab' | 'when'> | null} what
 */
export function keep(id, what) {
  waiting.set(id, what && { id, ...what });
  writing ??= write().finally(() => { writing = null; });
  return writing;
}

async function write() {
  while (waiting.size) {
    const [[id, what]] = waiting;
    waiting.delete(id);
    const key = `${id} ${TAB}`;
    if (what) await within('readwrite', (store) => store.put({ ...what, key, tab: TAB, when: Date.now() }));
    else await within('readwrite', (store) => store.delete(key));
  }
}

/** @param {string} key */
export function forget(key) { return within('readwrite', (store) => store.delete(key)); }

/**
 * Texts that were left: by a tab that is no more, or by this one, which went elsewhere. Newest first.
 * @param {string} [id] only of this bulletin
 * @returns {Promise<Kept[]>}
 */
export async function leftBehind(id) {
  const [all, locks] = await Promise.all([
    within('readonly', (store) => /** @type {IDBRequest<Kept[]>} */ (store.getAll())), navigator.locks.query(),
  ]);
  const alive = new Set(locks.held?.map((lock) => lock.name));
  return all.filter((one) => (one.tab === TAB || !alive.has(LOCK + one.tab)) && (!id || one.id === id)).sort((a, b) => b.when - a.when);
}
