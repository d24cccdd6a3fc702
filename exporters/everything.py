"""All records of today as one workbook, a sheet a kind: for whoever wants the whole library in a spreadsheet.

Values as people read them, telephone numbers masked, nothing that lives; ids join the sheets. A backup
(docs/running.md) holds all versions and files as Parquet; this is the plain form beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from exporters.rows import BARE, LONGEST_TEXT
from scenario_db import exported
from scenario_db.database import Database
from scenario_db.kinds import KINDS, Column, Kind
from scenario_db.phones import PERSONAL, masked
from scenario_db.wording import Words

MOST_ROWS = 1_048_575
"""Rows below the heading that a sheet can hold; more go on to the next."""


def write(db: Database, path: Path, say: Words) -> dict[str, int]:
    """Writes the workbook; gives how many records stand on each sheet. All sheets are of one moment."""
    counts: dict[str, int] = {}
    with path.open("wb") as file, xlsxwriter.Workbook(file, BARE) as book, db.snapshot() as then:
        formats = book.add_format({"bold": True, "bg_color": "#E8EEF6"}), book.add_format({"num_format": "yyyy-mm-dd"})
        for kind in KINDS.values():
            for name, rows in _sheets(_free(say(f"kind.{kind.name}"), counts), exported.every(then, kind)):
                counts[name] = _sheet(book.add_worksheet(name), kind, rows, say, formats)
    return counts


def _free(label: str, taken: Iterable[str]) -> str:
    """The label as a sheet may be called: up to its first comma, 31 characters at most, like no other."""
    label = re.split(r"[,\[\]:*?/\\]", label)[0].strip("' ")
    names = (label[:31], *(f"{label[:25]} ({number})" for number in range(2, 100)))
    known = {name.lower() for name in taken}
    return next(name for name in names if name.lower() not in known)


def _sheets(name: str, rows: Iterator[Sequence[Any]]) -> Iterator[tuple[str, Iterable[Sequence[Any]]]]:
    """One sheet, or so many that none is too long."""
    number = 1
    yield name, islice(rows, MOST_ROWS)
    while (following := next(rows, None)) is not None:
        number += 1
        yield f"{name[:27]} {number}", islice(chain([following], rows), MOST_ROWS)


def _sheet(
    sheet: Worksheet, kind: Kind, rows: Iterable[Sequence[Any]], say: Words, formats: tuple[Format, Format]
) -> int:
    top, day = formats
    for at, name in enumerate(kind.names):
        sheet.write_string(0, at, _heading(kind, name, say), top)
    sheet.freeze_panes(1, 1)
    shown: list[Callable[[Any], Any]] = [str, *(_shown(column, say) for column in kind.columns)]
    last = 0
    for last, row in enumerate(rows, 1):
        for at, (value, as_read) in enumerate(zip(row, shown, strict=True)):
            if value is not None:
                _cell(sheet, last, at, as_read(value), day)
    return last


def _heading(kind: Kind, name: str, say: Words) -> str:
    return name if name == "id" else say.field(kind.name, name)


def _shown(column: Column, say: Words) -> Callable[[Any], Any]:
    """How a value of that column is written."""
    choices = column.choices
    if column.listed:
        return lambda them: "、".join(say.code(choices(it)) if choices else str(it) for it in them)
    if choices:
        return lambda it: say.code(choices(it))
    if column.sql_type == "boolean":
        return lambda it: say("word.yes" if it else "word.no")
    return masked if column.name in PERSONAL else lambda it: it


def _cell(sheet: Worksheet, row: int, at: int, value: Any, day: Format) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, at, value, day)
    elif isinstance(value, (int, Decimal)):
        sheet.write_number(row, at, float(value))
    elif value:
        sheet.write_string(row, at, str(value)[:LONGEST_TEXT])
