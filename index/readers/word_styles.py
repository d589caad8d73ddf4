"""What a Word document's styles and lists say: heading levels, bold and size of type, and the numbers of lists.

Word puts those before paragraphs; they stand nowhere in its text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NAMED = {"title": 0, "标题": 0, "subtitle": -1, "副标题": -1}
_OFF = {"0", "false", "off", "none"}
_CIRCLED, _CHINESE = 0x2460, "〇一二三四五六七八九"
BODY_LEVEL, DEEPEST, LONGEST = 9, 20, 40


@dataclass(frozen=True, slots=True)
class Form:
    """How a paragraph is set; `level` as in `Block`, `size` in points or 0."""

    level: int | None = None
    strong: bool = False
    size: float = 0.0
    centred: bool = False


def value(element: Any, name: str) -> str:
    """An attribute of Word's; empty where it is not there."""
    found: str | None = element.get(W + name)
    return found or ""


class Forms:
    """The styles of one document, each with what it is based on."""

    def __init__(self, root: Any) -> None:
        styles = root.findall(f"{W}style") if root is not None else []
        self.styles = {value(style, "styleId"): style for style in styles}
        self.default = next((value(one, "styleId") for one in styles if _is_default(one)), "")
        basic = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}sz") if root is not None else None
        self.basic = _half(basic) or 10.0

    def chain(self, paragraph: Any) -> list[Any]:
        """A paragraph's style and those it is based on."""
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        style = self.styles.get(value(named, "val") if named is not None else self.default)
        found: list[Any] = []
        while style is not None and len(found) < DEEPEST:
            found.append(style)
            based = style.find(f"{W}basedOn")
            style = self.styles.get(value(based, "val")) if based is not None else None
        return found

    def of(self, paragraph: Any, runs: Sequence[Any]) -> Form:
        """How a paragraph is set whose words stand in these runs."""
        chain = self.chain(paragraph)
        sources = [paragraph, *chain]
        level = next((level for source in sources if (level := _level(source)) is not None), None)
        strong = bool(runs) and all(self._on(run, chain, "b") for run in runs)
        sizes = Counter(self._size(run, chain) for run in runs)
        aligned = next((found for one in sources if (found := one.find(f"{W}pPr/{W}jc")) is not None), None)
        return Form(
            None if level == BODY_LEVEL else level,
            strong,
            max(sizes, key=lambda size: sizes[size], default=self.basic),
            aligned is not None and value(aligned, "val") == "center",
        )

    def hidden(self, run: Any) -> bool:
        """Whether a run is hidden text."""
        return run.find(f"{W}rPr/{W}vanish") is not None and self._on(run, [], "vanish")

    def _on(self, run: Any, chain: Sequence[Any], what: str) -> bool:
        for source in [run, *chain] if run is not None else chain:
            if (found := source.find(f"{W}rPr/{W}{what}")) is not None:
                return value(found, "val") not in _OFF
        return False

    def _size(self, run: Any, chain: Sequence[Any]) -> float:
        for source in [run, *chain] if run is not None else chain:
            if size := _half(source.find(f"{W}rPr/{W}sz")):
                return size
        return self.basic


class Lists:
    """The numbering of one document's lists, which counts on as its paragraphs are asked for."""

    def __init__(self, root: Any) -> None:
        self.levels: dict[str, dict[str, Any]] = {}
        self.counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        if root is None:
            return
        made = {value(one, "abstractNumId"): one for one in root.findall(f"{W}abstractNum")}
        for one in root.findall(f"{W}num"):
            basis = one.find(f"{W}abstractNumId")
            abstract = made.get(value(basis, "val")) if basis is not None else None
            levels = abstract.findall(f"{W}lvl") if abstract is not None else []
            self.levels[value(one, "numId")] = {value(level, "ilvl"): level for level in levels}

    def number(self, forms: Forms, paragraph: Any) -> str:
        """What Word prints before a paragraph: 1. or 第三条 or （一）; nothing before bullets and outside lists."""
        sources = [paragraph, *forms.chain(paragraph)]
        found = next((one for source in sources if (one := source.find(f"{W}pPr/{W}numPr")) is not None), None)
        if found is None:
            return ""
        named, depth = found.find(f"{W}numId"), found.find(f"{W}ilvl")
        number = value(named, "val") if named is not None else ""
        at = value(depth, "val") if depth is not None else "0"
        level = self.levels.get(number, {}).get(at)
        if level is None or not at.isdecimal():
            return ""
        text, _ = _child(level, "lvlText"), _child(level, "numFmt")
        counts = self.counts[number]
        counts[int(at)] = counts.get(int(at), _start(level) - 1) + 1
        for deeper in [one for one in counts if one > int(at)]:
            del counts[deeper]
        if _child(level, "numFmt") in ("bullet", "none") or len(text) > LONGEST:
            return ""
        for depth_at, count in counts.items():
            written = _child(self.levels[number].get(str(depth_at)), "numFmt")
            text = text.replace(f"%{depth_at + 1}", _written(count, written))
        return text + (" " if text[-1:].isascii() and text else "")


def _is_default(style: Any) -> bool:
    return value(style, "type") == "paragraph" and value(style, "default") not in ("", *_OFF)


def _half(size: Any) -> float:
    text = value(size, "val") if size is not None else ""
    return int(text) / 2 if text.isdecimal() and len(text) < 5 else 0.0


def _level(source: Any) -> int | None:
    """The heading level that a style's name or an outline level gives."""
    name = source.find(f"{W}name")
    words = value(name, "val").strip().lower() if name is not None else ""
    if words in _NAMED:
        return _NAMED[words]
    for prefix in ("heading", "标题"):
        if words.startswith(prefix) and words[len(prefix) :].strip().isdecimal():
            return int(words[len(prefix) :]) if len(words) < len(prefix) + 4 else None
    outline = source.find(f"{W}pPr/{W}outlineLvl")
    text = value(outline, "val") if outline is not None else ""
    return min(int(text) + 1, BODY_LEVEL) if text.isdecimal() and len(text) < 3 else None


def _child(level: Any, name: str) -> str:
    found = level.find(f"{W}{name}") if level is not None else None
    return value(found, "val") if found is not None else ""


def _start(level: Any) -> int:
    text = _child(level, "start")
    return int(text) if text.isdecimal() and len(text) < 6 else 1


def _written(count: int, form: str) -> str:
    """A number as a list writes it: 3, 三, ③, C, iii."""
    if form.lower().startswith(("chinese", "japanesecount", "ideographtrad", "taiwanese")) and 0 < count < 100:
        tens, ones = divmod(count, 10)
        return ("" if tens < 2 else _CHINESE[tens]) + ("十" if tens else "") + (_CHINESE[ones] if ones else "")
    if form.startswith("decimalEnclosedCircle") and 0 < count <= 20:
        return chr(_CIRCLED + count - 1)
    if form in ("upperLetter", "lowerLetter") and 0 < count <= 26:
        return chr((65 if form == "upperLetter" else 97) + count - 1)
    if form in ("upperRoman", "lowerRoman") and 0 < count < 40:
        roman = "X" * (count // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[count % 10]
        return roman if form == "upperRoman" else roman.lower()
    return str(count)
