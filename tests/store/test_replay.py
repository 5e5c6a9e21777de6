"""A history alone makes the document, in the order of its revisions."""

from workbook.store.document import new_document
from workbook.store.replay import rebuild


def test_a_history_is_replayed_in_the_order_of_its_revisions() -> None:
    first = {"state": new_document("w")}
    entries = [{"revision": n, "at": "x", "key": "a.b", "value": n} for n in (1, 2, 3)]
    rebuilt = rebuild([first, *entries, entries[0]])
    assert rebuilt
    assert (rebuilt["revision"], rebuilt["answers"]["a.b"]["value"]) == (3, 3)


def test_a_history_without_its_first_line_rebuilds_nothing() -> None:
    assert rebuild([{"revision": 1, "at": "x", "key": "a.b", "value": 1}]) is None


def test_replay_does_not_change_the_line_it_begins_with() -> None:
    first = {"state": new_document("w")}
    rebuild([first, {"revision": 1, "at": "x", "key": "a.b", "value": 1}])
    assert first["state"]["answers"] == {}
