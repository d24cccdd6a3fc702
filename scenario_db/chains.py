"""业务联动: chains of steps in their order, each with its department, and where they are broken.

A chain is either the steps of one scenario (监测预警 → 流调 → 转运, links from the scenario to itself) or links that
lead from scenario to scenario: those that hang together are one chain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from scenario_db.choices import CHOSEN, Choice
from scenario_db.codes import LinkStatus
from scenario_db.database import Database


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One step: of which scenario, what is done, by whom, and whether it works."""

    number: int
    code: str
    scenario: str
    what: str
    unit: str
    status: LinkStatus


@dataclass(frozen=True, slots=True)
class Chain:
    """The steps of a chain in their order; it bears the name of the scenario in which it begins."""

    code: str
    name: str
    steps: tuple[ChainStep, ...]

    @property
    def broken(self) -> int:
        """How many steps are broken."""
        return sum(it.status is LinkStatus.BROKEN for it in self.steps)


def chains(db: Database, choice: Choice, *, limit: int = 10) -> tuple[list[Chain], int]:
    """Chains, those with most broken steps first, and how many there are in all."""
    sql = f"""
        select l.id, l.from_id, l.to_id, l.status
        from link_on(cast(:moment as timestamp)) as l
        join {CHOSEN} as s on s.id = l.from_id
        where l.type = 'chain'
        order by l.id
    """
    found = db.rows(sql, **choice.parameters())
    groups = _hanging_together([(key, here, there) for key, here, there, _ in found])
    broken = {key for key, _, _, status in found if status == LinkStatus.BROKEN}
    groups.sort(key=lambda keys: (-sum(key in broken for key in keys), -len(keys), keys[0]))
    return _read(db, choice, groups[:limit]), len(groups)


def _hanging_together(links: Iterable[tuple[str, str, str]]) -> list[list[str]]:
    """The ids of links by chain: the steps of one scenario stand for themselves."""
    root: dict[str, str] = {}

    def top(key: str) -> str:
        while root.setdefault(key, key) != key:
            key = root[key]
        return key

    groups: dict[tuple[bool, str], list[str]] = defaultdict(list)
    given = list(links)
    for _, here, there in given:
        if here != there:
            root[top(here)] = top(there)
    for key, here, there in given:
        groups[(here == there, here if here == there else top(here))].append(key)
    return list(groups.values())


def _read(db: Database, choice: Choice, groups: list[list[str]]) -> list[Chain]:
    sql = """
        select
            l.id, l.step_no, first.code, first.name, s.code, s.name, coalesce(l.content, ''), coalesce(d.name, ''),
            l.status
        from link_on(cast(:moment as timestamp)) as l
        join scenario_on(cast(:moment as timestamp)) as first on first.id = l.from_id
        join scenario_on(cast(:moment as timestamp)) as s on s.id = l.to_id
        left join department_on(cast(:moment as timestamp)) as d on d.id = coalesce(l.department_id, s.lead_id)
        where l.id in (select unnest(cast(:ids as text[])))
        order by l.step_no, l.id
    """
    rows = {row[0]: row[1:] for row in db.rows(sql, moment=choice.moment, ids=[key for keys in groups for key in keys])}
    found = []
    for keys in groups:
        mine = set(keys)
        order = [row for key, row in rows.items() if key in mine]
        steps = tuple(_step(row) for row in order)
        found.extend([Chain(order[0][1], order[0][2], steps)] if order else [])
    return found


def _step(row: Sequence[Any]) -> ChainStep:
    number, _, _, code, scenario, what, unit, status = row
    return ChainStep(number, code, scenario, what, unit, LinkStatus(status))
