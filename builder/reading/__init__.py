"""One content file → its record, body and problems; needs no other file."""
