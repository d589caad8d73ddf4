"""The page's markup, style, script and words; `ui.py` puts them together."""
