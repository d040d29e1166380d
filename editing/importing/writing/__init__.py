"""What a text says → a draft in Markdown with its pictures."""
