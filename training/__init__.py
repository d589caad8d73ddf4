"""Commands that fit what the program ships as data."""
