"""From bytes to sheets of cells that know their address; a child process parses, and may die instead of us."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import PurePath
from typing import Any, NamedTuple

from importers import children
from importers.limits import Limits
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


def read(data: bytes, file: str, limits: Limits | None = None) -> Workbook | Problem:
    """The sheets of a file of any spreadsheet kind, told by its content; or the one problem with the file."""
    limits = limits or Limits()
    if not data.strip(b"\0 \r\n\t"):
        return Problem("empty_file", Place(file))
    if len(data) > limits.size:
        return Problem("file_too_large", Place(file), {"size": len(data) >> 20, "limit": limits.size >> 20})
    messages = list(_messages(data, limits))
    if messages[-1:] != [["end"]]:
        return Problem("unreadable_file", Place(file))
    refused = next((message for message in messages if message[0] == "refused"), None)
    if refused:
        return Problem(refused[1], Place(file), refused[2])
    found = _assembled(messages, file)
    return found if found.sheets or found.problems else Problem("empty_file", Place(file))


def _messages(data: bytes, limits: Limits) -> Iterator[Any]:
    """All that the child told; if its last word is not "end", it died or was stopped on the way."""
    for line in children.lines("importers.reading_child", data, limits):
        if not line.endswith(b"\n"):
            return
        yield json.loads(line, object_hook=_cell)


def _cell(value: dict[str, Any]) -> Any:
    """Dates and times, for which JSON has no word, as reading_child wrote them."""
    match value:
        case {"day": str(text)} if len(value) == 1:
            return datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
        case {"time": str(text)} if len(value) == 1:
            return time.fromisoformat(text)
        case {"hours": float() | int() as hours} if len(value) == 1:
            return float(hours)
        case {"text": str(text)} if len(value) == 1:
            return text
        case _:
            return value


def _assembled(messages: list[Any], file: str) -> Workbook:
    """Sheets with their rows; one that was left out is told among the problems only."""
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    encoding = ""
    for word, content in (message for message in messages if len(message) == 2):
        if word == "rows":
            sheets[-1].rows.extend(content)
            continue
        sheet = _sheet(content, file)
        encoding = content["encoding"]
        kind, facts = content["problem"] or ("", {})
        if kind:
            problems.append(Problem(kind, Place(file, sheet.name), facts, Level.WARNING))
        if kind in ("", "too_many_columns"):
            sheets.append(sheet)
    return Workbook(file, tuple(sheets), tuple(problems), encoding)


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
