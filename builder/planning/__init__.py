"""All outputs together: the whole plan, the plan of a change, and what the last build remembers."""
