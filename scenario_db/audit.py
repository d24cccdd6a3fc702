"""The audit: who came, was refused, took something out, changed something; appended, chained, never changed.

Each line is sealed with a key that is not in the database (seals.py), over the line before it. So a line that was
changed, taken out, put in or moved is found, and with a head that was written down elsewhere also lines cut off.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from scenario_db import days, seals
from scenario_db.codes import AuditEvent
from scenario_db.database import Database, Transaction
from scenario_db.kinds import storable
from scenario_db.roles import Person
from scenario_db.seals import Head

LONGEST = 2000
"""Characters of a subject or of a detail; what came from outside is cut there."""


_FIRST = datetime.fromisoformat("1900-01-01")


@dataclass(frozen=True, slots=True)
class Line:
    """One line, as people read it."""

    number: int
    at: datetime
    who: str
    role: str
    address: str
    event: AuditEvent
    subject: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Search:
    """Which lines; what is empty chooses all. From `since` until before `until` (UTC)."""

    since: datetime = _FIRST
    until: datetime = days.ALWAYS
    event: AuditEvent | None = None
    text: str = ""


_FIELDS = "number, told_at, who, role, address, event, subject, details"
_CHOSEN = """
    from audit
    where told_at >= :since and told_at < :until
      and (cast(:event as text) = '' or event = :event)
      and (cast(:text as text) = '' or strpos(lower(who || ' ' || subject || ' ' || details), :text) > 0)
"""


def append(
    tx: Transaction,
    secret: bytes,
    event: AuditEvent,
    *,
    by: Person | None,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
    who: str = "",
    address: str = "",
) -> Head:
    """Adds a line within somebody's transaction; whoever adds lines at the same time waits for its end.

    `who` and `address` are for what happens before anybody is known.
    """
    sql = "update audit_head set number = number + 1 returning number, hash"
    [(number, before)] = tx.rows(sql)
    line = (
        number,
        days.now(),
        _cut(by.login or by.name if by else who),
        str(by.role) if by else "",
        _cut(by.address if by else address),
        str(event),
        _cut(subject),
        storable(json.dumps(_plain(details or {}), ensure_ascii=False)),
    )
    head = Head(number, seals.seal(secret, before, _as_sealed(line)))
    columns = {name: (_TYPES.get(name, "text"), [it]) for name, it in zip(_FIELDS.split(", "), line, strict=True)}
    tx.insert_many("audit", columns | {"hash": ("text", [head.hash])})
    tx.execute("update audit_head set hash = :hash", hash=head.hash)
    return head


_TYPES = {"number": "bigint", "told_at": "timestamp"}


def _cut(text: str) -> str:
    return storable(text)[:LONGEST]


def _plain(details: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON keeps it; long texts from outside are cut."""
    known = (int, float, bool, list, dict, type(None))
    return {name: it if isinstance(it, known) else _cut(str(it)) for name, it in details.items()}


def _as_sealed(line: tuple[Any, ...]) -> list[object]:
    number, at, *rest = line
    return [number, at.isoformat(timespec="microseconds"), *rest]


@contextmanager
def telling(
    db: Database,
    event: AuditEvent,
    *,
    by: Person | None = None,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
    who: str = "",
    address: str = "",
) -> Iterator[Transaction]:
    """A transaction that ends with a line about what it did: both are written, or neither."""
    secret = seals.key(db)
    with db.writing() as tx:
        yield tx
        head = append(tx, secret, event, by=by, subject=subject, details=details, who=who, address=address)
    seals.write_down(db, head)


def tell(
    db: Database,
    event: AuditEvent,
    *,
    by: Person | None = None,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
    who: str = "",
    address: str = "",
) -> None:
    """Adds a line of its own."""
    with telling(db, event, by=by, subject=subject, details=details, who=who, address=address):
        pass


def head(db: Database) -> Head:
    """The last line, to be printed and kept elsewhere."""
    [found] = db.rows("select number, hash from audit_head")
    return Head(*found)


def count(db: Database, search: Search) -> int:
    """How many lines there are of that search."""
    return int(db.value(f"select count(*) {_CHOSEN}", **_parameters(search)))


def find(db: Database, search: Search, *, limit: int, offset: int = 0) -> list[Line]:
    """A page of lines, the latest first."""
    sql = f"select {_FIELDS} {_CHOSEN} order by number desc limit :limit offset :offset"
    return [_line(row) for row in db.rows(sql, **_parameters(search), limit=limit, offset=offset)]


def _line(row: tuple[Any, ...]) -> Line:
    number, at, who, role, address, event, subject, details = row
    return Line(number, at, who, role, address, AuditEvent(event), subject, json.loads(details))


def _parameters(search: Search) -> dict[str, Any]:
    return {
        "since": search.since,
        "until": search.until,
        "event": str(search.event or ""),
        "text": search.text.strip().lower(),
    }


def prune(db: Database, keep_days: int) -> int:
    """Lets go of lines older than that, and says so in a line; gives how many. The rest stays provable."""
    before = days.now() - timedelta(days=keep_days)
    first = db.value("select first_number from audit_head") + 1
    if not db.value("select number from audit where number = :first and told_at < :before", first=first, before=before):
        return 0
    secret = seals.key(db)
    with db.writing() as tx:
        tx.execute("update audit_head set number = number")  # nobody else appends or prunes meanwhile
        last = tx.value("select max(number) from audit where told_at < :before", before=before)
        [(_, mark)] = tx.rows("select number, hash from audit where number = :last", last=last)
        gone = tx.execute("delete from audit where number <= :last", last=last)
        tx.execute("update audit_head set first_number = :last, first_hash = :mark", last=last, mark=mark)
        facts = {"last": last, "hash": mark, "count": gone}
        latest = append(tx, secret, AuditEvent.PRUNED, by=None, subject=str(Head(last, mark)), details=facts)
    seals.write_down(db, latest)
    return gone
