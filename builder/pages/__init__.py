"""The catalogue → outputs: which files a site consists of, from which inputs, made how."""
