/* Stands in for @codemirror/lang-html: tags in a Markdown text are coloured as tags, and what is between them is not parsed. */
import { parser } from '@lezer/markdown';

/** What lang-markdown asks of it at its start. */
export function html() { return { language: { parser }, support: [] }; }
/** Completion of tags, which we do not offer. */
export function htmlCompletionSource() { return null; }
