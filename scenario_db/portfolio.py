"""The leaders' questions about a whole library: how many, of which kind, led by whom. For today and for any day alike.

What is counted, everywhere: every scenario is an entry of its own and counted once, parent or child. Money is another
matter, see `money`: what a parent's amount holds already is not added a second time from its children.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scenario_db.choices import CHOSEN, Choice
from scenario_db.codes import Domain, Tier
from scenario_db.database import Database


@dataclass(frozen=True, slots=True)
class Count:
    """How many scenarios, and how many of them are children of another."""

    scenarios: int = 0
    children: int = 0


@dataclass(frozen=True, slots=True)
class Led:
    """What one department leads, by tier; `id` is None and `name` empty for scenarios that nobody leads yet."""

    id: str | None
    name: str
    tiers: Mapping[Tier, int] = field(default_factory=dict)

    @property
    def scenarios(self) -> int:
        """All that it leads."""
        return sum(self.tiers.values())


def counts(db: Database, choice: Choice) -> dict[Tier, Count]:
    """How many in each tier; a tier without scenarios is not there."""
    sql = f"""
        select s.tier, count(*), count(s.parent_id)
        from {CHOSEN} as s
        group by s.tier
    """
    return {Tier(tier): Count(scenarios, children) for tier, scenarios, children in db.rows(sql, **choice.parameters())}


def matrix(db: Database, choice: Choice) -> dict[tuple[Domain | None, Tier], int]:
    """How many in each domain and tier; None stands for scenarios without a domain."""
    sql = f"""
        select s.domain, s.tier, count(*)
        from {CHOSEN} as s
        group by s.domain, s.tier
    """
    found = db.rows(sql, **choice.parameters())
    return {(Domain(domain) if domain else None, Tier(tier)): count for domain, tier, count in found}


def groups(db: Database, choice: Choice) -> dict[tuple[str, Tier], int]:
    """How many in each working group, that of the lead department, and tier; "" stands for leads without a group."""
    sql = f"""
        select coalesce(g.name, ''), s.tier, count(*)
        from {CHOSEN} as s
        left join department_on(cast(:moment as timestamp)) as d on d.id = s.lead_id
        left join code_item_on(cast(:moment as timestamp)) as g on g.id = d.working_group_id
        group by coalesce(g.name, ''), g.position, s.tier
        order by g.position nulls last, 1
    """
    return {(group, Tier(tier)): count for group, tier, count in db.rows(sql, **choice.parameters())}


def departments(db: Database, choice: Choice, *, limit: int = 100) -> list[Led]:
    """Lead departments, those that lead most first, under the names of that day."""
    sql = f"""
        with led as (
            select
                s.lead_id as id,
                count(*) as scenarios,
                count(case when s.tier = 'build' then 1 end) as build,
                count(case when s.tier = 'reserve' then 1 end) as reserve,
                count(case when s.tier = 'plan' then 1 end) as plan,
                count(case when s.tier = 'operate' then 1 end) as operate,
                count(case when s.tier = 'exit' then 1 end) as gone
            from {CHOSEN} as s
            group by s.lead_id
        )
        select led.id, d.name, led.build, led.reserve, led.plan, led.operate, led.gone
        from led
        left join department_on(cast(:moment as timestamp)) as d on d.id = led.id
        order by led.scenarios desc, d.sort_key nulls last, led.id
        limit :limit
    """
    tiers = (Tier.BUILD, Tier.RESERVE, Tier.PLAN, Tier.OPERATE, Tier.EXIT)
    found = db.rows(sql, limit=limit, **choice.parameters())
    return [Led(key, name or "", dict(zip(tiers, numbers, strict=True))) for key, name, *numbers in found]
