"""What somebody else may have written: read so that it can do no harm."""
