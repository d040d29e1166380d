"""A plan → bytes → one switch."""
