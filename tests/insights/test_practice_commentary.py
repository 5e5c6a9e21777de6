"""What a mentor says about practice and energy, word by word, and what is suggested."""

from __future__ import annotations

from datetime import date, timedelta

from workbook.insights.practice import Energy, Evidence
from workbook.insights.practice_commentary import (
    suggest_energy,
    suggest_evidence,
    summarize_energy,
    summarize_evidence,
)
from workbook.questions.values import Choice

TODAY = date(2026, 3, 3)
FRIEND = "Ask a friend which part of my work I talk about with most life"
DAYS = (date(2026, 1, 5), date(2026, 2, 2), date(2026, 3, 2))


# Evidence


def log(*counts: tuple[str, int], last: dict[str, date] | None = None) -> Evidence:
    skills = tuple(Choice(value=name.lower(), label=name) for name, _ in counts)
    found = {name.lower(): DAYS[0] for name, number in counts if number}
    return Evidence(
        skills, ("Mar 2026",), {name.lower(): (number,) for name, number in counts}, last or found
    )


def test_skills_without_an_entry_are_named_while_they_are_few() -> None:
    few = log(("Risk", 2), ("Planning", 0), ("Coaching", 0))
    assert (
        summarize_evidence(few, (0, 1, 2), TODAY)
        == "You wrote in 2 of the last 3 weeks. No entry yet: planning; coaching."
    )
    assert next(suggest_evidence(few)) == "Ask who needs a hand this week with work that takes planning"
    many = log(("Risk", 2), *((name, 0) for name in "ABCD"))
    assert summarize_evidence(many, (1,), TODAY) == (
        "You began your log this week. 4 of 5 skills have no entry yet."
    )


def test_when_each_has_an_entry_the_oldest_is_named() -> None:
    found = log(("Risk", 2), ("Planning", 1), last={"risk": DAYS[2], "planning": DAYS[1]})
    said = summarize_evidence(found, (1, 0), TODAY)
    assert said.endswith("Longest without one: planning, since 2 February 2026.")
    assert [one.split()[-1] for one in suggest_evidence(found)] == ["planning", "risk"]


def test_when_each_has_an_entry_of_this_week_none_is_the_longest_without() -> None:
    found = log(("Risk", 2), ("Planning", 1), last={"risk": TODAY, "planning": TODAY - timedelta(days=6)})
    assert summarize_evidence(found, (1, 1), TODAY).endswith(
        "Each skill has an entry from the last seven days."
    )


# Energy


def energy(label: str, minus: int = 0, zero: int = 0, plus: int = 0) -> Energy:
    counts = {"minus_2": 0, "minus_1": minus, "zero": zero, "plus_1": 0, "plus_2": plus}
    return Energy(Choice(value=label.lower(), label=label), counts)


def test_the_kinds_that_give_and_take_the_largest_share_are_named() -> None:
    found = [energy("TPM", minus=1, plus=5), energy("IC", minus=4, zero=1)]
    assert summarize_energy(found) == (
        "The largest share that gave you energy, 5 of 6 tasks: TPM. "
        "The largest share that took energy, 4 of 5 tasks: IC."
    )
    assert next(suggest_energy(found)) == "Ask my manager for two more hours next week of: TPM"


def test_the_share_counts_and_not_the_number() -> None:
    found = [energy("TPM", minus=4, plus=6), energy("IC", minus=1, plus=5)]
    assert summarize_energy(found).startswith("The largest share that gave you energy, 5 of 6 tasks: IC.")
    found = [energy("TPM", minus=6, plus=4), energy("IC", minus=5, plus=1)]
    assert "The largest share that took energy, 5 of 6 tasks: IC." in summarize_energy(found)


def test_kinds_that_are_level_are_all_named_and_none_is_asked_for() -> None:
    found = [energy("TPM", plus=6), energy("IC", plus=12), energy("EM", minus=9)]
    assert summarize_energy(found).startswith("Level in the share that gave you energy: TPM; IC.")
    assert next(suggest_energy(found)) == "Ask my manager which part of this somebody else could take: EM"
    found = [energy("TPM", minus=6), energy("IC", minus=12)]
    assert summarize_energy(found).startswith("Level in the share that took energy: TPM; IC.")
    assert list(suggest_energy(found)) == [FRIEND]


def test_a_share_of_a_few_tasks_is_none_while_another_kind_has_more() -> None:
    found = [energy("TPM", minus=2, plus=8), energy("IC", plus=4)]
    assert summarize_energy(found).startswith("The largest share that gave you energy, 8 of 10 tasks: TPM.")


def test_few_tasks_are_said_to_be_few() -> None:
    assert summarize_energy([energy("TPM", plus=1)]).endswith(
        "That is one task; wait for ten before you conclude anything."
    )
    assert "That is 9 tasks in all" in summarize_energy([energy("TPM", plus=9)])
    assert "in all" not in summarize_energy([energy("TPM", plus=10)])


def test_where_nothing_gave_energy_no_more_of_it_is_suggested() -> None:
    found = [energy("TPM", minus=10), energy("IC")]
    assert summarize_energy(found) == "The largest share that took energy, 10 of 10 tasks: TPM."
    assert next(suggest_energy(found)) == "Ask my manager which part of this somebody else could take: TPM"


def test_what_takes_more_than_it_gives_is_nothing_to_ask_more_of() -> None:
    found = [energy("TPM", minus=5, plus=1), energy("EM", plus=4)]
    assert "gave" not in summarize_energy(found)
    assert "two more hours" not in " ".join(suggest_energy(found))


def test_what_gives_as_much_as_it_takes_is_said_to() -> None:
    found = [energy("TPM", minus=5, plus=5), energy("IC", zero=9)]
    assert summarize_energy(found) == "No kind of work gives you clearly more than it takes."
    assert list(suggest_energy(found)) == [FRIEND]
