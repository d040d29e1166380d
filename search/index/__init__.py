"""Documents → the segments of an index."""
