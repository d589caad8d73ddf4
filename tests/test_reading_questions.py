"""What a question asks for, read from its words: persons, places, amounts, fields of a record, what came before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.folding import fold
from rag import Turn
from rag.follow_up import complete
from rag.people import people
from rag.places import places
from rag.question import understand
from rag.reported import asked_field
from rag.wanted import wanted


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("县委书记赵立新主持召开会议。", ["赵立新"]),
        ("市领导李民生、牛炎平、武磊出席会议。", ["李民生", "牛炎平", "武磊"]),
        ("由副主任葛探宇、乔学达、欧阳明分别带队。", ["葛探宇", "乔学达", "欧阳明"]),
        ("钱塘江潮水上涨，安徽、江苏、上海等地出动。", []),
        ("孙悦强调，要抓好落实。", ["孙悦"]),
        ("全市各级各部门要高度重视。", []),
    ],
)
def test_persons_are_found_where_only_persons_stand(text: str, named: list[str]) -> None:
    assert list(people(text)) == named


@given(st.text(max_size=200))
def test_no_text_breaks_the_search_for_persons_and_places(text: str) -> None:
    assert all(name in text for name in (*people(text), *places(text)))


def test_places_are_known_by_name_or_by_their_suffix() -> None:
    assert places("徐衣显到温县暗访，还去过武汉吗？") == ["武汉", "温县"]
    assert places("他到哪个县去了？") == []


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("会议由谁主持？", "chair_or_lead"),
        ("都有哪些领导出席了会议？", "attendees"),
        ("Who attended the meeting?", "attendees"),
        ("会议听取了什么汇报？", "items"),
        ("会议提出了哪些具体要求？", "measures"),
        ("他去了哪些地方？", "places_visited"),
        ("太焦铁路什么时候通车？", None),
        ("他走进了哪些科室？", None),
    ],
)
def test_fields_of_a_record_are_told_by_their_questions(question: str, field: str | None) -> None:
    assert asked_field(question) == field


@pytest.mark.parametrize(
    ("question", "answers", "does_not"),
    [
        ("一共捐了多少吨？", "捐赠牛肉3吨", "已多次捐赠牛肉"),
        ("他今年多大年龄？", "张三，52岁", "张三到市审计局"),
        ("举报邮箱是多少？", "邮箱：a@b.cn", "电话：3569278"),
        ("董事长是谁？", "公司董事长李四", "公司员工李四"),
        ("会议在哪里召开？", "在市会议中心召开", "会议听取了汇报"),
    ],
)
def test_a_sentence_must_have_the_kind_of_thing_asked_for(question: str, answers: str, does_not: str) -> None:
    pattern = wanted(question)
    assert pattern is not None
    assert pattern.search(fold(answers))
    assert not pattern.search(fold(does_not))


@pytest.mark.parametrize(
    ("before", "answer", "question", "standalone"),
    [
        ("王小平暗访了哪些单位？", "市审计局", "他强调了什么？", "王小平强调了什么？"),
        ("赵立新2月26日上午去了哪里？", "县医院", "那下午呢？", "赵立新2月26日下午去了哪里？"),
        ("会议的第一条要求是什么？", "提高认识", "那第二条呢？", "会议的第二条要求是什么？"),
        ("那家保供企业叫什么？", "伊赛牛肉", "它送过什么？", "伊赛牛肉送过什么？"),
        ("Where did Mayor Xu Yixian go?", "Bo'ai", "What did he stress?", "What did Mayor Xu Yixian stress?"),
        ("谁主持会议？", "徐衣显", "当时还有谁在场？", "谁主持会议？ 徐衣显 当时还有谁在场？"),
        ("谁主持会议？", "徐衣显", "太焦铁路什么时候通车？", "太焦铁路什么时候通车？"),
    ],
)
def test_follow_ups_are_completed(before: str, answer: str, question: str, standalone: str) -> None:
    assert complete(question, [Turn(before, answer)]).standalone == standalone


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_any_conversation_can_be_read(before: str, answer: str, question: str) -> None:
    assert understand(question, [Turn(before, answer)]).text == " ".join(question.split())
