"""Silent traps: text that other editors show, or show otherwise, and our pages would not."""
