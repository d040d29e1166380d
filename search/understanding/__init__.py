"""What was typed → what is looked up."""
