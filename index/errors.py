"""The one error a user sees: it names the file or value, what is wrong, and what to do."""


class BaowenError(Exception):
    """A failure of the work, explained in one line; commands print it and exit with 1."""


class DamagedIndexError(BaowenError):
    """The database of an index is no longer one; `--rebuild` sets it aside and begins anew."""


class UsageError(BaowenError):
    """A wrong request (an empty question, an option that doesn't fit); commands exit with 2."""
