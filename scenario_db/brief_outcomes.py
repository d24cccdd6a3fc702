"""What a brief asks of demands, providers and results, of any day; the pages of those ask of today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from scenario_db.choices import CHOSEN, Choice
from scenario_db.codes import Conclusion, Domain, InvestType, ProviderOrigin, Tier, Urgency
from scenario_db.database import Database
from scenario_db.demands import Coverage

# 8 · demands

_DEMANDS = """
    with live as (
        select id
        from scenario_on(cast(:moment as timestamp))
        where tier <> 'exit'
    ), asked as (
        select
            n.id, n.code, n.title, n.domain, n.urgency, n.raised_on,
            coalesce(d.name, n.proposer, '') as proposer,
            case
                when n.id in (
                    select ds.demand_id
                    from demand_scenario_on(cast(:moment as timestamp)) as ds
                    join live on live.id = ds.scenario_id
                ) then 'answered'
                when n.status in ('met', 'rejected') then 'done'
                else 'open'
            end as coverage
        from demand_on(cast(:moment as timestamp)) as n
        left join department_on(cast(:moment as timestamp)) as d on d.id = n.proposer_id
        where (cardinality(cast(:leads as text[])) = 0 or n.proposer_id in (select unnest(cast(:leads as text[]))))
          and (cardinality(cast(:domains as text[])) = 0 or n.domain in (select unnest(cast(:domains as text[]))))
    )
"""
"""`asked`: demands of these proposers, answered by a scenario that has not left, done otherwise, or open."""


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A demand that no scenario answers."""

    code: str
    title: str
    domain: Domain | None
    proposer: str
    urgency: Urgency | None
    raised_on: date | None


def demands(db: Database, choice: Choice) -> dict[tuple[Domain | None, Coverage], int]:
    """How many demands of each domain are answered, done otherwise, and open."""
    sql = f"{_DEMANDS} select domain, coverage, count(*) from asked group by domain, coverage"
    rows = db.rows(sql, **choice.parameters())
    return {(Domain(domain) if domain else None, Coverage(coverage)): count for domain, coverage, count in rows}


def uncovered(db: Database, choice: Choice, *, limit: int) -> list[Uncovered]:
    """The demands that no scenario answers, the most urgent and oldest first."""
    sql = f"""
        {_DEMANDS}
        select code, title, domain, proposer, urgency, raised_on
        from asked
        where coverage = 'open'
        order by case urgency when 'high' then 0 when 'medium' then 1 when 'low' then 2 else 3 end,
            raised_on nulls last, code
        limit :limit
    """
    return [
        Uncovered(code, title, Domain(domain) if domain else None, by, Urgency(urgency) if urgency else None, day)
        for code, title, domain, by, urgency, day in db.rows(sql, **choice.parameters(), limit=limit)
    ]


def without_demand(db: Database, choice: Choice) -> int:
    """How many scenarios answer no demand."""
    sql = f"""
        select count(*)
        from {CHOSEN} as s
        where s.id not in (select scenario_id from demand_scenario_on(cast(:moment as timestamp)))
    """
    found: int = db.value(sql, **choice.parameters())
    return found


# 9 · providers


@dataclass(frozen=True, slots=True)
class Supplier:
    """A provider, in how many scenarios it takes part, and for how much (万元)."""

    name: str
    origin: ProviderOrigin | None
    scenarios: int
    amount: Decimal | None


_SUPPLIERS = f"""
    with supplier as (
        select p.id, p.code, p.name, p.origin, count(distinct s.id) as scenarios, sum(ps.amount) as amount
        from provider_scenario_on(cast(:moment as timestamp)) as ps
        join {CHOSEN} as s on s.id = ps.scenario_id
        join provider_on(cast(:moment as timestamp)) as p on p.id = ps.provider_id
        group by p.id, p.code, p.name, p.origin
    )
"""


def origins(db: Database, choice: Choice) -> dict[ProviderOrigin | None, int]:
    """How many providers of each origin take part."""
    rows = db.rows(f"{_SUPPLIERS} select origin, count(*) from supplier group by origin", **choice.parameters())
    return {ProviderOrigin(origin) if origin else None: count for origin, count in rows}


def suppliers(db: Database, choice: Choice, *, limit: int) -> list[Supplier]:
    """Those that take part in most scenarios first."""
    sql = f"""
        {_SUPPLIERS}
        select name, origin, scenarios, amount
        from supplier
        order by scenarios desc, amount desc nulls last, code, name
        limit :limit
    """
    rows = db.rows(sql, **choice.parameters(), limit=limit)
    return [
        Supplier(name, ProviderOrigin(origin) if origin else None, count, sum_) for name, origin, count, sum_ in rows
    ]


def invested(db: Database, choice: Choice) -> dict[InvestType | None, Decimal]:
    """Total investment by type; a child's is left out where its parent, in the same choice, has one of its own."""
    sql = f"""
        with mine as (select s.id, s.parent_id, s.invest_type, s.total_invest from {CHOSEN} as s)
        select mine.invest_type, sum(mine.total_invest)
        from mine
        left join mine as over on over.id = mine.parent_id and over.total_invest is not null
        where mine.total_invest is not null and over.id is null
        group by mine.invest_type
    """
    return {InvestType(it) if it else None: Decimal(amount) for it, amount in db.rows(sql, **choice.parameters())}


# 10 · results


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The latest evaluation of a scenario in operation."""

    code: str
    name: str
    lead: str
    period: str
    useful: Decimal | None
    effective: Decimal | None
    usable: Decimal | None
    satisfaction: Decimal | None
    conclusion: Conclusion | None


_EVALUATED = f"""
    with told as (
        select
            s.code, s.name, s.lead_id, e.period, e.score_useful, e.score_effective, e.score_usable, e.satisfaction,
            e.conclusion, row_number() over (partition by s.id order by e.period desc) as place
        from {CHOSEN} as s
        join evaluation_on(cast(:moment as timestamp)) as e on e.scenario_id = s.id
        where s.tier = 'operate'
    )
"""


def conclusions(db: Database, choice: Choice) -> dict[Conclusion | None, int]:
    """What the latest evaluations of those in operation conclude."""
    sql = f"{_EVALUATED} select conclusion, count(*) from told where place = 1 group by conclusion"
    return {Conclusion(it) if it else None: count for it, count in db.rows(sql, **choice.parameters())}


def evaluated(db: Database, choice: Choice, *, limit: int) -> list[Evaluated]:
    """The latest evaluations of those in operation: those to retire and improve first, then the least satisfying."""
    sql = f"""
        {_EVALUATED}
        select
            told.code, told.name, coalesce(d.name, ''), told.period, told.score_useful, told.score_effective,
            told.score_usable, told.satisfaction, told.conclusion
        from told
        left join department_on(cast(:moment as timestamp)) as d on d.id = told.lead_id
        where told.place = 1
        order by case told.conclusion when 'retire' then 0 when 'improve' then 1 else 2 end,
            told.satisfaction nulls last, told.code
        limit :limit
    """
    rows = db.rows(sql, **choice.parameters(), limit=limit)
    return [replace(Evaluated(*row), conclusion=Conclusion(row[-1]) if row[-1] else None) for row in rows]


def gone(db: Database, choice: Choice) -> int:
    """How many left the library in the year of the day, up to it."""
    sql = f"""
        select count(*)
        from {CHOSEN} as s
        where coalesce(s.tier_since, cast(s.recorded_at as date)) >= :january
    """
    left = replace(choice, tiers=(Tier.EXIT,))
    found: int = db.value(sql, **left.parameters(), january=choice.day.replace(month=1, day=1))
    return found
