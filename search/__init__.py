"""Documents → index; request → answer. Reads no Markdown and knows nothing of companies."""
