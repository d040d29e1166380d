/* What the desk uses of CodeMirror 6 and jsdiff, in one file: `npm run build` bundles it into ../static/vendor/. */
export { EditorSelection, EditorState, StateEffect, StateField, Transaction, Annotation } from '@codemirror/state';
export {
  Decoration, EditorView, WidgetType, drawSelection, dropCursor, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers,
} from '@codemirror/view';
export { defaultKeymap, history, historyKeymap, redo, undo } from '@codemirror/commands';
export { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
export { markdown, markdownKeymap, markdownLanguage } from '@codemirror/lang-markdown';
export { forEachDiagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
export { openSearchPanel, search, searchKeymap } from '@codemirror/search';
export { tags } from '@lezer/highlight';
export { diffArrays, diffChars } from 'diff';
