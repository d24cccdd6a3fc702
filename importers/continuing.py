"""Rows without a name of their own, which say more of the record above: words and units are joined, figures never."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from importers.forms import Field, Reads
from importers.layout import Table
from importers.values import clean
from importers.workbook import Cell
from scenario_db.problems import Level, Problem

_DIVIDERS = {
    Reads.TEXT: "；",
    Reads.NAMES: "、",
    Reads.DEPARTMENT: "、",
    Reads.DEPARTMENTS: "、",
    Reads.PHONE: "、",
}
"""What may be joined, and what then stands between."""


def join(table: Table, column: int, field: Field, cells: list[Cell]) -> Iterator[Problem]:
    """Adds what such rows say in a column to the cells of their records; what cannot be added is told by its cell."""
    for row, record in table.continued:
        more = table.sheet.rows[row - 1][column]
        if more == "":
            continue
        if field.reads in _DIVIDERS:
            at = bisect_left(table.rows, record)
            cells[at] = _joined(cells[at], more, _DIVIDERS[field.reads])
        else:
            facts = {"text": clean(more), "heading": field.headings[0], "row": record}
            yield Problem("continuation_row", table.sheet.place(row, column), facts, Level.WARNING)


def _joined(held: Cell, more: Cell, divider: str) -> Cell:
    if held == "":
        return more
    return held if clean(held) == clean(more) else f"{clean(held)}{divider}{clean(more)}"


def told(table: Table) -> Iterator[Problem]:
    """That rows were joined, and that hidden ones were read like the rest."""
    for row, record in table.continued:
        yield Problem("row_joined", table.sheet.place(row, 0), {"row": record}, Level.HINT)
    hidden = sorted(table.sheet.hidden_rows.intersection(table.rows))
    if hidden:
        facts = {"count": len(hidden), "rows": "、".join(map(str, hidden[:10]))}
        yield Problem("hidden_rows", table.sheet.place(hidden[0], 0), facts, Level.HINT)
