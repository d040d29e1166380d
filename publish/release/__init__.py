"""A built site as a release: what belongs to it, its twins, its signature, its history."""
