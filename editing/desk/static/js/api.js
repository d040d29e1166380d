/* Talking to the desk's server. A server that is gone is asked again until it answers; the page goes on meanwhile. */

/** The server answered, and refused: what it said, in Chinese. */
export class Refused extends Error {
  /** @param {number} status @param {any} problem */
  constructor(status, problem) {
    super(problem?.detail || problem?.title || `服务器的回答是 ${status}`);
    this.status = status;
    this.problem = problem ?? {};
  }
}

/** Nothing answered, or a server that was started anew and knows nobody yet: what is asked will be asked again. */
export class Gone extends Error {
  constructor(said = '编稿台的程序没有回答') { super(said); }
}

/** @typedef {'here' | 'gone' | 'stranger'} Connection */
/** @type {Set<(state: Connection) => void>} */
const listeners = new Set();
/** @type {Connection} */
let connection = 'here';
let asking = 0;

/** @param {(state: Connection) => void} listener */
export function onConnection(listener) {
  listeners.add(listener);
  listener(connection);
  return () => listeners.delete(listener);
}

/** @param {Connection} state */
function connected(state) {
  if (state !== connection) {
    connection = state;
    for (const listener of listeners) listener(state);
  }
  if (state !== 'here' && !asking) askAgain(1000);
}

/** @param {number} wait milliseconds until the next look whether the server is there again */
function askAgain(wait) {
  asking = setTimeout(async () => {
    asking = 0;
    try {
      await get('/api/definition');
    } catch {
      if (!asking) askAgain(Math.min(wait * 1.5, 8000));
    }
  }, wait);
}

/**
 * @param {string} path
 * @param {RequestInit} [how]
 * @returns {Promise<any>} what the answer's JSON says
 */
async function ask(path, how) {
  let answer;
  try {
    answer = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...how });
  } catch (problem) {
    if (how?.signal?.aborted) throw problem;
    connected('gone');
    throw new Gone();
  }
  if ([502, 503, 504].includes(answer.status) && !answer.headers.get('content-type')?.includes('json')) {
    connected('gone');
    throw new Gone();
  }
  const said = await answer.json().catch(() => null);
  connected(answer.status === 401 ? 'stranger' : 'here');
  if (answer.status === 401) throw new Gone(said?.detail);
  if (!answer.ok) throw new Refused(answer.status, said);
  return said;
}

/** @param {string} path @param {Record<string, string>} [query] */
export function get(path, query) { return ask(query ? `${path}?${new URLSearchParams(query)}` : path); }

/** @param {string} path @param {unknown} body @param {AbortSignal} [signal] */
export function post(path, body, signal) {
  return ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal });
}

/** @param {string} path @param {Record<string, string | Blob>} parts */
export function upload(path, parts) {
  const form = new FormData();
  for (const [name, value] of Object.entries(parts)) form.append(name, value);
  return ask(path, { method: 'POST', body: form });
}
