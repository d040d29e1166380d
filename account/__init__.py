"""Sign-in and the signed-in company's counts and items. Never hears of bulletins."""
