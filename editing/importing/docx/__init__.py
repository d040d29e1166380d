"""Word files, read part by part; what cannot be kept is told with its place."""
