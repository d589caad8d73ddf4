"""The first hand: a party paper's page. Even columns, headlines above or below for the whole page, formal credits."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.layout.printed import BLANK, Printed, SetLine, broken, columns, english_lines
from tests.layout.stories import PLACES, Story, chinese_story, english_story, fill, person, slots

JUMPS = ["（下转第{k}版）", "（下转{k}版）", "（紧转第{k}版）", "【下转第{k}版】", "▶下转第{k}版", "（下转A0{k}版）"]
CAPTIONS = ["图为{who}在{place}查看{thing}进展。", "▲{day}，{place}的{who}正在忙碌。", "图为{thing}现场。"]
NOTICES = [
    "为了保证{thing}顺利进行，{place}部分路段将于{day}起实行交通管制，请过往车辆绕行，敬请谅解。",
    "欢迎广大读者拨打热线，提供{thing}方面的新闻线索。",
]
WEATHER = [
    "今日天气\n晴转多云 {k}℃～1{k}℃\n东北风3到4级",
    "天气预报：今天白天到夜间，多云，气温{k}℃到2{k}℃，偏南风2级。",
]


def page(seed: int) -> Printed:
    """A page of three to eight stories, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - a layout, not a secret
    english = chance.random() < 0.12
    hand = _Hand(chance, english)
    always = not english and chance.random() < 0.4
    stories = [_story(chance, english, always) for _ in range(chance.randint(3, 8))]
    if always and chance.random() < 0.3:
        hand.difficulties.add("briefs without headlines")
        stories = [replace(story, title=(), kicker=None, subtitle=None) for story in stories]
    return hand.set(stories)


def _story(chance: random.Random, english: bool, always: bool) -> Story:
    if english:
        return english_story(chance)
    story = chinese_story(chance, 6)
    return replace(story, **_credits(chance, always))


def _credits(chance: random.Random, always: bool) -> dict[str, str]:
    """What credits a story; a page on which each has its credit at the opening is common."""
    first, second = person(chance), person(chance)
    jump = chance.choice(JUMPS).format(k=chance.randint(2, 8)) if chance.random() < 0.15 else ""
    kinds = [
        {"byline": f"本报讯（记者{first}）"},
        {"byline": f"本报讯（记者{first} 通讯员{second}）"},
        {"byline": f"本报讯 （记者 {first} {second}） "},
        {"byline": f"新华社{chance.choice(PLACES)}{_day(chance)}电（记者{first}、{second}）"},
        {"credit": f"本报记者 {first} {second}"},
        {"credit": f"本报记者 {first}"},
        {"byline": "本报讯 "},
        {},
        {} if jump else {"ending": f"（{first}）"},
        {} if jump else {"ending": f"（{first} {second}）"},
    ]
    return {**chance.choice(kinds[:4] if always else kinds), "jump": jump}


def _day(chance: random.Random) -> str:
    return f"{chance.randint(1, 12)}月{chance.randint(1, 28)}日"


