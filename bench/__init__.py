"""Measures 信风 beside its peers on generated and given content; run by `make bench`."""
