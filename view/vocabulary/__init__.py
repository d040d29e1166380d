"""The closed lists of a site and the names of countries."""
