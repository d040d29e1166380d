"""What every room of the builder needs; knows nothing of content."""
