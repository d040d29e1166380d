"""Jinja: the one environment, its compiler, the bundle of a generation, feeds."""
