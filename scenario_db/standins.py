"""代理: who may act for whom from one day until another; what is done so carries both names."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date

from scenario_db import accounts, audit, days, denials
from scenario_db.accounts import Account, AccountError, folded
from scenario_db.codes import AuditEvent, Role
from scenario_db.database import Database
from scenario_db.kinds import storable
from scenario_db.problems import Problem
from scenario_db.roles import Action, Person, stands_in

_FIELDS = "id, login, for_login, first_day, last_day"


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody acts for somebody, both days included."""

    id: str
    login: str
    for_login: str
    first_day: date
    last_day: date


def find(db: Database) -> list[StandIn]:
    """All that were not taken back, the latest first."""
    sql = f"select {_FIELDS} from stand_in where ended_at is null order by last_day desc, login"
    return [StandIn(*row) for row in db.rows(sql)]


def open_to(db: Database, login: str, day: date) -> list[Account]:
    """For whom somebody may act on that day."""
    sql = """
        select it.for_login
        from stand_in as it
        join account as a on a.login = it.for_login
        where it.login = :login
          and it.ended_at is null
          and it.first_day <= :day
          and it.last_day >= :day
          and not a.disabled
        order by it.for_login
    """
    found = (accounts.get(db, row[0]) for row in db.rows(sql, login=login, day=day))
    return [it for it in found if it is not None]


def acting(person: Person, other: Account) -> Person:
    """Somebody with the rights of whom she stands in for, under both names; her own login name stays."""
    return replace(other.person(person.address), name=stands_in(person.name, other.name), login=person.login)


def add(db: Database, login: str, for_login: str, first: date, last: date, *, by: Person) -> None:
    """Lets somebody act for somebody. Raises AccountError, DeniedError."""
    denials.require(db, by, Action.KEEP_ACCOUNTS)
    it = StandIn(secrets.token_hex(8), folded(login), folded(for_login), first, last)
    wrong = _problem_with(db, it)
    if wrong:
        raise AccountError(wrong)
    sql = f"""
        insert into stand_in ({_FIELDS}, made_at, made_by)
        values (:id, :login, :for_login, :first, :last, :now, :by)
    """
    given = {"id": it.id, "login": it.login, "for_login": it.for_login, "first": first, "last": last}
    facts = {"done": "add", "for": it.for_login, "first": str(first), "last": str(last)}
    with audit.telling(db, AuditEvent.STAND_IN, by=by, subject=it.login, details=facts) as tx:
        tx.execute(sql, **given, now=days.now(), by=storable(by.login or by.name))


def _problem_with(db: Database, it: StandIn) -> Problem | None:
    """An administrator approves no business, and nobody does so through her or becomes one through somebody else."""
    one, other = accounts.get(db, it.login), accounts.get(db, it.for_login)
    for login, found in ((it.login, one), (it.for_login, other)):
        if found is None:
            return Problem("account_unknown", facts={"login": login})
    if it.login == it.for_login:
        return Problem("stand_in_self")
    if Role.ADMIN in {found.role for found in (one, other) if found}:
        return Problem("stand_in_admin")
    if it.last_day < it.first_day:
        return Problem("stand_in_backwards", facts={"first": it.first_day, "last": it.last_day})
    return None


def end(db: Database, it: StandIn, *, by: Person) -> None:
    """Takes it back at once. Raises DeniedError."""
    denials.require(db, by, Action.KEEP_ACCOUNTS)
    facts = {"done": "end", "for": it.for_login}
    with audit.telling(db, AuditEvent.STAND_IN, by=by, subject=it.login, details=facts) as tx:
        tx.execute("update stand_in set ended_at = :now where id = :id", now=days.now(), id=it.id)
