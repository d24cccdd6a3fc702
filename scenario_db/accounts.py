"""Who may come in: accounts, their passwords, and the sign-in that tells nobody which accounts there are.

An account is no record: it has no versions, and each change is told in the audit. Whoever keeps accounts is asked for
the right where the row is written. All that writes the table stands here, which is why this module is longer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from scenario_db import audit, days, denials, passwords, seals
from scenario_db.codes import AuditEvent, Role
from scenario_db.database import Database, Row
from scenario_db.kinds import storable
from scenario_db.problems import Problem, RegisterError
from scenario_db.roles import Action, Person

TRIES = 5
"""Wrong passwords before an account is locked."""

LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=24)
"""Each further wrong password after a lock doubles it, up to a day."""

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
_EMAIL = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]+\.[^\s@<>,;\"]{2,}")


class AccountError(RegisterError):
    """The account cannot be made or changed as it was asked."""


class SignInError(RegisterError):
    """Nobody comes in with that; the sentence is the same whatever was wrong."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in, without what proves it."""

    login: str
    name: str
    role: Role
    department_id: str | None = None
    working_group_id: str | None = None
    district_id: str | None = None
    must_change: bool = False
    disabled: bool = False
    locked_until: datetime | None = None
    epoch: int = 0
    demonstration: bool = False
    email: str | None = None

    def person(self, address: str = "") -> Person:
        """Who that is at the desk."""
        return Person(
            self.name,
            self.role,
            self.department_id,
            login=self.login,
            working_group_id=self.working_group_id,
            district_id=self.district_id,
            address=address,
        )


_FIELDS = ", ".join(field.name for field in fields(Account))

BELONGS = {
    Role.CLERK: "department_id",
    Role.REVIEWER: "department_id",
    Role.GROUP: "working_group_id",
}
"""Roles that mean nothing without saying whose."""

_WITHOUT = {"department_id": "account_without_unit", "working_group_id": "account_without_group"}


def folded(login: str) -> str:
    """A login name as it is stored, however it was typed."""
    return storable(login).strip().lower()


def find(db: Database) -> list[Account]:
    """All accounts, by login name."""
    return [_account(row) for row in db.rows(f"select {_FIELDS} from account order by login")]


def get(db: Database, login: str) -> Account | None:
    """The account of that login name."""
    rows = db.rows(f"select {_FIELDS} from account where login = :login", login=folded(login))
    return _account(rows[0]) if rows else None


def _known(db: Database, login: str) -> Account:
    found = get(db, login)
    if found is None:
        raise AccountError(Problem("account_unknown", facts={"login": login}))
    return found


def _account(row: Row) -> Account:
    found = Account(*row)
    return replace(found, role=Role(found.role))


def any_real(db: Database) -> bool:
    """Whether anybody has an account that did not come with the demonstration."""
    return bool(db.until_written("select login from account where not demonstration limit 1"))


def any_at_all(db: Database) -> bool:
    """Whether anybody has an account."""
    return bool(db.value("select login from account limit 1"))


def problem_with(db: Database, it: Account) -> Problem | None:
    """Why that account cannot be, if it cannot; whether its login name is taken is seen when it is made."""
    if not _LOGIN.fullmatch(it.login):
        return Problem("login_odd", facts={"value": it.login})
    if not it.name.strip():
        return Problem("account_nameless", facts={"login": it.login})
    belongs = BELONGS.get(it.role)
    if belongs and not getattr(it, belongs):
        return Problem(_WITHOUT[belongs], facts={"login": it.login, "role": it.role})
    if it.department_id and not db.value("select id from department where id = :id", id=it.department_id):
        return Problem("account_of_no_unit", facts={"login": it.login})
    if it.email and not _EMAIL.fullmatch(it.email):
        return Problem("account_email_odd", facts={"login": it.login, "value": it.email})
    return None


