"""Plots as SVG, drawn on the server: no script, every text escaped, and the same figures beside them as a table."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

from rag.dossiers.circle import Circle

WIDTH, HEIGHT, FOOT, HEAD = 360, 120, 18, 14
WIDEST = 36  # of a bar
RADIUS, MIDDLE = 105, (180, 150)
MARKED = 3  # days that are written below the bars
Counted = Sequence[tuple[str, int]]
Point = tuple[float, float]


def bars(counted: Counted, caption: str, words: dict[str, str]) -> str:
    """How many there are of each day, month or year, as bars; nothing when there are none."""
    if not counted:
        return ""
    step, most = WIDTH / len(counted), max(number for _, number in counted)
    drawn = "".join(
        _bar(at, step, number / most, _said(day, number, words)) for at, (day, number) in enumerate(counted)
    )
    rows = [(day, str(number)) for day, number in counted if number]
    top = f"<text x='0' y='10'>{most}</text>"
    line = f"<line x1='0' x2='{WIDTH}' y1='{HEIGHT - FOOT}' y2='{HEIGHT - FOOT}'/>"
    svg = _svg("bars", HEIGHT, caption, f"{top}{drawn}{line}{_days(counted, step)}")
    return _figure(caption, svg, _table(rows, (words["date"], words["times"])), words)


def _bar(at: int, step: float, share: float, said: str) -> str:
    height = share * (HEIGHT - FOOT - HEAD)
    width = min(0.8 * step, WIDEST)
    place = f"x='{(at + 0.5) * step - width / 2:.1f}' y='{HEIGHT - FOOT - height:.1f}'"
    size = f"width='{width:.1f}' height='{height:.1f}'"
    return f"<rect {place} {size}><title>{said}</title></rect>" if share else ""


def _said(name: str, number: int, words: dict[str, str]) -> str:
    return f"{html.escape(name)}{words['colon']}{number}"


def _days(counted: Counted, step: float) -> str:
    """The first day, the last, and one between where there are many."""
    last = len(counted) - 1
    chosen = {0: "start", last: "end"} if last else {0: "middle"}
    if last >= 2 * MARKED:
        chosen[last // 2] = "middle"
    return "".join(_day(counted[at][0], at, anchor, step) for at, anchor in chosen.items())


def _day(day: str, at: int, anchor: str, step: float) -> str:
    x = (at + {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]) * step
    return f"<text x='{x:.1f}' y='{HEIGHT - 4}' text-anchor='{anchor}'>{html.escape(day)}</text>"


def ring(met: Circle, caption: str, words: dict[str, str]) -> str:
    """Who met whom: persons on a ring, joined by lines as wide as they often met; nothing when nobody met."""
    if not met.ties:
        return ""
    where = {name: _at(number, len(met.people)) for number, (name, _) in enumerate(met.people)}
    most = met.ties[0][2]
    lines = "".join(
        _tie(where[one], where[other], times / most, _said(f"{one}、{other}", times, words))
        for one, other, times in met.ties
    )
    names = "".join(_name(name, *where[name]) for name, _ in met.people)
    svg = _svg("ring", 2 * MIDDLE[1], caption, f"{lines}{names}")
    rows = [(f"{person_link(one)}、{person_link(other)}", str(times)) for one, other, times in met.ties]
    return _figure(caption, svg, _table(rows, (words["together"], words["times"]), linked=True), words)


def _tie(one: Point, other: Point, share: float, said: str) -> str:
    ends = f"x1='{one[0]:.1f}' y1='{one[1]:.1f}' x2='{other[0]:.1f}' y2='{other[1]:.1f}'"
    return f"<line {ends} stroke-width='{1 + 5 * share:.1f}'><title>{said}</title></line>"


def _at(number: int, of: int) -> Point:
    turn = 2 * math.pi * number / of - math.pi / 2
    return MIDDLE[0] + RADIUS * math.cos(turn), MIDDLE[1] + RADIUS * math.sin(turn)


def _name(name: str, x: float, y: float) -> str:
    side = "start" if x > MIDDLE[0] + 1 else "end" if x < MIDDLE[0] - 1 else "middle"
    shift = {"start": 8, "end": -8, "middle": 0}[side]
    lift = 4 if side != "middle" else -10 if y < MIDDLE[1] else 20
    dot = f"<circle cx='{x:.1f}' cy='{y:.1f}' r='4'/>"
    return f"{dot}<text x='{x + shift:.1f}' y='{y + lift:.1f}' text-anchor='{side}'>{html.escape(name[:8])}</text>"


def person_link(name: str) -> str:
    """A person's name that opens the dossier."""
    return f"<a href='#' data-kind='person' data-dossier='{html.escape(name)}' lang='zh'>{html.escape(name)}</a>"


def _svg(kind: str, height: float, caption: str, drawn: str) -> str:
    label = html.escape(caption)
    return f"<svg class='{kind}' viewBox='0 0 {WIDTH} {height}' role='img' aria-label='{label}'>{drawn}</svg>"


def _figure(caption: str, svg: str, table: str, words: dict[str, str]) -> str:
    figures = f"<details><summary>{words['as_figures']}</summary>{table}</details>"
    return f"<figure class='plot'><figcaption>{html.escape(caption)}</figcaption>{svg}{figures}</figure>"


def _table(rows: Sequence[tuple[str, str]], heads: tuple[str, str], linked: bool = False) -> str:
    head = "".join(f"<th scope='col'>{one}</th>" for one in heads)
    body = "".join(
        f"<tr><td lang='zh'>{name if linked else html.escape(name)}</td><td>{number}</td></tr>" for name, number in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
