"""Demands and scenarios that belong together, scenarios that may be one: proposed from the register, decided by people.

What somebody decided is not proposed again: a demand and a scenario that belong together are a DemandScenario, two
scenarios that may be one a link 疑似重复: planned while that is to be looked at, working where it is so, broken where
they are different.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from scenario_db import answers, ledger, matching
from scenario_db.changes import Receipt
from scenario_db.codes import Domain, LinkStatus, LinkType
from scenario_db.database import Database
from scenario_db.matching import Corpus, Match, Reason, Text
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import DemandScenario, Link
from scenario_db.roles import Person


class PairingError(RegisterError):
    """What was decided does not do."""


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
    """Demands of one domain that no live scenario answers: how many, and how many days the oldest has waited."""

    domain: Domain | None
    demands: int
    oldest_days: int | None


@dataclass(frozen=True)
class _Held:
    """The records of one kind as they are looked through."""

    corpus: Corpus
    codes: dict[str, str]
    by_id: dict[str, Text]


_SCENARIOS = """
    select s.id, s.code, s.name, s.aliases, s.pain_point, s.summary, s.content, s.data_need, s.domain, s.lead_id
    from scenario as s
    where s.tier <> 'exit'
    order by s.id
"""
_DEMANDS = """
    select id, code, title, null, pain_point, null, remark, null, domain, proposer_id
    from demand
    where status <> 'rejected'
    order by id
"""
_PARTNERS = "select scenario_id, department_id from partner"


def _scenarios(db: Database) -> _Held:
    partners: dict[str, set[str]] = {}
    for scenario, department in db.rows(_PARTNERS):
        partners.setdefault(scenario, set()).add(department)
    return _held([(_text(row, partners.get(row[0], ())), row[1]) for row in db.rows(_SCENARIOS)])


def _demands(db: Database) -> _Held:
    return _held([(_text(row), row[1]) for row in db.rows(_DEMANDS)])


def _held(found: Sequence[tuple[Text, str]]) -> _Held:
    texts = [it for it, _ in found]
    codes = {it.id: code for it, code in found}
    return _Held(matching.corpus(texts), codes, {it.id: it for it in texts})


def _text(row: Sequence[Any], departments: Iterable[str] = ()) -> Text:
    key, _, name, aliases, pain_point, summary, content, data_need, domain, lead = row
    return Text(
        key,
        name,
        tuple(aliases or ()),
        pain_point or "",
        summary or "",
        content or "",
        data_need or "",
        Domain(domain) if domain else None,
        frozenset(filter(None, (lead, *departments))),
    )


def scenarios_for(db: Database, demand: str, *, k: int = 3) -> list[Proposal]:
    """The scenarios that may answer a demand, the likeliest first, without those that were decided on."""
    return _proposed(
        answers.kept(db, _demands), answers.kept(db, _scenarios), demand, _decided(db, "demand", demand), k
    )


def demands_for(db: Database, scenario: str, *, k: int = 3) -> list[Proposal]:
    """The demands that a scenario may answer, the likeliest first, without those that were decided on."""
    decided = _decided(db, "scenario", scenario)
    return _proposed(answers.kept(db, _scenarios), answers.kept(db, _demands), scenario, decided, k)


def _proposed(asking: _Held, there: _Held, key: str, decided: set[str], k: int) -> list[Proposal]:
    text = asking.by_id.get(key)
    if not text:
        return []
    [found] = matching.matches(there.corpus, [text], k=k + len(decided))
    return [_proposal(there, text, it) for it in found if it.text.id not in decided][:k]


def _proposal(there: _Held, asked: Text, it: Match) -> Proposal:
    return Proposal(
        it.text.id, there.codes[it.text.id], it.text.name, it.score, tuple(matching.reasons(asked, it.text))
    )


_DECIDED = {
    "demand": "select scenario_id from demand_scenario where demand_id = :key",
    "scenario": "select demand_id from demand_scenario where scenario_id = :key",
}


def _decided(db: Database, kind: str, key: str) -> set[str]:
    return {other for (other,) in db.rows(_DECIDED[kind], key=key)}


def confirm(db: Database, demand: str, scenario: str, *, by: Person, note: str = "") -> Receipt | None:
    """Somebody says that the scenario answers the demand; None where that stood already. Raises as `ledger.record`."""
    return ledger.saved(db, DemandScenario(demand_id=demand, scenario_id=scenario, note=note or None), by=by)


def uncovered(db: Database, day: date) -> list[Uncovered]:
    """Demands that no live scenario answers and that were neither met nor rejected, by domain."""
    sql = f"""
        select domain, count(*), min(raised_on)
        from demand
        where status not in ('met', 'rejected') and id not in ({_COVERED})
        group by domain
        order by count(*) desc, domain nulls last
    """
    rows = db.rows(sql)
    return [
        Uncovered(Domain(it) if it else None, many, (day - first).days if first else None) for it, many, first in rows
    ]


_COVERED = """
    select ds.demand_id
    from demand_scenario as ds
    join scenario as s on s.id = ds.scenario_id
    where s.tier <> 'exit'
