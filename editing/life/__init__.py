"""The life of a bulletin: new, published, scheduled, corrected, withdrawn, superseded, restored, renamed."""
