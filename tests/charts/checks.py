"""What tests of charts share: data to draw, and what a picture must be like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

from workbook.answers.model import Answers
from workbook.charts import Chart, ChartData, draw
from workbook.charts.drawing import LINE_HEIGHT, measure
from workbook.questions.catalogue import catalogue

TODAY = date(2026, 11, 20)
SVG = "{http://www.w3.org/2000/svg}"
BOOK = catalogue()
NONE = "\N{EN DASH}"
PAGE_HEIGHT = 785  # user units: the 191 mm that a chart gets of a letter page, at 640 in its 155.9 mm
HOSTILE = (
    "$x$ costs $\\frac{",
    "<script>alert(1)</script> & 'quotes' \"",
    "Ein Name, der sechzig Zeichen hat, damit man sieht, was wird",
    "W" * 60,
    "🚀🙂👩‍👩‍👧 launch",
    "项目管理能力与风险评估以及利益相关者的沟通和协调工作计划",
    "مرحبا بالعالم خطة المشروع",
    "A\x00B\x1b",
)


def data(**kept: Any) -> ChartData:
    """Answers by key with dots as double underscores; lists are rows."""
    at = {"revision": 1, "at": "2026-03-03T09:12:44Z"}
    answers: dict[str, Any] = {}
    for name, value in kept.items():
        key = name.replace("__", ".")
        if isinstance(value, list):
            rows = {f"r{number}": {"value": row, **at} for number, row in enumerate(value)}
            answers[key] = {"rows": rows, "order": list(rows)}
        else:
            answers[key] = {"value": value, **at}
    return ChartData(Answers.model_validate({"schema": 1, "workbook": "x", "answers": answers}), BOOK, TODAY)


def chart(name: str, what: ChartData) -> Chart:
    found = draw(name, what)
    assert isinstance(found, Chart)
    return found


def texts(svg: str) -> Iterator[tuple[float, float, float, str]]:
    """Yield from where to where each text goes, on which line, and what it says."""
    for mark in ET.fromstring(svg).iter(f"{SVG}text"):
        x, y, text = float(mark.get("x", "nan")), float(mark.get("y", "nan")), mark.text or ""
        width = measure(text)
        left = {"start": x, "middle": x - width / 2, "end": x - width}[mark.get("text-anchor", "start")]
        yield left, left + width, y, text


def expect_tidy(svg: str, width: float) -> None:
    """Hold that nothing lies outside, and that no text lies upon another."""
    height = float((ET.fromstring(svg).get("viewBox") or "").split()[3])
    found = list(texts(svg))
    for left, right, y, said in found:
        assert left >= -1, said
        assert right <= width + 1, said
        assert 10 <= y <= height, said
    for place, (left, right, y, said) in enumerate(found):
        for other_left, other_right, other_y, other in found[place + 1 :]:
            is_apart = right <= other_left or other_right <= left or abs(y - other_y) >= LINE_HEIGHT * 0.7
            assert is_apart, f"{said!r} upon {other!r}"
    for x, y in re.findall(r"[ML] (-?[\d.]+) (-?[\d.]+)", svg):
        assert -1 <= float(x) <= width + 1
        assert -1 <= float(y) <= height + 1


def height(svg: str) -> float:
    return float((ET.fromstring(svg).get("viewBox") or "").split()[3])


def rated(day: str, skill: str, level: Any, target: Any = None, by: str = "") -> dict[str, Any]:
    return {"date": day, "skill": skill, "level": level, "target": target, "by": by}
