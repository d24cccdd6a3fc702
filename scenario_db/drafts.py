"""What somebody has typed and not sent yet: kept at every edit, found again after a refresh, gone when it is sent.

A draft is no record: it has no versions and stands in no history (docs/decisions/0009-drafts.md). It holds the version
that its form was opened with, so that a lost race is still noticed the day after.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from scenario_db import days
from scenario_db.database import Database
from scenario_db.kinds import Column, Kind, storable
from scenario_db.roles import Person


@dataclass(frozen=True, slots=True)
class Draft:
    """Fields as they were typed, and the version that they were typed over."""

    version: int
    values: Mapping[str, Any] = field(default_factory=dict)


def owner(person: Person) -> str:
    """Whose drafts they are: hers who has signed in; else all who act as the clerk of a department share theirs."""
    if person.login:
        return "/".join((person.login, person.role, person.department_id or ""))
    return "/".join((person.role, person.department_id or "", person.name))


def found(db: Database, person: Person, kind: Kind, subjects: Sequence[str]) -> dict[str, Draft]:
    """The drafts of that person for these records."""
    if not subjects:
        return {}
    sql = """
        select subject, version, content
        from draft
        where owner = :owner and subject in (select unnest(cast(:subjects as text[])))
        order by kept_at
    """
    rows = db.rows(sql, owner=owner(person), subjects=list(subjects))
    return {subject: Draft(version, _read(kind, content)) for subject, version, content in rows}


def subjects(db: Database, person: Person) -> list[str]:
    """Everything of which that person has a draft."""
    sql = "select distinct subject from draft where owner = :owner order by subject"
    return [row[0] for row in db.rows(sql, owner=owner(person))]


def keep(db: Database, person: Person, drafts: Mapping[str, Draft]) -> None:
    """Keeps what was typed for each of these records, in place of what was kept before."""
    if not drafts:
        return
    moment, whose = days.now(), owner(person)
    texts = [storable(json.dumps(dict(it.values), default=_told, ensure_ascii=False)) for it in drafts.values()]
    size = len(drafts)
    with db.writing() as tx:
        tx.execute(_FORGET, owner=whose, subjects=list(drafts))
        columns: dict[str, tuple[str, Sequence[Any]]] = {
            "owner": ("text", [whose] * size),
            "subject": ("text", list(drafts)),
            "version": ("bigint", [it.version for it in drafts.values()]),
            "content": ("text", texts),
            "kept_at": ("timestamp", [moment] * size),
        }
        tx.insert_many("draft", columns)


_FORGET = "delete from draft where owner = :owner and subject in (select unnest(cast(:subjects as text[])))"


def forget(db: Database, person: Person, subjects: Iterable[str]) -> None:
    """Lets go of drafts that were sent, or that nobody wants."""
    wanted = list(subjects)
    if wanted:
        with db.writing() as tx:
            tx.execute(_FORGET, owner=owner(person), subjects=wanted)


def _told(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _read(kind: Kind, content: str) -> dict[str, Any]:
    """The fields as the record has them; what a later program knows no more is left."""
    return {name: _value(kind.column(name), it) for name, it in json.loads(content).items() if name in kind.names}


def _value(column: Column, it: Any) -> Any:
    if not isinstance(it, str):
        return it
    if column.money:
        return Decimal(it)
    if column.choices and not column.listed:
        return next((one for one in column.choices if one == it), None)
    return date.fromisoformat(it) if column.sql_type == "date" else it
