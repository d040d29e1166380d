"""What a bulletin's text is at the desk: its form, its problems, its changes; nothing here knows of HTTP."""
