"""Briefs that were made, kept as they went out: who made which, when, of which day, and the documents themselves.

A brief is no record (docs/decisions/0014-briefs.md): it is written once, has no versions and moves no mark. The mark of
the ledger stands in it, so that what it said can be asked of the register again.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scenario_db import denials
from scenario_db.brief_parts import Figure, Nature
from scenario_db.briefs import Brief, Scope, Subject, headlines, subjects
from scenario_db.database import Database
from scenario_db.kinds import storable
from scenario_db.roles import Action, Person, is_narrow

_WHOLE = (Nature.COUNT, Nature.CHANGE, Nature.MONTHS)


@dataclass(frozen=True, slots=True)
class Document:
    """One form of a brief: docx, pptx, xlsx or html; what it is called, and its bytes."""

    form: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A brief as the list shows it, with the moment (UTC) at which it was made, and its forms with their names."""

    id: str
    subject: Subject
    day: date
    earlier: date
    mark: int
    language: str
    made_by: str
    made_at: datetime
    figures: Mapping[str, Figure]
    forms: Mapping[str, str]


def new_id() -> str:
    """An id that nobody has; also what the paper says it is called by."""
    return secrets.token_hex(6)


def keep(
    db: Database,
    key: str,
    brief: Brief,
    documents: Sequence[Document],
    *,
    by: Person,
    at: datetime,
    language: str,
) -> None:
    """Puts a brief on the shelf, all of its documents or none. Raises DeniedError."""
    denials.require(db, by, Action.EXPORT)
    row: dict[str, tuple[str, Any]] = {
        "id": ("text", key),
        "scope": ("text", str(brief.subject.scope)),
        "subject_id": ("text", brief.subject.id),
        "subject": ("text", storable(brief.subject.name)),
        "day": ("date", brief.now.day),
        "earlier": ("date", brief.then.day),
        "mark": ("bigint", brief.mark),
        "language": ("text", language),
        "figures": ("text", json.dumps(_written(brief))),
        "made_by": ("text", storable(by.name)),
        "made_role": ("text", str(by.role)),
        "made_at": ("timestamp", at),
    }
    files: dict[str, tuple[str, Sequence[Any]]] = {
        "brief_id": ("text", [key] * len(documents)),
        "form": ("text", [it.form for it in documents]),
        "name": ("text", [it.name for it in documents]),
        "size": ("bigint", [len(it.content) for it in documents]),
        "content": ("bytea", [it.content for it in documents]),
    }
    with db.writing() as tx:
        tx.insert_many("brief", {name: (kind, [value]) for name, (kind, value) in row.items()})
        tx.insert_many("brief_file", files)


_SHELF = """
    select
        b.id, b.scope, b.subject_id, b.subject, b.day, b.earlier, b.mark, b.language, b.made_by, b.made_at,
        b.figures, f.form, f.name
    from (
        select *
        from brief
        where (cast(:wanted as text) = '' or id = :wanted)
          and (cast(:scope as text) = '' or (scope = :scope and subject_id = :subject))
          and (cast(:all as boolean) or scope || '/' || subject_id in (select unnest(cast(:readable as text[]))))
        order by made_at desc, id
        limit :limit offset :offset
    ) as b
    left join brief_file as f on f.brief_id = b.id
    order by b.made_at desc, b.id, f.form
"""


def find(db: Database, *, by: Person, limit: int = 50, offset: int = 0) -> list[Kept]:
    """A page of the briefs that this person may read, the latest first."""
    return _found(db, by, limit=limit, offset=offset)


def count(db: Database, *, by: Person) -> int:
    """How many of them there are."""
    sql = """
        select count(*)
        from brief
        where cast(:all as boolean) or scope || '/' || subject_id in (select unnest(cast(:readable as text[])))
    """
    found: int = db.value(sql, **_readable(db, by))
    return found


def one(db: Database, key: str, *, by: Person) -> Kept | None:
    """The brief of that id, if she may read it."""
    return next(iter(_found(db, by, wanted=key)), None) if key else None


def last_of(db: Database, subject: Subject, *, by: Person) -> Kept | None:
    """The last brief that was made of the same subject."""
    return next(iter(_found(db, by, scope=subject.scope, subject=subject.id)), None)


def _readable(db: Database, by: Person) -> dict[str, Any]:
    """Of whom she may read a brief; whoever reads the whole city, of all, also of what is no more."""
    everything = not is_narrow(by)
    keys = [] if everything else [f"{it.scope}/{it.id}" for it in subjects(db, by)]
    return {"all": everything, "readable": keys}


def content(db: Database, key: str, form: str, *, by: Person) -> bytes | None:
    """One document, byte for byte; None where there is none that she may read. Raises DeniedError."""
    denials.require(db, by, Action.EXPORT)
    if one(db, key, by=by) is None:
        return None
    found = db.value("select content from brief_file where brief_id = :key and form = :form", key=key, form=form)
    return None if found is None else bytes(found)


def _found(
    db: Database, by: Person, *, wanted: str = "", scope: str = "", subject: str = "", limit: int = 1, offset: int = 0
) -> list[Kept]:
    rows = db.rows(_SHELF, **_readable(db, by), wanted=wanted, scope=scope, subject=subject, limit=limit, offset=offset)
    forms: dict[str, dict[str, str]] = {}
    for row in rows:
        forms.setdefault(row[0], {}).update({row[11]: row[12]} if row[11] else {})
    firsts = {row[0]: row for row in reversed(rows)}
    return [_kept(*firsts[key][:11], forms[key]) for key in forms]


def _kept(*row: Any) -> Kept:
    key, scope, subject_id, subject, day, earlier, mark, language, made_by, at, figures, forms = row
    about = Subject(Scope(scope), subject_id, subject)
    return Kept(key, about, day, earlier, mark, language, made_by, at, _read(figures), forms)


def _written(brief: Brief) -> dict[str, list[str]]:
    """The main figures exactly, each with its nature: ["share", "5/6"]; what is not known is left out."""
    known = (it for _, it in headlines(brief) if it.value is not None)
    return {it.name: [str(it.nature), str(it.value)] for it in known}


def _read(text: str) -> dict[str, Figure]:
    told: dict[str, tuple[str, str]] = json.loads(text)
    return {
        name: Figure(name, Nature(nature), _number(Nature(nature), value)) for name, (nature, value) in told.items()
    }


def _number(nature: Nature, value: str) -> int | Decimal | Fraction:
    if nature in _WHOLE:
        return int(value)
    return Decimal(value) if nature is Nature.MONEY else Fraction(value)
