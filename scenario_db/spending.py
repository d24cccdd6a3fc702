"""The year's money by domain, by lead department, and scenario by scenario, the largest plans first.

Sums count as those of `money.py` do, never twice; a scenario's own amounts are what its own plan and returns say. 万元.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scenario_db.choices import Choice
from scenario_db.codes import Domain, Tier
from scenario_db.database import Database
from scenario_db.money import AMOUNTS, Share, of_year


@dataclass(frozen=True, slots=True)
class Spent:
    """A scenario's own money of the year; `done` is None where it returned nothing yet."""

    id: str
    code: str
    name: str
    tier: Tier
    lead: str
    planned: Decimal
    done: Decimal | None
    total: Decimal | None

    @property
    def completion(self) -> Fraction:
        """What is done of the plan; what nobody returned is nought."""
        return Fraction(self.done or 0) / Fraction(self.planned)


def by_domain(db: Database, choice: Choice) -> Mapping[tuple[Domain | None, Tier], Share]:
    """The year's money of each domain and tier; None stands for scenarios without a domain."""
    sql = f"""
        {AMOUNTS}
        select
            domain, tier, count(*), count(case when not is_planned then 1 end),
            coalesce(sum(planned), 0), coalesce(sum(case when is_planned then done end), 0)
        from amounts
        group by domain, tier
    """
    found = db.rows(sql, **of_year(choice), **choice.parameters())
    return {(Domain(domain) if domain else None, Tier(tier)): _share(*rest) for domain, tier, *rest in found}


def by_lead(db: Database, choice: Choice) -> Mapping[str | None, Share]:
    """The year's money of what each department leads."""
    sql = f"""
        {AMOUNTS}
        select
            lead_id, count(*), count(case when not is_planned then 1 end),
            coalesce(sum(planned), 0), coalesce(sum(case when is_planned then done end), 0)
        from amounts
        group by lead_id
    """
    found = db.rows(sql, **of_year(choice), **choice.parameters())
    return {key: _share(*rest) for key, *rest in found}


def _share(scenarios: int, without_plan: int, planned: Decimal, done: Decimal) -> Share:
    return Share(scenarios, without_plan, Decimal(planned), Decimal(done))


_OWN = f"""
    {AMOUNTS}, own as (
        select plan.id, plan.amount as planned, latest.amount as done
        from plan
        join live on live.id = plan.id
        left join latest on latest.id = plan.id
        where plan.amount > 0
    )
"""


def planning(db: Database, choice: Choice) -> int:
    """How many of the choice have a plan of their own for the year."""
    found: int = db.value(f"{_OWN} select count(*) from own", **of_year(choice), **choice.parameters())
    return found


def largest(db: Database, choice: Choice, *, limit: int = 200) -> list[Spent]:
    """The scenarios with the largest plans of the year."""
    return _spent(db, choice, limit, slowest_first=False)


def slowest(db: Database, choice: Choice, *, limit: int = 50) -> list[Spent]:
    """The scenarios of which the least of the year's plan is done, the larger plan first."""
    return _spent(db, choice, limit, slowest_first=True)


def _spent(db: Database, choice: Choice, limit: int, *, slowest_first: bool) -> list[Spent]:
    sql = f"""
        {_OWN}
        select s.id, s.code, s.name, s.tier, coalesce(d.name, ''), own.planned, own.done, s.total_invest
        from own
        join scenario_on(cast(:moment as timestamp)) as s on s.id = own.id
        left join department_on(cast(:moment as timestamp)) as d on d.id = s.lead_id
        order by
            case when cast(:slowest as boolean) then coalesce(own.done, 0) / own.planned end, own.planned desc, s.code
        limit :limit
    """
    found = db.rows(sql, limit=limit, slowest=slowest_first, **of_year(choice), **choice.parameters())
    return [Spent(key, code, name, Tier(tier), *rest) for key, code, name, tier, *rest in found]
