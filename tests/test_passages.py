"""Bodies are cut at sentence ends: quotes stay whole, offsets are exact, nothing is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.folding import fold
from index.passages import cut_passages
from index.sentences import sentence_spans
from index.terms import grams

NEWS = st.text(alphabet="会议强调要抓好春耕生产。！？；，、“”（）：\n A1.", max_size=400)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def article(body: str) -> Article:
    return Article("a", "news", "标题", body)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一。二！三？", ["一。", "二！", "三？"]),
        ("“返岗率多少？食宿好吗？”他问。好。", ["“返岗率多少？食宿好吗？”他问。", "好。"]),
        ("他说：“今天很好。”她走了。", ["他说：“今天很好。”", "她走了。"]),
        ("全面抓好（详见附件。）各项工作。", ["全面抓好（详见附件。）各项工作。"]),
        ("复工率达82.8%。", ["复工率达82.8%。"]),
        ("没有句号\n下一段", ["没有句号", "下一段"]),
    ],
)
def test_a_sentence_ends_where_a_reader_says_it_does(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(NEWS)
def test_sentences_hold_every_character_once(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(NEWS, st.integers(50, 300), st.integers(0, 100))
def test_passages_are_exact_slices_in_order_and_cover_the_body(text: str, size: int, overlap: int) -> None:
    passages = cut_passages(article(text), size, overlap)
    assert all(text[passage.start : passage.end] == passage.text for passage in passages)
    assert [passage.start for passage in passages] == sorted({passage.start for passage in passages})
    covered = {at for passage in passages for at in range(passage.start, passage.end)}
    assert all(at in covered or character.isspace() for at, character in enumerate(text))


def test_passages_overlap_by_whole_sentences() -> None:
    text = "".join(f"第{number}句话说的是春耕生产的事情，内容并不长。" for number in range(1, 41))
    passages = cut_passages(article(text), 300, 80)
    assert all(len(passage.text) <= 300 for passage in passages)
    for before, after in pairwise(passages):
        shared = text[after.start : before.end]
        assert shared and shared in before.text and sentences(shared)[0].startswith("第")


def test_a_sentence_of_five_thousand_characters_is_cut_at_commas() -> None:
    passages = cut_passages(article("要抓好春耕生产，" * 625 + "完。"), 300, 80)
    assert max(len(passage.text) for passage in passages) <= 300
    assert all(passage.text.endswith(("，", "。")) for passage in passages)


def test_an_article_without_a_body_gives_one_empty_passage() -> None:
    (passage,) = cut_passages(article(""), 300, 80)
    assert (passage.start, passage.end, passage.text) == (0, 0, "")


def test_traditional_characters_full_width_and_case_fold_together() -> None:
    assert fold("新聞發佈會ＡＢＣ") == fold("新闻发布会abc")


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_grams_are_characters_pairs_words_and_numbers() -> None:
    assert grams("春耕82.8% Wang") == ["春", "耕", "春耕", "82.8", "wang"]
