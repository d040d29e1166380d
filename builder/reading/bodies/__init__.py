"""The body of a content file: Markdown, or our own quicker way, to HTML that is safe, with what it points to."""
