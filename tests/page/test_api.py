"""Pages are composed from content and notebooks, and what a notebook file keeps of them holds no answer."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import workbook
from workbook.answers.model import Edit
from workbook.clock import today
from workbook.errors import ContentError, ExportError, WorkbookError
from workbook.page import api, notebooks
from workbook.page import session as session_module
from workbook.page.api import BRAND, Composer
from workbook.page.session import Session
from workbook.questions.catalogue import catalogue
from workbook.questions.kinds import Weights
from workbook.questions.tables import Table
from workbook.questions.values import ChoicesValue, NumberValue, TextValue
from workbook.sample import fill as fill_the_example
from workbook.store import AnswerFile
from workbook.widgets import Block, ChartView, Download, Field, Navigation, Part, Prose, Sheet, Status
from workbook.widgets.part import FAULT

CANARY = "canary-4711"
CANARY_NUMBER = 47.11


@pytest.fixture(autouse=True)
def _fresh_kernel() -> Iterator[None]:
    """Forget the session that a kernel keeps."""
    yield
    session_module.session.cache_clear()
    api._composer.cache_clear()


@pytest.fixture
def session(store: AnswerFile) -> Session:
    return Session(store, catalogue())


@pytest.fixture
def composer(session: Session) -> Composer:
    return Composer(session)


def of(kind: type, shown: Part | Sheet) -> list[Any]:
    root = shown.root if isinstance(shown, Sheet) else shown
    return [one for one in root.within() if isinstance(one, kind)]


def words(shown: Part | Sheet) -> str:
    return "\n".join(one.html for one in of(Prose, shown))


def hear(part: Part, session: Session) -> list[dict]:
    """Show a part, and return the list into which everything goes that it says to its page."""
    heard: list[dict] = []
    part.send = lambda content, _buffers=None: heard.append(content)
    session.subscribe(part.follow)
    return heard


def say(part: Part, **message: Any) -> None:
    part.hear(message)


def fill(session: Session) -> None:
    """Answer every question, with the canary wherever the person's own words or numbers go."""

    def value(question) -> Any:
        if isinstance(question, TextValue):
            return CANARY
        if isinstance(question, Weights):
            return {choice.value: CANARY_NUMBER for choice in question.choices}
        if isinstance(question, ChoicesValue):
            return [question.choices[0].value]
        if isinstance(question, NumberValue):
            return min(CANARY_NUMBER, question.most)
        return (
            "2031-12-24"
            if hasattr(question, "kind") and question.kind == "date"
            else question.choices[0].value
        )

    for question in session.catalogue.questions:
        if isinstance(question, Table):
            row = {column.key: value(column) for column in question.columns}
            session.edit(Edit(question.key, row, row="row4711"))
        else:
            session.edit(Edit(question.key, value(question)))


# Parts


def test_a_section_asks_its_questions_in_order_and_ends_with_a_status_line(composer: Composer) -> None:
    section = catalogue().section("start.you")
    block = composer.section("start.you")
    assert [one.question.key for one in of(Field, block)] == [one.key for one in section.questions]
    assert isinstance(block.children[-1], Status)


def test_fields_carry_the_workbook_that_their_drafts_belong_to(session: Session, composer: Composer) -> None:
    (first, *_) = of(Field, composer.section("start.you"))
    assert first.state()["workbook"] == session.answers.workbook


@pytest.mark.parametrize(("call", "error"), [("section", ContentError), ("download", ExportError)])
def test_what_there_is_not_is_a_sentence(call: str, error: type[WorkbookError], composer: Composer) -> None:
    with pytest.raises(error, match="There is no"):
        composer.build(call, "no.such")
    with pytest.raises(error, match="There is no"):
        getattr(workbook, call)("no.such")


def test_an_edit_is_saved_and_every_other_field_of_its_question_shows_it(
    session: Session, composer: Composer, home: Path
) -> None:
    one, other = (of(Field, composer.section("start.you"))[0] for _ in range(2))
    heard, elsewhere = hear(one, session), hear(other, session)
    say(one, id=1, type="edit", client="c", edit={"value": "Ada", "base": 0})
    assert {"id": 1, "client": "c", "type": "saved", "revision": 1} in heard
    assert elsewhere[-1]["answer"]["value"] == "Ada"
    assert AnswerFile(home).read().value(one.question.key) == "Ada"


def test_what_another_tab_saved_is_shown_when_the_file_is_looked_at(
    session: Session, composer: Composer, home: Path
) -> None:
    heard = hear(of(Field, composer.section("start.you"))[0], session)
    AnswerFile(home).put("start.name", "Grace")
    session.refresh()
    assert [one["answer"]["value"] for one in heard] == ["Grace"]


