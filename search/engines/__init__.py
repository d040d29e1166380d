"""Three ways to find and count behind one interface: arrays, Whoosh itself, an OpenSearch cluster."""
