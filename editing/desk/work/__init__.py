"""What the desk works out for its answers; nothing here knows of HTTP."""
