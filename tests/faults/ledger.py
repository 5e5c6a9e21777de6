"""What was saved and what was acknowledged, compared with what was kept."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from workbook.errors import StoreError
from workbook.store import AnswerFile


class Told(NamedTuple):
    """One acknowledged save; of the value there is the sha256, and for a deleted row that of null."""

    revision: int
    key: str
    row: str | None
    digest: str


def told(revision: int, key: str, row: str | None, value: Any) -> Told:
    return Told(revision, key, row, hashlib.sha256(canonical(value)).hexdigest())


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def when_others_let_it(save: Callable[..., Any], *arguments: Any) -> Any:
    """Save, and again as a page does when others had the lock for so long that the store gave up."""
    while True:
        try:
            return save(*arguments)
        except StoreError as error:
            if "Another program has held" not in str(error):
                raise


def state_is_sound(home: Path) -> bool:
    """Say whether the state on disk is whole, computed here and not by the code that wrote it."""
    document = json.loads((home / "answers.json").read_bytes())
    checksum = document.pop("checksum")
    return bool(checksum == hashlib.sha256(canonical(document)).hexdigest())


def lost(home: Path, acknowledged: Iterable[Told]) -> list[Told]:
    """Return what was acknowledged and can't be had back, neither from the state nor from the history.

    Fails besides when the state is not what the newest versions say, and when a revision was used twice.
    """
    acknowledged = list(acknowledged)
    store = AnswerFile(home)
    answers = store.read()
    kept = {
        told(version.revision, key, version.row, version.value)
        for key in {one.key for one in acknowledged} | set(answers.answers)
        for version in store.history(key)
    }
    newest = {(one.key, one.row): one for one in sorted(kept)}
    for (key, row), one in newest.items():
        held = answers[key] if row is None else answers[key].rows.get(row)
        assert told(one.revision, key, row, held.value if held else None) == one, "the state is stale"
    for used in (kept, acknowledged):
        revisions = Counter(one.revision for one in used)
        assert [revision for revision, times in revisions.items() if times > 1] == [], "used twice"
    assert answers.revision >= max(one.revision for one in kept)
    return [one for one in acknowledged if one not in kept]
