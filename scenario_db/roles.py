"""Who may do what: one table, asked where the write happens and where the row is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from scenario_db.codes import ReviewStatus, Role
from scenario_db.problems import Problem, RegisterError


class Action(StrEnum):
    """What somebody may be allowed to do."""

    READ = "read"
    READ_ALL = "read_all"
    WRITE = "write"
    IMPORT = "import"
    NEW_DEPARTMENT = "new_department"
    UNDO = "undo"
    SEE_PHONES = "see_phones"
    REPORT = "report"
    PROPOSE = "propose"
    REVIEW_FIRST = "review_first"
    REVIEW_FINAL = "review_final"
    RAISE = "raise"
    INSTRUCT = "instruct"
    COORDINATE = "coordinate"
    SUPERVISE = "supervise"
    REMIND = "remind"
    SET_RULES = "set_rules"
    EXPORT = "export"
    KEEP_ACCOUNTS = "keep_accounts"
    READ_AUDIT = "read_audit"


@dataclass(frozen=True, slots=True)
class Person:
    """Who is at the desk: the name that stands in the history, the role, and the department if any.

    Who has signed in has a login name; a stand-in has her own, beside the rights of whom she stands in for.
    """

    name: str
    role: Role
    department_id: str | None = None
    login: str = ""
    working_group_id: str | None = None
    district_id: str | None = None
    address: str = ""


class DeniedError(RegisterError):
    """This person may not do that."""


_READS = frozenset({Action.READ, Action.EXPORT})
_READS_ALL = _READS | {Action.READ_ALL}
_OF_CLERKS = _READS_ALL | {Action.WRITE, Action.IMPORT, Action.REPORT, Action.PROPOSE, Action.RAISE}
ALLOWED: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        Role.CLERK: _OF_CLERKS,
        Role.REVIEWER: _OF_CLERKS - {Action.IMPORT} | {Action.REVIEW_FIRST},
        Role.GROUP: _READS | {Action.COORDINATE},
        Role.OFFICE: frozenset(Action) - {Action.REVIEW_FIRST, Action.KEEP_ACCOUNTS},
        Role.LEADER: _READS_ALL | {Action.INSTRUCT},
        Role.ADMIN: frozenset({Action.READ, Action.READ_ALL, Action.KEEP_ACCOUNTS, Action.READ_AUDIT}),
    }
)
"""domain.md §4.2; what is not named is denied. An administrator runs the machine and decides nothing."""


_STANDS_IN = "{own}（代 {other}）"
_BOTH = re.compile(r"(.+)（代 (.+)）")


def stands_in(own: str, other: str) -> str:
    """How somebody is called who acts for somebody: in both names, wherever it is written."""
    return _STANDS_IN.format(own=own, other=other)


def hands(name: str) -> frozenset[str]:
    """Whose doing it is what stands under that name: one person's, or that of either of two."""
    found = _BOTH.fullmatch(name)
    return frozenset(found.groups()) if found else frozenset({name})


def is_own(person: Person, name: str | None) -> bool:
    """Whether what stands under that name was her own doing, or that of either of the two in whose names it was done.

    Who passes on what she proposed herself passes it on to nobody; a stand-in is no second pair of eyes.
    """
    return bool(name) and not hands(person.name).isdisjoint(hands(name or ""))


class Reach(StrEnum):
    """Whose records somebody may change: all; those of scenarios that her unit leads; those that name her unit; what
    she instructed herself; those of scenarios that departments of her working group lead."""

    ALL = "all"
    LED = "led"
    NAMED = "named"
    INSTRUCTED = "instructed"
    GROUPED = "grouped"


OF_A_UNIT: Mapping[str, frozenset[Reach]] = MappingProxyType(
    {
        "scenario": frozenset({Reach.LED}),
        "partner": frozenset({Reach.LED, Reach.NAMED}),
        "link": frozenset({Reach.LED}),
        "move": frozenset({Reach.LED}),
        "annual_plan": frozenset({Reach.LED}),
        "monthly_target": frozenset({Reach.LED}),
        "progress_report": frozenset({Reach.LED}),
        "milestone": frozenset({Reach.LED}),
        "metric": frozenset({Reach.LED}),
        "evaluation": frozenset({Reach.LED}),
        "issue": frozenset({Reach.LED, Reach.NAMED}),
        "provider_scenario": frozenset({Reach.LED}),
        "demand": frozenset({Reach.NAMED}),
        "demand_scenario": frozenset({Reach.LED, Reach.NAMED}),
        "fit": frozenset({Reach.LED, Reach.NAMED}),
        "twin": frozenset({Reach.LED}),
        "heading_memory": frozenset({Reach.NAMED}),
        "gate_answer": frozenset({Reach.LED}),
        "reminder": frozenset({Reach.NAMED}),
    }
)
"""What the people of a unit may change at all, and whose; what is not named is the office's."""

REACHES: Mapping[Role, Mapping[str, frozenset[Reach]] | Reach | None] = MappingProxyType(
    {
        Role.CLERK: OF_A_UNIT,
        Role.REVIEWER: OF_A_UNIT,
        Role.GROUP: MappingProxyType({"issue": frozenset({Reach.GROUPED})}),
        Role.OFFICE: Reach.ALL,
        Role.LEADER: MappingProxyType({"issue": frozenset({Reach.INSTRUCTED})}),
        Role.ADMIN: None,
    }
)
"""domain.md §4.2: own scenarios, own commitments as a partner, own demands. Asked in rights.py for each change."""

_PROPOSES = frozenset({ReviewStatus.FIRST_REVIEW, ReviewStatus.WITHDRAWN})
MOVES: Mapping[Role, frozenset[ReviewStatus]] = MappingProxyType(
    {
        Role.CLERK: _PROPOSES,
        Role.REVIEWER: _PROPOSES | {ReviewStatus.FINAL_REVIEW, ReviewStatus.RETURNED},
        Role.OFFICE: frozenset(ReviewStatus),
    }
)
"""How far somebody may bring a move: a clerk proposes, the reviewer of her unit passes it on, the office decides."""


def reach(role: Role, kind: str) -> frozenset[Reach]:
    """Whose records of that kind the role may change; nobody's where the table does not say."""
    found = REACHES[role]
    if isinstance(found, Reach):
        return frozenset({found})
    return found.get(kind, frozenset()) if found else frozenset()


def is_narrow(person: Person) -> bool:
    """Whether somebody reads only the scenarios of a working group or a district (scope.py says which)."""
    return person.role is Role.GROUP or bool(person.working_group_id or person.district_id)


def may(person: Person, action: Action) -> bool:
    """Whether that person's role allows it; what shows the whole city is not for who reads a part of it."""
    return action in ALLOWED[person.role] and not (action is Action.READ_ALL and is_narrow(person))


def require(person: Person, action: Action) -> None:
    """Raises DeniedError unless that person may."""
    if not may(person, action):
        raise DeniedError(Problem("denied", facts={"person": person.name, "role": person.role, "action": str(action)}))
