"""Demands and scenarios that belong together, scenarios that may be one: proposed from the register, decided by people.

What somebody decided (verdicts.py) is not proposed again. Which of a demand's scenarios are alike, and why, says
matching.py; this asks it of the register as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from scenario_db import corpora, days, matching
from scenario_db.codes import Domain
from scenario_db.corpora import Held
from scenario_db.database import Database
from scenario_db.matching import Match, Reason, Text


@dataclass(frozen=True, slots=True)
class Proposal:
    """A record that may belong to the one that was asked about, with its code, its score and why."""

    id: str
    code: str
    name: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Demands of one domain that no live scenario answers: how many, by how long they have waited, in days."""

    domain: Domain | None
    demands: int
    oldest_days: int | None
    within_30: int
    within_90: int
    longer: int
    undated: int


@dataclass(frozen=True, slots=True)
class Asking:
    """A demand that no live scenario answers, and the scenarios that may."""

    id: str
    code: str
    title: str
    domain: Domain | None
    proposer_id: str | None
    raised_on: date | None
    found: tuple[Proposal, ...]


def scenarios_for(db: Database, demand: str, *, k: int = 3) -> list[Proposal]:
    """The scenarios that may answer a demand, the likeliest first, without those that were decided on."""
    return _proposed(corpora.demands(db), corpora.scenarios(db), demand, _decided(db, "demand", demand), k)


def demands_for(db: Database, scenario: str, *, k: int = 3) -> list[Proposal]:
    """The demands that a scenario may answer, the likeliest first, without those that were decided on."""
    return _proposed(corpora.scenarios(db), corpora.demands(db), scenario, _decided(db, "scenario", scenario), k)


def _proposed(asking: Held, there: Held, key: str, decided: set[str], k: int) -> list[Proposal]:
    text = asking.by_id.get(key)
    if not text:
        return []
    [found] = matching.matches(there.corpus, [text], k=2 * k + len(decided))
    told = (_proposal(there, text, it) for it in found if it.text.id not in decided)
    return [it for it in told if _TELLING & {reason.kind for reason in it.reasons}][:k]


_TELLING = {"same_name", "shared_words", "same_meaning"}
"""A domain or a unit that two share speaks for a proposal, but makes none."""


def _proposal(there: Held, asked: Text, it: Match) -> Proposal:
    return Proposal(
        it.text.id, there.codes[it.text.id], it.text.name, it.score, tuple(matching.reasons(asked, it.text))
    )


_DECIDED = {
    "demand": """
        select scenario_id from demand_scenario where demand_id = :key
        union
        select scenario_id from fit where demand_id = :key
    """,
    "scenario": """
        select demand_id from demand_scenario where scenario_id = :key
        union
        select demand_id from fit where scenario_id = :key
    """,
}


def _decided(db: Database, kind: str, key: str) -> set[str]:
    return {other for (other,) in db.rows(_DECIDED[kind], key=key)}


_UNCOVERED = """
    from demand_on(cast(:moment as timestamp))
    where status not in ('met', 'rejected')
      and id not in (
          select ds.demand_id
          from demand_scenario_on(cast(:moment as timestamp)) as ds
          join scenario_on(cast(:moment as timestamp)) as s on s.id = ds.scenario_id
          where s.tier <> 'exit'
      )
"""


def uncovered(db: Database, day: date, moment: datetime = days.ALWAYS) -> list[Uncovered]:
    """Demands that no live scenario answers and that were neither met nor rejected, by domain and age on that day."""
    sql = f"""
        select
            domain, count(*), min(raised_on),
            count(case when cast(:day as date) - raised_on <= 30 then 1 end),
            count(case when cast(:day as date) - raised_on between 31 and 90 then 1 end),
            count(case when cast(:day as date) - raised_on > 90 then 1 end),
            count(case when raised_on is null then 1 end)
        {_UNCOVERED}
        group by domain
        order by count(*) desc, domain nulls last
    """
    return [
        Uncovered(Domain(it) if it else None, many, (day - first).days if first else None, *ages)
        for it, many, first, *ages in db.rows(sql, day=day, moment=moment)
    ]


def asking(db: Database, *, k: int = 3, limit: int = 20, offset: int = 0) -> list[Asking]:
    """A page of the demands that no live scenario answers, the oldest first, each with the scenarios that may."""
    sql = f"""
        select id, code, title, domain, proposer_id, raised_on
        {_UNCOVERED}
        order by raised_on nulls last, code
        limit :limit offset :offset
    """
    return [
        Asking(key, code, title, Domain(it) if it else None, proposer, day, tuple(scenarios_for(db, key, k=k)))
        for key, code, title, it, proposer, day in db.rows(sql, limit=limit, offset=offset, moment=days.ALWAYS)
    ]


