"""The editors' page: writing, previewing, correcting and publishing in a browser, over the same files."""
