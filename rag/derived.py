"""What follows from a sentence (推算): what is left of a whole, a difference, the days between dates, the day of 昨日.

A figure is worked out only where the sentence has exactly the two that it takes, and shown with them; a day is counted
from the issue date, and shown with the word that stood there.
"""

from __future__ import annotations

import re
from datetime import date

from index.dates import find_dates
from index.folding import fold
from rag.candidates import Candidate, Line
from rag.rules import Rule

_LEFT = re.compile(
    r"(?:还有?|尚有?|仍有?|剩下?的?).{0,6}(?:多少|几).{0,16}(?:没|未|不)|(?:没有?|未).{0,12}(?:还有?|剩下?)?(?:多少|几)|还剩"
    r"|how many .{0,40}\b(?:not|still to)\b",
    re.IGNORECASE,
)
_DIFFERENCE = re.compile(
    r"相差|差(?:了)?(?:多少|几)|[多少](?:了|出)?(?:多少|几)(?!天)|how many more|difference", re.IGNORECASE
)
_DAYS = re.compile(
    r"(?:相隔|间隔|隔了?|相差|过了|距离?|还有|提前|晚了?|之间).{0,12}(?:几|多少)天|how many days", re.IGNORECASE
)
_OF_WHOLE = re.compile(r"^.{0,30}?中.{0,16}?$")
_AMOUNT = re.compile(
    r"(?<![\d.第])(?P<number>\d+(?:\.\d+)?)(?P<unit>[万亿]?(?:公里|平方米|万元|[个家名人例位户所项条套辆吨亩次元台张件]))"
)
_SUM = re.compile(r"^(?P<result>[\d.]++)(?P<unit>\D{0,20}?)（(?P<whole>[\d.]++)\D{0,20}? − (?P<part>[\d.]+)")
_SPAN = re.compile(r"^(?P<days>\d+)天（(?P<first>[\d-]{10}) → (?P<last>[\d-]{10})")
_COUNTED = re.compile(
    r"^(?P<year>\d{4})年(?P<month>\d+)月(?P<day>\d+)日(?P<hour>[^（]*)（文中“(?P<word>[^”]+)”，报纸日期(?P<issued>[\d-]{10})）。$"
)

RULES = (
    Rule(
        "left",
        _LEFT,
        ("还有多少家企业没有复工？", "有几户尚未搬迁，还剩几户？", "How many villages are not connected?"),
        ("有多少家企业复工？", "一共几户？"),
        "Asks for the rest of a whole.",
    ),
    Rule(
        "difference",
        _DIFFERENCE,
        ("两地相差多少？", "今年多了几家？", "how many more trees were planted"),
        ("有多少家？", "多少天完工？"),
        "Asks how far two amounts are apart.",
    ),
    Rule(
        "days",
        _DAYS,
        ("开工和完工之间隔了多少天？", "提前几天？", "how many days passed"),
        ("哪一天开工？", "几天后开会的人多吗？"),
        "Asks how far two days are apart.",
    ),
    Rule(
        "amount",
        _AMOUNT,
        ("全县有1101家企业 → 1101", "已复工912.5公里 → 912.5"),
        ("第3名", "三家企业"),
        "A number in figures with a unit that is counted; its place in an order is none.",
    ),
    Rule(
        "of a whole",
        _OF_WHOLE,
        ("企业中，已复工", "，其中有"),
        ("。此外还有二十家，比去年多",),
        "Between a whole and its part stands 中.",
    ),
    Rule(
        "sum worked out",
        _SUM,
        ("189家（1101家 − 912家，由报道中的数字算出）。 → 189",),
        ("189家企业复工",),
        "What this module words itself is known again, and worked out again.",
    ),
    Rule(
        "days worked out",
        _SPAN,
        ("31天（2020-02-01 → 2020-03-03，由报道中的日期算出）。 → 31",),
        ("31天后开工",),
        "The same of days.",
    ),
    Rule(
        "day counted",
        _COUNTED,
        ("2020年2月26日上午（文中“昨日”，报纸日期2020-02-27）。 → 2020",),
        ("2020年2月26日上午",),
        "The same of the day that 昨日 stood for.",
    ),
)


def derived(question: str, best: Candidate) -> Line | None:
    """What the question asks to be worked out of its best sentence; None when it asks for nothing such, or can't be."""
    if _DAYS.search(question):
        text = _days_between(question, best)
    elif _LEFT.search(question) or _DIFFERENCE.search(question):
        text = _difference(best.text, of_whole=not _DIFFERENCE.search(question))
    else:
        text = None
    return Line(text, best.article, best.start, best.end, short=True) if text else None


def counted_day(iso: str, hour: str, word: str, issued: str) -> str:
    """The day a word such as 昨日 stood for, with the hour that followed it."""
    year, month, day = iso.split("-")
    return f"{int(year)}年{int(month)}月{int(day)}日{hour}（文中“{word}”，报纸日期{issued}）"


def is_derived(text: str) -> bool:
    """Whether a line's text is one that `derived` or `counted_day` words."""
    return any(pattern.match(text) for pattern in (_SUM, _SPAN, _COUNTED))


def follows(line: Line) -> bool:
    """Whether a derived line can be worked out again from the words it cites."""
    if found := _SUM.match(line.text):
        stated = {match["number"] for match in _AMOUNT.finditer(fold(line.quote))}
        result = float(found["whole"]) - float(found["part"])
        return {found["whole"], found["part"]} <= stated and abs(result - float(found["result"])) < 1e-9
    if found := _SPAN.match(line.text):
        first, last = date.fromisoformat(found["first"]), date.fromisoformat(found["last"])
        stated = {iso for _, _, iso in find_dates(line.quote, line.article.issue_date)}
        return bool({found["first"], found["last"]} & stated) and (last - first).days == int(found["days"])
    if found := _COUNTED.match(line.text):
        stood = found["word"] + found["hour"] in line.quote and found["issued"] == line.article.issue_date
        day = date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
        return stood and [iso for _, _, iso in find_dates(found["word"], found["issued"])] == [day]
    return False


def _difference(sentence: str, *, of_whole: bool) -> str | None:
    """The greater less the smaller of two amounts of one unit; `of_whole` where one must be part of the other (中)."""
    folded = fold(sentence)
    by_unit: dict[str, list[re.Match[str]]] = {}
    for match in _AMOUNT.finditer(folded):
        by_unit.setdefault(match["unit"], []).append(match)
    pairs = [found for found in by_unit.values() if len(found) == 2 and found[0]["number"] != found[1]["number"]]
    if len(pairs) != 1:
        return None
    first, second = pairs[0]
    if of_whole and not _OF_WHOLE.match(folded[first.end() : second.start()]):
        return None
    unit = first["unit"]
    whole, part = sorted((first["number"], second["number"]), key=float, reverse=True)
    result = round(float(whole) - float(part), 6)
    return f"{result:g}{unit}（{whole}{unit} − {part}{unit}，由报道中的数字算出）。"


def _days_between(question: str, best: Candidate) -> str | None:
    issued = best.article.issue_date
    stated = [iso for _, _, iso in find_dates(best.text, issued)]
    days = sorted({*stated, *(iso for _, _, iso in find_dates(question, issued))})
    if len(days) != 2 or not set(days) & set(stated):
        return None
    apart = (date.fromisoformat(days[1]) - date.fromisoformat(days[0])).days
    return f"{apart}天（{days[0]} → {days[1]}，由报道中的日期算出）。"
