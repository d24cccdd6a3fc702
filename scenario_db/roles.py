"""Who may do what: one table, asked where the write happens and where the row is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from scenario_db.codes import Role
from scenario_db.problems import Problem, RegisterError


class Action(StrEnum):
    """What somebody may be allowed to do."""

    READ = "read"
    WRITE = "write"
    IMPORT = "import"
    NEW_DEPARTMENT = "new_department"
    UNDO = "undo"
    SEE_PHONES = "see_phones"


@dataclass(frozen=True, slots=True)
class Person:
    """Who is at the desk: the name that stands in the history, the role, and the department if any."""

    name: str
    role: Role
    department_id: str | None = None


class DeniedError(RegisterError):
    """This person may not do that."""


ALLOWED: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        Role.CLERK: frozenset({Action.READ, Action.WRITE, Action.IMPORT}),
        Role.REVIEWER: frozenset({Action.READ, Action.WRITE}),
        Role.GROUP: frozenset({Action.READ}),
        Role.OFFICE: frozenset(Action),
        Role.LEADER: frozenset({Action.READ}),
        Role.ADMIN: frozenset({Action.READ}),
    }
)
"""domain.md §4.2; what is not named is denied. An administrator runs the machine and decides nothing."""


def may(person: Person, action: Action) -> bool:
    """Whether that person's role allows it."""
    return action in ALLOWED[person.role]


def require(person: Person, action: Action) -> None:
    """Raises DeniedError unless that person may."""
    if not may(person, action):
        raise DeniedError(Problem("denied", facts={"person": person.name, "role": person.role, "action": action}))
