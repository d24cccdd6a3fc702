"""What a scenario's lead asks of other departments, and how it stands to other scenarios: said and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from scenario_db import editing, ledger
from scenario_db.changes import Origin, Receipt
from scenario_db.codes import InterfaceStatus, LinkStatus, LinkType, Source
from scenario_db.database import Database
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import Link, Partner
from scenario_db.roles import Person

SETTLED = (InterfaceStatus.CONFIRMED, InterfaceStatus.DELIVERED)


class JoiningError(RegisterError):
    """This cannot be asked, or the two scenarios cannot stand to each other so."""


def ask(db: Database, said: Partner, *, by: Person, day: date, version: int | None = None) -> Receipt | None:
    """Asks a department for its part. Asked for something else than before, it has to agree anew.

    Raises JoiningError, StaleError, DeniedError.
    """
    before = editing.opened(db, "partner", said.id)
    if not (said.task or "").strip() and said.asked is None:
        raise JoiningError(Problem("asked_for_nothing"))
    if said.due_on and said.due_on < (said.requested_on or day):
        raise JoiningError(Problem("already_past", facts={"value": said.due_on}))
    wanted = replace(said, requested_on=said.requested_on or day)
    was = before.record if before else None
    if (
        isinstance(was, Partner)
        and was.interface_status in SETTLED
        and (was.task, was.asked) != (said.task, said.asked)
    ):
        wanted = replace(
            wanted, interface_status=InterfaceStatus.TALKING, requested_on=day, confirmed_by=None, confirmed_on=None
        )
    return ledger.saved(db, wanted, by=by, version=version)


def delivered(db: Database, key: str, *, by: Person) -> Receipt | None:
    """Notes that a department did its part. Raises JoiningError where it has no part any more."""
    held = editing.opened(db, "partner", key)
    if held is None or not isinstance(held.record, Partner):
        raise JoiningError(Problem("promise_gone"))
    done = replace(held.record, interface_status=InterfaceStatus.DELIVERED)
    return ledger.saved(db, done, by=by, version=held.version)


def link(db: Database, said: Link, *, by: Person) -> Receipt | None:
    """Says how a scenario stands to another. Raises JoiningError, CircleError, DeniedError."""
    if said.from_id == said.to_id and said.type is not LinkType.CHAIN:
        raise JoiningError(Problem("linked_to_itself"))
    return ledger.saved(db, said, by=by)


def set_state(db: Database, key: str, status: LinkStatus, *, by: Person) -> Receipt | None:
    """Whether a link works by now. Raises JoiningError where it is gone."""
    held = editing.opened(db, "link", key)
    if held is None or not isinstance(held.record, Link):
        raise JoiningError(Problem("link_gone"))
    return ledger.saved(db, replace(held.record, status=status), by=by, version=held.version)


def leave(db: Database, kind: str, key: str, *, by: Person) -> Receipt | None:
    """Takes a part or a link back; its history stays. None where it was taken back already."""
    gone = ledger.leaving(db, kind, {key: ""})
    return ledger.record(db, gone, by=by, origin=Origin(Source.FORM)) if gone else None
