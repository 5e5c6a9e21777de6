"""The words in and around the charts, as `content/insights.toml` has them."""

from __future__ import annotations

from typing import Annotated

from workbook.phrases.wording import filled_by
from workbook.questions.values import Model


class RolesWords(Model):
    """The roles by the person's weights."""

    title: Annotated[str, filled_by()]
    description: Annotated[str, filled_by("scores", "filled")]
    score: Annotated[str, filled_by("role", "score")]
    filled: Annotated[str, filled_by()]
    all_filled: Annotated[str, filled_by("first")]
    nothing_yet: Annotated[str, filled_by()]
    criterion: Annotated[str, filled_by()]
    share: Annotated[str, filled_by()]
    total: Annotated[str, filled_by()]
    action: Annotated[str, filled_by("role", "criterion")]
    ask_what_changed: str


class GrowthWords(Model):
    """Each skill's level."""

    title: str
    description: Annotated[str, filled_by("shown", "say", "others")]
    described_others: str
    nothing_yet: str
    skill: str
    now: str
    first: str
    target: str
    others: str
    begun: Annotated[str, filled_by("rated", "all")]
    only_others: str
    grown: Annotated[str, filled_by("grown", "all", "day")]
    none_grown: Annotated[str, filled_by("all", "day")]
    fallen: Annotated[str, filled_by("skills")]
    gap: Annotated[str, filled_by("skill")]
    gaps: Annotated[str, filled_by("skills")]
    many_gaps: Annotated[str, filled_by("number", "levels")]
    a_level: str
    levels: Annotated[str, filled_by("levels")]
    reached: str
    lower: Annotated[str, filled_by("day", "by", "skill")]
    higher: Annotated[str, filled_by("day", "by", "skill")]
    ask_them: Annotated[str, filled_by("by", "skill")]
    ask_for_work: Annotated[str, filled_by("skill")]
    ask_to_be_rated: str
    ask_a_scene: str
    ask_what_is_next: str


class TimeWords(Model):
    """Each skill over time."""

    title: str
    description: Annotated[str, filled_by("number", "first", "last", "say", "others")]
    described_others: str
    nothing_yet: str
    level: str
    target: str
    others: str
    day: str
    by: str
    own: str
    one: str
    rose: Annotated[str, filled_by("skills")]
    fell: Annotated[str, filled_by("skills")]
    still: str
    unmoved: Annotated[str, filled_by("skill", "level", "day", "target")]
    ask_why: Annotated[str, filled_by("skill")]
    ask_how: Annotated[str, filled_by("skill")]
    ask_what_moved: str


class EvidenceWords(Model):
    """What the practice log shows of each skill."""

    title: str
    description: Annotated[str, filled_by("first", "last", "say")]
    nothing_yet: str
    skill: str
    last: str
    this_week: str
    weeks: Annotated[str, filled_by("number", "all")]
    bare: Annotated[str, filled_by("skills")]
    many_bare: Annotated[str, filled_by("number", "all")]
    longest: Annotated[str, filled_by("skill", "day")]
    fresh: str
    ask: Annotated[str, filled_by("skill")]


class PlanWords(Model):
    """The plan beside what came of it."""

    title: str
    description: Annotated[str, filled_by("number", "today", "say")]
    description_now: Annotated[str, filled_by("number", "today", "say")]
    nothing_yet: str
    as_planned: str
    as_planned_now: str
    as_it_went: str
    due: str
    likely: str
    today: str
    move: str
    unnamed: str
    dropped: Annotated[str, filled_by("name")]
    milestone: str
    start: str
    planned: str
    done: str
    slip: str
    on_time: str
    a_day_late: str
    days_late: Annotated[str, filled_by("days")]
    a_day_early: str
    days_early: Annotated[str, filled_by("days")]
    none_late: str
    one_late: Annotated[str, filled_by("name")]
    many_late: Annotated[str, filled_by("number", "name")]
    pace: Annotated[str, filled_by("number", "times")]
    on_pace: Annotated[str, filled_by("number")]
    likely_move: Annotated[str, filled_by("likely", "move")]
    too_few: Annotated[str, filled_by("number")]
    tell: Annotated[str, filled_by("name")]
    ask: Annotated[str, filled_by("name")]
    ask_what_counts: str


class EnergyWords(Model):
    """What gave energy and what took it."""

    title: str
    description: Annotated[str, filled_by("say")]
    nothing_yet: str
    kind: str
    took_a_lot: str
    took: str
    gave: str
    gave_a_lot: str
    gives: Annotated[str, filled_by("gives", "tasks", "kind")]
    takes: Annotated[str, filled_by("takes", "tasks", "kind")]
    level_gives: Annotated[str, filled_by("kinds")]
    level_takes: Annotated[str, filled_by("kinds")]
    even: str
    hand_over: Annotated[str, filled_by("kind")]
    a_few: str
    few: Annotated[str, filled_by("number")]
    ask: Annotated[str, filled_by("kind")]
    ask_a_friend: str


class CoverageWords(Model):
    """Which skills the stories show."""

    title: str
    description: Annotated[str, filled_by("kinds", "say")]
    nothing_yet: str
    no_skills: str
    skill: str
    stories: str
    one: str
    many: Annotated[str, filled_by("stories")]
    bare: Annotated[str, filled_by("skills")]
    many_bare: Annotated[str, filled_by("number", "all")]
    all_covered: str
    no_kind: Annotated[str, filled_by("kinds")]
    tell: Annotated[str, filled_by("skill")]
    rehearse: str
    ask_what_is_weak: str


class ChartWords(Model):
    """The charts, by name; and what a table shows for nothing."""

    none: str
    part: Annotated[str, filled_by("title", "part", "parts")]
    roles: RolesWords
    growth: GrowthWords
    time: TimeWords
    evidence: EvidenceWords
    plan: PlanWords
    energy: EnergyWords
    coverage: CoverageWords
