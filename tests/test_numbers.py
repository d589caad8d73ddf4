"""Numbers are compared by what they say, however they are written."""

from __future__ import annotations

import pytest

from rag.numbers import plain


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1,200万元", "1200万元"),
        ("12,500人", "12500人"),
        ("2,345,678.5元", "2345678.5元"),
        ("一百二十名", "120名"),
        ("三千五百棵", "3500棵"),
        ("两千零五户", "2005户"),
        ("十二万立方米", "12万立方米"),
        ("一点二亿元", "1.2亿元"),
        ("三亿元", "3亿元"),
        ("百分之九十五", "95%"),
        ("百分之五", "5%"),
    ],
)
def test_a_number_is_in_plain_digits(written: str, said: str) -> None:
    assert plain(written) == said


@pytest.mark.parametrize(
    "text", ["一个", "第三届", "二〇二一年", "一万二千人", "十二五规划", "几十个", "千万", "1,2,3", "8,30"]
)
def test_what_is_no_plain_number_stays(text: str) -> None:
    assert plain(text) == text
