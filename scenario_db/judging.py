"""Red, yellow, green or grey: what the facts of one scenario come to, with the reasons as data.

domain.md §4.5: the worst of schedule, start, freshness and milestones. Grey is “no plan” and never becomes green. A
return that came late leaves its period yellow for good (瓯海). A light set by hand may be worse than what was worked
out; better only with a reason, and it then stands in a list. What was filed late, or not at all, no hand makes green.

Only 建设 owes an annual plan. In 储备, 谋划 and 运营 green says that the returns come in time, and nothing about money.
`lights.py` works the same out for a whole library in SQL; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from scenario_db.codes import Light, Precision, Stage, Tier
from scenario_db.problems import Level, Problem
from scenario_db.thresholds import Thresholds

WORSE: Mapping[Light, int] = MappingProxyType({Light.GREEN: 0, Light.GREY: 1, Light.YELLOW: 2, Light.RED: 3})
"""How bad a light is; a scenario without a plan is worse off than one that is on schedule."""

BY_RANK = {rank: light for light, rank in WORSE.items()}

SHAPES: Mapping[Light | None, str] = MappingProxyType(
    {Light.GREEN: "●", Light.YELLOW: "▲", Light.RED: "■", Light.GREY: "○", None: "·"}
)
"""Told apart without colour, in a table as in print."""

STARTED = (Stage.CONSTRUCTION, Stage.TRIAL, Stage.ACCEPTANCE, Stage.OPERATION)
"""Stages that nobody reaches without having started, whether the day was written down or not."""

STRETCH = {Precision.QUARTER: 3, Precision.HALF: 6, Precision.YEAR: 12}
"""A start that was given as a quarter, a half or a year is due at its end; else at the end of its month."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one scenario on a day. Amounts in 万元; `expected` only where there are twelve monthly targets.

    `read` is the month of the figures, `done` the year so far; `period` the name of the last return that the tier owes,
    `due` and `filed` its days; `heard` the day since which nothing was heard; `missed` when the first return that is
    missing was due.
    """

    tier: Tier
    suspended: bool = False
    resume_due: date | None = None
    stage: Stage | None = None
    planned_start: date | None = None
    start_precision: Precision | None = None
    actual_start: date | None = None
    planned: Decimal | None = None
    expected: Decimal | None = None
    read: date | None = None
    done: Decimal | None = None
    period: str | None = None
    due: date | None = None
    filed: date | None = None
    heard: date | None = None
    missed: date | None = None
    milestone: str | None = None
    milestone_due: date | None = None
    by_hand: Light | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """One light with what it rests on."""

    light: Light
    because: Problem


@dataclass(frozen=True, slots=True)
class Verdict:
    """The light of a scenario, None for one that has left; `computed` is the light before a hand changed it."""

    light: Light | None
    computed: Light | None
    signs: tuple[Sign, ...] = ()
    because: tuple[Problem, ...] = ()

    @property
    def raised(self) -> bool:
        """Whether a hand made it better than what was worked out."""
        return self.light is not None and self.computed is not None and WORSE[self.light] < WORSE[self.computed]


def judge(facts: Facts, day: date, rules: Thresholds) -> Verdict:
    """The light of a scenario on that day; `because` holds the sentences, the worst first."""
    if facts.tier is Tier.EXIT:
        return Verdict(None, None)
    if facts.suspended:
        return _of([_suspended(facts, day)], [], None)
    worked_out = [it for it in (_schedule(facts, rules), _start(facts, day, rules), _milestone(facts, day)) if it]
    held = [it for it in (_stale(facts, day, rules), _late(facts)) if it]
    return _of(worked_out or _fresh(facts, held), held, facts)


def _of(worked_out: list[Sign], held: list[Sign], facts: Facts | None) -> Verdict:
    """`held` is what no hand changes: whether the returns came, and in time."""
    own = _worst(worked_out)
    shown = _by_hand(own, facts) if facts else own
    signs = tuple(sorted([*worked_out, *held], key=lambda it: -WORSE[it.light]))
    light, computed = (max(it, _worst(held), key=WORSE.__getitem__) for it in (shown, own))
    changed = [] if shown == own else [_hand(own, shown, facts)]
    told = (*changed, *(it.because for it in signs))
    return Verdict(light, computed, signs, told)


def _worst(signs: list[Sign]) -> Light:
    return max((it.light for it in signs), key=WORSE.__getitem__, default=Light.GREEN)


def _by_hand(own: Light, facts: Facts) -> Light:
    """Worse freely; better with a reason, and without a plan never green."""
    wanted = facts.by_hand
    if wanted in (None, Light.GREY):
        return own
    if WORSE[wanted] >= WORSE[own]:
        return wanted
    if not (facts.reason or "").strip():
        return own
    return Light.GREY if facts.tier is Tier.BUILD and not facts.planned and wanted is Light.GREEN else wanted


def _hand(own: Light, shown: Light, facts: Facts | None) -> Problem:
    reason = (facts.reason or "").strip() if facts else ""
    kind = "light_lowered" if WORSE[shown] > WORSE[own] else "light_raised"
    return Problem(kind, facts={"own": own, "shown": shown, "reason": reason}, level=Level.HINT)


def _suspended(facts: Facts, day: date) -> Sign:
    if facts.resume_due and facts.resume_due < day:
        return _sign(Light.RED, "light_not_resumed", due=facts.resume_due, days=(day - facts.resume_due).days)
    return _sign(Light.GREY, "light_suspended", due=facts.resume_due or "—")


def _schedule(facts: Facts, rules: Thresholds) -> Sign | None:
    """Behind by 10 to 30 points, both inclusive, is yellow; by more red (银川). Unrounded."""
    if facts.tier is not Tier.BUILD:
        return None
    if not facts.planned:
        return _sign(Light.GREY, "light_no_plan")
    if facts.read is None or facts.done is None:
        return _sign(Light.GREEN, "light_no_figures", plan=facts.planned)
    behind = points_behind(facts)
    light = Light.RED if behind > rules.behind_red else Light.YELLOW if behind >= rules.behind_yellow else Light.GREEN
    share = Fraction(facts.done) / Fraction(facts.planned) * 100
    told = {"plan": facts.planned, "month": facts.read.month, "expected": _one(share + behind), "actual": _one(share)}
    return _sign(light, "light_behind" if behind > 0 else "light_ahead", **told, points=_one(abs(behind)))


def points_behind(facts: Facts) -> Fraction:
    """By how many percentage points less is done than should be: of the twelve targets, else of month/12."""
    if not facts.planned or facts.read is None or facts.done is None:
        return Fraction(0)
    month = Fraction(facts.read.month, 12)
    due = month if facts.expected is None else Fraction(facts.expected) / Fraction(facts.planned)
    return (due - Fraction(facts.done) / Fraction(facts.planned)) * 100


def _start(facts: Facts, day: date, rules: Thresholds) -> Sign | None:
    """Not started though the month of the start is over: yellow, from the third such month on red (银川)."""
    if facts.tier is not Tier.BUILD or facts.planned_start is None or facts.stage in STARTED:
        return None
    if facts.actual_start is not None and facts.actual_start <= day:
        return None
    months = _months(day) - _months(facts.planned_start) - _left_of_stretch(facts.planned_start, facts.start_precision)
    if months <= 0:
        return None
    light = Light.RED if months >= rules.start_red_months else Light.YELLOW
    return _sign(light, "light_not_started", planned=f"{facts.planned_start:%Y-%m}", months=months)


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _left_of_stretch(day: date, precision: Precision | None) -> int:
    stretch = STRETCH.get(precision, 1) if precision else 1
    return stretch - 1 - (day.month - 1) % stretch


def _milestone(facts: Facts, day: date) -> Sign | None:
    if facts.tier is not Tier.BUILD or facts.milestone_due is None:
        return None
    told = {"name": facts.milestone or "", "due": facts.milestone_due, "days": (day - facts.milestone_due).days}
    return _sign(Light.YELLOW, "light_milestone_passed", **told)


def _stale(facts: Facts, day: date, rules: Thresholds) -> Sign | None:
    """建设 by how long a month's return is overdue; the others by how long nothing was heard (domain.md §4.4)."""
    since = facts.missed if facts.tier is Tier.BUILD else facts.heard
    if since is None:
        return None
    days = (day - since).days
    light = Light.RED if days > getattr(rules, f"{facts.tier}_red_days") else Light.YELLOW
    if days <= getattr(rules, f"{facts.tier}_yellow_days"):
        return None
    return _sign(light, "light_overdue" if facts.tier is Tier.BUILD else "light_stale", since=since, days=days)


def _late(facts: Facts) -> Sign | None:
    if not (facts.due and facts.filed and facts.filed > facts.due):
        return None
    return _sign(Light.YELLOW, "light_late", period=facts.period or "", due=facts.due, filed=facts.filed)


def _fresh(facts: Facts, held: list[Sign]) -> list[Sign]:
    """Where no plan is owed and nothing is held against it, what green means."""
    return [] if held else [_sign(Light.GREEN, "light_only_fresh", tier=facts.tier)]


def _sign(light: Light, kind: str, **facts: object) -> Sign:
    level = {Light.RED: Level.ERROR, Light.YELLOW: Level.WARNING}.get(light, Level.HINT)
    return Sign(light, Problem(kind, facts=facts, level=level))


def _one(value: Fraction) -> str:
    return f"{float(value):.1f}"


def month_ends(day: date, count: int) -> list[date]:
    """The last days of the last so many months that are over on that day, the earliest first."""
    end = (day + timedelta(days=1)).replace(day=1) - timedelta(days=1)
    found = [end]
    while len(found) < count:
        found.append(found[-1].replace(day=1) - timedelta(days=1))
    return found[::-1]
