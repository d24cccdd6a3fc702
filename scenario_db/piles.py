"""What lies on a desk: the four piles, what belongs in which, and one thing that waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from scenario_db.codes import Duty, Role


class Pile(StrEnum):
    """The four piles of the workbench."""

    TO_DO = "to_do"
    TO_REVIEW = "to_review"
    TO_CONFIRM = "to_confirm"
    TO_READ = "to_read"


PILE_OF: Mapping[Duty, Pile] = MappingProxyType(
    {
        Duty.RETURN: Pile.TO_DO,
        Duty.CORRECTION: Pile.TO_DO,
        Duty.MOVE_REVIEW: Pile.TO_REVIEW,
        Duty.RETURN_REVIEW: Pile.TO_REVIEW,
        Duty.PARTNER: Pile.TO_CONFIRM,
        Duty.ISSUE: Pile.TO_DO,
        Duty.CLOSING: Pile.TO_CONFIRM,
        Duty.NOTICE: Pile.TO_READ,
    }
)

WHOSE: Mapping[Role, tuple[str, str]] = MappingProxyType(
    {
        Role.CLERK: ("clerk", "unit"),
        Role.REVIEWER: ("reviewer", "unit"),
        Role.OFFICE: ("office", "office"),
    }
)
"""Which duties are a role's: its own, and those of all people of the department; the others owe nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One thing that waits: `subject` is the record it is about (of the kind that the duty says), `state` as it stands.

    `what` are its words, `whom` the other department, `number` the code of a problem or the period of a return,
    `count` the scenarios whose returns of a period are due, `whose` the people that do it, as WHOSE names them.
    """

    duty: Duty
    department_id: str | None = None
    scenario_id: str | None = None
    code: str = ""
    scenario: str = ""
    subject: str
    number: str = ""
    state: str = ""
    what: str = ""
    whom: str = ""
    since: date | None = None
    due_on: date | None = None
    count: int = 1
    whose: str = "clerk"

    @property
    def pile(self) -> Pile:
        """Where it lies."""
        return PILE_OF[self.duty]

    def days_over(self, day: date) -> int:
        """For how many days its date has passed; 0 where it has not, or where there is none."""
        return max(0, (day - self.due_on).days) if self.due_on else 0


@dataclass(frozen=True, slots=True)
class Count:
    """How many things lie in a pile, and how many of them are overdue."""

    all: int = 0
    overdue: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.all + other.all, self.overdue + other.overdue)
