"""What was refused for want of a right, told in the audit in a line of its own: what was tried is rolled back."""

from __future__ import annotations

from scenario_db import audit, roles
from scenario_db.codes import AuditEvent
from scenario_db.database import Database
from scenario_db.engine import UnavailableError
from scenario_db.roles import Action, DeniedError, Person


def tell(db: Database, by: Person, denied: DeniedError) -> None:
    """Tells of a refusal. Where the register takes no line either, the refusal stands all the same."""
    problem = denied.problem
    facts = {name: str(it) for name, it in problem.facts.items() if name != "person"}
    try:
        audit.tell(db, AuditEvent.DENIED, by=by, subject=problem.kind, details=facts)
    except UnavailableError:
        return


def require(db: Database, by: Person, action: Action) -> None:
    """Raises DeniedError, and tells of it, unless that person may. Not from within a transaction: it takes its own."""
    try:
        roles.require(by, action)
    except DeniedError as denied:
        tell(db, by, denied)
        raise


def told(db: Database, by: Person, denied: DeniedError) -> DeniedError:
    """The refusal, once it was told of."""
    tell(db, by, denied)
    return denied


def of_page(db: Database, by: Person, address: str) -> None:
    """Tells that somebody came by address to a page that is not for her."""
    audit.tell(db, AuditEvent.DENIED, by=by, subject=f"page/{address}")
