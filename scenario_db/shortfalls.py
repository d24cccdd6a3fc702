"""What a score lacks, named: the scenarios that should have started or entered, and the problems nobody solved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scenario_db import light_facts, peers
from scenario_db.choices import Choice
from scenario_db.codes import Tier
from scenario_db.database import Database
from scenario_db.peers import DUE, ENTERED, PROBLEMS, STARTED, Merit


@dataclass(frozen=True, slots=True)
class Short:
    """A scenario for which a point is missing: since when, and what is wanting (of problems)."""

    code: str
    name: str
    lead: str
    since: date | None
    tier: Tier | None = None
    what: str = ""


_LATE = f"""
    {light_facts.RANKED}
    select lit.code, lit.name, coalesce(d.name, ''), planned_start, tier
    from lit
    left join department_on(cast(:moment as timestamp)) as d on d.id = lit.lead_id
    where {DUE} and not ({{done}})
    order by planned_start, lit.code
    limit :limit
"""

_DONE = {Merit.START: STARTED, Merit.ENTER: ENTERED}

_UNSOLVED = f"""
    with {PROBLEMS}
    select problems.scenario_code, problems.name, coalesce(d.name, ''), raised_on, description
    from problems
    left join department_on(cast(:moment as timestamp)) as d on d.id = problems.answers_id
    where status <> 'closed' and answers_id in (select unnest(cast(:units as text[])))
    order by raised_on nulls last, code
    limit :limit
"""


def late(db: Database, choice: Choice, merit: Merit, *, limit: int = 50) -> list[Short]:
    """The scenarios that should have started, or come into 建设, by now and have not; the longest first."""
    sql = _LATE.format(done=_DONE[merit])
    found = db.rows(sql, limit=limit, **light_facts.parameters(db, choice))
    return [Short(code, name, lead, day, Tier(tier)) for code, name, lead, day, tier in found]


def unsolved(db: Database, choice: Choice, *units: str, limit: int = 50) -> list[Short]:
    """The problems that these departments have to solve, the oldest first; `lead` is who has to."""
    given = {"january": peers.january(choice), "units": list(units), "limit": limit}
    found = db.rows(_UNSOLVED, **given, **choice.parameters())
    return [Short(code, name, lead, day, None, what) for code, name, lead, day, what in found]
