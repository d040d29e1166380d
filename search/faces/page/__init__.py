"""The pages of a search: results, filters and the comparison of countries."""
