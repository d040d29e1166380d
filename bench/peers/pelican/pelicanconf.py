"""Settings of the Pelican site that bench/peers/pelican.py writes."""

SITENAME = "信风 · 出口信用风险信息"
SITEURL = "https://risk.example.org"
TIMEZONE = "Asia/Shanghai"
DEFAULT_LANG = "zh"
AUTHOR = "编辑部"
THEME = "simple"
PATH = "content"

ARTICLE_URL = "risk/{date:%Y}/{date:%m}/{slug}/"
ARTICLE_SAVE_AS = "risk/{date:%Y}/{date:%m}/{slug}/index.html"
MONTH_ARCHIVE_URL = "risk/month/{date:%Y}-{date:%m}/"
MONTH_ARCHIVE_SAVE_AS = "risk/month/{date:%Y}-{date:%m}/index.html"
AUTHOR_SAVE_AS = ""
AUTHORS_SAVE_AS = ""

DEFAULT_PAGINATION = 20
FEED_ALL_ATOM = "risk/feed.atom"
CATEGORY_FEED_ATOM = "risk/channel/{slug}.atom"
TAG_FEED_ATOM = "risk/tag/{slug}.atom"
FEED_MAX_ITEMS = 50
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