def add(db: Database, it: Account, password: str | None, *, by: Person) -> Account:
    """Makes an account, whose first password has to be changed; without one, only a gate before us signs it in.

    Raises AccountError, DeniedError.
    """
    return add_all(db, [(it, password)], by=by)[0]


def add_all(db: Database, wanted: Sequence[tuple[Account, str | None]], *, by: Person) -> list[Account]:
    """Makes several, each with its first password: all of them, or none. Raises as `add` does."""
    denials.require(db, by, Action.KEEP_ACCOUNTS)
    made = [(_fit(db, it, password), password) for it, password in wanted]
    stored = [(it, passwords.hashed(password) if password is not None else None) for it, password in made]
    _enter(db, stored, by)
    return [it for it, _ in made]


def _fit(db: Database, it: Account, password: str | None) -> Account:
    it = _tidied(replace(it, login=folded(it.login), must_change=password is not None))
    wrong = problem_with(db, it) or (passwords.problem_with(password, it.login) if password is not None else None)
    if wrong:
        raise AccountError(wrong)
    return it


def _tidied(it: Account) -> Account:
    return replace(it, name=storable(it.name).strip(), email=storable(it.email or "").strip() or None)


def demonstrate(db: Database, found: list[Account], password: str, *, by: Person) -> None:
    """Enters the accounts of the demonstration, all with one password that need not be changed; never beside others."""
    if not any_at_all(db):
        stored = passwords.hashed(password)
        _enter(db, [(replace(it, demonstration=True), stored) for it in found], by)


def _enter(db: Database, made: list[tuple[Account, str | None]], by: Person) -> None:
    secret, now = seals.key(db), days.now()
    sql = f"""
        insert into account ({_FIELDS}, password_hash, failed, made_at, made_by)
        select :login, :name, :role, :department_id, :working_group_id, :district_id, :must_change, :disabled,
            cast(null as timestamp), 0, :demonstration, :email, :stored, 0, :now, :by
    """
    with db.writing() as tx:
        for it, stored in made:
            if tx.value("select login from account where login = :login", login=it.login):
                raise AccountError(Problem("login_taken", facts={"login": it.login}))
            tx.execute(sql, **_given(it), stored=stored, now=now, by=by.login or by.name)
            facts = {"done": "add", **_told(it)}
            latest = audit.append(tx, secret, AuditEvent.ACCOUNT, by=by, subject=it.login, details=facts)
    seals.write_down(db, latest)


def _given(it: Account) -> dict[str, Any]:
    return {field.name: getattr(it, field.name) for field in fields(it)}


def _told(it: Account) -> dict[str, Any]:
    wanted = ("name", "role", "department_id", "working_group_id", "district_id", "email", "disabled")
    return {name: str(getattr(it, name)) for name in wanted if getattr(it, name)}


def change(db: Database, it: Account, *, by: Person) -> None:
    """Writes name, role, whose it is, its address, and whether it is disabled; what it did until now is over at once.

    Raises AccountError, DeniedError.
    """
    denials.require(db, by, Action.KEEP_ACCOUNTS)
    it = _tidied(it)
    before, wrong = _known(db, it.login), problem_with(db, it)
    if wrong:
        raise AccountError(wrong)
    if (before.role, it.disabled or it.role is not Role.ADMIN) == (Role.ADMIN, True):
        _refuse_last_admin(db, it.login)
    sql = """
        update account
        set name = :name, role = :role, department_id = :department_id, working_group_id = :working_group_id,
            district_id = :district_id, email = :email, disabled = :disabled,
            failed = 0, locked_until = null, epoch = epoch + 1
        where login = :login
    """
    facts = {"done": "change", "before": _told(before), "after": _told(it)}
    secret = seals.key(db)
    with db.writing() as tx:
        tx.execute(sql, **_given(it))
        latest = audit.append(tx, secret, AuditEvent.ACCOUNT, by=by, subject=it.login, details=facts)
    seals.write_down(db, latest)


