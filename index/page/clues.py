"""What speaks for one label or another: clues of a line alone, and of a line after another. `labels.py` weighs them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.page.lines import INDENT, TOLERANCE, Line

REPEATED = 6

# What begins a side headline or the heading of a box: 一、 （二） 3. ■ 【
_NUMBERED = re.compile(r"(?:[（(]?[一二三四五六七八九十]+[）)、]|[（(]?\d{1,2}[）).、．](?!\d)|[●■◆▶★【])")
# Phrases set apart, as in headlines.
_PHRASES = re.compile(r"\S{3}\s\S{3}")
# Words and figures of adverts, weather, indices, page marks, captions.
_ASIDE = {
    "telephone": re.compile(r"电话|热线|地址|微信|邮箱|\d{3,4}-?\d{4}|[xX]{3}"),
    "weather": re.compile(r"℃|气温|[东南西北]风|多云|阴转|晴"),
    "page": re.compile(r"\d\s*版|版\s*$|[A-D]\d\d|\.{3}|……\s*\d"),
    "date": re.compile(r"星期[一二三四五六日]|\d{4}[年.]\s*\d|农历|责编|编辑|美编|导读"),
    "picture": re.compile(r"摄\s*[）)]?$|资料图|供图|现场。?$|^图|^[▲△▼▽◀▶]"),
    "name": re.compile(r"^——"),
    "box": re.compile(
        r"^\W?(?:相关链接|新闻链接|知识链接|新闻延伸|延伸阅读|小贴士|名词解释|新闻背景|背景资料|记者手记|编后|短评|相关新闻)"
    ),
    "sale": re.compile(r"出租|招聘|声明|启事|优惠|减\d|欢迎|敬请"),
}


def line_clues(lines: Sequence[Line]) -> Iterator[list[str]]:
    """The clues of each line."""
    pairs = _grams(lines)
    credits = min(sum(line.opens for line in lines), 3)
    starts = [at for at, line in enumerate(lines) if at == 0 or line.after_blank]
    for begin, end in pairwise([*starts, len(lines)]):
        for at in range(begin, end):
            credit = f"credits {credits}, {'this' if lines[at].opens else 'not this'}"
            yield [credit, *_alone(lines[at]), *_in_block(lines, at, begin, end), *_printed_twice(lines[at], pairs)]


def _alone(line: Line) -> Iterator[str]:
    text, width, end = line.text, width_class(line), end_class(line)
    yield "any"
    yield f"width {width}"
    yield f"end {end}"
    yield f"width {width}, end {end}"
    yield f"length {length_class(line.width)}"
    if line.opens:
        yield "opens"
    if line.indent:
        yield "indent"
    yield from _worded(text)


def _worded(text: str) -> Iterator[str]:
    if "。" in text[:-1]:
        yield "sentences"
    if re.search(r"[，、；].{3}", text):
        yield "clauses"
    elif _PHRASES.search(text) and "。" not in text:
        yield "phrases"
    if _NUMBERED.match(text):
        yield "numbered"
    if text[0] in "“‘「":
        yield "quote begins"
    if text[0].islower():
        yield "small letter"
    if text.isascii():
        yield "latin"
    for name, pattern in _ASIDE.items():
        if pattern.search(text):
            yield name


def _in_block(lines: Sequence[Line], at: int, begin: int, end: int) -> Iterator[str]:
    """Where it stands between blank lines, and what stands beside it."""
    line, size = lines[at], min(end - begin, 4)
    place = "only" if size == 1 else "first" if at == begin else "last" if at == end - 1 else "middle"
    yield f"block {size} {place}"
    yield f"block {size} {place}, end {end_class(line)}"
    yield f"block {size} {place}, width {width_class(line)}"
    yield f"block of {size} ends {end_class(lines[end - 1])}"
    if at + 1 < len(lines):
        following = lines[at + 1]
        alike = abs(following.width - line.width) <= TOLERANCE
        yield f"next {'alike' if alike else 'wider' if following.width > line.width else 'narrower'}"
        yield f"next ends {end_class(following)}"
        yield f"next width {width_class(following)}"
        yield f"width {width_class(line)}, next width {width_class(following)}"
        if following.opens:
            yield "next opens"
        if following.indent > line.indent:
            yield "next indented"
    if at + 2 < len(lines):
        second = lines[at + 2]
        yield f"second next {width_class(second)} {end_class(second)}"


def _grams(lines: Sequence[Line]) -> Counter[str]:
    text = "".join(line.text for line in lines)
    return Counter(text[at : at + REPEATED] for at in range(len(text) - REPEATED + 1))


def _printed_twice(line: Line, grams: Counter[str]) -> Iterator[str]:
    """Words that the page has in another place too, as a pull quote (引文) has."""
    text = line.text.strip("“”‘’")
    found = [grams[text[at : at + REPEATED]] > 1 for at in range(len(text) - REPEATED + 1)]
    if len(found) > 1 and all(found):
        yield "twice"
        yield f"twice, width {width_class(line)}"


def move_clues(before: Line, line: Line, adjacent: bool) -> list[str]:
    """The clues of a line after another, the last one that is no aside."""
    clues = ["any" if adjacent else "resumed"]
    ended = "closed" if before.closed else "finished" if before.finished else "open"
    blank = "blank" if line.after_blank else "indent" if line.indent else "straight"
    clues += [ended, f"{ended} {blank}", f"{ended} {width_class(before)}", f"{ended}, then {end_class(line)}"]
    clues.append(f"{ended}, then {width_class(line)}")
    if not adjacent:
        clues.append(f"resumed {ended}")
    if line.opens:
        clues.append(f"{ended}, opens")
    if before.text[-1] in "，、；：,;:":
        clues.append("comma")
    if not before.finished and before.width + INDENT + TOLERANCE < line.width:
        clues.append("stops short")
    if before.measure and line.measure and abs(before.measure - line.measure) > TOLERANCE:
        clues.append(f"other measure {ended}")
    if abs(before.width - line.width) <= TOLERANCE / 2:
        clues.append(f"alike {ended}")
    return clues


def width_class(line: Line) -> str:
    """How wide a line is for its column; the first line of a paragraph lacks the width of its indent."""
    if line.measure is None:
        return "unknown"
    missing = line.measure - line.width
    if abs(missing) <= TOLERANCE:
        return "full"
    if missing < 0:
        return "over" if missing < -2 * INDENT else "slightly over"
    if abs(missing - INDENT) <= TOLERANCE / 2:
        return "indented"
    return "short" if line.width > line.measure / 2 else "very short"


def end_class(line: Line) -> str:
    """What a line ends with."""
    if line.closed:
        return "mark"
    last = line.text.rstrip('”’」』）)"')[-1:] or ")"
    for name, characters in {"stop": "。.…", "call": "！？!?", "comma": "，、；：,;:"}.items():
        if last in characters:
            return name
    return "quote" if line.text[-1] in "”’」』" else "bracket" if line.text[-1] in "）)】》" else "word"


def length_class(width: float) -> str:
    """Lengths as headlines, side headlines and columns have them."""
    return next((f"to {most}" for most in (4, 8, 12, 16, 20, 26, 34) if width <= most), "more")
