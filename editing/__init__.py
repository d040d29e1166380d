"""The editors' room: import, the life of a bulletin, corrections and lint. Writes content/, never site/."""
