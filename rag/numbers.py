"""Numbers as they are compared: 1,200 and 1200, 一点二亿 and 1.2亿, 百分之九十五 and 95% are one and the same."""

from __future__ import annotations

import re

from index.numerals import DIGITS, number_of

_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DIGIT = "[一二两三四五六七八九]"
_CHARACTERS = "零〇一二两三四五六七八九十百千万亿点"
_RUN = re.compile(rf"(?<![{_CHARACTERS}几数])(?P<share>百分之)?(?P<run>[{_CHARACTERS}]{{1,16}})(?![{_CHARACTERS}])")
_NUMERAL = re.compile(
    rf"(?P<whole>(?:{_DIGIT}千零?)?(?:{_DIGIT}百零?)?(?:{_DIGIT}?十)?{_DIGIT}?)"
    r"(?:点(?P<part>[零〇一二三四五六七八九]{1,8}))?(?P<unit>[万亿]{0,2})"
)


def plain(folded: str) -> str:
    """A folded text with its numbers in digits that nothing parts: 12,500 as 12500, 三千五百 as 3500, 三亿 as 3亿.

    A single numeral is left alone (一个, 第三), and so is what is no plain number (三五百, 二〇二一, 一万二千).
    """
    return _RUN.sub(_in_digits, _GROUPED.sub("", folded))


def _in_digits(match: re.Match[str]) -> str:
    run, share = match["run"], match["share"]
    number = _NUMERAL.fullmatch(run)
    if number is None or (len(run) == 1 and not share):
        return match[0]
    whole = number_of(number["whole"]) if number["whole"] else 0
    if not whole:
        return match[0]
    part = "." + "".join(str(DIGITS[numeral]) for numeral in number["part"]) if number["part"] else ""
    return f"{whole}{part}{number['unit']}{'%' if share else ''}"
