"""What people choose about an import before it is written: the policies in words, and single decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from scenario_db.problems import Problem


class NewDepartments(StrEnum):
    """What becomes of units that the register does not know."""

    CREATE = "create"
    REFUSE = "refuse"


class Empty(StrEnum):
    """What an empty cell does to what the register has."""

    LEAVE = "leave"
    CLEAR = "clear"


class Missing(StrEnum):
    """What becomes of scenarios that the file does not name any more."""

    LEAVE = "leave"
    PROPOSE_EXIT = "propose_exit"


class Errors(StrEnum):
    """What one bad row means for the others."""

    GOOD_ROWS = "good_rows"
    ALL_OR_NOTHING = "all_or_nothing"


class Side(StrEnum):
    """Whose value stands where both have changed it: asked for each, the file's, the register's."""

    ASK = "ask"
    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Policies:
    """How an import is to be carried out; stored with its batch. No word on new departments: created where there are
    none at all.
    """

    empty: Empty = Empty.LEAVE
    missing: Missing = Missing.LEAVE
    errors: Errors = Errors.GOOD_ROWS
    new_departments: NewDepartments | None = None
    conflicts: Side = Side.ASK

    def told(self) -> dict[str, str]:
        """As it is stored, by name."""
        given = ((it.name, getattr(self, it.name)) for it in fields(self))
        return {name: str(value) for name, value in given if value}


CHOICES: Mapping[str, type[StrEnum]] = MappingProxyType(
    {"empty": Empty, "missing": Missing, "errors": Errors, "new_departments": NewDepartments, "conflicts": Side}
)
"""The policies by name, and what each may be."""


def said(texts: Iterable[str]) -> Policies | Problem:
    """The policies as a command names them, “empty=clear”; the rest are the defaults."""
    chosen: dict[str, Any] = {}
    for text in texts:
        name, _, value = text.replace("-", "_").partition("=")
        if name not in CHOICES or value not in list(CHOICES[name]):
            allowed = " ".join(f"{it}={'|'.join(choices)}" for it, choices in CHOICES.items())
            return Problem("unknown_policy", facts={"value": text, "allowed": allowed})
        chosen[name] = CHOICES[name](value)
    return Policies(**chosen)


ConflictKey = tuple[str, str, str]
"""Kind, id and field of a value that both sides have changed."""

CellKey = tuple[str, str]
"""Sheet and cell, as (“台账”, “D7”)."""

Top = tuple[int, int]
"""First and last row of the headings of a sheet."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided on one workbook. `headings`: the field of a heading, "" for not imported; `units`: the
    department that an unknown name means, "" for none; `conflicts`: mine or theirs; `sheets`: which are read;
    `tops`: where the headings of a sheet stand; `cells`: what a cell should have said.
    """

    headings: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    conflicts: Mapping[ConflictKey, Side] = field(default_factory=dict)
    sheets: tuple[str, ...] | None = None
    tops: Mapping[str, Top] = field(default_factory=dict)
    cells: Mapping[CellKey, str] = field(default_factory=dict)
