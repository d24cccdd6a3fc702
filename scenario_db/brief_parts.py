"""What a brief is made of: ten questions, each with its figures, one list and one chart, as data without a word.

A value keeps what it is (an amount, a share, a code of a closed list); exporters and pages put it into words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from scenario_db.problems import Problem


class Question(StrEnum):
    """The ten questions of a leader (domain.md §6.1), in their order."""

    SIZE = "size"
    SPREAD = "spread"
    MONEY = "money"
    LIGHTS = "lights"
    RETURNS = "returns"
    LINKAGE = "linkage"
    PIPELINE = "pipeline"
    DEMANDS = "demands"
    PROVIDERS = "providers"
    RESULTS = "results"


class Nature(StrEnum):
    """What a value is, and so how it is written."""

    COUNT = "count"
    CHANGE = "change"
    MONEY = "money"
    SHARE = "share"
    POINTS = "points"
    RATIO = "ratio"
    MONTHS = "months"
    PLAIN = "plain"
    DAY = "day"
    TEXT = "text"


NUMBERS = (Nature.COUNT, Nature.CHANGE, Nature.MONEY, Nature.SHARE, Nature.POINTS, Nature.RATIO, Nature.MONTHS)
"""What stands to the right of a column; of figures, what two briefs are compared by."""

Value = int | Decimal | Fraction | str | StrEnum | date | tuple[StrEnum, ...] | tuple[Problem, ...] | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a question; money in 万元, a share of 1, None where it is not known."""

    name: str
    nature: Nature
    value: Value


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list."""

    name: str
    nature: Nature = Nature.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """A list: its first rows, and how many there are in all; `whole` is the row of sums beneath, if it has one."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...] = ()
    total: int = 0
    whole: tuple[Value, ...] | None = None

    @property
    def left_out(self) -> int:
        """How many are not shown."""
        return max(0, self.total - len(self.rows))


@dataclass(frozen=True, slots=True)
class Part:
    """The answer to one question. The first column of `chart` names the groups, the others are its series.

    `beneath` is a second list, where one question is asked of two sorts of groups.
    """

    question: Question
    figures: tuple[Figure, ...]
    table: Table
    chart: Table = field(default_factory=lambda: Table(()))
    beneath: Table = field(default_factory=lambda: Table(()))

    def figure(self, name: str) -> Figure:
        """The figure of that name."""
        return next(it for it in self.figures if it.name == name)


def columns(*names: str | tuple[str, Nature]) -> tuple[Column, ...]:
    """Columns from their names; of text where no nature is said."""
    return tuple(Column(it) if isinstance(it, str) else Column(*it) for it in names)


def counts(**named: int) -> tuple[Figure, ...]:
    """Figures that count."""
    return tuple(Figure(str(name), Nature.COUNT, value) for name, value in named.items())


def share(part: int | Decimal, whole: int | Decimal) -> Fraction | None:
    """A part of a whole; None of nothing."""
    return Fraction(part) / Fraction(whole) if whole else None
