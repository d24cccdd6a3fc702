"""Trouble, as data: what is wrong, where, and with which facts; it becomes a sentence only at the edge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Level(StrEnum):
    """How much a problem weighs: an error stops its row, a warning asks for a look, a hint only tells."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a workbook: file, sheet and cell, each as far as it is known. `str` gives “台账!D7”."""

    file: str = ""
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        inside = "!".join(part for part in (self.sheet, self.cell) if part)
        return inside or self.file


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: `kind` names its sentence in wording.toml (`problem.<kind>`), `facts` fill it."""

    kind: str
    place: Place = NOWHERE
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    level: Level = Level.ERROR


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those that stop their row or file."""
    return [problem for problem in problems if problem.level is Level.ERROR]


class RegisterError(Exception):
    """The base of all that the register refuses; `problem` carries the sentence to show, `problems` all of them."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.kind, dict(problem.facts))
        self.problem = problem
        self.problems: tuple[Problem, ...] = (problem,)
