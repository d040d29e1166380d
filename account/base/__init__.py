"""What both halves of the account need: addresses, limits, the audit log."""
