"""What the product learned, and how: `make train DATA=...` makes every file of `rag/learned` and `index/learned` anew."""