def without_demand(
    db: Database, *, limit: int = 100, offset: int = 0, moment: datetime = days.ALWAYS
) -> list[tuple[str, str, str]]:
    """Id, code and name of live scenarios that answer no demand, by code."""
    sql = f"select id, code, name {_WITHOUT} order by code limit :limit offset :offset"
    return [(key, code, name) for key, code, name in db.rows(sql, limit=limit, offset=offset, moment=moment)]


def count_without_demand(db: Database, moment: datetime = days.ALWAYS) -> int:
    """How many live scenarios answer no demand."""
    found: int = db.value(f"select count(*) {_WITHOUT}", moment=moment)
    return found


_WITHOUT = """
    from scenario_on(cast(:moment as timestamp))
    where tier <> 'exit' and record_status = 'entered'
      and id not in (select scenario_id from demand_scenario_on(cast(:moment as timestamp)))
"""


def near(db: Database, written: Sequence[Text], *, k: int = 3) -> list[list[Proposal]]:
    """For each scenario, typed, of a workbook or of the register, those that may be the same and are undecided."""
    there = corpora.scenarios(db)
    decided = settled(db, [it.id for it in written if it.id])
    found = matching.duplicates(there.corpus, written, k=k + len(decided))
    return [
        [_proposal(there, text, it) for it in those if frozenset((text.id, it.text.id)) not in decided][:k]
        for text, those in zip(written, found, strict=True)
    ]


def near_of(db: Database, scenarios: Sequence[str], *, k: int = 3) -> dict[str, list[Proposal]]:
    """The same for scenarios of the register, by id; only those that have any."""
    held = corpora.scenarios(db)
    texts = [held.by_id[key] for key in scenarios if key in held.by_id]
    return {text.id: those for text, those in zip(texts, near(db, texts, k=k), strict=True) if those}


def name_is_checked(db: Database, scenario: str) -> bool:
    """Whether everything that is much like a scenario was decided on, and nothing is to be merged with it."""
    sql = "select count(*) from twin where verdict = 'merge' and (scenario_id = :id or other_id = :id)"
    return not db.value(sql, id=scenario) and not near_of(db, [scenario], k=1)


def latest(db: Database, *, limit: int = 50, offset: int = 0) -> list[tuple[str, str, str]]:
    """Id, code and name of live scenarios, those that entered last first: who comes is held against who is there."""
    sql = """
        select id, code, name
        from scenario
        where tier <> 'exit'
        order by length(id) desc, id desc
        limit :limit offset :offset
    """
    return [(key, code, name) for key, code, name in db.rows(sql, limit=limit, offset=offset)]


def count_latest(db: Database) -> int:
    """How many live scenarios there are."""
    found: int = db.value("select count(*) from scenario where tier <> 'exit'")
    return found


def settled(db: Database, ids: Sequence[str] | None = None) -> set[frozenset[str]]:
    """The pairs, with one of these scenarios or all, on which somebody decided: one, different, related, or merged."""
    sql = """
        select scenario_id, other_id
        from twin
        where cast(:all as boolean)
           or scenario_id in (select unnest(cast(:ids as text[]))) or other_id in (select unnest(cast(:ids as text[])))
        union
        select from_id, to_id
        from link
        where ((type = 'duplicate' and status <> 'planned') or type = 'merged_into')
          and (cast(:all as boolean) or from_id in (select unnest(cast(:ids as text[])))
               or to_id in (select unnest(cast(:ids as text[]))))
        union
        -- what stands under another is a part of it
        select id, parent_id
        from scenario
        where parent_id is not null
          and (cast(:all as boolean) or id in (select unnest(cast(:ids as text[])))
               or parent_id in (select unnest(cast(:ids as text[]))))
    """
    given = {"all": ids is None, "ids": list(ids or ())}
    return set() if ids == [] else {frozenset(pair) for pair in db.rows(sql, **given)}


def written(name: str, told: Mapping[str, Any]) -> Text:
    """A scenario that is being typed or read, as comparisons read it; `told` are its fields as far as known."""
    return Text(
        "",
        name,
        pain_point=told.get("pain_point") or "",
        summary=told.get("summary") or "",
        content=told.get("content") or "",
        domain=told.get("domain"),
        departments=frozenset(filter(None, (told.get("lead_id"),))),
    )
