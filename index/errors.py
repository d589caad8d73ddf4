"""The one error a user sees: it names the file or value, what is wrong, and what to do."""


class BaowenError(Exception):
    """A failure of the work, explained in one line; commands print it and exit with 1.

    `where` is for whoever runs the program and not for the readers of its page: where the index lies, and which
    process is at it. `str(error)` leaves it out, `error.full` begins with it.
    """

    def __init__(self, message: str = "", *, where: str = "") -> None:
        super().__init__(message)
        self.where = where

    @property
    def full(self) -> str:
        """The message with where it happened."""
        return f"{self.where}: {self}" if self.where else str(self)


class DamagedIndexError(BaowenError):
    """The database of an index is not as it was written; `baowen check --repair` saves what is whole."""

    def __init__(self, what: str, *, where: str = "") -> None:
        super().__init__(f"the index is damaged, or no index ({what}); run 'baowen check --repair'", where=where)
        self.what = what


class UsageError(BaowenError):
    """A wrong request (an empty question, an option that doesn't fit); commands exit with 2."""
