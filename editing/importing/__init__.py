"""Texts from elsewhere → drafts: Word files, Markdown of other dialects, tables, feeds."""
