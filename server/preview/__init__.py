"""The development server: what `build.py serve` runs."""
