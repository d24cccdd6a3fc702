"""Which demands a live scenario answers, by domain, on any day; the demands page counts those of today alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from scenario_db.choices import Choice
from scenario_db.codes import Domain
from scenario_db.database import Database

OLD = 90
"""A demand that nobody answers for more days than this is an old one."""


@dataclass(frozen=True, slots=True)
class Covered:
    """The demands of one domain: answered by a live scenario, open, or done with otherwise; how old the open ones."""

    answered: int = 0
    open: int = 0
    done: int = 0
    old: int = 0
    oldest: date | None = None

    def age(self, day: date) -> int | None:
        """For how many days the oldest open one has waited."""
        return (day - self.oldest).days if self.oldest else None


def by_domain(db: Database, choice: Choice) -> Mapping[Domain | None, Covered]:
    """The demands of each domain; of these proposers, where the choice names departments."""
    sql = f"""
        with answered as (
            select distinct ds.demand_id as id
            from demand_scenario_on(cast(:moment as timestamp)) as ds
            join scenario_on(cast(:moment as timestamp)) as s on s.id = ds.scenario_id
            where s.tier <> 'exit'
        ), told as (
            select
                n.domain, n.raised_on,
                case
                    when a.id is not null then 'answered'
                    when n.status in ('met', 'rejected') then 'done'
                    else 'open' end as coverage
            from demand_on(cast(:moment as timestamp)) as n
            left join answered as a on a.id = n.id
            where (cardinality(cast(:leads as text[])) = 0 or n.proposer_id in (select unnest(cast(:leads as text[]))))
        )
        select
            domain, count(case when coverage = 'answered' then 1 end), count(case when coverage = 'open' then 1 end),
            count(case when coverage = 'done' then 1 end),
            count(case when coverage = 'open' and raised_on < cast(:day as date) - {OLD} then 1 end),
            min(case when coverage = 'open' then raised_on end)
        from told
        group by domain
    """
    found = db.rows(sql, moment=choice.moment, leads=list(choice.leads), day=choice.day)
    return {Domain(domain) if domain else None: Covered(*rest) for domain, *rest in found}
