"""Content → pages. Never hears of Whoosh or HTTP."""
