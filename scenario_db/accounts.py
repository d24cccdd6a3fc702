"""Who may come in: the accounts, who they are, and whether they are open; their passwords are in `credentials`.

An account is no record: it has no versions, and each change is told in the audit. Whoever keeps accounts is asked for
the right where the row is written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from scenario_db import audit, days, denials, passwords, seals
from scenario_db.codes import AuditEvent, Role
from scenario_db.database import Database, Row
from scenario_db.kinds import storable
from scenario_db.problems import Problem, RegisterError
from scenario_db.roles import Action, Person

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
_EMAIL = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]+\.[^\s@<>,;\"]{2,}")


class AccountError(RegisterError):
    """The account cannot be made or changed as it was asked."""


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


def known(db: Database, login: str) -> Account:
    """The account of that login name. Raises AccountError where there is none."""
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
    before, wrong = known(db, it.login), problem_with(db, it)
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
    with audit.telling(db, AuditEvent.ACCOUNT, by=by, subject=it.login, details=facts) as tx:
        tx.execute(sql, **_given(it))


def _refuse_last_admin(db: Database, login: str) -> None:
    sql = "select login from account where role = 'admin' and not disabled and not demonstration and login <> :login"
    if not db.value(sql, login=login):
        raise AccountError(Problem("account_last_admin"))
