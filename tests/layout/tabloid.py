"""The second hand: a city paper's page. Each story has a manner of its own; boxes, adverts and service between."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.layout.printed import Printed, Role, SetLine, broken, english_lines
from tests.layout.stories import Story, chinese_story, english_story, fill, person, slots

GAP = SetLine("", "blank")
JUMPS = [">>下转A0{k}版", "▶▶▶下转0{k}版", "（更多报道见A0{k}版）", "↓下转{k}版", "（转{k}版）", "〔下转第{k}版〕"]
MARKS = [
    "A0{k} 本埠新闻",
    "0{k}版·民生",
    "城市晚报 | 2022.6.{k} 星期三",
    "{k} 版 | 社会",
    "2022年6月{k}日 星期三 A0{k}",
    "责编：{who} 美编：{who}",
]
ADVERTS = [
    ["旺铺出租", "位于{place}，面积{k}0平方米", "电话：0391-555{k}21{k}"],
    ["{place}大药房", "满100元减{k}元", "地址：{place}路{k}号"],
    ["招聘启事", "诚聘保安{k}名，月薪面议", "联系电话 138xxxx{k}{k}{k}{k}"],
    ["遗失声明", "{who}遗失身份证，声明作废。"],
]
BOX_HEADS = ["■相关链接", "◆新闻延伸", "●小贴士", "【名词解释】", "■记者手记"]


def page(seed: int) -> Printed:
    """A page of two to seven stories, the same for the same seed."""
    chance = random.Random(10_000_019 * (seed + 1))  # noqa: S311 - a layout, not a secret
    if chance.random() < 0.1:
        stories = [english_story(chance) for _ in range(chance.randint(2, 4))]
        return _assemble(
            chance, stories, [_english(number, story, chance) for number, story in enumerate(stories)], {"english"}
        )
    found: set[str] = set()
    stories = [_credited(chinese_story(chance, chance.choice([2, 4, 7])), chance) for _ in range(chance.randint(2, 7))]
    late = chance.random() < 0.2
    manner = _manner(chance)
    one_manner = chance.random() < 0.5
    set_stories = [
        _set(number, story, chance, manner if one_manner else _manner(chance), late, found)
        for number, story in enumerate(stories)
    ]
    if not one_manner:
        found.add("columns of different widths")
    return _assemble(chance, stories, set_stories, found)


def _credited(story: Story, chance: random.Random) -> Story:
    one, other = person(chance), person(chance)
    which = chance.randrange(10)
    if which < 3:
        return replace(
            story,
            credit=chance.choice(
                [f"记者 {one} 文/图", f"本报记者 {one}", f"◎记者 {one} {other}", f"□本报记者 {one} 通讯员 {other}"]
            ),
        )
    if which < 5:
        return replace(
            story,
            ending=chance.choice(
                [
                    f"（{one} {other}）",
                    f"（记者 {one}）",
                    f"（{one}）",
                    f"（{one} 文/图）",
                    f"（记者{one} 通讯员{other}）",
                ]
            ),
        )
    if which < 8:
        opened = chance.choice(
            [
                f"本报讯（记者 {one}）",
                "晚报讯 ",
                f"城市晚报讯（记者{one}）",
                f"本报讯（首席记者{one} 实习生{other}）",
                "据新华社电 ",
            ]
        )
        jump = chance.choice(JUMPS).format(k=chance.randint(2, 9)) if chance.random() < 0.25 else ""
        return replace(story, byline=opened, jump=jump)
    return story


def _manner(chance: random.Random) -> dict[str, float]:
    return {
        "measure": chance.choice([8, 10, 11, 12, 13, 14, 15, 17, 18, 20, 22, 24, 28, 32]),
        "indent": chance.choice([0, 2, 2, 2]),
        "drawn": chance.random() < 0.4,
        "skip": chance.random() < 0.3,
        "height": chance.choice([0, 0, 8, 11, 15, 22]),
        "words": chance.random() < 0.7,
        "hang": chance.random() < 0.3,
    }


def _set(
    number: int, story: Story, chance: random.Random, manner: dict[str, float], late: bool, found: set[str]
) -> list[SetLine]:
    measure = int(manner["measure"])
    lines = _body(number, story, chance, manner)
    found.update(_difficulties(story, manner))
    if manner["height"]:
        lines = _broken_columns(lines, int(manner["height"]), chance)
    lines = _interrupted(lines, story, chance, found)
    head = _headline(number, story, measure, chance, found)
    if story.kicker is None and chance.random() < 0.1:
        found.add("box")
        lines += [GAP, *_box(chance, measure)]
    return [*lines, GAP, *head] if late else [*head, *([GAP] if chance.random() < 0.7 else []), *lines]


def _difficulties(story: Story, manner: dict[str, float]) -> list[str]:
    there = {
        "no indents": not manner["indent"],
        "byline at the end": bool(story.ending),
        "jump line": bool(story.jump),
        "narrow columns": manner["measure"] <= 12,
        "side headlines": bool(story.sides),
    }
    return [name for name, is_so in there.items() if is_so]


def _body(number: int, story: Story, chance: random.Random, manner: dict[str, float]) -> list[SetLine]:
    measure = int(manner["measure"])
    lines: list[SetLine] = []
    role: Role = "start"
    if story.credit:
        lines.append(SetLine(story.credit, "start", number))
        role = "body"
    for at, paragraph in enumerate(story.paragraphs):
        if at and manner["skip"]:
            lines.append(GAP)
        if at in story.sides:
            lines.append(SetLine(story.sides[at], "side", number))
        end = (story.ending + story.jump) if at == len(story.paragraphs) - 1 else ""
        apart = end if end and chance.random() < 0.3 else ""
        text = (story.byline if at == 0 else "") + paragraph + ("" if apart else end)
        for place, piece in enumerate(
            broken(text, measure, manner["indent"], bool(manner["hang"]), bool(manner["words"]))
        ):
            drawn = "　" * int(manner["indent"]) if place == 0 and manner["drawn"] else ""
            lines.append(SetLine(drawn + piece, role, number))
            role = "body"
        if apart:
            lines.append(SetLine(apart, "body", number))
    return lines


def _interrupted(lines: list[SetLine], story: Story, chance: random.Random, found: set[str]) -> list[SetLine]:
    """A pull quote or a caption stands somewhere in the body."""
    if chance.random() < 0.15 and len(lines) > 8:
        found.add("quote")
        at = chance.randrange(4, len(lines) - 2)
        said = chance.choice(story.paragraphs)[: chance.randint(12, 26)].strip("“”，。：")
        quote = [f"“{said[: len(said) // 2]}", f"{said[len(said) // 2 :]}”", f"——{person(chance)}"]
        lines[at:at] = [GAP, *(SetLine(line, "aside") for line in quote), GAP]
    if chance.random() < 0.2 and len(lines) > 8:
        found.add("caption")
        at = chance.randrange(3, len(lines) - 1)
        text = fill(
            chance.choice(
                [
                    "▲{place}的{who}在现场。",
                    "{who}正在查看{thing}情况。（资料图）",
                    "图①：{thing}现场。",
                    "{thing}现场。 记者 {name} 摄",
                ]
            ),
            slots(chance),
            chance,
        )
        lines[at:at] = [GAP, SetLine(text, "aside"), GAP]
    return lines


def _headline(number: int, story: Story, measure: int, chance: random.Random, found: set[str]) -> list[SetLine]:
    parts: list[list[str]] = [[part] for part in (story.kicker,) if part] + [list(story.title)]
    parts += [[story.subtitle]] if story.subtitle else []
    if any(abs(len(line) - measure) <= 1 for part in parts for line in part):
        found.add("headline as wide as a column")
    lines: list[SetLine] = []
    for at, part in enumerate(parts):
        if at and chance.random() < 0.6:
            lines.append(GAP)
        lines += [SetLine(line, "headline", number) for line in part]
    return lines


def _box(chance: random.Random, measure: int) -> list[SetLine]:
    known = slots(chance)
    text = fill("{thing}是指由{org}牵头、{who}参与的一项工作，最早在{place}试行。", known, chance)
    return [
        SetLine(line, "aside") for line in [chance.choice(BOX_HEADS), *broken(text, max(8, measure - 2), 2, True, True)]
    ]


def _broken_columns(lines: list[SetLine], height: int, chance: random.Random) -> list[SetLine]:
    result: list[SetLine] = []
    for at, line in enumerate(lines, 1):
        result.append(line)
        if at % height == 0 and at < len(lines):
            result.append(GAP)
    return result


def _english(number: int, story: Story, chance: random.Random) -> list[SetLine]:
    measure = chance.randint(26, 46)
    lines = [SetLine(story.credit, "start", number)] if story.credit else []
    for at, paragraph in enumerate(story.paragraphs):
        if at and chance.random() < 0.5:
            lines.append(GAP)
        for piece in english_lines(paragraph, measure, 0, chance, 0.3):
            lines.append(SetLine(piece, "body" if lines else "start", number))
    return [*(SetLine(line, "headline", number) for line in story.title), GAP, *lines]


def _assemble(
    chance: random.Random, stories: list[Story], set_stories: list[list[SetLine]], found: set[str]
) -> Printed:
    parts = list(set_stories)
    for _ in range(chance.choice([0, 0, 1, 2])):
        found.add("advert")
        advert = [
            SetLine(fill(line, {**slots(chance), "who": person(chance)}, chance), "aside")
            for line in chance.choice(ADVERTS)
        ]
        parts.insert(chance.randint(1, len(parts)), advert)
    for _ in range(chance.choice([0, 1, 2])):
        mark = fill(chance.choice(MARKS), {"who": person(chance)}, chance)
        parts.insert(chance.choice([0, len(parts)]), [SetLine(mark, "aside")])
    return Printed([line for part in parts for line in [*part, GAP]], stories, frozenset(found))
