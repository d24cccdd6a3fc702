"""What stands before and behind a scenario, who depends on one that is late, and chains of steps across departments.

`requires` goes from the scenario that needs to the one needed: the one needed stands before. `contains` goes from the
whole to its part, as does a parent to its child: the whole stands before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenario_db.choices import CHOSEN, Choice
from scenario_db.codes import Light, LinkStatus, LinkType, Tier
from scenario_db.database import Database
from scenario_db.judging import WORSE
from scenario_db.light_facts import RANKED, parameters

DEEPEST = 5
"""So many steps up and down are looked at."""

_EDGES = """
    edge as (
        select to_id as before_id, from_id as behind_id, type, status
        from link_on(cast(:moment as timestamp))
        where type = 'requires'
        union all
        select from_id, to_id, type, status
        from link_on(cast(:moment as timestamp))
        where type = 'contains'
        union all
        select parent_id, id, 'contains', 'working'
        from scenario_on(cast(:moment as timestamp))
        where parent_id is not null
    )
"""


@dataclass(frozen=True, slots=True)
class Step:
    """A scenario `depth` steps before (below nought) or behind another, and through which one it is reached."""

    depth: int
    id: str
    code: str
    name: str
    tier: Tier
    lead: str
    via_id: str
    type: LinkType
    status: LinkStatus


def around(db: Database, choice: Choice, key: str, *, depth: int = DEEPEST, limit: int = 200) -> list[Step]:
    """What stands before and behind a scenario, up to `depth` steps, the nearest first; each at its nearest place."""
    sql = f"""
        with recursive {_EDGES}, walk(way, id, depth, via_id, type, status) as (
            select -1, cast(:key as text), 0, cast(:key as text), '', ''
            union
            select 1, cast(:key as text), 0, cast(:key as text), '', ''
            union
            select
                walk.way, case when walk.way < 0 then edge.before_id else edge.behind_id end, walk.depth + 1,
                walk.id, edge.type, edge.status
            from walk
            join edge on walk.id = case when walk.way < 0 then edge.behind_id else edge.before_id end
            where walk.depth < :depth
        ), nearest as (
            select walk.*, min(walk.depth) over (partition by walk.way, walk.id) as least
            from walk
        )
        select it.way * it.depth, s.id, s.code, s.name, s.tier, coalesce(d.name, ''), it.via_id, it.type, it.status
        from nearest as it
        join scenario_on(cast(:moment as timestamp)) as s on s.id = it.id
        left join department_on(cast(:moment as timestamp)) as d on d.id = s.lead_id
        where it.depth = it.least and it.depth > 0
        order by it.depth, it.way, s.code, it.via_id, it.type
        limit :limit
    """
    found = db.rows(sql, moment=choice.moment, key=key, depth=depth, limit=limit)
    return [_step(row) for row in found]


def _step(row: Sequence[Any]) -> Step:
    depth, key, code, name, tier, lead, via, kind, status = row
    return Step(depth, key, code, name, Tier(tier), lead, via, LinkType(kind), LinkStatus(status))


def linked(db: Database, choice: Choice, *, limit: int = 200) -> dict[str, tuple[str, str]]:
    """Scenarios that stand before or behind others, those with most first: by code, id and name."""
    sql = f"""
        with {_EDGES}, ends as (
            select before_id as id from edge
            union all
            select behind_id from edge
        ), counted as (
            select id, count(*) as links from ends group by id
        )
        select s.code, s.id, s.name
        from {CHOSEN} as s
        join counted on counted.id = s.id
        order by counted.links desc, s.code
        limit :limit
    """
    return {code: (key, name) for code, key, name in db.rows(sql, limit=limit, **choice.parameters())}


@dataclass(frozen=True, slots=True)
class Delayed:
    """A scenario that depends, over `depth` steps, on one that is late."""

    id: str
    code: str
    name: str
    lead: str
    depth: int
    late_code: str
    late_name: str
    suspended: bool


def delayed(db: Database, choice: Choice, *, limit: int = 50) -> list[Delayed]:
    """Who depends, directly or further, on a scenario that is red or suspended; the nearest cause of each."""
    needs = _needs(db, choice)
    late = _late(db, choice, {upper for uppers in needs.values() for upper in uppers})
    causes = _nearest(needs, set(late))
    shown = sorted(causes.items(), key=lambda it: (it[1][1], it[0]))[:limit]
    facts = _known(db, choice, {key for dependent, (cause, _) in shown for key in (dependent, cause)})
    return [
        Delayed(key, *facts[key], depth, *facts[cause][:2], late[cause])
        for key, (cause, depth) in shown
        if key in facts and cause in facts
    ]


def _needs(db: Database, choice: Choice) -> dict[str, list[str]]:
    sql = f"""
        select l.from_id, l.to_id
        from link_on(cast(:moment as timestamp)) as l
        join {CHOSEN} as needing on needing.id = l.from_id
        where l.type = 'requires'
        order by l.from_id, l.to_id
    """
    found = defaultdict(list)
    for needing, needed in db.rows(sql, **choice.parameters()):
        found[needing].append(needed)
    return found


def _late(db: Database, choice: Choice, ids: set[str]) -> dict[str, bool]:
    """Those of the scenarios that are late, and whether that is because they are suspended."""
    if not ids:
        return {}
    sql = f"{RANKED} select id, suspended from lit where rank = :red or suspended"
    everything = Choice(choice.day, choice.moment)
    return dict(db.rows(sql, **parameters(db, everything, sorted(ids)), red=WORSE[Light.RED]))


def _nearest(needs: Mapping[str, Iterable[str]], late: set[str]) -> dict[str, tuple[str, int]]:
    """For each scenario the nearest late one that it depends on, and over how many steps."""
    behind = defaultdict(list)
    for needing, uppers in needs.items():
        for upper in uppers:
            behind[upper].append(needing)
    found: dict[str, tuple[str, int]] = {}
    edge = [(it, it) for it in sorted(late)]
    for depth in range(1, DEEPEST + 1):
        reached = [(key, cause) for it, cause in edge for key in behind[it] if key not in found]
        edge = []
        for key, cause in reached:
            if key not in found and key != cause:
                found[key] = (cause, depth)
                edge.append((key, cause))
    return found


def _known(db: Database, choice: Choice, ids: set[str]) -> dict[str, tuple[str, str, str]]:
    sql = """
        select s.id, s.code, s.name, coalesce(d.name, '')
        from scenario_on(cast(:moment as timestamp)) as s
        left join department_on(cast(:moment as timestamp)) as d on d.id = s.lead_id
        where s.id in (select unnest(cast(:ids as text[])))
    """
    return {key: (code, name, lead) for key, code, name, lead in db.rows(sql, moment=choice.moment, ids=sorted(ids))}
