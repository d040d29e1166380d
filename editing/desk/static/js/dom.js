/* Small helpers for the page: elements, live messages, waiting. */

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * An element. `on…` are listeners, `class` and `data-…` attributes as they are; null and false leave an attribute out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (name === 'value' && 'value' in made) /** @type {HTMLInputElement} */ (made).value = value;
    else made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== false).map((one) => one instanceof Node ? one : String(one)));
  return made;
}

/**
 * The one element that a selector names.
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {HTMLElement}
 */
export function one(selector, within = document) {
  const found = within.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`no ${selector}`);
  return found;
}

/**
 * Tell screen readers, without moving the focus.
 * @param {string} text
 */
export function say(text) {
  const place = one('#say');
  place.textContent = '';
  setTimeout(() => { place.textContent = text; }, 30);
}

/**
 * Show a message in the corner until it is closed, or for a while when it asks for nothing.
 * @param {string} text
 * @param {{kind?: 'good' | 'bad' | 'plain', stay?: boolean, more?: Child[]}} [how]
 */
export function toast(text, { kind = 'plain', stay = false, more = [] } = {}) {
  const close = () => { made.remove(); };
  const made = h('div', { class: `toast toast-${kind}` }, h('div', { class: 'toast-text' }, text, ...more),
    h('button', { type: 'button', class: 'close', 'aria-label': '关闭提示', onclick: close }, '×'));
  // The same once more is no more news.
  for (const old of one('#toasts').children) if (old.querySelector('.toast-text')?.firstChild?.textContent === text) old.remove();
  one('#toasts').append(made);
  say(text);
  if (!stay) setTimeout(close, 6000);
  return close;
}

/**
 * A function that waits until it has not been called for so many milliseconds; `now()` does not wait.
 * @param {() => void} action
 * @param {number} milliseconds
 */
export function settled(action, milliseconds) {
  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(action, milliseconds);
  };
  later.now = () => { clearTimeout(timer); action(); };
  later.stop = () => clearTimeout(timer);
  return later;
}

let counted = 0;
/**
 * An id that nothing else on the page has.
 * @param {string} start
 */
export function fresh(start) {
  counted += 1;
  return `${start}-${counted}`;
}
