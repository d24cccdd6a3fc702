"""Which sheets of a workbook are read, and what is told of the others: the program's choice, or a person's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from importers import layout
from importers.forms import Form
from importers.layout import Table
from importers.policies import Decisions
from importers.values import clean
from importers.workbook import Sheet, Workbook
from scenario_db.problems import Level, Place, Problem

SHOWN = 15
"""So many rows of a sheet are shown to whoever looks for its headings."""

_WIDEST, _LONGEST = 30, 40


@dataclass(frozen=True, slots=True)
class Seen:
    """A sheet as it was found: its first rows, the table in it if it is read, else why it is not; "" where skipped."""

    name: str
    head: tuple[tuple[str, ...], ...] = ()
    table: Table | None = None
    problem: Problem | None = None


def seen(book: Workbook, decisions: Decisions, forms: Sequence[Form]) -> list[Seen]:
    """All sheets but our own. Without a decision the first visible one with a table is read; who says where the
    headings of a sheet stand has it read.
    """
    found: list[Seen] = []
    for sheet in book.sheets:
        if decisions.sheets is not None and sheet.name not in decisions.sheets:
            found.append(_skipped(sheet))
            continue
        top = decisions.tops.get(sheet.name)
        table = layout.find_table(sheet, forms, top)
        if isinstance(table, Problem):
            found.append(Seen(sheet.name, _head(sheet), None, table))
        elif decisions.sheets is None and not top and (sheet.hidden or any(it.table for it in found)):
            found.append(Seen(sheet.name, _head(sheet), None, _not_read(sheet)))
        else:
            found.append(Seen(sheet.name, _head(sheet), table))
    return found


def _skipped(sheet: Sheet) -> Seen:
    return Seen(sheet.name, _head(sheet))


def _head(sheet: Sheet) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(clean(cell)[:_LONGEST] for cell in row[:_WIDEST]) for row in sheet.rows[:SHOWN])


def _not_read(sheet: Sheet) -> Problem:
    return Problem("sheet_not_read", Place(sheet.file, sheet.name), {"sheet": sheet.name}, Level.WARNING)


def problems(found: Sequence[Seen]) -> Iterator[Problem]:
    """What is told of sheets that are not read: beside a table that is, only a warning, and of some nothing."""
    read = any(it.table for it in found)
    told = (it.problem for it in found if it.problem)
    if not read:
        return told
    return (replace(it, level=Level.WARNING) for it in told if it.kind not in layout.QUIET)
