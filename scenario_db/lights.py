"""The lights of a library as of any day: how many of each, which, since when, and the last six months of each.

The facts of all scenarios come from one question (`light_facts.py`); what they come to is worked out there for
counting, and by `judging.py`, which says what the rule is, where sentences are wanted.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from scenario_db import days, periods, settings, thresholds, windows
from scenario_db.answers import kept, settled
from scenario_db.choices import Choice
from scenario_db.codes import Light, Period, Tier
from scenario_db.database import Database
from scenario_db.judging import BY_RANK, WORSE, Verdict, judge, month_ends
from scenario_db.light_facts import AS_FACTS, FACTS, RANKED, parameters, read

PERIODS = 6
"""Months of a ribbon."""

FIRST = 50
"""So many scenarios of each light are known with the counts; who asks for no more asks no more."""

Ribbon = tuple[Light | None, ...]
"""Lights at month ends, the earliest first; None where the scenario was not in the library, or had left it."""


@dataclass(frozen=True, slots=True)
class Lit:
    """A scenario with its light."""

    id: str
    code: str
    name: str
    tier: Tier
    lead: str
    verdict: Verdict


def counts(db: Database, choice: Choice) -> dict[tuple[Tier, Light], int]:
    """How many scenarios of each tier show which light; those that have left show none and are left out."""
    return {(tier, light): count for tier, light, count, _ in kept(db, _tally, choice).counts}


def raised(db: Database, choice: Choice) -> int:
    """How many lights a hand made better."""
    return sum(better for *_, better in kept(db, _tally, choice).counts)


@dataclass(frozen=True, slots=True)
class _Tally:
    """How many of each tier show which light, and how many of them a hand made better; the first ids of each light."""

    counts: tuple[tuple[Tier, Light, int, int], ...]
    first: Mapping[Light, tuple[str, ...]]


def _tally(db: Database, choice: Choice) -> _Tally:
    """Both at once: to judge all scenarios is what costs."""
    sql = f"""
        {RANKED}, counted_by_tier as (
            select tier, rank, count(*) as number, count(case when raised then 1 end) as better
            from lit
            where rank is not null
            group by tier, rank
        ), placed as (
            select id, rank, row_number() over (partition by rank order by code) as place
            from lit
            where rank is not null
        )
        select rank, 0 as place, tier as told, number, better from counted_by_tier
        union all
        select rank, place, id, 0, 0 from placed where place <= :first
        order by 1, 2, 3
    """
    found = db.rows(sql, **parameters(db, choice), first=FIRST)
    counted = tuple((Tier(it), BY_RANK[rank], number, better) for rank, place, it, number, better in found if not place)
    first: dict[Light, tuple[str, ...]] = dict.fromkeys(Light, ())
    for rank, place, it, *_ in found:
        first[BY_RANK[rank]] += (it,) if place else ()
    return _Tally(counted, first)


def listed(
    db: Database,
    choice: Choice,
    *,
    shown: Sequence[Light] = (),
    raised: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> list[Lit]:
    """A page of scenarios with their lights, the worst first; of these lights only, or only what a hand made better."""
    most = offset + limit
    ids = None if raised or most > FIRST else _first(kept(db, _tally, choice), shown or tuple(WORSE), most)
    sql = f"""
        {RANKED}
        select lit.id, lit.code, lit.name, coalesce(d.name, ''), {AS_FACTS}
        from lit
        left join department_on(cast(:moment as timestamp)) as d on d.id = lit.lead_id
        where rank is not null
          and (cast(:every_light as boolean) or rank in (select unnest(cast(:ranks as bigint[]))))
          and (raised or not cast(:only_raised as boolean))
        order by rank desc, code
        limit :limit offset :offset
    """
    wanted = {"every_light": not shown, "ranks": [WORSE[it] for it in shown], "only_raised": raised}
    found = db.rows(sql, **parameters(db, choice, ids), **wanted, limit=limit, offset=offset)
    rules = thresholds.of(db, choice.moment)
    return [_lit(row, choice.day, rules) for row in found]


def _first(tally: _Tally, shown: Sequence[Light], most: int) -> list[str]:
    """The ids of so many of these lights, the worst first."""
    worst_first = sorted(shown, key=lambda it: -WORSE[it])
    return [key for light in worst_first for key in tally.first[light]][:most]


def _lit(row: Sequence[Any], day: date, rules: thresholds.Thresholds) -> Lit:
    key, code, name, lead, *facts = row
    return Lit(key, code, name, Tier(facts[0]), lead, judge(read(facts), day, rules))


def of(db: Database, day: date, ids: Iterable[str], *, moment: Any = days.ALWAYS) -> dict[str, Verdict]:
    """The lights of these scenarios, by id; who is not in the library on that day is not there."""
    choice = Choice(day, moment, tiers=tuple(Tier))
    rules = thresholds.of(db, moment)
    found = db.rows(f"{FACTS} select id, {AS_FACTS} from facts as lit", **parameters(db, choice, list(ids)))
    return {key: judge(read(row), day, rules) for key, *row in found}


def ribbons(db: Database, day: date, ids: Sequence[str], *, moment: Any = days.ALWAYS) -> dict[str, Ribbon]:
    """For each of these scenarios its lights at the ends of the last six months, as the register knew it then.

    A month whose return came late is yellow at best, whatever was thought of it then.
    """
    ends = month_ends(day, PERIODS)
    zone, key = settings.current().zone, windows.calendar(db).key
    shown = [settled(db, days.end_of(end, zone), _ranks, end, tuple(ids), key) for end in ends]
    late = _late(db, moment, ends, ids)
    return {
        key: tuple(_at_best(them.get(key), late=(key, end) in late) for end, them in zip(ends, shown, strict=True))
        for key in ids
    }


def _at_best(rank: int | None, *, late: bool) -> Light | None:
    if rank is None:
        return None
    return BY_RANK[max(rank, WORSE[Light.YELLOW])] if late else BY_RANK[rank]


def _ranks(db: Database, end: date, ids: tuple[str, ...], _calendar: Hashable) -> dict[str, int]:
    """The ranks of that month end; due days come from the calendar, so with another one the answer is another."""
    choice = Choice(end, days.end_of(end, settings.current().zone))
    sql = f"{RANKED} select id, rank from lit where rank is not null"
    return dict(db.rows(sql, **parameters(db, choice, list(ids))))


def _late(db: Database, moment: Any, ends: Sequence[date], ids: Sequence[str]) -> set[tuple[str, date]]:
    """Which of these scenarios filed which of these months late, as far as that is known at the moment."""
    calendar = windows.calendar(db)
    terms = {end: periods.containing(Period.MONTH, end) for end in ends}
    sql = """
        select scenario_id, period, filed_on
        from progress_report_on(cast(:moment as timestamp))
        where id in (select unnest(cast(:wanted as text[]))) and filed_on is not null
    """
    wanted = [f"{key}/month/{term.name}" for key in ids for term in terms.values()]
    filed = {(key, period): on for key, period, on in db.rows(sql, moment=moment, wanted=wanted)}
    return {
        (key, end)
        for key in ids
        for end, term in terms.items()
        if calendar.window(term).is_late(filed.get((key, term.name)))
    }


def months_in(light: Light | None, ribbon: Ribbon) -> int:
    """At how many month ends running, up to now, the light was what it is; a whole ribbon means so many or more."""
    count = 0
    while count < len(ribbon) and ribbon[-1 - count] is light:
        count += 1
    return count
