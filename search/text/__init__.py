"""One folding, one segmenter, one book of names: what index and query share."""
