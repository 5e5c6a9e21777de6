from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest
from pikepdf import pdfa
from pydantic import TypeAdapter
from pypdf import PdfReader

from tests.small_workbook import whole_copies
from workbook.answers.model import Answers
from workbook.errors import ExportError
from workbook.export import glyphs, pdf
from workbook.questions.catalogue import Catalogue, catalogue
from workbook.questions.kinds import Question
from workbook.questions.steps import AUDIENCES, Role, Roles, Section, Step
from workbook.questions.tables import Ratings

TODAY = date(2026, 11, 22)
AT = "2026-03-03T09:12:44Z"
CHOICES = [{"value": "go", "label": "Go for it"}, {"value": "wait", "label": "Wait a while"}]
COLUMNS = [
    {"key": "task", "kind": "line", "title": "Task"},
    {"key": "notes", "kind": "text", "title": "What happened"},
    {"key": "due", "kind": "date", "title": "Due on"},
    {"key": "mood", "kind": "choice", "title": "Mood", "choices": CHOICES},
    {"key": "hours", "kind": "number", "title": "Hours", "unit": "h"},
]
WIDE = [
    *COLUMNS,
    {"key": "done", "kind": "date", "title": "Done on"},
    {"key": "next", "kind": "text", "title": "Next"},
]


def question(key: str, kind: str, **more: Any) -> Any:
    said = {"key": key, "kind": kind, "title": f"Question {key.split('.')[1]}?", **more}
    return TypeAdapter(Question).validate_python(said)


def asked() -> Catalogue:
    """One question of each kind, in two steps."""
    about = Section(key="start.you", title="About you", questions=(question("start.name", "line"),))
    kinds = Section(
        key="fit.kinds",
        title="All kinds",
        questions=(
            question("fit.text", "text"),
            question("fit.line", "line"),
            question("fit.one", "choice", choices=CHOICES),
            question("fit.several", "choices", choices=CHOICES),
            question("fit.number", "number", unit="hours"),
            question("fit.percent", "percent"),
            question("fit.day", "date"),
            question("fit.table", "table", columns=COLUMNS),
            question("fit.wide", "table", columns=WIDE),
        ),
    )
    roles = Section(
        key="fit.roles", title="The roles", questions=(question("fit.weights", "weights", choices=CHOICES),)
    )
    quiet = Section(
        key="fit.quiet", title="Kept quiet", questions=(question("fit.secret", "text", private=True),)
    )
    steps = (
        Step(name="00_start", key="start", title="Start here", short="Start", sections=(about,)),
        Step(name="01_fit", key="fit", title="Is it right?", short="Fit", sections=(kinds, roles, quiet)),
    )
    given = ({"go": 9, "wait": 2}, {"go": 3, "wait": 9})
    compared = tuple(
        Role(key=key, title=title, about="x", scores=scores)
        for key, title, scores in zip(("tpm", "dev"), ("TPM", "Engineer"), given, strict=True)
    )
    return Catalogue(steps, Roles(question="fit.weights", roles=compared), copies=whole_copies(*steps))


def answered(**values: Any) -> Answers:
    """Answers by the second half of their key, in the step fit unless a name is given in full."""
    kept: dict[str, Any] = {}
    for name, value in values.items():
        key = "start.name" if name == "name" else f"fit.{name}"
        kept[key] = value if isinstance(value, dict) and "rows" in value else {"value": value}
        kept[key] = {"revision": 1, "at": AT, **kept[key]}
    return Answers.model_validate({"schema": 1, "workbook": "x", "revision": 1, "answers": kept})


def rows(*values: dict[str, Any]) -> dict[str, Any]:
    made = {f"r{place}": {"value": value, "revision": place, "at": AT} for place, value in enumerate(values)}
    return {"order": list(made), "rows": made}


def one_row(**more: Any) -> dict[str, Any]:
    return {
        "task": "Ask Priya",
        "notes": "She said yes",
        "due": "2026-04-14",
        "mood": "go",
        "hours": 2.5,
        **more,
    }


EVERYTHING = answered(
    name="Ada Lovelace",
    text="First paragraph.\n\nSecond one,\non two lines.\n- a bullet",
    line="A single line",
    one="wait",
    several=["go", "wait"],
    number=12,
    percent=70,
    day="2026-12-24",
    table=rows(one_row(), one_row(task="Ask Tom", notes="", due=None)),
    wide=rows(one_row(task="Ship it", done="2026-05-02", next="Write it up")),
    weights={"go": 60, "wait": 40},
    secret="Nobody may read this",
)


