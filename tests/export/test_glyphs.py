"""Every letter is printed, or its question is named."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, date
from functools import cache
from io import BytesIO
from unicodedata import category, name

import pikepdf
import pytest
import typst

from tests.naughty import WHY, fill
from tests.small_workbook import asked
from workbook.answers.model import Answers
from workbook.answers.rules import is_private
from workbook.export import glyphs, pdf
from workbook.export.files import ExportFile
from workbook.phrases.sentences import sentences
from workbook.questions.catalogue import Catalogue, catalogue
from workbook.store import AnswerFile

AT = "2026-03-03T09:12:44Z"
WAY_OUT = sentences().book.unprinted.way_out
BOOK = asked(why={"kind": "text"}, name={"kind": "line"}, quiet={"kind": "text", "private": True})
TWO_OF_OLD_MAYAN = {"\ua72e", "\ua72f"}  # Latin, and in none of the fonts that come along


pytestmark = pytest.mark.usefixtures("own_fonts")


def refused(texts: list[str]) -> set[str]:
    """Return the letters that can't be printed."""
    page = b"""#set document(title: "Letters")
#for one in json(bytes(sys.inputs.data)) { par(text(one)) }"""
    try:
        typst.compile(
            page,
            format="pdf",
            sys_inputs={"data": json.dumps(texts)},
            font_paths=glyphs.load_fonts(),
            pdf_standards=glyphs.STANDARDS,
        )
    except typst.TypstError as error:
        return glyphs.parse_refused(error.diagnostic)
    return set()


@cache
def all_letters() -> list[str]:
    return [letter for letter in map(chr, range(sys.maxunicode)) if category(letter).startswith("L")]


def made(book: Catalogue = BOOK, audience: str = "me", **values: object) -> ExportFile:
    answers = {f"fit.{key}": {"value": value, "revision": 1} for key, value in values.items()}
    known = Answers.model_validate({"schema": 1, "workbook": "x", "revision": 1, "answers": answers})
    return pdf.render(known, book, today=date(2026, 11, 22), audience=audience, zone=UTC)


def contents(document: bytes) -> str:
    with pikepdf.open(BytesIO(document)) as opened:
        return "\n".join(page.Contents.read_bytes().decode("latin-1") for page in opened.pages)


def fonts_in(document: bytes) -> set[str]:
    with pikepdf.open(BytesIO(document)) as opened:
        found = {
            str(one.BaseFont)
            for one in opened.objects
            if isinstance(one, pikepdf.Dictionary) and "/BaseFont" in one
        }
    return {font.split("+")[1].split("-")[0] for font in found}


# What comes along


@pytest.mark.parametrize("script", ["LATIN", "GREEK", "CYRILLIC"])
def test_every_letter_of_a_script_prints_on_every_computer(script: str) -> None:
    every = [letter for letter in all_letters() if name(letter, "").startswith(f"{script} ")]
    assert len(every) > 250
    assert refused(every) - TWO_OF_OLD_MAYAN == set()


@pytest.mark.parametrize(
    "said",
    [
        "Tiếng Việt, e\u0302\u0301, ᾧ, ԩ\u0306, ꙋ\u0483", "→ ⇒ ≠ ∑ ∞ ═ ║ █ ▲ ● ☐ ☑ ✓ ✗ ★ ⌘ ⏎ ₿ ₴ ₹ № ‰",
        "🙂 😀 🎉 🚀 ❤ ❤️ ☀ ☀️ ✔️ ⚠️ ✅ ❌ ⭐ 🫠 🫨 🫩", "👍🏽 👋🏿 🧑🏻‍💻", "👩‍👩‍👧 👨‍👩‍👧‍👦 🧑‍🚀 🏳️‍🌈 ❤️‍🔥 🐻‍❄️",
        "🇩🇪 🇬🇧 🇺🇳 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "1️⃣ #️⃣ *️⃣ 0⃣", "☺︎ ☺️ ✈︎ ✈️ ©️ ™️",
    ],
)  # fmt: skip
def test_marks_signs_and_sequences_of_emoji_print_on_every_computer(said: str) -> None:
    assert made(why=said, name=said).notices == ()


def test_emoji_are_the_workbooks_own_in_answers() -> None:
    assert "WorkbookEmoji" in fonts_in(made(why="🙂👍🏽").data)


# What no font has


