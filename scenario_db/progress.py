"""Returns at work: opened for a clerk, filed many at once, said to be unchanged, reviewed, returned, corrected.

A return counts as soon as it is filed. `filed_on` is the day of the first filing and never changes; what is filed later
is a new version, and the old one stays in the history. Who owes which return stands in owing.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from scenario_db import denials, ledger, roles
from scenario_db.changes import Change, Lost, Origin, Receipt, StaleError
from scenario_db.codes import Period, ReviewStatus, Source, Tier
from scenario_db.comparing import records_of
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.owing import Owed, Standing
from scenario_db.periods import Term
from scenario_db.problems import Problem
from scenario_db.records import ProgressReport
from scenario_db.refusals import losses
from scenario_db.returns import Filing, Opened, stamped, term_of
from scenario_db.roles import Action, DeniedError, Person

_LOOK_BACK = {Period.WEEK: 8, Period.MONTH: 12, Period.QUARTER: 4, Period.HALF: 3}
"""So many periods back the last return is looked for."""

_REPORT, _PLAN = KINDS["progress_report"], KINDS["annual_plan"]


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of some filings: the receipt, if anything was written, and those on which others were faster."""

    receipt: Receipt | None
    lost: tuple[Lost, ...] = ()

    @property
    def lost_ids(self) -> frozenset[str]:
        """The ids of the returns that were not written."""
        return frozenset(it.id for it in self.lost)


def opened(db: Database, found: Sequence[Owed]) -> list[Opened]:
    """Each of these returns with what is there, the last one before it, and the year's plan."""
    there = _reports(db, [it for owed in found for it in (_id(owed, owed.term), _id(owed, owed.term.before))])
    behind = [it for it in found if not _counts(there.get(_id(it, it.term.before)[0]))]
    there |= _reports(db, [key for it in behind for key in _ids_before(it)])
    plans = records_of(db, _PLAN, sorted({_plan_id(it) for it in found}))
    return [
        Opened(
            it,
            there.get(it.report_id) if it.version else None,
            next((there[key] for key, _ in _ids_before(it) if _counts(there.get(key))), None),
            getattr(plans.get(_plan_id(it), (0, None))[1], "planned_invest", None),
        )
        for it in found
    ]


def of_ids(db: Database, ids: Sequence[str]) -> list[Opened]:
    """Returns that are there, opened by their ids, whether anybody owes them or not."""
    found = records_of(db, _REPORT, ids)
    sql = """
        select id, code, name, tier, lead_id
        from scenario
        where id in (select unnest(cast(:ids as text[])))
    """
    reports = {key: (version, cast("ProgressReport", it)) for key, (version, it) in found.items()}
    named = {row[0]: row for row in db.rows(sql, ids=[it.scenario_id for _, it in reports.values()])}
    return opened(db, [_as_owed(named[it.scenario_id], version, it) for version, it in reports.values()])


def _as_owed(scenario: Sequence[Any], version: int, it: ProgressReport) -> Owed:
    key, code, name, tier, lead = scenario
    standing = Standing.RETURNED if it.status is ReviewStatus.RETURNED else Standing.ON_TIME
    term = term_of(it)
    return Owed(key, code, name, Tier(tier), lead, term, term.last, standing, version, it.filed_on)


def _plan_id(it: Owed) -> str:
    return f"{it.scenario_id}/{it.term.last.year}"


def _id(it: Owed, term: Term) -> tuple[str, str]:
    return f"{it.scenario_id}/{term.kind}/{term.name}", term.name


def _ids_before(it: Owed) -> list[tuple[str, str]]:
    """The ids of the returns before this one, the latest first, each with its period."""
    return [_id(it, term) for term in reversed(it.term.before.back(_LOOK_BACK[it.term.kind]))]


def _counts(it: ProgressReport | None) -> bool:
    return it is not None and it.status is ReviewStatus.EFFECTIVE


def _reports(db: Database, wanted: Iterable[tuple[str, str]]) -> dict[str, ProgressReport]:
    """Today's returns of those ids and periods; the periods alone leave few of a million to look through."""
    keys = dict(wanted)
    sql = f"""
        select {", ".join(_REPORT.names)}
        from progress_report
        where period in (select unnest(cast(:periods as text[])))
          and id in (select unnest(cast(:ids as text[])))
    """
    rows = db.rows(sql, ids=list(keys), periods=sorted(set(keys.values()))) if keys else []
    return {row[0]: cast("ProgressReport", _REPORT.read(row)) for row in rows}


def file(
    db: Database,
    filings: Sequence[Filing],
    *,
    by: Person,
    today: date,
    note: str = "",
    origin: Origin | None = None,
    together: bool = False,
) -> Filed:
    """Files returns in one batch. Where somebody else was faster since a return was opened, that one is not written;
    `together`, then none is. `origin` says by which door, where it is not a form.

    Raises DeniedError, and as `ledger.record` does.
    """
    denials.require(db, by, Action.REPORT)
    origin = origin or Origin(Source.FORM, note)
    versions = {it.opened.owed.report_id: it.opened.owed.version for it in filings}
    reports = [it.report(by=by, today=today) for it in filings]
    if together:
        return Filed(*_tried(db, reports, versions, by, origin))
    return _written(db, reports, versions, by=by, origin=origin)