def made(answers: Answers = EVERYTHING, **more: Any) -> bytes:
    return pdf.render(answers, asked(), **{"today": TODAY, "zone": UTC, **more}).data


def opened(answers: Answers = EVERYTHING, **more: Any) -> PdfReader:
    return PdfReader(BytesIO(made(answers, **more)))


def text_of(answers: Answers = EVERYTHING, **more: Any) -> str:
    return "\n".join(page.extract_text() for page in opened(answers, **more).pages)


@cache
def mine() -> str:
    """The text of my own copy of everything."""
    return text_of()


def root_of(reader: PdfReader) -> Any:
    return reader.trailer["/Root"]


# ── what stands in it ────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "said",
    [
        "The reflections of Ada Lovelace", "22 November 2026", "First paragraph.",
        "Second one,\non two lines.", "- a bullet", "A single line", "Wait a while", "Go for it", "12 hours",
        "70%", "24 December 2026", "Ask Priya", "She said yes", "14 Apr 2026", "2.5 h", "Ask Tom", "Ship it",
        "2 May 2026", "Write it up", "60", "40", "Nobody may read this", "Question text?", "Is it right?",
        "All kinds", "3 March 2026", "Task", "What happened", "Due on", "Mood", "Hours", "Done on", "Next",
    ],
)  # fmt: skip
def test_my_own_copy_holds_everything_i_wrote(said: str) -> None:
    assert said in mine()


def test_a_question_step_or_section_without_an_answer_is_left_out() -> None:
    text = text_of(answered(line="Only this"))
    assert "Only this" in text
    assert "Question text?" not in text
    assert "Start here" not in text
    assert "Kept quiet" not in text


def test_answers_that_no_question_asks_for_are_left_out() -> None:
    answers = answered(line="Here", other="Gone before", table=rows(one_row(older="A lost column")))
    text = text_of(answers)
    assert "Here" in text
    assert "Gone before" not in text
    assert "A lost column" not in text


def test_the_chart_follows_its_section_with_its_sentence_and_its_alt_text() -> None:
    reader = opened()
    text = mine()
    # 10 (.6 * 9 + .4 * 2) = 62 and 10 (.6 * 3 + .4 * 9) = 54.
    assert re.search(r"With these weights the TPM role leads the engineer\s+role by 8\s+points", text)
    assert text.index("The roles") < text.index("With these weights") < text.rindex("Kept quiet")
    assert any("TPM 62, engineer 54" in alt for alt in alt_texts(reader))


def alt_texts(reader: PdfReader) -> list[str]:
    objects = (
        reader.get_object(number) for number in range(1, len(reader.xref[0]) + len(reader.xref_objStm) + 1)
    )
    return [str(thing["/Alt"]) for thing in objects if isinstance(thing, dict) and "/Alt" in thing]


def test_the_day_is_told_where_the_reader_is() -> None:
    late = Answers.model_validate(
        {"schema": 1, "workbook": "x", "answers": {"fit.line": {"value": "x", "at": "2026-03-03T23:30:00Z"}}}
    )
    assert "3 March 2026" in text_of(late)
    assert "4 March 2026" in text_of(late, zone=timezone(timedelta(hours=1)))


def test_a_change_in_a_row_is_a_change_of_the_table() -> None:
    table = rows(one_row())
    table["rows"]["r0"].update(revision=9, at="2026-06-09T10:00:00Z")
    assert "9 June 2026" in text_of(answered(table=table))


def test_what_is_older_than_its_question_is_printed_as_it_is() -> None:
    text = text_of(
        answered(one="gone", day="some day", number="many", several="go", weights="all", percent=50.0)
    )
    for said in ("gone", "some day", "many hours", "all", "50%"):
        assert said in text


# ── for whom ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("audience", ["mentor", "manager", "interview"])
def test_private_answers_are_in_no_copy_for_others_and_nothing_tells_of_them(audience: str) -> None:
    text = text_of(audience=audience)
    assert "First paragraph." in text
    for said in ("Nobody may read this", "Kept quiet", "Question secret?", "private"):
        assert said not in text
    assert "A copy. The questions are the" in text
    assert "it speaks to Ada Lovelace." in text


def test_my_own_copy_marks_and_counts_what_is_private() -> None:
    text = mine()
    assert "One answer is marked private" in text
    assert "private · 3 March 2026" in text


