"""What could be written better: checks beyond validity, each with a code that editors can silence with a reason."""
