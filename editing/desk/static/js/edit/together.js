/*
 * Text and page scroll together: the blocks of the page say which line of the text they come from.
 *
 * Whoever is touched leads, by wheel, pointer or key; the other follows and does not answer.
 */

const TOUCHES = ['wheel', 'pointerdown', 'touchstart', 'keydown'];

/**
 * @param {import('../../vendor/codemirror.js').EditorView} view
 * @param {ReturnType<typeof import('./preview.js').preview>} page
 */
export function together(view, page) {
  /** @type {'text' | 'page'} */
  let leader = 'text';
  for (const touch of TOUCHES) view.scrollDOM.addEventListener(touch, () => { leader = 'text'; }, { passive: true, capture: true });
  page.onTouch(TOUCHES, () => { leader = 'page'; });

  /** @param {[number, number][]} places @param {0 | 1} from 0: by line, 1: by pixels @param {number} value */
  const between = (places, from, value) => {
    const to = from ? 0 : 1;
    let before = places[0];
    for (const place of places) {
      if (place[from] > value) {
        if (place === before) return place[to];
        const part = (value - before[from]) / Math.max(1, place[from] - before[from]);
        return before[to] + part * (place[to] - before[to]);
      }
      before = place;
    }
    return before[to];
  };
  const follow = () => {
    const places = leader === 'text' ? page.places() : [];
    if (!places.length) return;
    const top = view.scrollDOM.scrollTop;
    const block = view.lineBlockAtHeight(Math.max(0, top - view.documentPadding.top));
    const line = view.state.doc.lineAt(block.from).number + Math.min(1, Math.max(0, (top - block.top) / Math.max(1, block.height)));
    page.top = line <= places[0][0] ? 0 : between(places, 0, line) - 12;
  };
  page.element.addEventListener('page-scroll', () => {
    const places = leader === 'page' ? page.places() : [];
    if (!places.length) return;
    const line = page.top < places[0][1] ? 1 : between(places, 1, page.top + 12);
    const found = view.state.doc.line(Math.max(1, Math.min(view.state.doc.lines, Math.floor(line))));
    const block = view.lineBlockAt(found.from);
    view.scrollDOM.scrollTop = line <= 1 ? 0 : block.top + (line % 1) * block.height;
  });
  return follow;
}
