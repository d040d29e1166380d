"""Files of each kind that is no Word file → what a text says."""