def test_the_persons_own_mark_decides_what_is_private() -> None:
    answers = EVERYTHING.model_copy(update={"answers": {
        key: answer.model_copy(update={"private": key in ("fit.line", "fit.weights", "start.name")})
        for key, answer in EVERYTHING.answers.items()
    }})  # fmt: skip
    text = text_of(answers, audience="manager")
    assert "Nobody may read this" in text
    # Neither the points nor a chart of them; the name neither on the cover nor in the metadata.
    for said in ("A single line", "With these weights", "Ada"):
        assert said not in text
    assert b"Ada" not in made(answers, audience="manager")
    assert "3 answers are marked private" in text_of(answers)


def test_an_unknown_reader_or_paper_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(ExportError, match=r"'boss'.*mentor, manager"):
        made(audience="boss")
    with pytest.raises(ExportError, match=r"'a5'.*a4, letter"):
        made(paper="a5")


# ── the document ─────────────────────────────────────────────────────────────


def test_it_is_tagged_archived_titled_and_in_english() -> None:
    data = made()
    reader = PdfReader(BytesIO(data))
    root = root_of(reader)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("From engineer to TPM", "Ada Lovelace")
    assert reader.metadata.creation_date == datetime(2026, 11, 22, 12, tzinfo=UTC)
    described = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part>1<", described)
    assert re.search(r"pdfaid:part>2<.*pdfaid:conformance>A<", described, re.DOTALL)


def tags(document: bytes) -> list[str]:
    """Return the tags of a document in the order in which it is read; a figure's has its text behind it."""
    with pikepdf.open(BytesIO(document)) as opened:
        return list(_tags(opened.Root.StructTreeRoot.K))


def _tags(part: Any) -> Iterator[str]:
    if isinstance(part, pikepdf.Array):
        for one in part:
            yield from _tags(one)
    elif isinstance(part, pikepdf.Dictionary) and "/S" in part:
        yield str(part.S)[1:] + (f": {part.Alt}" if "/Alt" in part else "")
        yield from _tags(part.get("/K"))


def test_headings_skip_no_level_tables_have_heads_and_figures_have_words() -> None:
    found = tags(made())
    levels = [int(tag[1:]) for tag in found if re.fullmatch(r"H\d", tag)]
    assert set(levels) == {1, 2, 3}
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    tables = [place for place, tag in enumerate(found) if tag == "Table"]
    assert tables
    assert all(found[place : place + 4] == ["Table", "THead", "TR", "TH"] for place in tables)
    figures = [tag for tag in found if tag.startswith("Figure")]
    assert figures
    assert all(tag.startswith("Figure: ") for tag in figures)


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("paper", pdf.PAPERS)
def test_qpdf_and_the_rules_of_the_standards_find_nothing_wrong(
    audience: str, paper: str, tmp_path: Path
) -> None:
    path = tmp_path / "book.pdf"
    path.write_bytes(made(audience=audience, paper=paper))
    assert broken_rules(path) == []
    with pikepdf.open(path) as opened:
        assert opened.check_pdf_syntax() == []


# Fewer schemas than the standard knows, none that a document declares (it must for PDF/UA), and no A for a B.
NARROWER = {"ISO_19005_2:6.6.2.3.1-1", "ISO_19005_2:6.6.4-3"}


def broken_rules(path: Path) -> list[str]:
    """Return what breaks a rule of PDF/A-2b, or one of those of PDF/UA-1 that pdfua knows.

    The check for PDF/A lists what it knows to be right. What it does not know is a finding without a rule's
    number, or, in metadata, with one of `NARROWER`.
    """
    archived = pdfa.validate_written(path, "2b").findings
    read_aloud = pdfua.validate(str(path)).findings
    numbered = [
        str(one)
        for one in archived
        if one.kind == "violation" and one.rule.startswith("ISO_") and one.rule not in NARROWER
    ]
    return numbered + [one.rule_id for one in read_aloud]


def test_a_document_without_the_standards_would_be_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glyphs, "STANDARDS", [])
    path = tmp_path / "book.pdf"
    path.write_bytes(made())
    found = broken_rules(path)
    assert any("ISO_19005_2" in one for one in found)
    assert any(one.startswith("UA-") for one in found)


def test_bookmarks_are_the_steps_and_their_sections() -> None:
    outline = opened().outline
    flat = [[one.title for one in entry] if isinstance(entry, list) else entry.title for entry in outline]
    assert flat[-4:] == [
        "Start here",
        ["About you"],
        "Is it right?",
        ["All kinds", "The roles", "Kept quiet"],
    ]


