"""Records → what is published: its lists, links and related bulletins."""
