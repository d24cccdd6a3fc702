"""A brief as it is read: what every form of it is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from scenario_db.brief_parts import NUMBERS, Nature, Question
from scenario_db.roles import Person


@dataclass(frozen=True, slots=True)
class Made:
    """Who makes a brief, when (UTC), and on which city's clock."""

    by: Person
    at: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as it is read, and what it is: a number for a spreadsheet, a day, or only its text."""

    text: str
    number: int | float | None = None
    day: date | None = None
    nature: Nature = Nature.TEXT

    @property
    def right(self) -> bool:
        """Whether it stands to the right."""
        return self.nature in NUMBERS or self.nature is Nature.PLAIN


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a column."""

    name: str
    text: str
    right: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A list in words; `note` says how many there are and how many are not shown."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def without(self, *names: str) -> Grid:
        """The list without these columns, for narrow paper."""
        kept = [at for at, head in enumerate(self.heads) if head.name not in names]
        rows = tuple(tuple(row[at] for at in kept) for row in self.rows)
        return Grid(tuple(self.heads[at] for at in kept), rows, self.note)


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with its answer."""

    number: int
    question: Question
    title: str
    sentence: str
    counted: str
    figures: tuple[tuple[str, Cell], ...]
    grid: Grid
    chart: Grid
    beneath: Grid


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole brief in words; `since` holds it against the last one of the same subject, None where there is none."""

    language: str
    title: str
    day: str
    facts: tuple[tuple[str, str], ...]
    answers: tuple[Answer, ...]
    since_title: str
    since: Grid | None
    foot: str


def width_of(text: str) -> int:
    """How wide a text stands, in Latin letters; a Chinese character is as wide as two."""
    return sum(1 if ord(char) < _WIDE else 2 for char in text)


_WIDE = 0x2E80
"""From here on characters are square."""
