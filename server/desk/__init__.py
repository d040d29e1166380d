"""How the editors' page is served, and how people sign in to it over a network."""
