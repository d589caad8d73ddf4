"""Numbers, persons and organisations of a Chinese sentence that its ground does not have.

It is better to take a harmless word for a name than to let an invented name pass: all that is lost is the model's
wording, for which the article's own words come.
"""

from __future__ import annotations

import re

from index.folding import fold
from rag.numbers import plain
from rag.people import NAME, people

_NUMBER = re.compile(r"(\d+(?:[.,:]\d+)*)\s*([%\u4e00-\u9fff]?)")
_NUMERAL = re.compile(
    r"(?<![零〇一二两三四五六七八九十百千万亿])([零〇一二两三四五六七八九十百千万亿]+)([\u4e00-\u9fff])"
)
_DIGITS = str.maketrans("零〇一二两三四五六七八九", "001223456789")
_IDIOM = re.compile(r"一[些起定直般样旦边切致同次方面下旁度]|万[一分]|十分|[三四]方|百姓|千万|一[线带路]")
_REPEATED = re.compile(r"(?<!\d)(?:\d+月\d+日|\d+[%\u4e00-\u9fff])|“[^“”]+”")
_DATED = "年月日"
_DAY = re.compile(
    r"(?:昨|今|明|前|后|当)[天日晚]|(?:上|本|下)(?:周|月)|去年|今年|明年|上午|下午|中午|晚上|凌晨|清晨|深夜"
)
_ORGANISATION = re.compile(
    r"[\u4e00-\u9fff]{2}(?:局|委|厅|部|院|所|站|公司|集团|医院|学校|大学|中学|小学|银行|法院|协会|联合会|委员会|政府|指挥部|办公室|中心|工厂)"
)
_POINTING = re.compile(r"^[该这那此各本其我你他它两几些个位家的了是在]|[的了是在该这那此各本]")
_COMMON = ("部分", "全部", "内部", "外部", "干部", "所有", "所以", "场所", "部门", "部署")
_ITEM_END = re.compile(r"(\w)、")
_SURNAMED = re.compile(rf"(?=({NAME}))")


def strange_numbers(text: str, ground: str) -> list[str]:
    """Numbers of a text that stand nowhere in the ground, or not with their unit; days like 昨天 and their halves too.

    A year, month or day counts without its unit, since the ground may write 2020-02-27.
    """
    text, ground = plain(fold(text)), plain(fold(ground))
    known = {(number.lstrip("0"), unit) for number, unit in _NUMBER.findall(ground)}
    bare = {number for number, _ in known} | {part for number, _ in known for part in re.split(r"[.,:]", number)}
    found = [
        f"{number}{unit}"
        for number, unit in _NUMBER.findall(text)
        if (number.lstrip("0"), unit) not in known and not (number.lstrip("0") in bare and (not unit or unit in _DATED))
    ]
    found += [f"{run}{unit}" for run, unit in _NUMERAL.findall(_IDIOM.sub("", text)) if not _counted(run, unit, ground)]
    return found + [day for day in _DAY.findall(text) if day not in ground and day.replace("天", "日") not in ground]


def repeated(text: str, quote: str) -> list[str]:
    """Numbers, and words in quotes, that a text has more often than what it rests on: once more for something else."""
    text, quote = fold(text), fold(quote)
    found = {match[0] for match in _REPEATED.finditer(text)}
    return [one for one in found if text.count(one) > max(quote.count(one), 1)]


def _counted(run: str, unit: str, ground: str) -> bool:
    """Whether a number in characters stands in the ground, as it is or in digits."""
    return run + unit in ground or run == "一" or (len(run) == 1 and run.translate(_DIGITS) + unit in ground)


def strange_names(text: str, ground: str) -> list[str]:
    """Persons of a text that the ground does not name.

    Those that stand where newspapers name persons; a name of the ground with another ending; and what looks like a name
    beginning where the words are not the ground's, or with the surname of somebody whom the ground names.
    """
    known = people(ground)
    found = [name for name in people(text) if name not in ground]
    found += [match[0] for name in known for match in _changed(name).finditer(text)]
    surnames = {name[0] for name in known}
    for match in _SURNAMED.finditer(text):
        at, pair = match.start(), match[1][:2]
        begins = at == 0 or text[at - 1 : at + 1] not in ground
        if pair not in ground and begins and pair[0] in surnames:
            found.append(match[1])
    return found


def _changed(name: str) -> re.Pattern[str]:
    """A name of three characters with another last one."""
    if len(name) < 3:
        return re.compile(r"(?!)")
    return re.compile(rf"{re.escape(name[:-1])}(?!{re.escape(name[-1])})[\u4e00-\u9fff]")


def strange_lists(text: str, ground: str) -> list[str]:
    """Items that end otherwise than in the ground: 市委、市人大主任 where it has 市委书记、市人大主任."""
    return [
        match[0]
        for match in _ITEM_END.finditer(text)
        if match[0] not in ground and not re.search(rf"{re.escape(match[1])}[，。；、和及与等]", ground)
    ]


def strange_organisations(text: str, ground: str) -> list[str]:
    """Bureaus, hospitals, firms and the like, told by their last characters, that the ground does not have."""
    return [
        match
        for match in _ORGANISATION.findall(text)
        if match not in ground and not _POINTING.search(match) and not match.endswith(_COMMON)
    ]