def unchanged(db: Database, found: Sequence[Owed], *, by: Person, today: date, note: str = "") -> Filed:
    """无变化 for each of these: a valid return that carries the last figures on. Raises as `file` does."""
    return file(db, [Filing(it, unchanged=True) for it in opened(db, found)], by=by, today=today, note=note)


def _written(
    db: Database, reports: Sequence[ProgressReport], versions: Mapping[str, int], *, by: Person, origin: Origin
) -> Filed:
    """Writes what nobody else has touched meanwhile; tries again without what somebody has."""
    lost: tuple[Lost, ...] = ()
    while left := [it for it in reports if it.id not in {one.id for one in lost}]:
        receipt, overtaken = _tried(db, left, versions, by, origin)
        if not overtaken:
            return Filed(receipt, lost)
        lost += overtaken
    return Filed(None, lost)


def _tried(
    db: Database, reports: Sequence[ProgressReport], versions: Mapping[str, int], by: Person, origin: Origin
) -> tuple[Receipt | None, tuple[Lost, ...]]:
    changes = ledger.compare(db, ledger.wanted(reports))
    stale = [it for it in changes if (it.version if it.before else 0) != versions[it.id]]
    if stale:
        return None, tuple(losses(db, _REPORT, [_as_opened(db, it, versions[it.id]) for it in stale]))
    try:
        return (ledger.record(db, changes, by=by, origin=origin) if changes else None), ()
    except StaleError as overtaken:
        return None, overtaken.lost


def _as_opened(db: Database, change: Change, version: int) -> Change:
    """The change with the return as it was when it was opened, so that the loss says what became of it since."""
    found = (it.record for it in ledger.history(db, change.kind, change.id) if it.number == version)
    return replace(change, before=next(found, None), version=version)


def confirm(db: Database, versions: Mapping[str, int], *, by: Person, today: date) -> Filed:
    """The reviewer has read these returns, each at the version that was shown. Raises DeniedError."""
    return _reviewed(db, versions, by, {"reviewer": by.name, "reviewed_on": today, "opinion": None})


def send_back(db: Database, versions: Mapping[str, int], reason: str, *, by: Person, today: date) -> Filed:
    """Returns them to be corrected, with a reason: they count no more until they are. Raises DeniedError."""
    if not reason.strip():
        raise DeniedError(Problem("return_reason_missing"))
    said = {"reviewer": by.name, "reviewed_on": today, "opinion": reason.strip()}
    return _reviewed(db, versions, by, said | {"status": ReviewStatus.RETURNED})


def _reviewed(db: Database, versions: Mapping[str, int], by: Person, said: Mapping[str, Any]) -> Filed:
    if not roles.may(by, Action.REVIEW_FINAL):
        denials.require(db, by, Action.REVIEW_FIRST)
    found = [cast("ProgressReport", it) for _, it in records_of(db, _REPORT, list(versions)).values()]
    own = [it for it in found if roles.is_own(by, it.reported_by)]
    if own:
        raise denials.told(db, by, DeniedError(Problem("own_return", facts={"count": len(own)})))
    reports = [replace(it, **said) for it in found]
    return _written(db, reports, versions, by=by, origin=Origin(Source.REVIEW))


def arrived(
    db: Database, changes: Sequence[Change], *, by: Person, on: Mapping[str, date], today: date
) -> list[Change]:
    """Changes of an import, their returns signed: by whom, for which day (`on`, by sheet), first filed today.

    What differs is a return; what a workbook only says again is no change, so nothing is signed anew. A return of a
    period before the scenario was in the register was owed by nobody: it comes as history, without a day of filing.
    """
    scenarios = {it.after.scenario_id for it in changes if isinstance(it.after, ProgressReport) and it.before is None}
    since = _in_the_register_since(db, sorted(scenarios)) if scenarios else {}
    return [_signed(it, since, by, on.get(it.row.rpartition("!")[0], today), today) for it in changes]


def _signed(it: Change, since: Mapping[str, date], by: Person, day: date, today: date) -> Change:
    if not isinstance(it.after, ProgressReport):
        return it
    before = cast("ProgressReport | None", it.before)
    signed = stamped(it.after, before, by=by, today=day, filed_on=today)
    if before is None and since.get(signed.scenario_id, today) > signed.period_end:
        signed = replace(signed, filed_on=None)
    return replace(it, after=signed)


def _in_the_register_since(db: Database, scenarios: Sequence[str]) -> dict[str, date]:
    sql = """
        select id, cast(min(recorded_at) as date)
        from scenario_version
        where id in (select unnest(cast(:ids as text[])))
        group by id
    """
    return dict(db.rows(sql, ids=list(scenarios)))
