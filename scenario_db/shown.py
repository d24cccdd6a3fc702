"""Values as people read them: labels for codes, names for ids, thousands for amounts, days as exact as given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from scenario_db import departments, phones
from scenario_db.changes import Version
from scenario_db.codes import Precision
from scenario_db.database import Database
from scenario_db.kinds import KINDS, Column, kind_of
from scenario_db.records import Record
from scenario_db.roles import Person
from scenario_db.wording import Words

_DAY = {
    None: "{0:%Y-%m-%d}",
    Precision.DAY: "{0:%Y-%m-%d}",
    Precision.MONTH: "{0:%Y-%m}",
    Precision.QUARTER: "{0.year}-Q{quarter}",
    Precision.HALF: "{0.year}-H{half}",
    Precision.YEAR: "{0.year}",
}


def day(it: date | None, precision: Precision | None = None) -> str:
    """A day, or the month, quarter, half or year that was meant."""
    if it is None:
        return ""
    return _DAY[precision].format(it, quarter=(it.month + 2) // 3, half=(it.month + 5) // 6)


UNITS: Mapping[str, tuple[tuple[str, Decimal], tuple[str, Decimal]]] = {
    "zh": (("large", Decimal(10_000)), ("small", Decimal(1))),
    "en": (("large", Decimal(100_000)), ("small", Decimal(100))),
}
"""How many 万元 the large and the small unit of a language hold: 亿元 and 万元, a billion and a million yuan."""


def unit_for(language: str, amount: Decimal) -> tuple[Decimal, str]:
    """The unit in which an amount reads well: how many 万元 it holds, and which it is, large or small."""
    (large, divisor), (small, rest) = UNITS[language]
    return (divisor, large) if amount >= divisor else (rest, small)


def amount(it: Decimal | float | None) -> str:
    """A figure with thousands and no more places than it has."""
    return "" if it is None else f"{Decimal(str(it)).normalize():,f}"


def value(say: Words, column: Column, it: Any, called: Mapping[str, str]) -> str:
    """One value of a column; `called` has the names of what ids stand for."""
    match it:
        case None | "" | ():
            shown = ""
        case tuple():
            shown = "、".join(value(say, column, one, called) for one in it)
        case StrEnum():
            shown = say.code(it)
        case bool():
            shown = say("word.yes" if it else "word.no")
        case Decimal():
            shown = amount(it)
        case date():
            shown = day(it)
        case _:
            shown = called.get(it, it) if column.ref else str(it)
    return shown


def field(say: Words, it: Record, name: str, called: Mapping[str, str], *, to: Person | None = None) -> str:
    """One field of a record as that person may see it, a day as exact as the record says; to nobody without numbers."""
    found = getattr(it, name)
    if isinstance(found, date):
        return day(found, getattr(it, f"{name}_precision", None))
    told = value(say, kind_of(it).column(name), found, called)
    return told if name not in phones.PERSONAL or phones.may_see(to, it) else phones.masked(told) or ""


def change(
    say: Words, version: Version, name: str, called: Mapping[str, str], *, to: Person | None = None
) -> tuple[str, str]:
    """What a version made of a field, old and new; a number of before belongs to whose the record was before."""
    column = kind_of(version.record).column(name)
    told = tuple(value(say, column, it, called) for it in version.fields[name])
    if name not in phones.PERSONAL:
        return told[0], told[1]
    before = replace(version.record, **{field: old for field, (old, _) in version.fields.items()})
    seen = (phones.may_see(to, it) for it in (before, version.record))
    old, new = (text if may else phones.masked(text) or "" for text, may in zip(told, seen, strict=True))
    return old, new


def fields(it: Record) -> list[str]:
    """The fields of a record that people read; a precision is shown in its day, a qualifier in its text."""
    names = (column.name for column in kind_of(it).columns)
    return [name for name in names if not name.endswith(("_precision", "_qualifier"))]


def names(db: Database, found: Iterable[Record]) -> dict[str, str]:
    """What the ids in some records stand for: departments by their names, scenarios and demands by theirs."""
    called = departments.names_on(db)
    for kind, title in (("scenario", "name"), ("demand", "title"), ("provider", "name")):
        ids = {getattr(it, column.name) for it in found for column in kind_of(it).refs if column.ref == kind} - {None}
        called |= _names(db, kind, title, sorted(ids)) if ids else {}
    return called


def _names(db: Database, kind: str, title: str, ids: list[str]) -> dict[str, str]:
    sql = f"select id, {title} from {KINDS[kind].name} where id in (select unnest(cast(:ids as text[])))"
    return dict(db.rows(sql, ids=ids))


_TOLD_BY: Mapping[str, tuple[str, ...]] = {
    "move": ("scenario_id", "type"),
    "issue": ("scenario_id", "category"),
    "reminder": ("department_id", "duty", "subject", "period"),
    "delivery": ("channel", "subject"),
}
"""Kinds whose id is a mere number: the fields that say what such a record is about."""


def title(say: Words, it: Record, called: Mapping[str, str]) -> str:
    """What a record is called: its code and name, or what it joins or is about."""
    own = next((str(getattr(it, name)) for name in ("name", "title", "label", "alias") if getattr(it, name, None)), "")
    code = getattr(it, "code", "")
    about = it.NATURAL or _TOLD_BY.get(kind_of(it).name, ())
    joined = [field(say, it, name, called) for name in about if name not in ("name", "label", "alias")]
    return " ".join(filter(None, (code, *joined, own))) or it.id


def title_of(db: Database, say: Words, kind: str, key: str) -> str:
    """What the record of a kind and an id is, or was, called."""
    it = KINDS[kind]
    sql = f"select {', '.join(it.names)} from {it.table} where id = :id order by version desc limit 1"
    rows = db.rows(sql, id=key)
    if not rows:
        return key
    record = it.read(rows[0])
    return title(say, record, names(db, [record]))
