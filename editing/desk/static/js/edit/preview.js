/*
 * The real page beside the text: in a sandboxed frame without scripts, as wide as a desk or a phone, or as it is printed.
 *
 * Two frames take turns: the next page loads behind the one that is shown, is scrolled to the same place and then shown.
 */
import { Gone, post } from '../api.js';
import { fresh, h } from '../dom.js';

const LOOKS = /** @type {const} */ ({ desktop: ['电脑', 1024], phone: ['手机', 390], print: ['打印', 794] });
/** @typedef {keyof typeof LOOKS} Look */

/**
 * @param {import('./manuscript.js').Manuscript} manuscript
 * @param {{scrolled: () => void}} told
 */
export function preview(manuscript, { scrolled }) {
  /** @type {Look} */
  let look = 'desktop';
  let wanted = 0;
  let running = false;
  let idle = 0;
  /** @type {string[]} */
  let touches = [];
  let touched = () => {};
  const frames = [0, 1].map(() => h('iframe', { class: 'page', sandbox: 'allow-same-origin', title: '预览', hidden: true }));
  let shown = frames[0];
  const state = h('p', { class: 'preview-state', 'aria-live': 'polite' });
  const name = fresh('look');
  const looks = h('fieldset', { class: 'looks' }, h('legend', { class: 'sr' }, '预览的样子'), ...Object.entries(LOOKS).map(([key, [label]]) => {
    const radio = h('input', { type: 'radio', name, id: `${name}-${key}`, value: key, onchange: () => { look = /** @type {Look} */ (key); wear(shown); } });
    radio.checked = key === look;
    return h('span', {}, radio, h('label', { for: radio.id }, label));
  }));
  const room = h('div', { class: 'preview-room' }, ...frames);
  const element = h('section', { class: 'preview', 'aria-label': '预览' }, h('div', { class: 'preview-bar' }, looks, state), room);

  /** @param {HTMLIFrameElement} frame */
  const pageOf = (frame) => frame.contentDocument?.scrollingElement ?? null;

  /** Give a frame the width of its look, scaled to the room there is. @param {HTMLIFrameElement} frame */
  function wear(frame) {
    const [, width] = LOOKS[look];
    if (!room.clientWidth) return; // in a tab that is not shown
    room.dataset.look = look;
    const scale = Math.min(1, room.clientWidth / width);
    frame.style.width = `${width}px`;
    frame.style.height = `${room.clientHeight / scale}px`;
    frame.style.transform = `scale(${scale})`;
    frame.style.left = `${Math.max(0, (room.clientWidth - width * scale) / 2)}px`;
    paper(frame, look === 'print');
  }
  new ResizeObserver(() => wear(shown)).observe(room);

  async function update() {
    if (running || manuscript.closed) return;
    running = true;
    const mine = wanted;
    const { text } = manuscript;
    try {
      const { url, ms } = await post('/api/preview', { id: manuscript.id, text });
      const next = frames.find((frame) => frame !== shown) ?? shown;
      await load(next, url);
      if (manuscript.closed) return;
      const top = pageOf(shown)?.scrollTop ?? 0;
      next.hidden = false;
      wear(next);
      const page = pageOf(next);
      if (page) page.scrollTop = top;
      shown.hidden = true;
      shown.classList.remove('is-shown');
      shown = next;
      shown.classList.add('is-shown');
      element.classList.remove('is-old');
      state.textContent = '';
      room.dataset.ms = String(Math.round(ms));
      room.dataset.drawn = String(Number(room.dataset.drawn ?? 0) + 1);
      scrolled();
    } catch (problem) {
      element.classList.add('is-old');
      state.textContent = problem instanceof Gone ? '程序没有回答，预览停在上一次' : problem instanceof Error ? problem.message : String(problem);
    }
    running = false;
    if (mine !== wanted) soon(0);
  }

  /** @param {HTMLIFrameElement} frame @param {string} url */
  function load(frame, url) {
    return new Promise((resolve) => {
      frame.hidden = false;
      frame.style.visibility = 'hidden';
      frame.addEventListener('load', () => {
        frame.style.visibility = '';
        catchLinks(frame);
        resolve(undefined);
      }, { once: true });
      frame.contentWindow?.location.replace(url);
    });
  }

  /** Links are not followed: one is writing. @param {HTMLIFrameElement} frame */
  function catchLinks(frame) {
    const page = frame.contentDocument;
    page?.addEventListener('click', (event) => {
      const link = /** @type {Element} */ (event.target).closest?.('a[href]');
      if (!link) return;
      const to = link.getAttribute('href') ?? '';
      event.preventDefault();
      if (to.startsWith('#')) page.getElementById(decodeURIComponent(to.slice(1)))?.scrollIntoView();
      else state.textContent = `链接到 ${to}`;
    }, true);
    for (const name of touches) page?.addEventListener(name, touched, { passive: true, capture: true });
    page?.addEventListener('scroll', () => { if (frame === shown) element.dispatchEvent(new Event('page-scroll')); }, { passive: true });
  }

  const soon = (/** @type {number} */ wait) => {
    clearTimeout(idle);
    idle = setTimeout(update, wait);
  };
  const changed = () => { wanted += 1; soon(80); };
  manuscript.on('changed', changed);
  changed();

  return {
    element,
    /** Draw it anew: a frame that was put elsewhere is empty. */
    again: changed,
    /** Lines of the text and how far down the page each is, in pixels. @returns {[number, number][]} */
    places() {
      const page = pageOf(shown);
      if (!page || !shown.contentDocument) return [];
      let last = 0;
      return [...shown.contentDocument.querySelectorAll('[data-line]')].map((one) => /** @type {[number, number]} */ (
        [Number(one.getAttribute('data-line')), one.getBoundingClientRect().top + page.scrollTop])).filter(([line]) => line > last && (last = line));
    },
    /** @param {string[]} names of events @param {() => void} act */
    onTouch(names, act) { touches = names; touched = act; },
    get top() { return pageOf(shown)?.scrollTop ?? 0; },
    set top(value) { const page = pageOf(shown); if (page) page.scrollTop = value; },
  };
}

/**
 * Show a page as paper shows it: what its styles say for print holds, what they say for screens does not.
 * @param {HTMLIFrameElement} frame
 * @param {boolean} printed
 */
function paper(frame, printed) {
  // A sheet's margins, which a browser gives when it prints.
  const sheetOfPaper = frame.contentDocument?.documentElement;
  if (sheetOfPaper) sheetOfPaper.style.padding = printed ? '56px' : '';
  for (const sheet of frame.contentDocument?.styleSheets ?? []) {
    let rules;
    try { rules = sheet.cssRules; } catch { continue; }
    for (const rule of rules) {
      // `rule instanceof CSSMediaRule` would ask for this window's class.
      const media = /** @type {CSSMediaRule & {was?: string}} */ (rule).media;
      if (!media) continue;
      const was = /** @type {any} */ (rule).was ??= media.mediaText;
      media.mediaText = !printed ? was : was.startsWith('print') ? was.replace(/^print/, 'all') : /\bscreen\b/.test(was) ? 'not all' : was;
    }
  }
}
