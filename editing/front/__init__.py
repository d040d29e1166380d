"""Front matter edited in place: only what must change changes, every other byte stays."""