"""


def uncovered_demands(db: Database, *, limit: int = 100) -> list[tuple[str, str, str, date | None]]:
    """Id, code, title and day of the demands that no live scenario answers, the oldest first."""
    sql = f"""
        select id, code, title, raised_on
        from demand
        where status not in ('met', 'rejected') and id not in ({_COVERED})
        order by raised_on nulls last, code
        limit :limit
    """
    return [(key, code, title, day) for key, code, title, day in db.rows(sql, limit=limit)]


def without_demand(db: Database, *, limit: int = 100) -> list[tuple[str, str, str]]:
    """Id, code and name of live scenarios that answer no demand, by code."""
    sql = """
        select id, code, name
        from scenario
        where tier <> 'exit' and id not in (select scenario_id from demand_scenario)
        order by code
        limit :limit
    """
    return [(key, code, name) for key, code, name in db.rows(sql, limit=limit)]


def near(db: Database, written: Sequence[Text], *, k: int = 3) -> list[list[Proposal]]:
    """For each new scenario, typed or of a workbook, those that may be the same and were not held to be different."""
    there = answers.kept(db, _scenarios)
    settled = _settled(db) if any(it.id for it in written) else set()
    found = matching.duplicates(there.corpus, written, k=k + len(settled))
    return [
        [_proposal(there, text, it) for it in those if frozenset((text.id, it.text.id)) not in settled][:k]
        for text, those in zip(written, found, strict=True)
    ]


def all_near(db: Database) -> list[tuple[Text, Proposal]]:
    """All pairs of scenarios in the register that may be one and that nobody has decided on, the likeliest first."""
    texts = answers.kept(db, _scenarios).corpus.texts
    pairs = {
        frozenset((text.id, it.id)): (text, it)
        for text, those in zip(texts, near(db, texts), strict=True)
        for it in those
    }
    return sorted(pairs.values(), key=lambda it: (-it[1].score, it[0].id, it[1].id))


def _settled(db: Database) -> set[frozenset[str]]:
    """The pairs of scenarios on which somebody decided: one, different, or merged."""
    sql = """
        select from_id, to_id
        from link
        where (type = 'duplicate' and status <> 'planned') or type = 'merged_into'
    """
    return {frozenset(pair) for pair in db.rows(sql)}


def decide(db: Database, one: str, other: str, *, same: bool, reason: str, by: Person) -> Receipt | None:
    """Somebody says whether two scenarios are the same, and why; merging them is a move.

    Raises PairingError without a reason, and as `ledger.record` does.
    """
    if not reason.strip():
        raise PairingError(Problem("decision_without_reason"))
    first, second = _direction(db, one, other)
    status = LinkStatus.WORKING if same else LinkStatus.BROKEN
    it = Link(from_id=first, to_id=second, type=LinkType.DUPLICATE, status=status, evidence=reason.strip())
    return ledger.saved(db, it, by=by, note=reason.strip())


def _direction(db: Database, one: str, other: str) -> tuple[str, str]:
    """As the link stands already, else from the one that is later: a pair has one link, whoever was asked about."""
    sql = """
        select from_id, to_id
        from link
        where type = 'duplicate' and ((from_id = :one and to_id = :other) or (from_id = :other and to_id = :one))
        order by from_id
    """
    found = db.rows(sql, one=one, other=other)
    return (found[0][0], found[0][1]) if found else (max(one, other), min(one, other))
