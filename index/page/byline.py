"""The small print of a page: credits, jump lines, captions and furniture, told by their wording.

A credit (消息头) opens an article: 本报讯（记者甲 通讯员乙）, 新华社北京2月26日电（记者甲、乙）, 本报记者 甲 乙. A jump
line (转版) closes its part on this page: （下转第二版①）. Captions (图片说明) and furniture (报头、版务) belong to no
article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ROLE = r"(?:记者|通讯员|实习生|作者)"
_PEOPLE = rf"(?P<people>[（(][^（）()]{{0,60}}?(?:{_ROLE}|特约|见习)[^（）()]{{0,80}}[）)])"
_NAME = r"(?:(?![了从在到获采表说])[\u4e00-\u9fff·]){2,4}"
_WIRE = (
    r"新华社|新华网|中新社|中新网|中国新闻网|人民网|人民日报|央视网|央视新闻|央视|央广网|中央广播电视总台"
    r"|光明网|澎湃新闻|光明日报|经济日报|科技日报|法治日报|中国青年报|工人日报|农民日报"
)
_PAPER = r"[\u4e00-\u9fff]{2,6}?(?:日报|晚报|时报|早报|晨报|商报|都市报|青年报|周报|网)"
_SPOKEN = rf"(?P<names>{_ROLE}\s*+{_NAME}(?:[\s、]+{_NAME})*?\s*+报道[：:]?)"
_STRONG = (
    re.compile(
        rf"(?P<agency>本报讯|本刊讯|本网讯|本报综合消息|(?:{_PAPER}|[日晚早晨时商]报|都市报|青年报)讯)\s*+"
        rf"(?:{_PEOPLE}|{_SPOKEN})?"
    ),
    re.compile(
        rf"[据综合]*(?P<agency>{_WIRE}|本报)(?P<place>[\u4e00-\u9fff]{{2,8}}?)?"
        rf"\s*+(?:\d{{1,2}}\s*+月)?\s*+(?:\d{{1,2}}\s*+日)?\s*+(?:专?电|讯|消息[，,]?)(?![\u4e00-\u9fff]?[话影视台])\s*+(?:{_PEOPLE}|{_SPOKEN})?"
    ),
    re.compile(
        rf"[□■○●◎]?\s*+(?P<agency>本报|新华社)?(?:全媒体|融媒体|特约|特派|见习|首席|实习|驻\S{{2,4}}){{0,4}}{_ROLE}"
        rf"\s*+[：:]?\s*+(?P<names>{_NAME}(?:[\s、]+(?:{_ROLE}\s*+)?{_NAME})*)(?=[\s：:]|$)[\s：:]*(?:文/?图|报道)?"
    ),
)
# Credits of English pages: By Helen Ward, BY TOM ARCHER and MARY LIN
_ENGLISH_NAME = r"(?:(?:[A-Z]\.|[A-Z][\w'’-]+)\s+){1,3}[A-Z][\w'’-]+"
_ENGLISH = re.compile(
    rf"(?:By|BY)\s+(?P<names>{_ENGLISH_NAME}(?:(?:\s*,\s*|\s+and\s+){_ENGLISH_NAME})*)(?:\.|(?=\s*(?:$|\n)))\s*"
)
_WEAK = (re.compile(rf"据《?(?P<agency>{_WIRE})》?(?:客户端)?(?:报道|消息|电)?[，,]?"),)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏"
    "韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关"
    "兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤时穆农司卓古吉缪简车项连"
    "芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
_PERSON = r"[\u4e00-\u9fff·]{2,4}|[\u4e00-\u9fff]\s[\u4e00-\u9fff]"
# A credit at the end of an article: （张三 李四）, （记者 张三 文/图）; without a role, only names may stand in it.
_ENDING = re.compile(
    rf"(?:(?<=[。！？!?”…])|^)\s*+[（(]\s*+(?:(?P<role>(?:本报|新华社|全媒体|融媒体|见习|首席|特约)?(?:{_ROLE}|文))"
    rf"\s*+[：:/]?\s*+)?(?P<names>(?:{_PERSON})(?:(?:[\s、，]++(?:{_ROLE}\s*+)?|{_ROLE}\s*+)(?:{_PERSON})){{0,5}})"
    r"\s*+(?P<work>文/?图|文|摄|摄影报道|整理|报道)?\s*+[）)]$"
)
_ROLES = re.compile(rf"(?:本报|新华社|全媒体|融媒体|特约|特派|见习|首席|实习){{0,4}}{_ROLE}|报道|文/?图|[：:]")

# Beyond these, characters are no credit and no mark; and a search looks no further, however long the text is.
LONGEST_CREDIT, LONGEST_MARK = 400, 60

# 下转第二版, 紧转4版, 转A03版, 更多报道见A05版; in brackets, or behind arrows.
_LEADS = r"(?:[下紧]?\s*+转|(?:更多\S{0,4}|详)?见)"
_JUMP = re.compile(
    r"(?:[（(【〔\[]\s*+[▶►→↓>]{0,3}\s*+(?:[下紧]\s*+转\s*+(?P<to>[^（）()【】〔〕]{1,30}?)"
    rf"|{_LEADS}\s*+(?P<page>第?\s*+[A-Z]?\s*+[\d一二三四五六七八九十]{{1,3}}\s*+版\S{{0,2}}))\s*+[）)】〕\]]"
    rf"|[▶►→↓>》]{{1,4}}\s*+{_LEADS}\s*+(?P<bare>\S{{1,8}}版\S{{0,2}})"
    r"|(?:^|(?<=[。！？”]))\s*+下转(?P<plain>第?[A-Z]?[\d一二三四五六七八九十]{1,3}版\S{0,2})"
    r"|[（(]\s*+(?:Continued|See story|Turn)\s+(?:on|to)\s+(?P<english>[Pp]age\s+\w{1,3})\s*+[）)])$"
)
_BROKEN_MARK = re.compile(r"[（(【〔]\s*+(?:[下紧]\s*+转|[上紧]\s*+接)[^（）()【】〔〕]{1,30}[）)】〕]")
_PRINTERS_MARK = re.compile(r"[\u2460-\u2473]{1,8}\d{0,2}$")
_CONTINUED = re.compile(
    r"[（(【〔]\s*+[◀◄←]?\s*+(?:上接|紧接)[^（）()【】〔〕]{1,30}[）)】〕]|[◀◄←]\s*+上接\S{1,6}版(?:[①-⑳]|《[^》]{1,30}》)?"
)
_CAPTION = re.compile(r"[（(]?\s*+(?:图为|[▲△▼▽◀▶](?!\s*+(?:上接|下转))|[上下左右]图|图[①-⑳一二三四\d])")
_PHOTO_CREDIT = re.compile(
    rf"[（(]?\s*+(?:本报|新华社)?\S{{0,4}}{_ROLE}\s*+\S{{1,4}}(?:[\s、]+\S{{1,5}}){{0,3}}\s*+(?:摄|供图)[）)]?$"
)
# A caption that says so only at its end: …现场。 记者 甲 摄, …（资料图）
_CAPTION_END = re.compile(
    r"(?:(?:记者|通讯员|作者|实习生)\s*+\S{1,4}(?:[\s、]\S{1,4}){0,2}\s*+(?:摄|供图)|（资料图片?）|[(（]资料照片[)）])[）)]?$"
)
_FURNITURE = re.compile(
    r"(?:责任编辑|责编|编辑|版式|版面|美编|校对|检校|组版|值班\S{2,4}|本版\S{2,4}|邮箱|电子信箱|E-?mail|网址|地址|邮编|邮发代号"
    r"|官方微[信博]|\S{0,6}(?:热线|电话))\s*[:：/ 　]"
    r"|[\u4e00-\u9fff]{2,6}(?:日报|晚报|早报|晨报|时报|商报|都市报|周报)\s*+[|｜│/]|\d{4}[.-]\d{1,2}[.-]\d{1,2}\s*+(?:星期|周)"
    r"|page\s+[A-Z]?\d{1,3}$|(?:mon|tues|wednes|thurs|fri|satur|sun)day,\s+[a-z]+\s+\d{1,2},\s+\d{4}"
    r"|今日\s*+\d+\s*+版|(?:总|新)?第\s*+\d+\s*+期|国内统一\S{0,4}刊号|CN\s*+\d\d-\d{4}|www\.|农历"
    r"|\d{4}\s*+年\s*+\d{1,2}\s*+月\s*+\d{1,2}\s*+日\s*+(?:星期|农历|第|$)|星期[一二三四五六日]\b"
    r"|(?:第\s*+)?[A-D]?\s*+[\d一二三四五六七八九十]{1,3}\s*+版(?!\S*[，。])|[A-D]\d{1,2}(?:\s|$)"
    r"|(?:[\u4e00-\u9fff]\s*+){2,4}(?:日\s*+报|晚\s*+报|晨\s*+报|早\s*+报|时\s*+报|商\s*+报|都\s*+市\s*+报)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Byline:
    """A credit as printed, and what it says; `taken` is what of the text it takes, `length` its characters."""

    raw: str
    taken: str
    agency: str | None
    reporters: tuple[str, ...]
    place: str | None
    length: int


def read_byline(text: str) -> Byline | None:
    """The credit at the beginning of a text, or None."""
    text = text[:LONGEST_CREDIT]
    skipped = len(text) - len(text.lstrip())
    for pattern in (*_STRONG, _ENGLISH, *_WEAK):
        if match := pattern.match(text, skipped):
            parts = match.groupdict()
            names = _names(parts.get("people") or parts.get("names") or "")
            raw = " ".join(match[0].rstrip(" .").split())
            return Byline(raw, match[0], parts.get("agency"), names, parts.get("place"), match.end())
    return None


def opens_article(line: str) -> bool:
    """Whether a line opens an article beyond doubt; 据新华社报道 may also stand inside one."""
    line = line[:LONGEST_CREDIT]
    return any(pattern.match(line) for pattern in (*_STRONG, _ENGLISH)) or bool(_CONTINUED.match(line))


def closing_mark(text: str, end: int | None = None) -> re.Match[str] | None:
    """The jump line or printer's mark at the end of a text, or where it ends before `end`.

    Group `to` of a jump line says where it leads.
    """
    end = len(text) if end is None else end
    begin = max(0, end - LONGEST_MARK)
    found = _JUMP.search(text, begin, end) or _PRINTERS_MARK.search(text, begin, end)
    return found or (ending if (ending := _ENDING.search(text, begin, end)) and _is_credit(ending) else None)


def _is_credit(ending: re.Match[str]) -> bool:
    """Whether brackets hold people: it says so, or each is called by a surname."""
    return bool(ending["role"] or ending["work"]) or all(name[0] in _SURNAMES for name in _names(ending["names"]))


def read_ending(mark: str) -> Byline | None:
    """The credit that a mark at the end of an article is, or None."""
    found = _ENDING.match(mark)
    found = found if found and _is_credit(found) else None
    return Byline(" ".join(mark.split()), mark, None, _names(found["names"]), None, len(mark)) if found else None


def breaks_mark(line: str, following: str) -> bool:
    """Whether a jump mark begins in one line and ends in the next."""
    line = line[-LONGEST_MARK:]
    both = line + following[:16]
    found = _BROKEN_MARK.search(both)
    if found is None and len(following) <= 16:
        found = closing_mark(both)
    return found is not None and found.start() < len(line) < found.end()


def between_names(line: str, following: str) -> str:
    """The blank that a line's end took from between two names of a credit, where a mark goes on in the next line."""
    if "）" not in following[:16] and ")" not in following[:16]:
        return ""
    last, first = re.split(r"[\s（(、]", line)[-1], re.split(r"[\s）)、]", following)[0]
    return " " if read_ending(f"（{last} {first}）") and len(last) > 1 and len(first) > 1 else ""


