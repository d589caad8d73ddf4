"""Numerals (数字) as numbers: 39 and 三十九 are one, 二〇二〇 and 2020 too."""

from __future__ import annotations

DIGITS = {numeral: number for number, numeral in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000}


def number_of(text: str) -> int:
    """The whole number that digits, Chinese numerals below a hundred million, or both together give.

    >>> [number_of(text) for text in ("39", "三十九", "十", "一百二十", "二〇二〇", "三万二千", "3十")]
    [39, 39, 10, 120, 2020, 32000, 30]
    """
    if text.isdecimal():
        return int(text)
    if not any(unit in text for unit in _UNITS):
        return int("".join(str(_digit(numeral)) for numeral in text))
    whole = part = digit = 0
    for numeral in text:
        unit = _UNITS.get(numeral)
        if unit is None:
            digit = _digit(numeral)
            continue
        if unit == _UNITS["万"]:
            whole, part = (part + digit) * unit, 0
        else:
            part += (digit or 1) * unit
        digit = 0
    return whole + part + digit


def _digit(numeral: str) -> int:
    return DIGITS[numeral] if numeral in DIGITS else int(numeral)
