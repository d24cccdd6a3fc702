"""Cells that say nothing: they leave what there is, or empty it where that was asked for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from importers.cells import Column, Reading
from importers.headings import plain
from importers.values import NO_WORDS
from scenario_db.changes import KEEP
from scenario_db.kinds import KINDS


def kept(reading: Reading, column: Column, *, clears: bool) -> list[Any]:
    """The column's values, `KEEP` where a cell says nothing; the field's emptiness where a blank cell clears."""
    emptiness = _emptiness(column) if clears else KEEP
    kinds = set(map(type, column.values))
    if kinds.isdisjoint((type(None), tuple)):
        return column.values
    if emptiness is KEEP:
        return [KEEP if value is None or value == () else value for value in column.values]
    blank = blanks(reading, column)
    return [
        (emptiness if at in blank else KEEP) if value is None or value == () else value
        for at, value in enumerate(column.values)
    ]


def _emptiness(column: Column) -> Any:
    """What an emptied field holds; `KEEP` for one that cannot be empty."""
    field = KINDS[column.record].column(column.field)
    if field.nullable:
        return None
    return () if field.listed else KEEP


def blanks(reading: Reading, column: Column | None) -> Collection[int]:
    """The rows whose own cell is blank; a cell under a merged one and a masked number are not."""
    if column is None or column.source is None:
        return ()
    sheet, source = reading.table.sheet, column.source
    covered = {
        number
        for merge in sheet.merges
        if merge.left <= source <= merge.right
        for number in range(merge.top, merge.bottom + 1)
    }
    cells = ((at, number, sheet.rows[number - 1][source]) for at, number in enumerate(reading.rows))
    return {at for at, number, cell in cells if number not in covered and _is_blank(cell)}


def _is_blank(cell: Any) -> bool:
    return isinstance(cell, str) and plain(cell) in NO_WORDS
