"""What systems write: returns and proposals of moves, by the same rules and through the same ledger as the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from api.asking import Answer, Call, Placed, RefusedError, refuse
from scenario_db import days, lifecycle, outside, owing, periods, progress, transitions, windows
from scenario_db import returns as filing
from scenario_db.changes import Origin, Receipt
from scenario_db.codes import MoveType, Period, Source, Tier
from scenario_db.lifecycle import Step
from scenario_db.owing import Asking, Owed, Standing
from scenario_db.problems import Level, Problem
from scenario_db.records import Scenario
from scenario_db.returns import FIELDS, FIGURES, Filing
from scenario_db.transitions import Said

_NOT_VALUES = ("scenario", "period_type", "period", "version", "unchanged")


def returns(call: Call) -> Answer:
    """Files returns, all of them or none."""
    return _written_before(call) or _filed(call)


def _written_before(call: Call) -> Answer | None:
    """What a first try with this key wrote; under the same key nothing else can be asked."""
    found = outside.committed(call.db, call.commit_key)
    if found is None:
        return None
    if found.digest != call.digest:
        raise refuse(422, "header/Idempotency-Key", "api_key_reused", key=call.given["Idempotency-Key"])
    return _receipt(call, found.receipt, (), repeated=True)


def _origin(call: Call, note: str = "") -> Origin:
    return Origin(Source.API, note, file_hash=call.digest, commit_key=call.commit_key)


def _receipt(call: Call, receipt: Receipt | None, warnings: tuple[Placed, ...], *, repeated: bool = False) -> Answer:
    return Answer(
        {
            "batch": receipt.batch if receipt else None,
            "recorded_at": receipt.recorded_at if receipt else None,
            "records": receipt.records if receipt else 0,
            "repeated": repeated,
            "warnings": [told(call, place, it) for place, it in warnings],
        }
    )


def told(call: Call, place: str, problem: Problem) -> dict[str, str]:
    """A problem as the interface tells it."""
    return {"kind": problem.kind, "place": place, "text": call.say.problem(problem)}


def _filed(call: Call) -> Answer:
    asked = [(f"body/returns/{i}", it) for i, it in enumerate(call.body["returns"])]
    _refuse_twice(asked)
    found = [(place, it, _opened(call, place, it)) for place, it in asked]
    opened = progress.opened(call.db, [it for _, _, it in found])
    filings = [
        (place, Filing(one, _values(given), unchanged=given["unchanged"]))
        for (place, given, _), one in zip(found, opened, strict=True)
    ]
    wrong = [
        (place, it) for place, one in filings for it in filing.problems_with(one, by=call.person, today=call.today)
    ]
    if any(it.level is Level.ERROR for _, it in wrong):
        raise RefusedError(422, wrong)
    done = progress.file(
        call.db,
        [it for _, it in filings],
        by=call.person,
        today=call.today,
        origin=_origin(call, call.body.get("note", "")),
        together=True,
    )
    if done.lost:
        raise RefusedError(409, list(_lost(filings, done.lost_ids)))
    return _receipt(call, done.receipt, tuple(wrong))


def _lost(filings: list[tuple[str, Filing]], lost: frozenset[str]) -> Iterator[Placed]:
    for place, it in filings:
        if it.opened.owed.report_id in lost:
            yield place, Problem("api_return_there", facts={"version": it.opened.owed.version})


def _refuse_twice(asked: list[tuple[str, Mapping[str, Any]]]) -> None:
    seen: set[tuple[str, str, str]] = set()
    for place, it in asked:
        key = (it["scenario"], it["period_type"], it["period"])
        if key in seen:
            raise refuse(422, place, "api_twice", scenario=it["scenario"], period=it["period"])
        seen.add(key)


def _opened(call: Call, place: str, given: Mapping[str, Any]) -> Owed:
    """The return that is owed, held to the version that the system has seen; 0 for one that is not there yet."""
    if given["unchanged"] and set(given) - set(_NOT_VALUES):
        raise refuse(422, f"{place}/unchanged", "api_unchanged_with_values")
    term = periods.named(Period(given["period_type"]), given["period"])
    if term is None:
        raise refuse(422, f"{place}/period", "no_such_period", value=given["period"])
    asking = Asking((windows.calendar(call.db).window(term),), call.today, (call.lead,) if call.lead else ())
    found = owing.owed(call.db, asking, tuple(Standing), wanted=given["scenario"], limit=1)
    if not found:
        raise refuse(422, place, "api_not_owed", scenario=given["scenario"], period=given["period"])
    if found[0].version != given["version"]:
        raise refuse(409, f"{place}/version", "api_return_there", version=found[0].version)
    return found[0]


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(name, given[name]) for name in FIELDS if name in given}


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in FIGURES:
        return Decimal(str(value))
    return date.fromisoformat(value) if name == "next_deadline" else value


def moves(call: Call) -> Answer:
    """Proposes one move of one scenario; people review it."""
    return _written_before(call) or _proposed(call)


def _proposed(call: Call) -> Answer:
    given = call.body
    it = _scenario(call, "scenario")
    step = _step(it, given)
    if step is None:
        facts = {"name": it.name, "before": it.tier, "after": Tier(given["to"]) if "to" in given else ""}
        raise RefusedError(422, [("body/type", Problem("no_such_way", facts=facts))])
    into = _scenario(call, "into", lead="").id if "into" in given else None
    if into == it.id:
        raise refuse(422, "body/into", "api_into_itself")
    said = Said(
        given.get("reason", ""),
        given.get("reason_code"),
        given.get("document", ""),
        into,
        date.fromisoformat(given["resume_due"]) if "resume_due" in given else None,
    )
    receipt = transitions.propose(call.db, it.id, step, said, by=call.person, day=call.today, origin=_origin(call))
    return _receipt(call, receipt, ())


def _scenario(call: Call, name: str, *, lead: str | None = None) -> Scenario:
    found = outside.on(call.db, call.body[name], days.ALWAYS, call.lead if lead is None else lead)
    if found is None:
        raise refuse(422, f"body/{name}", "no_such_scenario", code=call.body[name])
    return found[1]


def _step(it: Scenario, given: Mapping[str, Any]) -> Step | None:
    """The way that is meant: of this kind, from where the scenario stands, to the library that is named, if one is."""
    return next(
        (
            step
            for step in lifecycle.moves_open_to(it)
            if step.type is MoveType(given["type"])
            and step.green_channel == given["green_channel"]
            and ("to" not in given or step.arrives(it.tier) is Tier(given["to"]))
        ),
        None,
    )
