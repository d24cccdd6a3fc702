"""Saved views: an address under a name, one's own or shared with everybody; it shows nobody more than she may see.

A view is no record (docs/decisions/0018): it says nothing about a scenario, and goes when it is not wanted any more.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from scenario_db import addresses, days, denials, names
from scenario_db.addresses import Address
from scenario_db.database import Database, Transaction
from scenario_db.kinds import storable
from scenario_db.problems import Problem, RegisterError
from scenario_db.roles import Action, Person, may

MOST = 50
"""So many views somebody has at most: what is found by its name has to be found in a list."""

LONGEST = 60
"""Characters of a name."""


class ViewError(RegisterError):
    """The view cannot be kept or called so, or is no more."""


@dataclass(frozen=True, slots=True)
class View:
    """A page with what is chosen there, under its name."""

    id: str
    owner: str
    name: str
    page: str
    address: Address
    shared: bool
    made_by: str

    def is_of(self, person: Person) -> bool:
        """Whether it is her own."""
        return self.owner == owner(person)


_FIELDS = "id, owner, name, page, address, shared, made_by"


def owner(person: Person) -> str:
    """Whose views they are: hers who has signed in; else all who act in the same role for the same department.

    No login name has a colon. Names of those who have none are labels, which are others in the other language.
    """
    return person.login or ":".join(filter(None, ("role", person.role, person.department_id)))


def find(db: Database, person: Person) -> list[View]:
    """Her own and those that are shared, by name, her own first."""
    sql = f"""
        select {_FIELDS}
        from saved_view
        where owner = :owner or shared
        order by owner <> :owner, name, id
    """
    return [_view(*row) for row in db.rows(sql, owner=owner(person))]


def get(db: Database, person: Person, key: str) -> View:
    """One that she may open. Raises ViewError where it is no more, or never was hers."""
    sql = f"select {_FIELDS} from saved_view where id = :key and (owner = :owner or shared)"
    rows = db.rows(sql, key=key, owner=owner(person))
    if not rows:
        raise ViewError(Problem("view_gone"))
    return _view(*rows[0])


def _view(*row: Any) -> View:
    key, whose, name, page, address, shared, made_by = row
    return View(key, whose, name, page, addresses.read(address), shared, made_by)


def keep(db: Database, person: Person, name: str, page: str, address: Address) -> View:
    """Keeps an address under a name; what she kept under the same name before goes. Raises ViewError."""
    called = _named(name)
    it = View(secrets.token_hex(8), owner(person), called, page, address, shared=False, made_by=person.name)
    with db.writing() as tx:
        sql = "select id, shared from saved_view where owner = :owner and name = :name"
        before = tx.rows(sql, owner=it.owner, name=called)
        if before:
            key = before[0][0]
            sql = "update saved_view set page = :page, address = :address, changed_at = :now where id = :key"
            tx.execute(sql, page=page, address=addresses.written(address), now=days.now(), key=key)
            return View(key, it.owner, called, page, address, before[0][1], it.made_by)
        _refuse_too_many(tx, it.owner)
        sql = f"""
            insert into saved_view ({_FIELDS}, changed_at)
            values (:id, :owner, :name, :page, :address, :shared, :by, :now)
        """
        given = {"id": it.id, "owner": it.owner, "name": called, "page": page, "shared": False, "by": it.made_by}
        tx.execute(sql, **given, address=addresses.written(address), now=days.now())
    return it


def _refuse_too_many(tx: Transaction, whose: str) -> None:
    if tx.value("select count(*) from saved_view where owner = :owner", owner=whose) >= MOST:
        raise ViewError(Problem("view_too_many", facts={"most": MOST}))


def _named(name: str) -> str:
    called = names.tidy(storable(name))[:LONGEST]
    if not called:
        raise ViewError(Problem("view_nameless"))
    return called


def rename(db: Database, person: Person, key: str, name: str) -> None:
    """Calls it anew. Raises ViewError, DeniedError for another's."""
    it, called = _hers(db, person, key), _named(name)
    with db.writing() as tx:
        sql = "select id from saved_view where owner = :owner and name = :name and id <> :key"
        if tx.rows(sql, owner=it.owner, name=called, key=key):
            raise ViewError(Problem("view_name_taken", facts={"name": called}))
        sql = "update saved_view set name = :name, changed_at = :now where id = :key"
        tx.execute(sql, name=called, now=days.now(), key=key)


def share(db: Database, person: Person, key: str, *, shared: bool) -> None:
    """Lets everybody find it, or only its owner. Raises ViewError, DeniedError: it is the office's to share."""
    denials.require(db, person, Action.SET_RULES)
    _hers(db, person, key)
    with db.writing() as tx:
        tx.execute("update saved_view set shared = :shared where id = :key", shared=shared, key=key)


def forget(db: Database, person: Person, key: str) -> None:
    """Lets go of it. Raises ViewError, DeniedError for another's."""
    _hers(db, person, key)
    with db.writing() as tx:
        tx.execute("delete from saved_view where id = :key", key=key)


def may_change(person: Person, it: View) -> bool:
    """Whether it is hers to call anew or to let go of: her own, and of those that are shared the office's."""
    return it.is_of(person) or (it.shared and may(person, Action.SET_RULES))


def _hers(db: Database, person: Person, key: str) -> View:
    it = get(db, person, key)
    if not it.is_of(person):
        denials.require(db, person, Action.SET_RULES)
    return it
