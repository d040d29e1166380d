"""What an attached file may hold; needs nothing but its name and bytes."""
