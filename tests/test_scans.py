"""Scans and photos: pages drawn, turned and made noisy are read word for word, in order, with their places."""

from __future__ import annotations

import random
import socket
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from PIL import Image
from rapidfuzz.distance import Levenshtein
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from index.article import Article, ScannedLine
from index.build import build_index
from index.continuations import join
from index.encoder import Encoder
from index.errors import BaowenError
from index.files import File, find_files
from index.reader_process import ReaderProcess
from index.readers import Issue, read_articles
from index.readers.layout import page_text, reading_order
from index.readers.reading import Progress, Reading, unheard
from index.scan import engine
from index.scan.box import Box, ReadLine
from index.scan.mend import ink_of, mended
from index.scan.picture import open_pages, skew, straight
from index.scan.spread import runs
from index.scan.upright import columns
from index.settings import Settings, settings
from rag import QA
from tests.layout.compositor import copies
from tests.scan import FONTS, Look, Sheet, random_look, random_sheet, scanned
from web.pageview import page_views
from web.reader import Span, marked, page_pictures, read
from web.words import WORDS

pytestmark = pytest.mark.skipif(not FONTS.is_dir(), reason="no fonts found: install Debian's package 'fonts-noto-cjk'")

LIBRARY, CANTEEN = "图书馆延长夜间开放时间", "社区食堂开到家门口"
BODIES = {copy.title[0]: copy.body for copy in copies()}
LOOK = Look(columns=4, beside=1.0, vertical=1.0, masthead=False, skew=-1.3, noise=10.0, blur=0.4, quality=60)