class _Hand:
    """How one page is set."""

    def __init__(self, chance: random.Random, english: bool) -> None:
        self.chance, self.english = chance, english
        self.measure = chance.randint(24, 44) if english else chance.randint(9, 26)
        self.above = chance.random() < 0.55
        self.indent = chance.choice(["", "", "　　", "    ", "none"])
        self.parted = chance.random() < 0.4
        self.depth = chance.choice([9, 12, 16, 25, 200])
        self.hanging = chance.random() < 0.6
        self.extras = [
            name for name in ("quote", "caption", "weather", "index", "notice", "box") if chance.random() < 0.3
        ]
        self.difficulties: set[str] = set(self.extras) | ({"english"} if english else set())
        if self.indent == "none":
            self.difficulties.add("no indents")

    def set(self, stories: list[Story]) -> Printed:
        """The page: masthead, stories with what stands between, imprint."""
        chance = self.chance
        if self.measure <= 12 and not self.english:
            self.difficulties.add("narrow columns")
        parts: list[list[SetLine]] = []
        for number, story in enumerate(stories):
            measure = self.measure
            if "box" in self.extras and chance.random() < 0.3:
                measure = chance.randint(9, 26) if not self.english else measure
            parts.append(self._set_story(number, story, measure))
        for name in ("notice", "weather", "index"):
            if name in self.extras:
                parts.insert(chance.randint(0, len(parts)), getattr(self, f"_{name}")(stories))
        masthead = ["滨江日报", "2021年3月13日 星期六", f"第{chance.randint(1, 8)}版 要闻"]
        if chance.random() < 0.6:
            parts.insert(0, [SetLine(line, "aside") for line in chance.sample(masthead, chance.randint(1, 3))])
        if chance.random() < 0.6:
            editors = f"责任编辑 {person(chance)} 版式 {person(chance)} 校对 {person(chance)}"
            parts.append([SetLine(editors, "aside")])
        lines: list[SetLine] = []
        for part in parts:
            lines += [*part, BLANK]
        return Printed(lines, stories, frozenset(self.difficulties))

    def _set_story(self, number: int, story: Story, measure: int) -> list[SetLine]:
        body = columns(self._body(number, story, measure), self.depth, self.chance)
        while body and body[-1].role == "blank":
            body.pop()
        if not self.english:
            body = self._interrupted(body, story, measure)
        headline = self._headline(number, story, measure)
        if not headline:
            return body
        return [*headline, BLANK, *body] if self.above else [*body, BLANK, *headline]

    def _headline(self, number: int, story: Story, measure: int) -> list[SetLine]:
        blocks = [[story.kicker] if story.kicker else [], list(story.title), [story.subtitle] if story.subtitle else []]
        close = self.chance.random() < 0.4
        lines: list[SetLine] = []
        for block in filter(None, blocks):
            if lines and not close:
                lines.append(BLANK)
            lines += [SetLine(text, "headline", number) for text in block]
        if any(abs(len(text) - measure) <= 1 for text in story.title):
            self.difficulties.add("headline as wide as a column")
        return lines

    def _body(self, number: int, story: Story, measure: int) -> list[SetLine]:
        lines: list[SetLine] = []
        if story.credit:
            lines.append(SetLine(story.credit, "start", number))
        for at, paragraph in enumerate(story.paragraphs):
            if at and self.parted:
                lines.append(BLANK)
            if at in story.sides:
                lines.append(SetLine(story.sides[at], "side", number))
            last = at == len(story.paragraphs) - 1
            text = (story.byline if at == 0 else "") + paragraph + (story.ending + story.jump if last else "")
            for piece in self._lines(text, measure):
                lines.append(SetLine(piece, "body" if lines else "start", number))
        if story.ending:
            self.difficulties.add("byline at the end")
        return lines

    def _lines(self, text: str, measure: int) -> list[str]:
        first = 0 if self.indent == "none" else 2
        if self.english:
            made = list(english_lines(text, measure, first, self.chance, 0.6))
        else:
            made = list(broken(text, measure, first, self.hanging, whole_words=False))
        if self.indent.isspace():
            made[0] = self.indent + made[0]
        return made

    def _interrupted(self, body: list[SetLine], story: Story, measure: int) -> list[SetLine]:
        """A pull quote or a caption stands somewhere in the body, in mid-sentence too."""
        chance = self.chance
        for name in ("quote", "caption"):
            if name in self.extras and chance.random() < 0.35 and len(body) > 6:
                at = chance.randint(3, len(body) - 2)
                body = [*body[:at], BLANK, *getattr(self, f"_{name}")(story, measure), BLANK, *body[at:]]
        return body

    def _quote(self, story: Story, measure: int) -> list[SetLine]:
        said = chance_sentence(self.chance, story)
        made = broken(f"“{said}”", max(6, measure - self.chance.randint(2, 4)), 0, True, whole_words=False)
        return [SetLine(line, "aside") for line in made]

    def _caption(self, story: Story, measure: int) -> list[SetLine]:
        text = fill(self.chance.choice(CAPTIONS), slots(self.chance), self.chance)
        made = [*broken(text, measure, 0, self.hanging, whole_words=False)]
        credit = f"本报记者 {person(self.chance)} 摄"
        made = [*made, credit] if self.chance.random() < 0.6 else made
        return [SetLine(line, "aside") for line in made]

    def _notice(self, stories: list[Story]) -> list[SetLine]:
        text = fill(self.chance.choice(NOTICES), slots(self.chance), self.chance)
        return [SetLine(line, "aside") for line in broken(text, self.measure, 0, True, whole_words=False)]

    def _weather(self, stories: list[Story]) -> list[SetLine]:
        text = self.chance.choice(WEATHER).format(k=self.chance.randint(1, 9))
        return [SetLine(line, "aside") for line in text.split("\n")]

    def _index(self, stories: list[Story]) -> list[SetLine]:
        chance = self.chance
        entries = [
            f"{fill('{place}{act}', slots(chance), chance)}{chance.choice(['……', ' ', '  '])}{chance.randint(2, 8)}版"
            for _ in range(chance.randint(2, 5))
        ]
        return [SetLine(line, "aside") for line in ["今日导读", *entries]]


def chance_sentence(chance: random.Random, story: Story) -> str:
    """The first sentence of one of the paragraphs, without quotation marks."""
    sentence = chance.choice(story.paragraphs).split("。")[0]
    return sentence.replace("“", "").replace("”", "")[:40]
