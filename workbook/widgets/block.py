"""Parts under each other, and prose."""

from __future__ import annotations

from collections.abc import Sequence

from workbook.widgets.part import Message, Part


class Block(Part):
    """Parts under each other, more of which can come later."""

    kind = "block"

    def __init__(self, children: Sequence[Part] = (), *, name: str, classes: str = "") -> None:
        super().__init__()
        self.name = name
        self.children = tuple(children)
        self._classes = classes

    def state(self) -> Message:
        """Return the names by which the style knows it."""
        return {"classes": self._classes}

    def add(self, child: Part) -> None:
        """Put a part below the others, and show it."""
        self.children = (*self.children, child)
        for one in child.within():
            one.tell = self.tell
        self.send({"type": "add", "added": child.outline()})


class Prose(Part):
    """HTML of the workbook's own; never of an answer."""

    kind = "prose"

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html

    def state(self) -> Message:
        """Return the HTML as it is now."""
        return {"html": self.html}

    def show(self, html: str) -> None:
        """Show something else."""
        if html != self.html:
            self.html = html
            self.send({"type": "prose", "html": html})
