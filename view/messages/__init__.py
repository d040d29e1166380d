"""What commands say to people, in their language."""
