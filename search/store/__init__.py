"""Files on disk: arrays, segments and Whoosh."""
