"""An answer as HTML, JSON, Atom or lines of a terminal."""
