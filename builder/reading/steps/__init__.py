"""The steps of guides: what a numbered item does, for readers an anchor and a picture, for `pictures` a script."""
