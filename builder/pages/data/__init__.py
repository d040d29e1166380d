"""What programs read of the bulletins: their text, and all of them as open data."""
