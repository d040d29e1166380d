"""What is done at the desk: steps, approvals, runs, versions, files that are handed over."""
