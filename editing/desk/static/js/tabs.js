/* What the tabs of this browser tell each other: who has which bulletin open, and who saved one. */
import { TAB } from './unsaved.js';

/** @typedef {{what: 'open' | 'here' | 'saved' | 'closed', id: string, tab: string, digest?: string}} Told */

const channel = new BroadcastChannel('xinfeng-desk');

/**
 * Tell the other tabs that this bulletin is open here, and hear of it from them, until the returned function is called.
 * @param {string} id
 * @param {{others: (count: number) => void, saved: (digest: string) => void}} told
 */
export function openHere(id, told) {
  /** @type {Set<string>} */
  const others = new Set();
  /** @param {MessageEvent<Told>} event */
  const hear = ({ data }) => {
    if (data.id !== id || data.tab === TAB) return;
    if (data.what === 'open') tell('here', id);
    if (data.what === 'saved' && data.digest) told.saved(data.digest);
    const before = others.size;
    if (data.what === 'closed') others.delete(data.tab);
    else others.add(data.tab);
    if (others.size !== before) told.others(others.size);
  };
  const close = () => {
    tell('closed', id);
    channel.removeEventListener('message', hear);
    removeEventListener('pagehide', close);
  };
  channel.addEventListener('message', hear);
  addEventListener('pagehide', close);
  tell('open', id);
  return close;
}

/** @param {Told['what']} what @param {string} id @param {string} [digest] */
export function tell(what, id, digest) { channel.postMessage({ what, id, tab: TAB, digest }); }
