"""The settings of a site: classes, defaults and the reading of `site.toml`."""