def _refuse_last_admin(db: Database, login: str) -> None:
    sql = "select login from account where role = 'admin' and not disabled and not demonstration and login <> :login"
    if not db.value(sql, login=login):
        raise AccountError(Problem("account_last_admin"))


def reset(db: Database, login: str, password: str, *, by: Person) -> None:
    """Gives somebody a new first password, opens a lock, ends what was open. Raises AccountError, DeniedError."""
    denials.require(db, by, Action.KEEP_ACCOUNTS)
    _next(db, login, password, by=by, must_change=True)


def choose(db: Database, login: str, old: str, new: str, *, by: Person, session: str = "") -> None:
    """Somebody's own next password; all her sessions end but the one she is in. Raises AccountError, SignInError."""
    prove(db, login, old, address=by.address)
    _next(db, login, new, by=by, must_change=False, session=session)


def _next(db: Database, login: str, password: str, *, by: Person, must_change: bool, session: str = "") -> None:
    login = folded(login)
    stored = db.value("select password_hash from account where login = :login", login=login)
    _known(db, login)
    sql = "select password_hash from old_password where login = :login order by until desc limit :most"
    used = [row[0] for row in db.rows(sql, login=login, most=passwords.REMEMBERED - 1)]
    wrong = passwords.problem_with(password, login, [it for it in (stored, *used) if it])
    if wrong:
        raise AccountError(wrong)
    new, secret = passwords.hashed(password), seals.key(db)
    with db.writing() as tx:
        if stored:
            past = "insert into old_password values (:login, :stored, :now)"
            tx.execute(past, login=login, stored=stored, now=days.now())
        sql = """
            update account
            set password_hash = :new, must_change = :must_change, failed = 0, locked_until = null, epoch = epoch + 1
            where login = :login
        """
        tx.execute(sql, new=new, must_change=must_change, login=login)
        sql = "update account_session set epoch = epoch + 1 where id = :session and login = :login"
        tx.execute(sql, session=session, login=login)
        facts = {"by_keeper": must_change}
        latest = audit.append(tx, secret, AuditEvent.PASSWORD, by=by, subject=login, details=facts)
    seals.write_down(db, latest)


def prove(db: Database, login: str, password: str, *, address: str = "", now: datetime | None = None) -> Account:
    """Who it is that knows this password. Raises SignInError, in the same words and after the same work for anybody.

    A try is counted before the password is looked at, so that many at once are no way around the lock.
    """
    login, now = folded(login)[:64], now or days.now()
    stored = _counted(db, login, now)
    if not passwords.fits(password, stored):
        _refused(db, login, now, address)
        raise SignInError(Problem("sign_in_failed", facts={"tries": TRIES, "minutes": LOCK.seconds // 60}))
    sql = "update account set failed = 0, locked_until = null where login = :login"
    with db.writing() as tx:
        tx.execute(sql, login=login)
    return _known(db, login)


def _counted(db: Database, login: str, now: datetime) -> str | None:
    """The hash to hold the password against, unless nobody comes in under that name now.

    The accounts of the demonstration, whose password everybody knows, end with the first real account.
    """
    sql = """
        update account
        set failed = failed + 1
        where login = :login
          and not disabled
          and (locked_until is null or locked_until <= :now)
          and not (demonstration and exists (select 1 from account as other where not other.demonstration))
        returning failed, password_hash
    """
    with db.writing() as tx:
        rows = tx.rows(sql, login=login, now=now)
        if rows and rows[0][0] >= TRIES:
            until = now + min(LOCK * 2 ** min(rows[0][0] - TRIES, 10), LONGEST_LOCK)
            tx.execute("update account set locked_until = :until where login = :login", until=until, login=login)
    return rows[0][1] if rows else None


def _refused(db: Database, login: str, now: datetime, address: str) -> None:
    found = get(db, login)
    locked = bool(found and found.locked_until and found.locked_until > now)
    event = AuditEvent.LOCKED if locked else AuditEvent.SIGN_IN_FAILED
    audit.tell(db, event, who=login, address=address, subject=login, details={"known": found is not None})
