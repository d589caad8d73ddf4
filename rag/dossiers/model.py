"""What dossiers are made of: who and what an article names, and where."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

Kind = Literal["person", "body", "place", "topic"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Naming(NamedTuple):
    """A sentence `body[start:end]` that names somebody or something.

    `name` is what it is filed under, `spelling` how the sentence prints it; `office` is the office printed with a
    person there, None where there is none.
    """

    kind: Kind
    name: str
    spelling: str
    start: int
    end: int
    office: str | None = None
