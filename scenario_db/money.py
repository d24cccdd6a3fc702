"""The money of a year: planned and done, against the part of the year that has passed (序时).

Money is never counted twice: a child's amount is left out where its parent, in the same choice, has an amount of the
same kind and year. What is done counts only where there is a plan to hold it against: the scenario's own, its parent's
or its children's; how many have none is said. All amounts in 万元.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from scenario_db.choices import CHOSEN, Choice
from scenario_db.codes import Tier
from scenario_db.database import Database

MONTHS = tuple(range(1, 13))
NOTHING = Decimal(0)

LIVE = f"""
    with chosen_now as (
        select s.id, s.tier, s.domain, s.lead_id, s.parent_id
        from {CHOSEN} as s
    ), live as (
        select s.id, s.tier, s.domain, s.lead_id, parent.id as parent_id
        from chosen_now as s
        left join chosen_now as parent on parent.id = s.parent_id
    ), plan as (
        select scenario_id as id, planned_invest as amount
        from annual_plan_on(cast(:moment as timestamp))
        where year = :year and planned_invest is not null
    )
"""
"""`live`: the choice, each with its parent where that is in it too. `plan`: plans of the year that name an amount."""

AMOUNTS = f"""
    {LIVE}, latest as (
        select id, month, amount
        from latest_returned(cast(:moment as timestamp), cast(:january as date), cast(:after as date))
    ), parents_of_planned as (
        select distinct live.parent_id as id
        from live
        join plan on plan.id = live.id
        where live.parent_id is not null
    ), amounts as (
        select
            live.tier, live.domain, live.lead_id,
            coalesce(plan.id, over.id, under.id) is not null as is_planned,
            case when over.id is null then plan.amount end as planned,
            case when done_over.id is null then done.amount end as done,
            done.month
        from live
        left join plan on plan.id = live.id
        left join plan as over on over.id = live.parent_id
        left join parents_of_planned as under on under.id = live.id
        left join latest as done on done.id = live.id
        left join latest as done_over on done_over.id = live.parent_id
    )
"""
"""`amounts`: a row for each of the choice, with what counts of it. `latest`: the last amount that each returned."""


@dataclass(frozen=True, slots=True)
class Share:
    """The money of one tier."""

    scenarios: int = 0
    without_plan: int = 0
    planned: Decimal = NOTHING
    done: Decimal = NOTHING

    def __add__(self, other: Share) -> Share:
        return Share(
            self.scenarios + other.scenarios,
            self.without_plan + other.without_plan,
            self.planned + other.planned,
            self.done + other.done,
        )

    @property
    def completion(self) -> Fraction | None:
        """What is done of what is planned; None without a plan."""
        return Fraction(self.done) / Fraction(self.planned) if self.planned else None


@dataclass(frozen=True, slots=True)
class Money:
    """A year's money by tier. `month` is the latest that anybody returned, `returned` how many returned that month."""

    year: int
    month: int | None
    returned: int
    tiers: Mapping[Tier, Share]

    @property
    def all(self) -> Share:
        """All tiers together."""
        return sum(self.tiers.values(), Share())

    @property
    def elapsed(self) -> Fraction | None:
        """序时: the part of the year that had passed at the end of that month, unrounded; None before any return."""
        return Fraction(self.month, 12) if self.month else None

    @property
    def gap(self) -> Fraction | None:
        """How many percentage points it is ahead (or, below nought, behind); None where either side is not known."""
        return points(self.all.completion, self.elapsed)


@dataclass(frozen=True, slots=True)
class Curve:
    """A year's money summed up month by month: 12 months planned, and done up to the latest month returned."""

    year: int
    planned: tuple[Decimal, ...]
    done: tuple[Decimal, ...]


def points(completion: Fraction | None, elapsed: Fraction | None) -> Fraction | None:
    """The gap between what is done and what should be, in percentage points."""
    return (completion - elapsed) * 100 if completion is not None and elapsed is not None else None


