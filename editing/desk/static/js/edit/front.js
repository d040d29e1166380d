/*
 * The front matter within the editor: folded into one line and protected while one writes the body, so that the whole file is one
 * text with one undo and its own line numbers.
 */
import { Annotation, Decoration, EditorState, EditorView, StateEffect, StateField, WidgetType } from '../../vendor/codemirror.js';

/** Marks changes that the server made to the front matter: they may. */
export const fromServer = Annotation.define();
/** Whether the front matter is folded away. */
export const fold = StateEffect.define(/** @type {{map?: (folded: boolean) => boolean}} */ ({}));

/** @param {import('../../vendor/codemirror.js').EditorState} state @returns {number} the end of its last line, or 0 */
export function frontEnd({ doc }) {
  if (!/^\uFEFF?---\s*$/.test(doc.line(1).text)) return 0;
  for (let number = 2; number <= Math.min(doc.lines, 500); number += 1) {
    const line = doc.line(number);
    if (/^(---|\.\.\.)\s*$/.test(line.text)) return line.to;
  }
  return 0;
}

class Folded extends WidgetType {
  /** @param {number} lines */
  constructor(lines) { super(); this.lines = lines; }
  /** @param {Folded} other */
  eq(other) { return other.lines === this.lines; }
  toDOM() {
    const made = document.createElement('div');
    made.className = 'cm-front';
    made.textContent = `头部 ${this.lines} 行，在“头部”里填写`;
    return made;
  }
  ignoreEvent() { return true; }
}

/** @param {EditorState} state @param {boolean} folded */
function folding(state, folded) {
  const end = frontEnd(state);
  const lines = end ? state.doc.lineAt(end).number : 0;
  const hidden = folded && end > 0;
  const shown = hidden ? [Decoration.replace({ widget: new Folded(lines), block: true }).range(0, end)]
    : Array.from({ length: lines }, (_, at) => Decoration.line({ class: 'cm-front-line' }).range(state.doc.line(at + 1).from));
  return {
    folded, end, shown: Decoration.set(shown),
    whole: hidden ? Decoration.set([Decoration.mark({}).range(0, end)]) : Decoration.none,
  };
}

const field = StateField.define({
  create: (state) => folding(state, true),
  update(value, transaction) {
    let { folded } = value;
    for (const effect of transaction.effects) if (effect.is(fold)) folded = effect.value;
    return transaction.docChanged || folded !== value.folded ? folding(transaction.state, folded) : value;
  },
  provide: (self) => [
    EditorView.decorations.from(self, ({ shown }) => shown), EditorView.atomicRanges.of((view) => view.state.field(self).whole),
  ],
});

/** @param {import('../../vendor/codemirror.js').EditorState} state @returns {number} where the body begins */
export function bodyStart(state) {
  const { end } = state.field(field);
  return end ? Math.min(end + 1, state.doc.length) : 0;
}

/** @param {import('../../vendor/codemirror.js').EditorState} state */
export function isFolded(state) { const { folded, end } = state.field(field); return folded && end > 0; }

export const front = [
  field,
  // What is folded is not typed over, whatever is selected; undo and the server may change it.
  EditorState.changeFilter.of((transaction) => {
    const { folded, end } = transaction.startState.field(field);
    if (!folded || !end || transaction.annotation(fromServer) || transaction.isUserEvent('undo') || transaction.isUserEvent('redo')) return true;
    return [0, end];
  }),
  // The cursor stands in the body.
  EditorState.transactionFilter.of((transaction) => {
    if (!transaction.selection || transaction.docChanged || !isFolded(transaction.startState)) return transaction;
    const start = bodyStart(transaction.startState);
    const { main } = transaction.selection;
    if (main.head >= start && main.anchor >= start) return transaction;
    return [transaction, { selection: { anchor: Math.max(start, main.anchor), head: Math.max(start, main.head) }, sequential: true }];
  }),
];