def test_a_chart_is_drawn_again_when_what_it_rests_on_changes_and_only_then(
    session: Session, composer: Composer, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = of(ChartView, composer.build("chart", "roles"))[0]
    heard = hear(view, session)
    say(view, id=1, type="draw")
    assert heard[-1]["type"] == "no-chart"
    session.edit(Edit("start.name", "Ada"))
    assert len(heard) == 1
    weights = catalogue().question(catalogue().roles.question)
    assert isinstance(weights, Weights)
    session.edit(Edit(weights.key, {choice.value: 50 for choice in weights.choices}))
    assert [one["type"] for one in heard] == ["no-chart", "chart"]


def test_the_download_makes_a_pdf_of_what_is_saved_now(composer: Composer, home: Path) -> None:
    button = of(Download, composer.build("download"))[0]
    AnswerFile(home).put("start.name", "Grace")
    made: list[bytes] = []
    button.send = lambda _content, buffers: made.extend(buffers)
    say(button, id=1, type="make")
    assert made[0].startswith(b"%PDF-")


# Pages


@pytest.mark.parametrize("step", catalogue().steps, ids=lambda step: step.key)
def test_a_page_is_its_notebook_with_every_question_of_its_step(step, composer: Composer) -> None:
    page = composer.page(step)
    assert [one.question.key for one in of(Field, page)] == [one.key for one in step.questions]
    assert f"<h1>{step.title}</h1>".replace("'", "&#x27;") in words(page)
    assert words(page).count("<h1") == 1


def test_a_page_leads_back_and_on(composer: Composer) -> None:
    first, second = catalogue().steps[:2]
    assert f'href="#{second.key}"' in words(composer.page(first))
    assert f'href="#{first.key}"' in words(composer.page(second))


def test_the_app_has_one_navigation_and_one_status_line_and_opens_the_first_page(session: Session) -> None:
    app = Composer(session).app()
    (navigation,) = of(Navigation, app)
    assert len(of(Status, app)) == 1
    assert [step["key"] for step in navigation.steps] == [step.key for step in catalogue().steps]
    assert {one.question.key for one in of(Field, app)} == {one.key for one in catalogue().steps[0].questions}


def test_a_page_is_composed_when_it_is_first_visited_and_only_then(session: Session) -> None:
    app = Composer(session).app()
    (navigation,) = of(Navigation, app)
    shown = app.children[-1]
    assert len(shown.children) == 1
    for _ in range(2):
        say(navigation, type="visit", step="fit")
    assert len(shown.children) == 2
    say(navigation, type="visit", step="start")
    say(navigation, type="visit", step="no_such")
    assert len(shown.children) == 2


def test_progress_follows_the_answers(session: Session) -> None:
    app = Composer(session).app()
    (navigation,) = of(Navigation, app)
    asked = len(catalogue().step("start").questions)
    assert navigation.greet()[0]["progress"]["start"] == [0, asked]
    session.edit(Edit("start.name", "Ada"))
    assert navigation.greet()[0]["progress"]["start"] == [1, asked]


def test_what_is_next_is_the_first_question_without_an_answer(session: Session, composer: Composer) -> None:
    navigation = composer.navigation(lambda _key: None)
    questions = catalogue().step("start").questions
    assert navigation.greet()[0]["ahead"]["start"] == [questions[0].key, questions[0].title]
    session.edit(Edit(questions[0].key, "Ada"))
    assert navigation.greet()[0]["ahead"]["start"] == [questions[1].key, questions[1].title]
    assert navigation.greet()[0]["ahead"]["fit"][0] == catalogue().step("fit").questions[0].key


def test_a_step_that_is_all_answered_has_nothing_next(home: Path) -> None:
    filled = Composer(Session(fill_the_example(home, catalogue(), today()), catalogue()))
    assert "start" not in filled.navigation(lambda _key: None).greet()[0]["ahead"]


@pytest.mark.parametrize(
    ("error", "said"),
    [(ContentError("A cell is <odd>."), "A cell is &lt;odd&gt;."), (KeyError("inside"), FAULT)],
)
def test_a_page_that_fails_is_a_sentence_and_the_others_still_serve(
    error: Exception, said: str, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = Composer(session).app()
    (navigation,) = of(Navigation, app)

    def fail(_: Path) -> None:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(notebooks, "read", fail)
        say(navigation, type="visit", step="fit")
    assert said in words(app)
    assert len(of(Field, app)) == len(catalogue().step("start").questions)


def test_in_jupyterlab_each_section_ends_with_a_status_line_and_in_voila_the_first(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def statuses() -> list[int]:
        composer = Composer(session)
        return [len(of(Status, composer.section(key))) for key in ("fit.why", "fit.days", "fit.roles")]

    assert statuses() == [1, 1, 1]
    beside = Composer(session)
    beside.app()
    assert len(of(Status, beside.section("fit.why"))) == 1, "the app's line is not in this cell's page"
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5.13")
    assert statuses() == [1, 0, 0]


# What a notebook calls


def test_a_notebook_calls_what_the_package_offers(composer: Composer) -> None:
    assert set(workbook.__all__) == {"app", *notebooks.KNOWN}
    assert workbook.section is api.section
    with pytest.raises(AttributeError):
        workbook.nothing  # noqa: B018


def opened(sheet: Sheet) -> dict[str, Any]:
    """Return what a view is told that opens."""
    told: list[dict[str, Any]] = []
    sheet.send = lambda content, _buffers=None: told.append(content)
    sheet._handle_custom_msg({"type": "open", "view": "v"}, [])
    return told[0]


def test_every_call_of_one_kernel_shares_one_session() -> None:
    one, other = (opened(workbook.section("start.you")) for _ in range(2))
    assert one["session"] == other["session"] != ""


def test_answers_that_can_not_be_opened_are_a_sentence_in_the_page(home: Path) -> None:
    home.write_text("a file", "utf-8")
    for show in (lambda: workbook.section("fit.why"), workbook.app, workbook.download):
        said = words(show())
        assert "can&#x27;t be read: not a directory" in said
        assert "Nothing that was saved before is lost." in said


def test_a_home_that_is_mended_opens_at_the_next_try(home: Path) -> None:
    home.write_text("a file", "utf-8")
    workbook.section("start.you")
    home.unlink()
    assert of(Field, workbook.section("start.you"))


def test_voila_carries_the_style_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = workbook.section("start.you")
    assert ".tpm" in shown.source.css
    assert of(Status, shown)[0].in_app is False
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5.13")
    shown = workbook.section("start.you")
    assert shown.source.css == ""
    assert of(Status, shown)[0].in_app is True


# What a notebook keeps


def test_no_answer_is_in_what_a_notebook_keeps(session: Session) -> None:
    fill(session)
    assert all(session.answers.answers[question.key] for question in catalogue().questions)
    composer = Composer(session)
    shown = [composer.page(step) for step in catalogue().steps]
    shown += [composer.app(), composer.build("chart", "roles"), composer.build("download")]
    for block in shown:
        sheet = Sheet(block)
        assert CANARY in str(opened(sheet)) or not of(Field, block), "the canary is there to be found"
        kept = f"{sheet._repr_mimebundle_()} {sheet!r} {sheet.get_state()}"
        for canary in (CANARY, str(CANARY_NUMBER), "2031-12-24", "row4711"):
            assert canary not in kept


def test_a_field_is_built_from_the_same_whether_or_not_it_is_answered(session: Session) -> None:
    def states() -> list[dict]:
        blocks = [
            Composer(session).section(section.key) for step in catalogue().steps for section in step.sections
        ]
        return [one.state() for block in blocks for one in of(Field, block)]

    before = states()
    fill(session)
    assert states() == before


def test_the_text_form_of_what_is_shown_says_how_to_open_it() -> None:
    bundle, _ = workbook.section("start.you")._repr_mimebundle_()
    assert bundle["text/plain"] == "About you: Run > Run All Cells opens it."
    assert repr(Sheet(Block(name=BRAND))).startswith(BRAND)


# What is loaded


def loaded(script: str, home: Path) -> set[str]:
    """Run a script in a process of its own and return the packages that it loaded."""
    told = subprocess.run(
        [sys.executable, "-c", script + "\nimport sys; print(*sys.modules)"],
        env={"PATH": "", "HOME": str(home), "TPM_WORKBOOK_HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in told.stdout.splitlines()[-1].split()}


def test_importing_the_package_loads_no_widgets_no_charts_and_no_typst(home: Path) -> None:
    assert not loaded("import workbook", home) & {
        "ipywidgets",
        "anywidget",
        "matplotlib",
        "typst",
        "pydantic",
    }


def test_a_page_without_a_chart_loads_neither_matplotlib_nor_typst(home: Path) -> None:
    script = """
from workbook.answers.model import Edit
from workbook.page.session import session
import workbook
workbook.section("start.you")
workbook.download()
session().edit(Edit("start.name", "Ada"))
"""
    packages = loaded(script, home)
    assert "ipywidgets" in packages
    assert not packages & {"matplotlib", "typst", "voila", "jupyterlab"}


def test_the_store_loads_no_widgets(home: Path) -> None:
    assert not loaded("import workbook.store", home) & {
        "ipywidgets",
        "anywidget",
        "traitlets",
        "matplotlib",
    }


def test_a_chart_that_there_is_not_is_named_to_who_wrote_the_cell(composer: Composer) -> None:
    with pytest.raises(WorkbookError, match="There is no chart 'rolls'"):
        composer.build("chart", "rolls")
