"""A query → its answer."""