def opening_mark(text: str) -> re.Match[str] | None:
    """The 上接 mark at the beginning of a text."""
    return _CONTINUED.match(text)


def jumps_to(mark: str) -> str | None:
    """Where a jump line leads: 第二版① of （下转第二版①）."""
    found = _JUMP.search(mark)
    return next(filter(None, found.groups()), None) if found else None


def is_caption(line: str) -> bool:
    """Whether a line begins a picture's caption (图为…)."""
    return bool(_CAPTION.match(line))


def ends_caption(line: str) -> bool:
    """Whether a line that stands alone is a caption, by its end (…现场。 记者 甲 摄)."""
    return len(line) <= 2 * LONGEST_MARK and bool(_CAPTION_END.search(line))


def is_photo_credit(line: str) -> bool:
    """Whether a line only says who took a picture (本报记者 甲 摄)."""
    return len(line) <= LONGEST_MARK and bool(_PHOTO_CREDIT.match(line))


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the page, not to an article: masthead, issue line, editors, hotlines."""
    return bool(_FURNITURE.match(line)) and not re.search(r"[。！？；]", line)


def _names(people: str) -> tuple[str, ...]:
    """The people of a credit; a name of two characters is often set apart (李　明)."""
    if people.isascii():
        return tuple(re.split(r"(?<!\s)\s*,\s*|(?<!\s)\s+and\s+", people.strip())) if people else ()
    bare = _ROLES.sub(" / ", people.strip("（）()"))
    names: list[str] = []
    for part in re.split(r"[\s、，,;；]+", bare):
        if len(part) == 1 and part != "/" and names and len(names[-1]) == 1 and names[-1] != "/":
            names[-1] += part
        else:
            names.append(part)
    return tuple(name for name in names if 2 <= len(name) <= 8)
