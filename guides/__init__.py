"""Guides that prove themselves: their steps run in a browser, pictured, and printed as one document."""
