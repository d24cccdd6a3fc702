"""What systems read: the scenarios of any day, one of them, what has changed, which returns are owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from api.asking import Answer, Call, refuse
from scenario_db import audit, days, departments, histories, outside, owing, scope, windows
from scenario_db import scenarios as library
from scenario_db.choices import Choice
from scenario_db.codes import AuditEvent, Domain, Tier
from scenario_db.outside import Since
from scenario_db.owing import Asking

_BELONGING = ("partner", "annual_plan", "monthly_target", "progress_report", "milestone", "metric")


@dataclass(frozen=True, slots=True)
class _AsOf:
    """A day, and the moment at which the register is asked about it."""

    day: date
    moment: datetime


def _as_of(call: Call) -> _AsOf:
    day = date.fromisoformat(call.given["day"]) if "day" in call.given else call.today
    if day > call.today:
        raise refuse(422, "query/day", "api_day_ahead", value=day, today=call.today)
    return _AsOf(day, days.ALWAYS if day == call.today else days.end_of(day, call.zone))


def scenarios(call: Call) -> Answer:
    """A page of the list of a day, chosen as on the page of scenarios."""
    choice, offset = _choice(call), call.given["offset"]
    frame = library.find(call.db, choice, sort=call.given["sort"], limit=call.given["limit"], offset=offset)
    rows = [_listed(row) for row in frame.drop(columns=["id"]).astype(object).to_dict("records")]
    _tell(call, "scenarios", len(rows), choice=f"{choice.day} {_said(call)}")
    return Answer({"day": choice.day, "total": library.count(call.db, choice), "offset": offset}, rows)


def _listed(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(name): None if value != value else value for name, value in row.items()}  # noqa: PLR0124 - nothing, as frames say it


def _said(call: Call) -> str:
    return " ".join(f"{name}={value}" for name, value in sorted(call.given.items()) if name not in ("limit", "format"))


def _tell(call: Call, subject: str, rows: int, **facts: object) -> None:
    """A list that leaves the house has its line in the audit, as an export from a page has."""
    facts |= {"rows": rows, "format": call.given.get("format", "json")}
    audit.tell(call.db, AuditEvent.EXPORT, by=call.person, subject=f"api/{subject}", details=facts)


def _choice(call: Call) -> Choice:
    as_of, text = _as_of(call), call.given.get("q", "")
    found = departments.find(call.db, text, moment=as_of.moment) if text else []
    return Choice(
        as_of.day,
        as_of.moment,
        tuple(map(Tier, call.given.get("tier", ()))),
        tuple(map(Domain, call.given.get("domain", ()))),
        _leads(call),
        text,
        tuple(it.id for it in found),
    )


def _leads(call: Call) -> tuple[str, ...]:
    """Lead departments by name or id, as far as the token reads them."""
    wanted = call.given.get("lead", ())
    resolved = departments.resolve(call.db, wanted) if wanted else {}
    ids = tuple(resolved[it] or it for it in wanted)
    if not call.lead:
        return ids
    return (call.lead,) if not ids or call.lead in ids else (scope.NOBODYS,)


def scenario(call: Call) -> Answer:
    """One scenario of a day with what stood under it."""
    as_of, code = _as_of(call), call.given["code"]
    found = outside.on(call.db, code, as_of.moment, call.lead)
    if found is None:
        raise refuse(404, "path/code", "no_such_scenario", code=code)
    version, it = found
    under = {
        name: [outside.plain(one) for one in outside.belonging_on(call.db, name, it.id, as_of.moment)]
        for name in _BELONGING
    }
    return Answer({"day": as_of.day, "version": version, "scenario": outside.plain(it), "belonging": under})


def changes(call: Call) -> Answer:
    """What batches wrote since a mark, in their order; `next` is where to go on, also while nothing has changed."""
    mark, _, key = call.given["since"].partition(":")
    after, limit, kind = Since(int(mark), key or None), call.given["limit"], call.given["kind"]
    now = histories.mark(call.db)
    if after.mark > now:
        raise refuse(422, "query/since", "api_mark_ahead", value=after.mark, mark=now)
    found = outside.since(call.db, kind, after, until=now, limit=limit, lead=call.lead)
    more = len(found) == limit
    onward = Since(found[-1].mark, found[-1].id) if more else Since(now)
    rows = [
        {
            "mark": it.mark,
            "id": it.id,
            "version": it.version,
            "recorded_at": it.recorded_at,
            "left": it.left,
            "record": outside.plain(it.record),
        }
        for it in found
    ]
    if rows:
        _tell(call, "changes", len(rows), choice=f"{kind} {after}")
    return Answer({"kind": kind, "mark": now, "next": str(onward), "more": more}, rows)


def owed(call: Call) -> Answer:
    """The returns that are asked for now and not there yet, those due first first."""
    asking = Asking(tuple(windows.calendar(call.db).asked(call.today)), call.today, (call.lead,) if call.lead else ())
    limit, offset = call.given["limit"], call.given["offset"]
    rows = [
        {
            "scenario": it.code,
            "name": it.name,
            "period_type": it.term.kind,
            "period": it.term.name,
            "due_on": it.due_on,
            "standing": it.standing,
            "version": it.version,
        }
        for it in owing.owed(call.db, asking, limit=limit, offset=offset)
    ]
    return Answer({"offset": offset, "more": len(rows) == limit}, rows)
