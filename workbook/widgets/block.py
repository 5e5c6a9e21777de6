"""Parts below each other, and prose."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set

from workbook.widgets.part import Message, Part


class Block(Part):
    """Parts below each other; more can come later."""

    kind = "block"

    def __init__(self, children: Sequence[Part] = (), *, name: str, classes: str = "") -> None:
        super().__init__()
        self.name = name
        self.children = tuple(children)
        self._classes = classes

    def state(self) -> Message:
        """Return the names that the style knows it by."""
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
        """Return the HTML."""
        return {"html": self.html}


class Tally(Prose):
    """Prose that is rendered again when one of the answers with the keys `sources` changes."""

    def __init__(self, render: Callable[[], str], sources: Set[str]) -> None:
        super().__init__(render())
        self._render = render
        self._sources = sources

    def state(self) -> Message:
        """Return the HTML as it is now."""
        self.html = self._render()
        return super().state()

    def follow(self, keys: Set[str]) -> None:
        """Show the HTML of now, if it has changed."""
        if self._sources & keys:
            before, self.html = self.html, self._render()
            if self.html != before:
                self.send({"type": "prose", "html": self.html})
