"""Whether pages, styles, scripts, feeds and labels are what standards, old browsers and portals ask for."""
