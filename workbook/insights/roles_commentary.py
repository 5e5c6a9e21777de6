"""What a mentor would say about the comparison of roles, and suggest as the next action.

Pure: numbers in, words out. `suggest_...` yields actions for the plan, the first before the others.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbook.insights.roles import RoleComparison
from workbook.phrases.sentences import format_number, sentences

CLOSE = 5  # points of 100; a lead below this is called too close to call


def summarize_roles(comparison: RoleComparison) -> str:
    """Say what the comparison shows, in one or two sentences."""
    words, digits = sentences().comparison, comparison.digits
    first = words.name_roles([score.role.title for score in comparison.first])
    if not comparison.lead:
        return words.level.format(first=first, score=format_number(comparison.scores[0].score, digits))
    second = words.name_roles([score.role.title for score in comparison.second])
    lead = words.format_lead(comparison.lead, digits)
    driver = None
    if comparison.lead < CLOSE:
        text = words.close.format(first=first, second=second, lead=lead)
    else:
        # With two runners-up, what sets the first apart from one need not set it apart from the other.
        driver = comparison.driver if len(comparison.second) == 1 else None
        because = words.format_driver(driver.criterion.label, driver.share) if driver else words.no_driver
        text = words.leads.format(first=first, second=second, lead=lead) + because
    tipping = comparison.tipping
    if tipping is None:
        return f"{text} {words.steady.format(first=first)}"
    is_named = driver is not None and driver.criterion == tipping.criterion
    row = words.this_row if is_named else words.row.format(criterion=tipping.criterion.label)
    role = words.name_roles([tipping.role.title])
    return f"{text} {words.format_tipping(row, tipping.now, tipping.then, role)}"


def suggest_roles(comparison: RoleComparison) -> Iterator[str]:
    """Suggest a talk about the row that would turn the result, and one with somebody who changed roles."""
    words = sentences().charts.roles
    if comparison.tipping:
        role = sentences().comparison.name_roles([comparison.tipping.role.title])
        yield words.action.format(role=role, criterion=comparison.tipping.criterion.label)
    yield words.ask_what_changed
