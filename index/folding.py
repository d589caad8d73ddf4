"""Text as search sees it: traditional characters folded to simplified, widths and case made one.

The stored text stays as it was printed; only what is compared is folded. Every fold keeps the number of characters,
so that a match in folded text has the same offsets in the original.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import opencc

# CJK radicals and the characters that fonts for Chinese draw alike; Unicode's own forms (NFKC) know only two of them.
_RADICALS = dict(
    zip(
        "⺂⺃⺅⺉⺋⺎⺏⺐⺒⺓⺔⺕⺖⺘⺙⺛⺝⺞⺠⺡⺣⺤⺦⺨⺫⺭⺯⺰⺱⺲⺹⺺⺼⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⼾",
        "乛乚亻刂㔾兀尣尢巳幺彑彐忄扌攵旡月歺民氵灬爫丬犭罒礻糹纟罓罒耂肀肉艹艹艹虎衤覀西见角讠贝车辶辶辶钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀户",
        strict=True,
    )
)
_FORMS = (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20))

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"


@lru_cache
def _simplifier() -> opencc.OpenCC:
    import opencc

    return opencc.OpenCC("t2s")


def ordinary(text: str) -> str:
    """Radicals and compatibility forms (⽂⾼⻓⻰) as the characters they stand for (文高长龙), one for one.

    PDF programs write them for characters that their font draws alike; whoever types never does.
    """
    return text if text.isascii() else text.translate(_ORDINARY)


def simplify(text: str) -> str:
    """Traditional characters to simplified ones; the result has exactly as many characters as `text`."""
    if text.isascii():
        return text
    plain = ordinary(text)
    simplified = _simplifier().convert(plain)
    return simplified if len(simplified) == len(plain) else plain


def fold(text: str) -> str:
    """Simplified, half-width, lower-case; the result has exactly as many characters as `text`."""
    return simplify(text).translate(_FOLDED)


class _Folded(dict[int, str]):
    """What each character folds to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code)).lower()
        self[code] = folded if len(folded) == 1 else chr(code)
        return self[code]


_FOLDED = _Folded()
_ORDINARY = {
    code: _RADICALS.get(chr(code), form)
    for code in _FORMS
    if (form := unicodedata.normalize("NFKC", chr(code))) != chr(code) or chr(code) in _RADICALS
}
