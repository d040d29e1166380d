"""What every room renders with: shared types, settings, vocabulary, URLs and the Jinja environment."""
