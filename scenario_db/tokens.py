"""Systems that may ask at the interface: each has a token of its own, the register only its hash.

A token is no account: nobody signs in with it, it sees no page. What it does is done as a person of its own name, with
the rights of a department or of the office, and only as far as its scopes go.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from scenario_db import audit, days, denials
from scenario_db.codes import AuditEvent, Role, TokenScope
from scenario_db.database import Database, Row
from scenario_db.kinds import storable
from scenario_db.problems import Problem, RegisterError
from scenario_db.roles import Action, Person

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when a token was last used: not every request is a write."""

_TOKEN = re.compile(r"cjk_([0-9a-f]{8})_[A-Za-z0-9_-]{43}")
_FIELDS = "id, name, scopes, department_id, last_day, made_at, made_by, used_at, ended_at"


class TokenError(RegisterError):
    """The token cannot be made or ended as it was asked."""


@dataclass(frozen=True, slots=True)
class Token:
    """A system's right to ask, without what proves it."""

    id: str
    name: str
    scopes: tuple[TokenScope, ...]
    department_id: str | None = None
    last_day: date | None = None
    made_at: datetime | None = None
    made_by: str = ""
    used_at: datetime | None = None
    ended_at: datetime | None = None

    def person(self, address: str = "") -> Person:
        """Who that is to the ledger: one of its department, or the office; who only reads finds no door to write by."""
        writes = {TokenScope.RETURNS, TokenScope.MOVES} & set(self.scopes)
        role = (Role.CLERK if self.department_id else Role.OFFICE) if writes else Role.LEADER
        return Person(self.name, role, self.department_id, login=f"api:{self.id}", address=address)


def find(db: Database) -> list[Token]:
    """All tokens that were ever made, the live ones first."""
    sql = f"select {_FIELDS} from token order by ended_at is not null, name, id"
    return [_token(row) for row in db.rows(sql)]


def _token(row: Row) -> Token:
    found = Token(*row)
    return replace(found, scopes=tuple(map(TokenScope, found.scopes)))


def add(db: Database, it: Token, *, by: Person) -> str:
    """Makes a token; gives it, for this once. Raises TokenError, DeniedError."""
    denials.require(db, by, Action.KEEP_ACCOUNTS)
    name = storable(it.name).strip()
    if not name or not it.scopes:
        raise TokenError(Problem("token_lacks", facts={"what": "--name --scope"}))
    if it.department_id and not db.value("select id from department where id = :id", id=it.department_id):
        raise TokenError(Problem("account_of_no_unit", facts={"login": name}))
    key = secrets.token_hex(4)
    made = f"cjk_{key}_{secrets.token_urlsafe(32)}"
    sql = """
        insert into token (id, name, token_hash, scopes, department_id, last_day, made_at, made_by)
        select :id, :name, :hash, cast(:scopes as text[]), :department, cast(:last_day as date), :now, :by
    """
    given = {"id": key, "name": name, "hash": _hash(made), "scopes": list(it.scopes), "last_day": it.last_day}
    facts = {"done": "add", "name": name, "scopes": " ".join(it.scopes), "department_id": it.department_id or ""}
    with audit.telling(db, AuditEvent.TOKEN, by=by, subject=key, details=facts) as tx:
        if tx.value("select id from token where name = :name and ended_at is null", name=name):
            raise TokenError(Problem("token_name_taken", facts={"name": name}))
        tx.execute(sql, **given, department=it.department_id, now=days.now(), by=by.login or by.name)
    return made


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def end(db: Database, key: str, *, by: Person) -> None:
    """Ends a token at once, on every process. Raises TokenError, DeniedError."""
    denials.require(db, by, Action.KEEP_ACCOUNTS)
    sql = "update token set ended_at = :now, ended_by = :by where id = :id and ended_at is null"
    with audit.telling(db, AuditEvent.TOKEN, by=by, subject=key, details={"done": "end"}) as tx:
        if not tx.execute(sql, now=days.now(), by=by.login or by.name, id=key):
            raise TokenError(Problem("token_unknown", facts={"id": key}))


def prove(db: Database, token: str, *, today: date) -> Token | None:
    """The token that this is, while it lasts. The hash is compared, so the time it takes tells nothing of the token."""
    match = _TOKEN.fullmatch(token)
    if not match:
        return None
    sql = f"select token_hash, {_FIELDS} from token where id = :id and ended_at is null"
    rows = db.rows(sql, id=match[1])
    if not rows or not secrets.compare_digest(rows[0][0], _hash(token)):
        return None
    found = _token(rows[0][1:])
    return None if found.last_day and found.last_day < today else found


def touch(db: Database, it: Token, *, now: datetime) -> None:
    """Writes down that it was used, at most once a minute."""
    if it.used_at and timedelta() <= now - it.used_at < SEEN_EVERY:
        return
    with db.writing() as tx:
        tx.execute("update token set used_at = :now where id = :id", now=now, id=it.id)
