"""Text that people type, as the book can print it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from unicodedata import bidirectional

_BULLET = re.compile(r"(?:[-*+•–—‣◦]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+")  # noqa: RUF001 - as people type them
# Between words, and characters of scripts that are written without spaces.
_BETWEEN = re.compile("[\\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
# Hardly a character is wider than 1.4 em. Most are much narrower; these are no wider than that, even in bold.
_CHARACTER_WIDTHS = {
    **dict.fromkeys("abcdeghknopqsuvxyz", 0.65),
    **dict.fromkeys("fijlrt.,;:'!|()[]-/\"\u2019\u201c\u201d", 0.45),
    **dict.fromkeys("ABCDEFGHIJKLNOPQRSTUVXYZ0123456789?&_=+*#$%", 0.9),
}
# Halves of a character, signs that are none, and control characters but tab and line feed.
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")

# A mark on a character of another script. No font need have both, and Typst would print the mark alone.
_ALIEN = re.compile(
    "[^\0-\u052f\u1ab0-\u1aff\u1c80-\u1c8f\u1d00-\u1fff\u20d0-\u20ff\u2c60-\u2c7f\ua640-\ua69f\ua720-\ua7ff"
    "\uab30-\uab6f\ufe00-\ufe0f\ufe20-\ufe2f\u2060](?=[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff])"
)
_NO_BREAK = "\u2060"


def split_paragraphs(text: str) -> list[dict[str, Any]]:
    """Split text into paragraphs and lines, and where a line begins with a bullet or a space.

    Each part has its `lines`, whether it is `new` after an empty line, its `indent` in characters, whether
    its second line `hangs` below a bullet's text and it is `turned` to be read from the right, and in `word`
    no less than the width of its widest word, in em.
    """
    parts: list[dict[str, Any]] = []
    is_new = True
    for line in re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", text):
        stripped = line.strip()
        if not stripped:
            is_new = True
            continue
        typed = line.expandtabs(4)
        indent = min(len(typed) - len(typed.lstrip()), 24)
        hangs = bool(_BULLET.match(stripped))
        turned = _reads_from_right(stripped)
        last = parts[-1] if parts else None
        if last and not (
            is_new or hangs or indent or last["hangs"] or last["indent"] or turned != last["turned"]
        ):
            last["lines"].append(stripped)
            last["word"] = max(last["word"], widest_word(stripped))
        else:
            part = {"new": is_new, "indent": indent, "hangs": hangs, "turned": turned}
            parts.append({"lines": [stripped], "word": widest_word(stripped), **part})
        is_new = False
    return parts


def widest_word(text: str) -> float:
    """Return no less than the width of a text's widest word, in em: few words are worth measuring."""
    words = _BETWEEN.split(text)
    return max(sum(_CHARACTER_WIDTHS.get(character, 1.4) for character in word) for word in words)


def _reads_from_right(text: str) -> bool:
    strong = (side for character in text if (side := bidirectional(character)) in ("L", "R", "AL"))
    return next(strong, "L") != "L"


def make_printable(part: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return JSON without the signs that no text can hold, and with marks apart from alien characters."""
    if isinstance(part, str):
        text = _NO_TEXT.sub("", part)
        return text if text.isascii() else _ALIEN.sub(rf"\g<0>{_NO_BREAK}", text)
    if isinstance(part, Mapping):
        return {key: make_printable(value) for key, value in part.items()}
    return [make_printable(one) for one in part] if isinstance(part, list | tuple) else part