def money(db: Database, choice: Choice, *, year: int | None = None) -> Money:
    """The money of a year (of the day's year, unless another is named), as the choice's day knew it."""
    sql = f"""
        {AMOUNTS}
        select
            tier, month, count(*), count(case when not is_planned then 1 end),
            coalesce(sum(planned), 0), coalesce(sum(case when is_planned then done end), 0)
        from amounts
        group by tier, month
    """
    found = db.rows(sql, **of_year(choice, year), **choice.parameters())
    tiers: dict[Tier, Share] = {}
    returned: Counter[int] = Counter()
    for tier, month, scenarios, without_plan, planned, done in found:
        share = Share(scenarios, without_plan, Decimal(planned), Decimal(done))
        tiers[Tier(tier)] = tiers.get(Tier(tier), Share()) + share
        returned[month or 0] += scenarios
    last = max(returned, default=0)
    return Money(year or choice.day.year, last or None, returned[last] if last else 0, tiers)


def curve(db: Database, choice: Choice, *, year: int | None = None) -> Curve:
    """The money of a year month by month; a plan without twelve monthly targets is spread evenly over the year."""
    found = {part: row for part, *row in db.rows(_CURVE, **of_year(choice, year), **choice.parameters())}
    evenly, *planned = (amount or NOTHING for amount in found["planned"])
    return Curve(
        year or choice.day.year,
        _summed(amount + evenly / 12 for amount in planned),
        _up_to_the_last(found["done"][1:]),
    )


def _up_to_the_last(done: Sequence[Decimal | None]) -> tuple[Decimal, ...]:
    """The sums up to the last month that anybody returned; a month that nobody did stands where the one before did."""
    last = max((month for month in MONTHS if done[month - 1] is not None), default=0)
    return tuple(accumulate(done[:last], lambda before, now: before if now is None else now, initial=NOTHING))[1:]


def _each_month(pattern: str) -> str:
    """A piece of a statement twelve times; {m} is the month, {to_m} the months up to it, the latest first."""
    pieces = (pattern.format(m=m, to_m=", ".join(f"done.m{i}" for i in range(m, 0, -1))) for m in MONTHS)
    return ", ".join(pieces)


_CURVE = f"""
    {LIVE}, done as (
        select *
        from returned_by_month(cast(:moment as timestamp), cast(:january as date), cast(:after as date))
    ), target as (
        select *
        from target_by_month(cast(:moment as timestamp), cast(:year as bigint))
    ), parent as (
        select distinct live.parent_id as id from live join plan on plan.id = live.id
    )
    select
        'planned' as part,
        sum(case when target.id is null then plan.amount end) as evenly,
        {_each_month("sum(target.m{m})")}
    from live
    join plan on plan.id = live.id
    left join plan as over on over.id = live.parent_id
    left join target on target.id = live.id
    where over.id is null
    union all
    select
        'done',
        null,
        {_each_month("case when count(done.m{m}) > 0 then sum(coalesce({to_m}, 0)) end")}
    from live
    join done on done.id = live.id
    left join done as over on over.id = live.parent_id
    left join plan on plan.id = live.id
    left join plan as above on above.id = live.parent_id
    left join parent on parent.id = live.id
    where over.id is null and coalesce(plan.id, above.id, parent.id) is not null
"""
"""Grouped by scenario before anything is joined: a row each, with a column a month; then twelve sums of each kind."""


def of_year(choice: Choice, year: int | None = None) -> dict[str, object]:
    """The year, its first day, and the first day after the months that had begun."""
    of = year or choice.day.year
    month = choice.day.month if of == choice.day.year else 12
    return {"year": of, "january": date(of, 1, 1), "after": date(of + month // 12, month % 12 + 1, 1)}


def _summed(amounts: Iterable[Decimal]) -> tuple[Decimal, ...]:
    return tuple(accumulate(amounts))
