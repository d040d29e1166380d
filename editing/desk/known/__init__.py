"""What the desk knows of all bulletins, and what it makes of that: lists, days, previews."""
