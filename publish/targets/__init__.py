"""Places that a site is deployed to: a folder, another machine, object storage."""
