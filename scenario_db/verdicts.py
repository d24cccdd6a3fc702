"""What people say of pairs that were proposed: kept with reason, person and day, found again, and taken back.

Of a demand and a scenario: it answers it, or it is another matter. Of two scenarios: different, related (and how), or
one that is to be merged, which is a move and asked for there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from scenario_db import ledger, turning
from scenario_db.changes import Change, Origin, Receipt
from scenario_db.codes import FitVerdict, LinkStatus, LinkType, Source, TwinVerdict
from scenario_db.database import Database
from scenario_db.kinds import kind_of
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import DemandScenario, Fit, Link, Twin
from scenario_db.roles import Person

RELATIONS: Mapping[LinkType, LinkStatus] = MappingProxyType(
    {
        LinkType.CHAIN: LinkStatus.PLANNED,
        LinkType.SHARES_DATA: LinkStatus.PLANNED,
        LinkType.REUSES: LinkStatus.PLANNED,
        LinkType.DUPLICATE: LinkStatus.WORKING,
    }
)
"""As what two scenarios may be linked that are related, and how far such a link is when it is made."""


class VerdictError(RegisterError):
    """What was decided does not do."""


def fits(db: Database, demand: str, scenario: str, *, by: Person, day: date, reason: str = "") -> Receipt | None:
    """The scenario answers the demand, now 已转场景; None where that was said already. Raises as `ledger.record`."""
    said = Fit(demand_id=demand, scenario_id=scenario, verdict=FitVerdict.FITS)
    answer = DemandScenario(demand_id=demand, scenario_id=scenario, note=reason.strip() or None)
    held = db.value("select id from demand_scenario where id = :id", id=answer.id)
    beside = [] if held else ledger.compare(db, ledger.wanted([answer]))
    beside += turning.turned(db, demand, scenario)
    return _record(db, replace(said, reason=reason.strip() or None), beside, by, day)


def is_other(db: Database, demand: str, scenario: str, *, by: Person, day: date, reason: str = "") -> Receipt | None:
    """The scenario is another matter; that it answered the demand, if somebody said so, holds no more."""
    said = Fit(demand_id=demand, scenario_id=scenario, verdict=FitVerdict.OTHER, reason=reason.strip() or None)
    beside = ledger.leaving(db, "demand_scenario", {said.id: ""})
    beside += turning.left_behind(db, beside)
    return _record(db, said, beside, by, day)


def judge(db: Database, said: Twin, *, by: Person, day: date) -> Receipt | None:
    """What two scenarios are to each other; a merger is proposed as a move besides.

    Raises VerdictError without a reason or, for related ones, without the kind of link; and as `ledger.record`.
    """
    require_said(said)
    said = _ordered(said)
    return _record(db, said, _beside(db, said), by, day)


def require_said(said: Twin) -> None:
    """Raises VerdictError for what is left unsaid: the reason, and of related ones as what they are linked."""
    if not (said.reason or "").strip():
        raise VerdictError(Problem("decision_without_reason"))
    if said.verdict is TwinVerdict.RELATED and said.link_type not in RELATIONS:
        raise VerdictError(Problem("relation_unsaid"))


def _beside(db: Database, said: Twin) -> list[Change]:
    """What follows from it for the links between the two."""
    if said.verdict is not TwinVerdict.RELATED or said.link_type is None:
        return _settle(db, said)
    link = _link(said, said.link_type, _direction(db, said, said.link_type))
    return ledger.compare(db, ledger.wanted([link]))


def _link(said: Twin, nature: LinkType, ends: tuple[str, str]) -> Link:
    reason = (said.reason or "").strip()
    return Link(from_id=ends[0], to_id=ends[1], type=nature, status=RELATIONS[nature], evidence=reason)


def entering(said: Twin, *, by: Person, day: date, row: str = "") -> list[Change]:
    """The same for a scenario, named first, that enters in this batch: nothing was said of it yet, nothing links it.

    Raises VerdictError for what is left unsaid.
    """
    require_said(said)
    told = replace(said, decided_by=by.name, decided_on=day)
    found: list[Twin | Link] = [told]
    if told.verdict is TwinVerdict.RELATED and told.link_type:
        found.append(_link(told, told.link_type, (told.scenario_id, told.other_id)))
    return [Change(kind_of(it).name, it.id, None, it, row=row) for it in found]


def _record(db: Database, said: Fit | Twin, others: list[Change], by: Person, day: date) -> Receipt | None:
    """Writes a verdict with what follows from it; who says the same again is not recorded again."""
    told = ledger.compare(db, ledger.wanted([replace(said, decided_by=by.name, decided_on=day)]))
    same = told and told[0].before and not set(told[0].fields()) - {"decided_by", "decided_on"}
    changes = [*([] if same else told), *others]
    if not changes:
        return None
    return ledger.record(db, changes, by=by, origin=Origin(Source.FORM, said.reason or ""))


def _ordered(said: Twin) -> Twin:
    """The later scenario first, so that a pair has one verdict, whoever was asked about."""
    pair = sorted((said.scenario_id, said.other_id), key=lambda key: (len(key), key))
    return replace(said, id="", scenario_id=pair[1], other_id=pair[0])


def _direction(db: Database, said: Twin, nature: LinkType) -> tuple[str, str]:
    """As a link of that kind stands already, else from the later one."""
    sql = """
        select from_id, to_id
        from link
        where type = :nature and ((from_id = :one and to_id = :other) or (from_id = :other and to_id = :one))
        order by from_id
    """
    found = db.rows(sql, nature=nature, one=said.scenario_id, other=said.other_id)
    return (found[0][0], found[0][1]) if found else (said.scenario_id, said.other_id)


def _settle(db: Database, said: Twin) -> list[Change]:
    """A link 疑似重复 that waited for this: it holds until they are merged, and not at all where they are different."""
    first, second = _direction(db, said, LinkType.DUPLICATE)
    status = LinkStatus.BROKEN if said.verdict is TwinVerdict.DIFFERENT else LinkStatus.WORKING
    reason = (said.reason or "").strip()
    link = Link(from_id=first, to_id=second, type=LinkType.DUPLICATE, status=status, evidence=reason)
    held = db.value("select id from link where id = :id", id=link.id)
    return ledger.compare(db, ledger.wanted([link])) if held else []


def take_back(db: Database, kind: str, key: str, *, by: Person) -> Receipt:
    """Takes a verdict back, with the answer or the link that it made, so that the pair is proposed again."""
    changes = ledger.leaving(db, kind, {key: ""})
    if not changes:
        raise VerdictError(Problem("verdict_gone"))
    [change] = changes
    if isinstance(change.before, Fit):
        changes += ledger.leaving(db, "demand_scenario", {key: ""})
        changes += turning.left_behind(db, changes)
    if isinstance(change.before, Twin) and change.before.link_type:
        first, second = _direction(db, change.before, change.before.link_type)
        link = Link(from_id=first, to_id=second, type=change.before.link_type)
        changes += ledger.leaving(db, "link", {link.id: ""})
    return ledger.record(db, changes, by=by, origin=Origin(Source.FORM))


@dataclass(frozen=True, slots=True)
class Decided:
    """A verdict as the list shows it: `kind` and `id` take it back; one and other with their codes."""

    kind: str
    id: str
    verdict: FitVerdict | TwinVerdict
    code: str
    name: str
    other_code: str
    other: str
    reason: str
    by: str
    day: date | None


_DECIDED = """
    with decided as (
        select
            'fit' as kind, f.id, f.verdict, n.code, n.title as name, s.code as other_code, s.name as other,
            f.reason, f.decided_by, f.decided_on, f.recorded_at
        from fit as f
        join demand as n on n.id = f.demand_id
        join scenario as s on s.id = f.scenario_id
        union all
        select
            'twin', t.id, t.verdict, s.code, s.name, o.code, o.name, t.reason, t.decided_by, t.decided_on, t.recorded_at
        from twin as t
        join scenario as s on s.id = t.scenario_id
        join scenario as o on o.id = t.other_id
    )
"""


def decided(db: Database, *, limit: int = 50, offset: int = 0) -> list[Decided]:
    """A page of what was decided, the latest first."""
    sql = f"""
        {_DECIDED}
        select
            kind, id, verdict, code, name, other_code, other, coalesce(reason, ''), coalesce(decided_by, ''), decided_on
        from decided
        order by recorded_at desc, id
        limit :limit offset :offset
    """
    lists: dict[str, type[FitVerdict | TwinVerdict]] = {"fit": FitVerdict, "twin": TwinVerdict}
    rows = db.rows(sql, limit=limit, offset=offset)
    return [Decided(kind, key, lists[kind](said), *rest) for kind, key, said, *rest in rows]


def count(db: Database) -> int:
    """How much was decided."""
    found: int = db.value(f"{_DECIDED} select count(*) from decided")
    return found
