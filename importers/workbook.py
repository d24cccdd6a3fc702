"""From bytes to sheets of cells that know their address; a child process parses, and may die instead of us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import PurePath
from typing import Any, NamedTuple

import orjson

from importers import children
from importers.limits import MIB, Limits
from scenario_db import settings
from scenario_db.problems import Level, Place, Problem

Cell = str | int | float | bool | datetime | date | time
"""What may stand in a cell; an empty one is the empty text."""


class Merge(NamedTuple):
    """Cells merged into one; rows count from 1, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows[0]` is row 1, all rows are equally wide, an empty cell is ""; columns count from 0."""

    name: str
    rows: list[list[Cell]]
    file: str = ""
    merges: tuple[Merge, ...] = ()
    merges_known: bool = True
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    unread: Mapping[str, str] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.rows[0]) if self.rows else 0

    def row(self, number: int) -> list[Cell]:
        """The cells of a row, counted as the sheet counts."""
        return self.rows[number - 1]

    def place(self, row: int, column: int) -> Place:
        """Where a cell stands, as people say it."""
        return Place(self.file, self.name, address(row, column))


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file that was read: its sheets in order, and what is to be told about sheets that were not read whole."""

    file: str
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...] = ()
    encoding: str = ""


@lru_cache(maxsize=2_048)
def letter(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    before, last = divmod(column, 26)
    return (letter(before - 1) if before else "") + chr(65 + last)


def address(row: int, column: int) -> str:
    """(7, 3) → "D7"."""
    return f"{letter(column)}{row}"


def position(cell: str) -> tuple[int, int]:
    """ "D7" → (7, 3)."""
    letters = cell.rstrip("0123456789")
    column = 0
    for one in letters:
        column = column * 26 + ord(one) - 64
    return int(cell[len(letters) :]), column - 1


def read(data: bytes, file: str, limits: Limits | None = None) -> Workbook | Problem:
    """The sheets of a file of any spreadsheet kind, told by its content; or the one problem with the file."""
    limits = limits or _as_set()
    if len(data) > limits.size:
        return Problem("file_too_large", Place(file), {"size": len(data) >> 20, "limit": limits.size >> 20})
    if not data.strip(b"\0 \r\n\t"):
        return Problem("empty_file", Place(file))
    told = _Told(file)
    for line in children.lines("importers.reading_child", data, limits):
        told.hear(line)
    return told.workbook()


def _as_set() -> Limits:
    """The limits of this house; memory and time stay as they are, so that what is let in cannot stall the server."""
    chosen = settings.current()
    return Limits(size=chosen.upload_mib * MIB, rows=chosen.upload_rows)


class _Told:
    """What the child tells, line by line; if its last word is not "end", it died or was stopped on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.sheets: list[Sheet] = []
        self.problems: list[Problem] = []
        self.refused: Problem | None = None
        self.encoding = ""
        self.last = ""
        self._texts: dict[str, str] = {}

    def hear(self, line: bytes) -> None:
        """Takes one line; half a line is none."""
        content: list[Any] = orjson.loads(line) if line.endswith(b"\n") else [""]
        self.last = content.pop(0)
        match self.last, content:
            case "rows", [rows]:
                self.sheets[-1].rows.extend(self._rows(rows))
            case "sheet", [about]:
                self._sheet(about)
            case "refused", [kind, facts]:
                self.refused = Problem(kind, Place(self.file), facts)

    def workbook(self) -> Workbook | Problem:
        """The sheets with their rows; one that was left out is told among the problems only."""
        if self.last != "end":
            return Problem("unreadable_file", Place(self.file))
        if self.refused:
            return self.refused
        if not self.sheets and not self.problems:
            return Problem("empty_file", Place(self.file))
        return Workbook(self.file, tuple(self.sheets), tuple(self.problems), self.encoding)

    def _sheet(self, about: Mapping[str, Any]) -> None:
        sheet = _sheet(about, self.file)
        self.encoding = about["encoding"]
        kind, facts = about["problem"] or ("", {})
        if kind:
            self.problems.append(Problem(kind, Place(self.file, sheet.name), facts, Level.WARNING))
        if about["untold"]:
            self.problems.append(_untold(sheet, about["untold"]))
        if kind in ("", "too_many_columns"):
            self.sheets.append(sheet)

    def _rows(self, told: Mapping[str, Any]) -> list[list[Cell]]:
        columns = map(self._column, told["columns"])
        return list(map(list, zip(*columns, strict=True))) or [[] for _ in range(told["count"])]

    def _column(self, told: list[Any]) -> list[Cell]:
        """The cells of a column; the same text is kept once, however often it stands in the file."""
        kinds = set(map(type, told))
        if kinds == {str}:
            return list(map(self._texts.setdefault, told, told))
        return [_moment(it) if it.__class__ is dict else it for it in told] if dict in kinds else told


def _moment(told: Mapping[str, str]) -> date | time:
    """What JSON has no word for, as reading_child wrote it."""
    [(word, text)] = told.items()
    return time.fromisoformat(text) if word == "time" else _day(text)


@lru_cache(maxsize=16_384)
def _day(text: str) -> date:
    return datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)


def _untold(sheet: Sheet, count: int) -> Problem:
    return Problem("formulas_untold", Place(sheet.file, sheet.name), {"sheet": sheet.name, "count": count}, Level.HINT)


def _sheet(about: Mapping[str, Any], file: str) -> Sheet:
    return Sheet(
        name=about["name"] or PurePath(file).stem,
        rows=[],
        file=file,
        merges=tuple(Merge(top + 1, left, bottom + 1, right) for top, left, bottom, right in about["merges"]),
        merges_known=about["merges_known"],
        hidden=about["hidden"],
        hidden_rows=frozenset(about["hidden_rows"]),
        unread=about["unread"],
    )
