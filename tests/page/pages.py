"""A small workbook to build parts of, and a part as its page sees it."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from workbook.page.builder import Builder
from workbook.page.session import Session
from workbook.questions.catalogue import Catalogue
from workbook.questions.kinds import Question, Weights
from workbook.questions.steps import Action, FirstPass, Role, Roles, Section, Step, Stop
from workbook.questions.values import Choice
from workbook.widgets import Field, Part, Prose

LOG = {
    "kind": "table",
    "columns": [
        {"key": "did", "kind": "text", "title": "Did"},
        {"key": "on", "kind": "date", "title": "On"},
        {"key": "came", "kind": "text", "title": "Came"},
    ],
    "due": {"day": "on", "noun": "Look at", "what": "did"},
}
STORIES = {
    "kind": "table",
    "columns": [
        {"key": "what", "kind": "line", "title": "What"},
        {"key": "like", "kind": "line", "title": "Like", "suggest": "what"},
    ],
    "offers": [{"source": "fit.log", "say": "Start a story", "take": {"what": "{did}"}}],
}
PLAN = {
    "kind": "table",
    "columns": [
        {"key": "name", "kind": "line", "title": "Name"},
        {"key": "due", "kind": "date", "title": "Due"},
    ],
    "takes": {"what": "name", "by": "due"},
}
KINDS: dict[str, dict[str, Any]] = {
    "why": {"kind": "text", "minutes": 3},
    "log": LOG,
    "stories": STORIES,
    "next": {"kind": "line", "by": "fit.by", "recall": ("fit.why",), "minutes": 1},
    "by": {"kind": "date"},
    "plan": PLAN,
}


def small_catalogue(**kinds: dict[str, Any]) -> Catalogue:
    """A workbook with a section for each of these questions, and points for two roles in another step."""
    choices = (Choice(value="pay", label="Pay"), Choice(value="rest", label="Rest"))
    points = Weights(key="end.weights", kind="weights", title="Points?", choices=choices)
    questions = [
        TypeAdapter(Question).validate_python({"key": f"fit.{name}", "title": f"{name}?", **kind})
        for name, kind in kinds.items()
    ]
    both = Section(key="fit.both", title="Why and by when", questions=(questions.pop(0), questions.pop(3)))
    sections = (both, *(Section(key=one.key, title=one.title, questions=(one,)) for one in questions))
    action = Action(key="fit.ask", title="Ask an engineer", days=7)
    fit = Step(name="01_fit", key="fit", title="Fit", short="Fit", sections=sections, actions=(action,))
    last = Section(key="end.roles", title="Roles", questions=(points,))
    end = Step(name="02_end", key="end", title="End", short="End", sections=(last,))
    roles = tuple(
        Role(key=key, title=key, about="x", scores={"pay": 5, "rest": 5}) for key in ("tpm", "engineer")
    )
    stops = (
        Stop(key="fit.why", say="Say why", minutes=3),
        Stop(key="end.weights", say="Give points", minutes=2),
    )
    first = FirstPass(lead="Go.", done="Gone.", stops=stops)
    return Catalogue((fit, end), Roles(question="end.weights", roles=roles), first)


class Page:
    """A part as its page sees it: what the page says, and all that it has heard.

    With a session, it is shown: it hears which answers change.
    """

    def __init__(self, part: Part, session: Session | None = None) -> None:
        self.part = part
        self.heard: list[dict[str, Any]] = []
        part.send = lambda content, _buffers=None: self.heard.append(content)
        if session:
            session.subscribe(part.follow)

    def say(self, kind: str, **more: Any) -> None:
        self.part.hear({"id": 1, "type": kind, **more})

    def edit(self, value: Any, row: str | None = None) -> None:
        self.say("edit", client="c", edit={"value": value, "row": row, "base": 0})

    def messages(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.heard if message["type"] == kind]


def of(kind: type, block: Part) -> Any:
    """Return the one part of a kind in a block."""
    (one,) = [one for one in block.within() if isinstance(one, kind)]
    return one


def field(builder: Builder, key: str) -> Page:
    """Show the question of a section that has one."""
    return Page(of(Field, builder.section(f"fit.{key}")), builder._session)


def words(block: Part) -> str:
    return "\n".join(one.html for one in block.within() if isinstance(one, Prose))


def plan(session: Session) -> list[dict[str, Any]]:
    return [row.value for _, row in session.answer("fit.plan").in_order()]