def test_a_question_whose_letters_no_font_has_is_named_with_them_and_with_a_way_out() -> None:
    assert made(why="The 漢字 and 漢", name="All printed").notices == (
        "In “why?”, 3 characters have no font here: CJK 漢 字.",
        WAY_OUT,
    )
    assert made(name="𒀀").notices == ("In “name?”, one character has no font here: Cuneiform 𒀀.", WAY_OUT)
    assert made(why="漢", name="字").notices[:2] == (
        "In “why?”, one character has no font here: CJK 漢.",
        "In “name?”, one character has no font here: CJK 字.",
    )


def test_few_letters_of_few_scripts_stand_for_many() -> None:
    (said, _) = made(why="一二三四五六七八九十 ひ カ 한 𒀀 𓀀").notices
    assert said == (
        "In “why?”, 15 characters have no font here: "
        "CJK 一 二 三 四 五 六 七 八 …, Hiragana ひ, Katakana カ, Hangul 한 and others."
    )


def test_a_private_answer_is_named_in_nobodys_copy_but_ones_own() -> None:
    assert made(why="Plain", quiet="漢").notices[0].startswith("In “quiet?”")
    assert made(why="Plain", quiet="漢", audience="manager").notices == ()


def test_ordinary_text_is_set_once(monkeypatch: pytest.MonkeyPatch) -> None:
    times = []
    sets = glyphs.compile_pdf
    monkeypatch.setattr(glyphs, "compile_pdf", lambda *all_, **more: times.append(1) or sets(*all_, **more))
    assert made(why="Plain", name="Ελληνικά 🙂").notices == ()
    assert len(times) == 1


def test_boxes_stand_for_letters_that_the_text_of_the_document_still_holds() -> None:
    document = made(why="漢字").data
    assert "WorkbookBoxes" in fonts_in(document)
    with pikepdf.open(BytesIO(document)) as opened:
        told = [
            one.ToUnicode.read_bytes().decode() for one in opened.objects
            if isinstance(one, pikepdf.Dictionary) and "/ToUnicode" in one and "Boxes" in str(one.BaseFont)
        ]  # fmt: skip
    assert "<6F22>" in told[0]
    assert "/ActualText<FEFF5B57>" in contents(document)


def test_another_font_that_has_a_letter_comes_before_the_boxes() -> None:
    alone, beside = (fonts_in(made(why=said).data) for said in ("हिन्दी", "हिन्दी 漢"))
    assert beside == alone | {"WorkbookBoxes"}


@pytest.mark.parametrize(
    "said",
    [
        "\ue000\uf8ff\U0010fffd", "漢字 한국어 \u0e08\u0e33", "a\u0488漢\u0301", "\U0001fffe\u0378",
        "ཀ\u0f71q\u0f71", "\u202e\u2066\u200b\u00ad\u2060", "`漢\"'\\`", "漢]^-[",
    ],
)  # fmt: skip
def test_a_book_keeps_its_standards_whatever_is_in_it(said: str) -> None:
    document = made(why=said, name=said).data
    with pikepdf.open(BytesIO(document)) as opened:
        assert opened.check_pdf_syntax() == []
        described = opened.Root.Metadata.read_bytes().decode()
    assert re.search(r"pdfuaid:part>1<", described)
    assert re.search(r"pdfaid:part>2<.*pdfaid:conformance>A<", described, re.DOTALL)


@pytest.mark.parametrize(
    ("said", "lacks"),
    [("漢\u0301", "CJK 漢"), ("𒀀\u0483", "Cuneiform 𒀀")],
)
def test_a_letter_that_no_font_has_is_not_lost_below_a_mark_that_one_has(said: str, lacks: str) -> None:
    assert made(why=said).notices[0] == f"In “why?”, one character has no font here: {lacks}."


@pytest.mark.parametrize(("said", "font"), [("ԩ\u0306", "WorkbookSerif"), ("🙂\u0301", "WorkbookEmoji")])
def test_a_letter_comes_from_a_font_that_has_it_and_not_from_the_first_with_its_mark(
    said: str, font: str
) -> None:
    assert font in fonts_in(made(why=said).data)


def test_a_letter_that_is_refused_for_the_one_beside_it_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    reads = glyphs.parse_refused
    more = [{"य"}]  # as Typst says of some, in the first book
    monkeypatch.setattr(glyphs, "parse_refused", lambda said: reads(said) | (more.pop() if more else set()))
    document = made(why="漢 य")
    assert document.notices[0] == "In “why?”, one character has no font here: CJK 漢."
    assert fonts_in(document.data) > fonts_in(made(why="य").data)


def test_letters_that_are_refused_together_alone_are_named_all_the_same() -> None:
    assert glyphs.unprinted({"a", "b"}) == {"a", "b"}


