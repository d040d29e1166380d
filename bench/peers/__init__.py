"""The same corpus laid out for other generators, and how to run them."""
