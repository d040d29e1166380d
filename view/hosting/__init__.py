"""What hosts must say beside the files: security headers, media types, caching, in the words of each host."""