def test_contents_name_the_pages_once_there_are_enough_sections() -> None:
    contents = opened().pages[1].extract_text()
    assert contents.startswith("Contents")
    for title, page in (("Start here", 3), ("Is it right?", 4), ("All kinds", 4)):
        assert re.search(rf"{re.escape(title)}\s+{page}\b", contents)
    assert "Contents" not in text_of(answered(line="Only this"))


def test_every_page_but_the_cover_has_its_number() -> None:
    pages = [page.extract_text() for page in opened().pages]
    assert not pages[0].rstrip().endswith("1")
    assert all(text.rstrip().endswith(str(place)) for place, text in enumerate(pages[1:], start=2))


@pytest.mark.parametrize(("paper", "width", "height"), [("a4", 595.276, 841.89), ("letter", 612, 792)])
def test_the_paper_is_the_one_asked_for(paper: str, width: float, height: float) -> None:
    box = opened(paper=paper).pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((width, height), abs=0.01)


def test_the_same_answers_on_the_same_day_give_the_same_bytes() -> None:
    assert made() == made()
    assert made() != made(today=date(2026, 11, 23))


def test_a_book_after_a_change_is_the_same_as_one_that_is_set_for_the_first_time() -> None:
    made()
    changed = answered(text="Something else", wide=rows(one_row(task="Ship it later")))
    again = made(changed)
    glyphs.reload_fonts()  # and forget what was set
    assert again == made(changed)
    assert "Something else" in text_of(changed)


def test_an_empty_workbook_gives_a_page_that_says_how_to_begin() -> None:
    reader = opened(answered())
    assert len(reader.pages) == 2
    assert "Nothing has been answered yet" in reader.pages[1].extract_text()
    assert "tpm-workbook app" in reader.pages[1].extract_text()


def test_a_copy_with_nothing_to_share_does_not_say_whether_anything_was_written() -> None:
    alike = [text_of(answers, audience="mentor") for answers in (answered(), answered(secret="Mine"))]
    assert alike[0] == alike[1]
    assert "There is nothing in this copy yet" in alike[0]


def test_the_header_of_a_table_stands_on_each_of_its_pages() -> None:
    long = answered(table=rows(*(one_row(task=f"Task {place}") for place in range(80))))
    pages = [page.extract_text() for page in opened(long).pages[1:]]
    assert len(pages) > 2
    assert all("What happened" in text for text in pages)
    assert all(f"Task {place}" in "\n".join(pages) for place in range(80))


@pytest.mark.parametrize("by", ["J.", "Jürgen" * 30])
def test_whose_ratings_a_check_in_holds_stands_on_each_of_its_pages(by: str) -> None:
    content = catalogue()
    checkin = next(one for one in content.questions if isinstance(one, Ratings))
    values = (
        {"date": "2026-03-03", "by": by, "skill": skill.key, "evidence": "seen twice " * 60, "level": 2}
        for skill in checkin.skills
    )
    answers = {checkin.key: {"revision": 1, "at": AT, **rows(*values)}}
    known = Answers.model_validate({"schema": 1, "workbook": "x", "revision": 1, "answers": answers})
    reader = PdfReader(BytesIO(pdf.render(known, content, today=TODAY, zone=UTC).data))
    inside(reader)
    held = [text for page in reader.pages if "seen twice" in (text := page.extract_text())]
    assert len(held) > 2
    assert all("Ratings by J" in text and "Evidence" in text for text in held)


def test_a_heading_is_never_the_last_thing_on_a_page() -> None:
    for lines in range(28, 46):  # somewhere among these the next heading meets the end of the page
        answers = answered(text="\n".join(["line"] * lines), weights={"go": 1})
        for page in opened(answers).pages:
            said = page.extract_text().split("\n")
            if "The roles" in said:
                assert "Go for it" in " ".join(said)


# ── whatever people type ─────────────────────────────────────────────────────

NAUGHTY = [
    '#set text(red) #panic("no") $x^2$ *bold* _it_ `raw` <label> @ref // gone /* gone */ \\u{41} [x] {y}',
    "<script>alert(1)</script> &amp; \"quoted\" 'single' %s {0} ${HOME}",
    "Ω≈ç√∫µ≤≥÷ ÅÍÎÏ ЁЂЃ Ελληνικά",
    "= no heading\n+ no list\n/ term: no\n--- dashes",
    "nul\x00bell\x07escape\x1b[31m half\ud800 mark\ufeff",
]