@pytest.fixture(scope="session")
def options(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """What was read once is kept for all tests."""
    return settings().model_copy(update={"scans": tmp_path_factory.mktemp("scans")})


@pytest.fixture(scope="session")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles side by side, the first one's headline upright, askew."""
    by_title = {copy.title[0]: copy for copy in copies()}
    sheet = Sheet(LOOK, random.Random(4))  # noqa: S311
    sheet.draw([by_title[CANTEEN], by_title[LIBRARY]])
    path = tmp_path_factory.mktemp("page") / "2021-03-13第1版.jpg"
    path.write_bytes(scanned(sheet.picture, LOOK, random.Random(4)))  # noqa: S311
    return path


def reading(path: Path, options: Settings, progress: Progress = unheard) -> Reading:
    (file,) = find_files([path], 10**9)
    assert isinstance(file, File)
    return read_articles(file, Issue(), options, progress)


def by_title(articles: Iterator[Article]) -> dict[str | None, Article]:
    return {article.title: article for article in articles}


# Reading -------------------------------------------------------------------------------------------------------------


def test_a_scan_is_read_word_for_word_with_its_upright_headline(scan: Path, options: Settings) -> None:
    found = reading(scan, options)
    articles = by_title(found.articles)
    assert list(articles) == [CANTEEN, LIBRARY]
    for title, article in articles.items():
        body = BODIES[str(title)]
        assert Levenshtein.distance(article.body, body) <= 0.02 * len(body)
    assert (articles[LIBRARY].issue_date, articles[LIBRARY].page) == ("2021-03-13", "1")
    assert "read by OCR, confidence " in found.notes[0]


def test_each_line_of_a_body_knows_its_place_and_how_sure_it_is(scan: Path, options: Settings) -> None:
    for article in reading(scan, options).articles:
        lines = article.scanned
        assert "".join(article.body[line.start : line.end] for line in lines) == article.body.replace("\n", "")
        assert all(0 <= line.left < line.right <= 10_000 and 0 <= line.top < line.bottom <= 10_000 for line in lines)
        assert all(0.5 <= line.confidence <= 1 for line in lines)
        assert [line.start for line in lines] == sorted(line.start for line in lines)


def test_what_was_read_once_is_not_read_again(scan: Path, options: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    first = [article.body for article in reading(scan, options).articles]
    monkeypatch.setattr(engine, "read_lines", None)
    assert [article.body for article in reading(scan, options).articles] == first


def test_a_reading_tells_how_far_it_is_and_can_be_stopped(scan: Path, options: Settings, tmp_path: Path) -> None:
    heard: list[tuple[str, int, int]] = []

    def stop(what: str, done: int, total: int) -> None:
        heard.append((what, done, total))
        raise BaowenError("stopped")

    with pytest.raises(BaowenError, match="stopped"):
        reading(scan, options.model_copy(update={"scans": tmp_path}), stop)
    ((what, done, total),) = heard
    assert what == f"OCR {scan} (page 1 of 1)"
    assert done < 10 < total


def test_a_process_of_its_own_reads_the_same(scan: Path, options: Settings) -> None:
    here = reading(scan, options)
    (file,) = find_files([scan], 10**9)
    assert isinstance(file, File)
    with ReaderProcess(options) as reader:
        there = reader.read(file, Issue())
        assert list(there.articles) == list(here.articles)
        assert (there.pictures, there.pages, list(there.notes)) == (here.pictures, here.pages, list(here.notes))


def test_what_was_read_is_kept_in_the_folder_the_program_was_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    WHITE.save("blank.png")
    (file,) = find_files([Path("blank.png")], 10**9)
    assert isinstance(file, File)
    with (
        ReaderProcess(settings().model_copy(update={"scans": Path("scans")})) as reader,
        pytest.raises(BaowenError, match="OCR finds no text"),
    ):
        reader.read(file, Issue())
    assert list((tmp_path / "scans").glob("*.json"))


def test_nothing_is_fetched_to_read_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("the network was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    engine._engine.cache_clear()
    assert engine.read_lines(Image.new("RGB", (300, 200), "white")) == []


def test_pages_of_a_pdf_without_text_are_read_as_pictures(scan: Path, options: Settings, tmp_path: Path) -> None:
    with Image.open(scan) as picture:
        width, height = (side * 72 / LOOK.dpi for side in picture.size)
    canvas = Canvas(str(tmp_path / "scan.pdf"), pagesize=(width, height))
    canvas.drawImage(ImageReader(str(scan)), 0, 0, width, height)
    canvas.showPage()
    canvas.showPage()  # a blank page costs nothing
    canvas.save()
    found = reading(tmp_path / "scan.pdf", options)
    articles = by_title(found.articles)
    assert Levenshtein.distance(articles[LIBRARY].body, BODIES[LIBRARY]) <= 3
    assert articles[LIBRARY].page == "1"
    assert [number for number, _ in found.pictures] == ["1"]
    assert found.notes[0] == "no text layer on page 2"


def test_without_the_extra_it_says_how_to_install_it(
    scan: Path, options: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(BaowenError, match=r"pip install -c constraints.txt -e '.\[ocr\]'"):
        reading(scan, options)


def test_a_page_that_was_not_read_for_want_of_the_extra_is_a_note_that_says_how(
    scan: Path, options: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = Canvas(str(tmp_path / "two.pdf"))
    canvas.drawString(60, 700, "The library is open in the evening.")
    canvas.showPage()
    canvas.drawImage(ImageReader(str(scan)), 0, 0, 300, 500)
    canvas.save()
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    (note,) = reading(tmp_path / "two.pdf", options).notes
    assert note.startswith("no text layer on page 2; to read scans, install") and "make run OCR=1" in note


# Pictures ------------------------------------------------------------------------------------------------------------


def packed(picture: Image.Image, kind: str = "PNG", **how: Any) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def flipped(content: bytes, seed: int) -> bytes:
    """A file some of whose bytes are wrong, beyond its first ones."""
    chance, damaged = random.Random(seed), bytearray(content)  # noqa: S311
    for _ in range(30):
        damaged[chance.randrange(20, len(damaged))] = chance.randrange(256)
    return bytes(damaged[: chance.randrange(60, len(damaged))])


WHITE = Image.new("L", (400, 300), 255)
BAD = [
    ("no.png", b"\x89PNG", "no picture that can be opened"),
    ("text.jpg", "报道".encode(), "no picture that can be opened"),
    ("empty.webp", b"", "no picture that can be opened"),
    ("half.png", packed(Image.effect_noise((300, 300), 90))[:9000], "no picture that can be opened"),
    ("dot.png", packed(Image.new("L", (8, 8))), "8 x 8 pixels are too few"),
    ("bomb.png", packed(Image.new("1", (30_000, 30_000))), "too many pixels, at most 120,000,000 are read"),
    ("blank.png", packed(WHITE), "OCR finds no text in this picture"),
]


@pytest.mark.parametrize(("name", "content", "says"), BAD, ids=[name for name, *_ in BAD])
def test_a_picture_that_cannot_be_read_is_one_clear_line(
    tmp_path: Path, options: Settings, name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BaowenError) as caught:
        reading(tmp_path / name, options)
    assert str(caught.value).startswith(str(tmp_path / name))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "BMP"])
def test_damaged_pictures_are_opened_or_refused_in_one_line(kind: str) -> None:
    content = packed(Image.effect_noise((120, 90), 80), kind)
    for seed in range(40):
        try:
            for page in open_pages("page", flipped(content, seed)):
                assert page().mode == "RGB"
        except BaowenError as error:
            assert "\n" not in str(error)


def test_each_page_of_a_tiff_and_a_photo_by_its_camera_are_upright() -> None:
    tiff = packed(WHITE, "TIFF", save_all=True, append_images=[WHITE.resize((300, 400))])
    assert [page().size for page in open_pages("a.tif", tiff)] == [(400, 300), (300, 400)]
    turned = Image.Exif()
    turned[0x0112] = 6  # the camera was held upright
    assert open_pages("a.jpg", packed(WHITE, "JPEG", exif=turned))[0]().size == (300, 400)


# Layout --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3000, 3006))
def test_a_page_is_set_straight(seed: int) -> None:
    look = random_look(seed, hard=True)
    sheet = random_sheet(seed, hard=True, dpi=100)
    (page,) = open_pages("page", scanned(sheet.picture, sheet.look, random.Random(seed)))  # noqa: S311
    assert abs(skew(page()) - look.skew) < 0.1
    assert abs(skew(straight(page()))) < 0.1


def test_a_page_without_print_is_left_as_it_is() -> None:
    assert skew(WHITE.convert("RGB")) == 0


def lines_of(sheet: Sheet, chance: random.Random) -> list[ReadLine]:
    """The lines of a page as a detector finds them: boxes around the ink, not quite right, in no order."""
    size, lines = sheet.look.size, []
    for line in sheet.lines:
        body = not line.upright and line.bottom - line.top < 1.2 * size
        left = line.left + (size / 2 if body and line.text[0] in "“（《" else 0)
        right = line.right - (size / 2 if body and line.text[-1] in "，。、；：？！”’）》" else 0)
        sides = (left, line.top - 0.08 * size, right, line.bottom + 0.08 * size)
        box = Box(*(side + chance.gauss(0, 0.03) * size for side in sides))
        lines.append(ReadLine(line.text, box, 0.99, line.upright))
    chance.shuffle(lines)
    return lines


def test_lines_come_in_reading_order_whatever_the_layout() -> None:
    wrong = []
    for seed in range(3000, 3012):
        sheet = random_sheet(seed, hard=False, dpi=100)
        found = page_text(reading_order(list(runs(lines_of(sheet, random.Random(seed))))))  # noqa: S311
        said, found = ("".join(text.split()) for text in ("".join(sheet.said), found))
        wrong.append(Levenshtein.distance(found, said) / len(said))
    assert mean(wrong) < 0.005


def test_lines_run_together_over_the_channel_between_columns_are_parted() -> None:
    sheet = Sheet(Look(columns=3, rules=True, masthead=False, beside=0.0, vertical=0.0), random.Random(1))  # noqa: S311
    sheet.draw([copy for copy in copies() if copy.title[0] == LIBRARY])
    boxes = [Box(*(side * sheet.scale for side in line[1:5])) for line in sheet.lines]
    rows: dict[int, Box] = {}
    for box in boxes[1:]:
        rows[round(box.top)] = rows[round(box.top)].around(box) if round(box.top) in rows else box
    import numpy as np

    page = np.asarray(sheet.picture)
    found = mended(ink_of(page, boxes), list(rows.values()))
    assert len(found) == len(boxes) - 1


def test_the_lines_of_an_upright_headline_stay_together_whatever_stands_elsewhere_on_the_page() -> None:
    upright = [("社区食堂", 120, 0, 400), ("千方百计将疫情", 90, 600, 950), ("加快推动企业", 140, 600, 900)]
    lines = [ReadLine(text, Box(left, top, left + 40, end), 0.99, upright=True) for text, left, top, end in upright]
    body = [ReadLine("正文一行十个字在这里", Box(200, top, 400, top + 20), 0.99) for top in range(0, 960, 30)]
    text = page_text(reading_order(list(runs([*lines, *body]))))
    assert text.index("加快推动企业") < text.index("千方百计将疫情")


def test_an_upright_headline_is_read_to_the_end_of_its_longer_line() -> None:
    chance = random.Random(1)  # noqa: S311
    sheet = Sheet(Look(), chance)
    sheet._upright(("加快推动企业", "千方百计将疫情影响降到最低"), 1, 100.0, 500.0)
    right, left = (Box(*(side * sheet.scale for side in line[1:5])) for line in sheet.lines)
    import numpy as np

    seen = left.around(right)._replace(bottom=left.bottom - 2.5 * left.width)  # as a detector may see it
    (_, [_]), (longer, [phrase]) = columns(np.asarray(sheet.picture), seen)
    assert abs(longer.bottom - left.bottom) < longer.width / 2
    assert phrase.shape[1] > 12 * longer.width


def test_latin_marks_beside_chinese_are_wide_ones() -> None:
    line = ReadLine("本报讯(记者李明)问:几时?GDP(%)增长", Box(0, 0, 300, 20), 0.9)
    assert [run.text for run in runs([line])] == ["本报讯（记者李明）问：几时？GDP(%）增长"]


# What is shown -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def archive(scan: Path, options: Settings, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> QA:
    folder = tmp_path_factory.mktemp("scanned") / "index"
    (report,) = build_index(folder, [scan], Issue(source="滨江日报"), options, encoder)
    assert report.outcome == "added"
    return QA.open(folder)


def test_a_citation_says_that_it_was_read_and_how_sure_that_is(archive: QA) -> None:
    answer = archive.ask("图书馆阅览座席有多少个？")
    assert answer.citations
    assert all(0.5 <= (citation.ocr_confidence or 0) <= 1 for citation in answer.citations)
    assert answer.as_json()["citations"][0]["ocr_confidence"]


def test_the_picture_of_a_page_shows_the_quoted_lines(archive: QA) -> None:
    citation = archive.ask("图书馆阅览座席有多少个？").citations[0]
    wanted = {"article": citation.article_id, "quoted": [[citation.start, citation.end]]}
    shown = page_pictures(archive, wanted, "zh")
    article = archive.article(citation.article_id)
    assert article is not None
    quoted = [line for line in article.scanned if line.start < citation.end and citation.start < line.end]
    assert shown.count("class='hit") == len(quoted) > 0
    assert "src='data:image/jpeg;base64," in shown
    (_, picture) = archive.page_pictures(article.id)[0]
    assert Image.open(BytesIO(picture)).format == "JPEG"


def test_an_open_article_asks_for_its_pictures(archive: QA) -> None:
    article = next(article for article in archive.store.articles() if article.title == LIBRARY)
    shown = read(archive, {"article": article.id, "spans": [[0, 5, "c1-1"]], "at": "c1-1"}, "zh")
    assert f"data-scan='{article.id}' data-quoted='[[0, 5]]'" in shown
    assert WORDS["zh"]["read_off"].partition("{")[0] in shown


@pytest.mark.parametrize(
    "wanted",
    [None, "x", {}, {"article": "none", "quoted": []}, {"article": "a", "quoted": [1]},
     {"article": "\ud800", "quoted": []}, {"article": "a", "quoted": [[0, float("inf")]]}],
)  # fmt: skip
def test_what_a_browser_makes_up_gets_no_picture(archive: QA, wanted: Any) -> None:
    assert page_pictures(archive, wanted, "zh") == ""


def test_unsure_lines_are_marked_and_their_text_stays_text() -> None:
    body = "<b>第一行</b>第二行\n第三行"
    unsure = [(0, 10, "0.72"), (13, 17, "0.80")]
    assert marked(body, [], "", unsure) == (
        "<p data-at='0'><u title='0.72'>&lt;b&gt;第一行&lt;/b&gt;</u>第二行</p>"
        "<p data-at='14'><u title='0.80'>第三行</u></p>"
    ) or marked(body, [Span(2, 5, "c1-1")], "c1-1", unsure)


def test_how_sure_words_are_is_the_mean_over_their_lines() -> None:
    lines = (ScannedLine(0, 4, 0.5, 0, 0, 1, 1), ScannedLine(4, 10, 1.0, 0, 0, 1, 1))
    article = Article("a", "news", None, "一二三四五六七八九十", scanned=lines)
    assert [article.confidence(*span) for span in ((0, 4), (2, 6), (4, 10))] == [0.5, 0.75, 1.0]
    assert Article("a", "news", None, "一二").confidence(0, 2) is None


def test_lines_keep_their_places_where_articles_are_joined() -> None:
    pieces: Sequence[Article] = [
        Article(name, "news", None, "一二三四。", scanned=(ScannedLine(0, 5, 0.9, 0, 0, 1, 1),)) for name in "ab"
    ]
    whole = join(pieces)
    assert [whole.body[line.start : line.end] for line in whole.scanned] == ["一二三四。", "一二三四。"]


def test_the_page_view_draws_each_line_in_its_articles_colour_over_the_picture(archive: QA) -> None:
    article = next(article for article in archive.store.articles() if article.title == LIBRARY)
    shown = page_views(archive, {"article": article.id}, "zh", True)
    assert "<rect class='p0' data-line='" in shown and "<rect class='p1' data-line='" in shown
    assert shown.count("<rect") > 0.9 * sum(len(one.scanned) for one in archive.store.articles())
