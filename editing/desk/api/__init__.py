"""What the desk answers: each module a few addresses, read from the request and said as JSON."""
