"""The rows of a prefilled workbook: what they are about, and how much of it this person may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from importers.forms import Form
from importers.outline import BY_MONTH, Column, Line
from scenario_db import departments, handouts, phones
from scenario_db.codes import PartnerRole, Period, Tier
from scenario_db.database import Database
from scenario_db.handouts import Versioned
from scenario_db.records import Partner, Record
from scenario_db.roles import Person

_STAYING = (Tier.PLAN, Tier.RESERVE, Tier.BUILD, Tier.OPERATE)
_TIERS = {"returns": (Tier.BUILD,), "plans": (Tier.RESERVE, Tier.BUILD, Tier.OPERATE)}
"""Which scenarios a form asks about; the others ask about all that have not left."""

Partners = Mapping[str, Sequence[Partner]]


@dataclass(frozen=True, slots=True)
class Filling:
    """The rows, and the versions and codes by id of the records that they show."""

    lines: list[Line]
    versions: dict[str, int] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)


def of(db: Database, form: Form, columns: Sequence[Column], *, by: Person, department_id: str | None = None) -> Filling:
    """What the register has for those columns today, of one department or of all."""
    owned = _asked_about(form, handouts.owned(db, form.kind, department_id))
    dated = _dated(db, columns, [record.id for _, record in owned])
    beside = handouts.partners(db, [record.id for _, record in owned]) if form.kind == "scenario" else []
    partners = _by_scenario(beside)
    lines = [line for _, record in owned for line in _lines(form, record, dated.get(record.id, {}), partners)]
    called = departments.names_on(db) | handouts.scenario_names(db, _parents(lines))
    seen = [line if phones.may_see(by, *line.records.values()) else _without_phones(line) for line in lines]
    shown = [*owned, *(it for found in dated.values() for it in found.values()), *(beside if form.repeats else ())]
    return Filling(
        [replace(line, said=_said(line, called, partners)) for line in seen],
        {record.id: version for version, record in shown},
        {record.id: code for _, record in owned if (code := getattr(record, "code", ""))},
    )


def _asked_about(form: Form, owned: Iterable[Versioned]) -> list[Versioned]:
    tiers = _TIERS.get(form.name, _STAYING)
    return [(version, it) for version, it in owned if getattr(it, "tier", tiers[0]) in tiers]


def _dated(db: Database, columns: Sequence[Column], ids: Sequence[str]) -> dict[str, dict[str, Versioned]]:
    """What belongs to a scenario and a period, by the scenario's id and the name under which a line has it."""
    found: dict[str, dict[str, Versioned]] = defaultdict(dict)
    for record, period in {column.record: column.period for column in columns if column.period}.items():
        kind = record.partition("@")[0]
        owners = {f"{key}/{_as_id(kind, period)}": key for key in ids}
        for version, it in handouts.by_ids(db, kind, list(owners)):
            found[owners[it.id]][record] = version, it
    return found


def _as_id(kind: str, period: str) -> str:
    """The end of the id of what belongs to a period: month/2026-03 of a return, 2026/3 of a monthly target."""
    if kind == BY_MONTH:
        return f"{Period.MONTH}/{period}"
    return period.replace("-0", "/").replace("-", "/")


def _by_scenario(found: Iterable[Versioned]) -> Partners:
    by_scenario: dict[str, list[Partner]] = defaultdict(list)
    for _, it in found:
        if isinstance(it, Partner):
            by_scenario[it.scenario_id].append(it)
    return by_scenario


def _lines(form: Form, record: Record, dated: Mapping[str, Versioned], partners: Partners) -> Iterator[Line]:
    """One row for a record; in a form that repeats it one for each of its partners, if it has any."""
    held = {form.kind: record, **{name: it for name, (_, it) in dated.items()}}
    if not form.repeats:
        yield Line(held)
    for it in partners.get(record.id, ()) if form.repeats else ():
        yield Line({**held, "partner": it})


def _parents(lines: Iterable[Line]) -> list[str]:
    found = {getattr(record, "parent_id", None) for line in lines for record in line.records.values()}
    return sorted(filter(None, found))


def _said(line: Line, called: Mapping[str, str], partners: Partners) -> dict[str, str]:
    """The names that stand for the ids of a line's records, by field."""
    found: dict[str, str] = {}
    for kind, record in line.records.items():
        names = _NAMES.get(kind, {})
        found |= {f"{kind}.{name}": called[key] for name, of_ in names.items() if (key := getattr(record, of_))}
    scenario: Any = line.records.get("scenario")
    if scenario is None:
        return found
    mine = partners.get(scenario.id, ())
    beside = {role: [called[it.department_id] for it in mine if it.role is role] for role in _SAID}
    named = {"scenario.lead": [found.get("scenario.lead", ""), *beside[PartnerRole.CO_LEAD]]}
    named["partner.departments"] = beside[PartnerRole.SUPPORT]
    return found | {key: "、".join(names) for key, names in named.items() if names and names[0]}


_NAMES = {
    "scenario": {"lead": "lead_id", "parent": "parent_id"},
    "demand": {"proposer": "proposer_id"},
    "partner": {"department": "department_id"},
}
_SAID = (PartnerRole.CO_LEAD, PartnerRole.SUPPORT)


# Telephone numbers


def _without_phones(line: Line) -> Line:
    return replace(line, records={name: _without_numbers(record) for name, record in line.records.items()})


def _without_numbers(record: Record) -> Record:
    hidden: dict[str, Any] = {name: None for name in phones.PERSONAL if _has_number(getattr(record, name, None))}
    return replace(record, **hidden) if hidden else record


def _has_number(text: str | None) -> bool:
    return phones.masked(text) != text