@pytest.mark.parametrize("said", NAUGHTY)
@pytest.mark.parametrize("key", ["text", "line", "name"])
def test_anything_typed_is_text(key: str, said: str) -> None:
    text = "".join(text_of(answered(**{key: said, "number": 5})).split())
    known = re.sub("[\x00-\x1f\ud800\ufeff\\s]", "", said)
    assert known in text


@pytest.mark.parametrize(
    "said",
    [
        "漢字テスト 한국어", "مرحبا بالعالم", "שלום", "हिन्दी ไทย", "🙂👩‍👩‍👧🏳️‍🌈", "Z̮̞̠͙͔ͅ", "𒀀",
        "\ue000\uf8ff", "\U0010fffd", "\u202e\u2066",
    ],
)  # fmt: skip
def test_no_script_stops_the_book(said: str) -> None:
    answers = answered(name=said, text=said, line=said, table=rows(one_row(task=said, notes=said)), number=5)
    assert "5 hours" in text_of(answers)


@pytest.mark.slow
def test_a_word_without_end_breaks_and_stays_one_word() -> None:
    word = "Wortungetüm" * 900
    answers = answered(text=word, table=rows(one_row(task=word[:110], notes=word[:330])))
    reader = opened(answers)
    assert len(reader.pages) > 3
    inside(reader)
    joined = "".join("".join(page.extract_text() for page in reader.pages).split())
    assert joined.count("Wortungetüm") > 800  # page numbers fall between some


def inside(reader: PdfReader) -> None:
    """Check that each piece of text begins between the margins."""
    for page in reader.pages:
        starts: list[float] = []

        def visit(text: str, cm: Any, tm: Any, font: Any, size: Any, starts: list[float] = starts) -> None:
            if text.strip():
                starts.append(tm[4] * cm[0] + cm[4])

        page.extract_text(visitor_text=visit)
        assert all(80 <= x <= 595 - 84 for x in starts), starts


def test_ten_thousand_letters_are_all_there() -> None:
    words = [f"w{place}" for place in range(2000)]
    text = text_of(answered(text=" ".join(words))).split()
    assert not set(words) - set(text)


def test_line_breaks_paragraphs_and_indents_are_kept() -> None:
    lines = (
        opened(answered(text="one\ntwo\r\nthree\n\n\n  indented\n1. first\n2. second"))
        .pages[1]
        .extract_text()
    )
    said = [line.strip() for line in lines.split("\n")]
    start = said.index("one")
    assert said[start : start + 6] == ["one", "two", "three", "indented", "1. first", "2. second"]


def places(said: str) -> dict[str, tuple[float, float]]:
    """Where each line of an answer stands on its page."""
    at: dict[str, tuple[float, float]] = {}

    def visit(text: str, cm: Any, tm: Any, font: Any, size: Any) -> None:
        if text.strip():
            at[text.strip()] = (tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5])

    opened(answered(text=said)).pages[1].extract_text(visitor_text=visit)
    return at


def test_paragraphs_stand_apart() -> None:
    at = places("one\ntwo\n\nthree")
    assert abs(at["two"][1] - at["three"][1]) > 1.3 * abs(at["one"][1] - at["two"][1])


@pytest.mark.parametrize("before", ["one\n", ""])
def test_a_bullets_second_line_hangs(before: str) -> None:
    at = places(before + "- " + "word " * 16 + "again " * 8)
    first = next(x for said, (x, _) in at.items() if said.startswith("-"))
    second = next(x for said, (x, _) in at.items() if said.endswith("again") and not said.startswith("-"))
    assert first + 5 < second < first + 20


def test_a_cell_that_reads_from_the_right_begins_at_its_right() -> None:
    at: dict[str, float] = {}

    def visit(text: str, cm: Any, tm: Any, font: Any, size: Any) -> None:
        at[text.strip()] = tm[4] * cm[0] + cm[4]

    answers = answered(table=rows(one_row(notes="Yes"), one_row(notes="כן")))
    opened(answers).pages[1].extract_text(visitor_text=visit)
    turned = next(place for said, place in at.items() if "כ" in said)
    assert turned > at["Yes"] + 50


def test_what_typst_refuses_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "template", lambda name: b'#panic("broken")')
    with pytest.raises(ExportError, match=r"could not be set: .*\. Your answers are untouched\."):
        made()
