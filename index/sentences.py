"""Article body -> sentences, as character spans.

A sentence ends at 。！？…, at an ASCII ! ? or a full stop before a space, with the closing quotes and brackets that
follow; and at the end of a paragraph. An end inside quotes or brackets does not count while these are shorter than
`WHOLE_CHARS`: 「“返岗率多少？食宿符合标准吗？”他问。」 is one sentence, a speech of ten sentences in quotes is ten.
"""

from __future__ import annotations

import re

OPENING, CLOSING = "“‘「『（《【〈(", "”’」』）》】〉)"
WHOLE_CHARS = 120
# A full stop after an initial or a title ends nothing: Mayor T. A. Vance, Dr. Weiss.
_STOP = r"(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|St|No))(?<!\b(?:Mrs|Gov|Sen|Rep))\.(?=\s)"
_END = re.compile(rf"(?:[。！？!?…]+|{_STOP})[{CLOSING}]*")

Span = tuple[int, int]


def sentence_spans(body: str) -> list[Span]:
    """Spans in reading order; together they hold every character of `body` that is not blank."""
    spans: list[Span] = []
    start = 0
    for line in body.splitlines(keepends=True):
        spans.extend(_line_spans(body, start, start + len(line)))
        start += len(line)
    return spans


def _line_spans(body: str, start: int, stop: int) -> list[Span]:
    whole = _enclosed(body, start, stop)
    spans: list[Span] = []
    begin = start
    for match in _END.finditer(body, start, stop):
        end = match.end()
        if any(left < match.start() and end < right for left, right in whole):
            continue
        spans.append((begin, end))
        begin = end
    spans.append((begin, stop))
    return [trimmed for span in spans if (trimmed := _trim(body, span))]


def _enclosed(body: str, start: int, stop: int) -> list[Span]:
    """Spans of balanced quotes and brackets that are short enough to stay whole."""
    open_at: list[tuple[int, str]] = []
    spans: list[Span] = []
    for at in range(start, stop):
        character = body[at]
        if character in OPENING:
            open_at.append((at, CLOSING[OPENING.index(character)]))
        elif open_at and character == open_at[-1][1]:
            left, _ = open_at.pop()
            if at + 1 - left <= WHOLE_CHARS:
                spans.append((left, at + 2 if _goes_on(body, left, at + 1, stop) else at + 1))
    return spans


def _goes_on(body: str, left: int, end: int, stop: int) -> bool:
    """Whether the sentence goes on after what was enclosed: “…？”他问。 does, 他问：“…？” is complete."""
    introduced = body[left - 1 : left] in ("：", ":")
    return end < stop and not introduced and not body[end].isspace() and body[end] not in OPENING


def _trim(body: str, span: Span) -> Span | None:
    start, end = span
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
