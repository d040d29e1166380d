"""Who asks: sessions, tokens and the ways to sign in."""
