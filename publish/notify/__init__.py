"""What went live, told to those whom `[[notify]]` names."""
