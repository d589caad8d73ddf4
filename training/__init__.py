"""What the product learned, and how it is learned anew; see README.md."""
