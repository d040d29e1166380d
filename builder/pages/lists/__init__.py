"""Lists of bulletins: their pages, what stands beside them, profiles, and what changed."""
