"""What other departments ask of a department: it promises, is in talks, or disagrees and says why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from scenario_db import ledger, names
from scenario_db.changes import Receipt
from scenario_db.codes import InterfaceStatus, PartnerRole
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import Partner
from scenario_db.roles import Person

ANSWERS = (InterfaceStatus.CONFIRMED, InterfaceStatus.TALKING, InterfaceStatus.DISPUTED)


@dataclass(frozen=True, slots=True)
class Said:
    """What goes with an answer: words, whom to talk to, and in whose name data are promised."""

    words: str = ""
    contact: str = ""
    signed: str = ""


NOTHING_SAID = Said()


class PromiseError(RegisterError):
    """There is nothing to promise, or the reason is wanting."""


def get(db: Database, key: str) -> tuple[Partner, int]:
    """A department's part in a scenario, and its version. Raises PromiseError where there is none."""
    rows = db.rows(f"select version, {', '.join(KINDS['partner'].names)} from partner where id = :id", id=key)
    if not rows:
        raise PromiseError(Problem("promise_gone"))
    version, *row = rows[0]
    return cast("Partner", KINDS["partner"].read(row)), version


def answer(
    db: Database,
    key: str,
    status: InterfaceStatus,
    *,
    by: Person,
    day: date,
    said: Said = NOTHING_SAID,
    version: int | None = None,
) -> Receipt | None:
    """Answers what was asked; who disagrees says why, and data are promised in the chief data officer's name.

    Raises PromiseError, StaleError, DeniedError.
    """
    it, _ = get(db, key)
    if status is InterfaceStatus.DISPUTED and not said.words.strip():
        raise PromiseError(Problem("promise_without_reason"))
    confirmed = status is InterfaceStatus.CONFIRMED
    if confirmed and it.role is PartnerRole.DATA:
        _require_officer(officer_of(db, it), said.signed)
    after = replace(
        it,
        interface_status=status,
        confirmed_by=(said.signed.strip() or by.name) if confirmed else None,
        confirmed_on=day if confirmed else None,
        contact=said.contact.strip() or it.contact,
    )
    return ledger.saved(db, after, by=by, note=said.words.strip(), version=version)


def officer_of(db: Database, it: Partner) -> str:
    """The chief data officer of the department that takes part; empty where the register knows none."""
    found: str | None = db.value("select cdo_name from department where id = :id", id=it.department_id)
    return found or ""


def _require_officer(officer: str, signed: str) -> None:
    if not signed.strip():
        raise PromiseError(Problem("promise_unsigned"))
    if officer and names.key(signed) != names.key(officer):
        raise PromiseError(Problem("promise_signed_by_another", facts={"officer": officer}))
