"""What waits for a company: its counts and items, from the business database."""
