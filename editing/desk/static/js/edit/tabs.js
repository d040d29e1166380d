/* Tabs (WAI-ARIA): arrows move between them. A panel can also stand elsewhere; then it is no tab. */
import { fresh, h } from '../dom.js';

/**
 * @param {string} name for screen readers
 * @param {[key: string, label: string, content: HTMLElement][]} all two tabs may share one content
 * @param {(key: string) => void} shown
 */
export function tabs(name, all, shown) {
  const start = fresh('tabs');
  const panels = new Map(all.map(([, , content]) => [content, h('div', { role: 'tabpanel', class: 'panel', hidden: true }, content)]));
  const panelOf = (/** @type {HTMLElement} */ content) => /** @type {HTMLElement} */ (panels.get(content));
  [...panels.values()].forEach((panel, at) => { panel.id = `${start}-panel-${at}`; });
  const buttons = all.map(([key, label, content]) => h('button', {
    type: 'button', role: 'tab', id: `${start}-${key}`, 'aria-controls': panelOf(content).id, 'aria-selected': 'false', tabindex: -1, onclick: () => show(key),
  }, label));
  const list = h('div', { role: 'tablist', 'aria-label': name, class: 'tablist' }, ...buttons);
  let current = '';
  /** @type {Set<string>} */
  const elsewhere = new Set();
  /** @param {string} key */
  function show(key) {
    current = key;
    all.forEach(([one, , content], at) => {
      const on = one === key;
      buttons[at].setAttribute('aria-selected', String(on));
      buttons[at].tabIndex = on ? 0 : -1;
      if (on) panelOf(content).setAttribute('aria-labelledby', buttons[at].id);
    });
    const chosen = all.find(([one]) => one === key)?.[2];
    for (const [content, panel] of panels) if (!elsewhere.has(all.find((one) => one[2] === content)?.[0] ?? '')) panel.hidden = content !== chosen;
    shown(key);
  }
  list.addEventListener('keydown', (event) => {
    const open = buttons.filter((button) => !button.hidden);
    const at = open.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: open.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = open[(to + open.length) % open.length];
    next.click();
    next.focus();
  });
  const element = h('div', { class: 'tabs' }, list, ...panels.values());
  return {
    element, show,
    get current() { return current; },
    /** Put a tab's content elsewhere, or back (null). @param {string} key @param {HTMLElement | null} where */
    place(key, where) {
      const at = all.findIndex(([one]) => one === key);
      const content = all[at][2];
      buttons[at].hidden = Boolean(where);
      if (where) {
        elsewhere.add(key);
        panelOf(content).hidden = true;
        where.append(content);
        if (current === key) show(all[0][0]);
      } else {
        elsewhere.delete(key);
        panelOf(content).append(content);
        panelOf(content).hidden = current !== key;
      }
    },
  };
}
