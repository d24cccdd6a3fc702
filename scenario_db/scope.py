"""Whose scenarios somebody may read: all, or those led by the departments of her working group or her district."""

from __future__ import annotations

from collections.abc import Sequence

from scenario_db.database import Database, Transaction
from scenario_db.records import Scenario
from scenario_db.roles import Person, is_narrow

NOBODYS = "-"
"""No department has this id: where nothing is left to choose from, nothing is found, and not everything."""


def leads(db: Database | Transaction, person: Person) -> tuple[str, ...] | None:
    """The departments whose scenarios she reads; None for all of them."""
    if not is_narrow(person):
        return None
    sql = """
        select id
        from department
        where (cast(:wg as text) = '' or working_group_id = :wg)
          and (cast(:district as text) = '' or id = :district or parent_id = :district)
          and (cast(:wg as text) <> '' or cast(:district as text) <> '')
        order by id
    """
    given = {"wg": person.working_group_id or "", "district": person.district_id or ""}
    return tuple(row[0] for row in db.rows(sql, **given)) or (NOBODYS,)


def within(db: Database, person: Person, chosen: Sequence[str] = ()) -> tuple[str, ...]:
    """Lead departments as a choice takes them: those that were chosen, as far as she reads them; none chosen, all."""
    hers = leads(db, person)
    if hers is None:
        return tuple(chosen)
    return tuple(it for it in chosen if it in hers) or ((NOBODYS,) if chosen else hers)


def may_read(db: Database, person: Person, it: Scenario) -> bool:
    """Whether that scenario is hers to read."""
    hers = leads(db, person)
    return hers is None or it.lead_id in hers