def test_signs_of_private_use_become_a_stand_in_and_are_told_by_their_number() -> None:
    made_of_them = made(why="\ue000")
    assert made_of_them.notices[0] == "In “why?”, one character has no font here: without a name U+E000."
    with pikepdf.open(BytesIO(made_of_them.data)) as opened:
        told = [one.read_bytes() for one in opened.objects if isinstance(one, pikepdf.Stream)]
    assert any(b"<FFFD>" in one for one in told)
    assert not any(b"<E000>" in one for one in told)


def test_a_letter_below_a_mark_that_has_no_font_is_not_named() -> None:
    (said, _) = made(why="a\U0001e000, and a plain a").notices
    assert said == "In “why?”, one character has no font here: Combining ◌\U0001e000."


def test_what_is_refused_is_read_as_it_was_written() -> None:
    told = """error: PDF/A-2a error: the text `"a\\u{301}\\"\\\\"` could not be displayed with a font
error: PDF/A-2a error: the PDF contains the codepoint `"\\u{e000}"`
  = hint: the text is long"""
    assert glyphs.parse_refused(told) == {"a", "\u0301", '"', "\\", "\ue000"}
    assert glyphs.parse_refused("error: panicked with: the text is broken") == set()


def test_letters_outside_every_question_are_named_too() -> None:
    book = {"whose": "The reflections of 漢", "steps": [{"title": "字", "sections": []}], "missing": ""}
    assert glyphs.describe_unprinted(book, {"漢"}) == (
        "On the cover or in a chart, characters have no font here: CJK 漢.",
        WAY_OUT,
    )


# Charts


@pytest.mark.parametrize(
    ("said", "lacks"),
    [
        ("🚀 🙂👍🏽👩‍👩‍👧🏳️‍🌈 🇩🇪 1️⃣", ""), ("ԩ\u0306 e\u0302\u0301 ᾧ שלום <&>", ""),
        ("漢 and a\U0001e000", "CJK 漢, Combining ◌\U0001e000"), ("\ue000 `x` {y}", "without a name U+E000"),
    ],
)  # fmt: skip
def test_a_chart_keeps_the_standards_and_its_letters(said: str, lacks: str) -> None:
    row = {"name": said, "start": "2026-11-01", "due": "2027-01-01"}
    rows = {"a": {"value": row, "revision": 1, "at": AT}}
    answers = {"plan.milestones": {"order": ["a"], "rows": rows, "revision": 1, "at": AT}}
    known = Answers.model_validate({"schema": 1, "workbook": "x", "revision": 1, "answers": answers})
    book = pdf.render(known, catalogue(), today=date(2026, 11, 22), zone=UTC)
    assert b"pdfaid:conformance" in book.data
    with pikepdf.open(BytesIO(book.data)) as opened:
        assert sum("/Alt" in one for one in opened.objects if isinstance(one, pikepdf.Dictionary)) > 0
    title = catalogue().question("plan.milestones").title
    assert [one.partition(":")[2] for one in book.notices[:-1]] == ([f" {lacks}."] if lacks else [])
    assert all(f"“{title}”" in one for one in book.notices[:-1])


# Naughty strings


@pytest.fixture(scope="module")
def naughty(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    answers = AnswerFile(tmp_path_factory.mktemp("naughty") / "answers")
    fill(answers)
    return answers.read()


@pytest.mark.slow
@pytest.mark.parametrize("audience", ["me", "manager"])
def test_naughty_strings_in_every_question_give_a_book_that_names_what_it_can_not_print(
    audience: str, naughty: Answers
) -> None:
    book = pdf.render(naughty, catalogue(), today=date(2026, 11, 22), audience=audience, zone=UTC)
    assert b"pdfaid:conformance" in book.data
    with pikepdf.open(BytesIO(book.data)) as opened:
        assert opened.check_pdf_syntax() == []
    told = " ".join(book.notices)
    texts = [one for one in catalogue().questions if one.kind == "text" and one.key != WHY]
    named = {one.key for one in texts if f"“{one.title}”" in told}
    private = {one.key for one in texts if is_private(one, naughty)}
    assert private
    assert named == {one.key for one in texts} if audience == "me" else named and not named & private


def test_a_font_that_was_installed_meanwhile_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    glyphs.reload_fonts()
    of_before = glyphs.load_fonts(boxes=False)
    monkeypatch.setattr(typst, "Fonts", lambda **how: pytest.fail("read again without need"))
    assert made(why="Latin").notices == ()
    installed: list[object] = []
    monkeypatch.setattr(typst, "Fonts", lambda **how: installed.append(how) or of_before)
    assert made(why="漢").notices != ()
    assert installed, "a letter without a font is a reason to look again"
