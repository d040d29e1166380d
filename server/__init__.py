"""Puts the endpoint together, and serves it beside the pages while people write."""
