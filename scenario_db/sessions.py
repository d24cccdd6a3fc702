"""Who has signed in and not left: the browser holds a random token, the register its hash, and asks at every click.

So a session ends for good, on every machine at once, when its account is disabled or changed, when its password is,
when she signs out everywhere, when nothing was asked for a while, or at the latest after a working day.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from scenario_db import audit, days, settings
from scenario_db.accounts import Account, folded, get
from scenario_db.codes import AuditEvent
from scenario_db.database import Database
from scenario_db.roles import Person

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when somebody was last here: not every click is a write."""

_AHEAD = timedelta(minutes=5)
"""A session from later than this is one from before the clock was set back: over, like any that cannot be judged."""


@dataclass(frozen=True, slots=True)
class Session:
    """A visit of somebody who has signed in."""

    id: str
    account: Account
    seen_at: datetime
    address: str

    def is_stale(self, now: datetime) -> bool:
        """Whether it is time to write down that she is still here."""
        return now - self.seen_at >= SEEN_EVERY


def key(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(db: Database, account: Account, *, address: str, token: str | None = None) -> str:
    """Begins a session of somebody who has proved who she is; gives its token. Old ones are let go of."""
    token, now = token or secrets.token_urlsafe(32), days.now()
    with audit.telling(db, AuditEvent.SIGN_IN, by=account.person(address), subject=account.login) as tx:
        long_ago = now - 2 * timedelta(hours=settings.current().session_hours)
        tx.execute("delete from account_session where began_at < :long_ago", long_ago=long_ago)
        sql = """
            insert into account_session (id, login, began_at, seen_at, address, epoch)
            select :id, login, :now, :now, :address, epoch
            from account
            where login = :login
        """
        tx.execute(sql, id=key(token), now=now, address=address, login=account.login)
    return token


_FOUND = """
    select id, login, seen_at, address, epoch
    from account_session
    where id = :id
      and ended_at is null
      and began_at > :oldest
      and seen_at > :idle
      and seen_at < :ahead
"""


def found(db: Database, token: str, *, now: datetime | None = None) -> Session | None:
    """The session of a token, while it lasts. Two questions by key are planned faster than one that joins."""
    if not token:
        return None
    chosen, now = settings.current(), now or days.now()
    rows = db.rows(
        _FOUND,
        id=key(token),
        oldest=now - timedelta(hours=chosen.session_hours),
        idle=now - timedelta(minutes=chosen.session_idle_minutes),
        ahead=now + _AHEAD,
    )
    if not rows:
        return None
    [(key_, login, seen_at, address, epoch)] = rows
    account = get(db, login)
    over = account is None or account.disabled or account.epoch != epoch
    return None if account is None or over else Session(key_, account, seen_at, address)


def known(db: Database, token: str) -> bool:
    """Whether there was ever such a session, over or not, as far back as sessions are kept."""
    return bool(db.value("select id from account_session where id = :id", id=key(token)))


def touch(db: Database, it: Session, *, now: datetime | None = None) -> None:
    """Writes down that she is still here."""
    with db.writing() as tx:
        sql = "update account_session set seen_at = :now where id = :id and seen_at < :now"
        tx.execute(sql, now=now or days.now(), id=it.id)


def end(db: Database, it: Session) -> None:
    """Signs out."""
    sql = "update account_session set ended_at = :now where id = :id"
    person = it.account.person(it.address)
    with audit.telling(db, AuditEvent.SIGN_OUT, by=person, subject=it.account.login) as tx:
        tx.execute(sql, now=days.now(), id=it.id)


def end_all(db: Database, login: str, *, by: Person) -> None:
    """Signs somebody out on every machine."""
    with audit.telling(db, AuditEvent.SIGN_OUT_EVERYWHERE, by=by, subject=folded(login)) as tx:
        tx.execute("update account set epoch = epoch + 1 where login = :login", login=folded(login))
