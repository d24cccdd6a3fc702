"""Totals and counts that a sheet declares, held against what was read; they are a check, never a record."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from importers.columns import Match, Matching
from importers.figures import money
from importers.forms import Reads
from importers.rows import Total
from importers.values import Known
from scenario_db.problems import Level, Place, Problem

_TOLERATED = Decimal("0.5")  # 万元; sums of rounded figures


def differences(matching: Matching, values: Mapping[str, Sequence[Any]]) -> Iterator[Problem]:
    """Each declared count or sum that the rows do not bear out."""
    table = matching.table
    ends = [section.row for section in table.sections[1:]] + [len(table.sheet.rows) + 1]
    for section, last in zip(table.sections, ends, strict=False):
        counted = bisect_left(table.rows, last) - bisect_right(table.rows, section.row)
        if section.declared is not None and section.declared != counted and not _nested(matching, section.row, last):
            yield _count_differs(
                table.sheet.place(section.row, section.column), section.text, section.declared, counted
            )
    for total in table.totals:
        yield from _total_differs(matching, values, total)


def _nested(matching: Matching, first: int, last: int) -> bool:
    """A section right above another holds sub-sections; its own count is about them all."""
    return bisect_left(matching.table.rows, last) == bisect_right(matching.table.rows, first)


def _count_differs(place: Place, text: str, declared: int, counted: int) -> Problem:
    return Problem("count_differs", place, {"text": text, "declared": declared, "counted": counted}, Level.WARNING)


def _total_differs(matching: Matching, values: Mapping[str, Sequence[Any]], total: Total) -> Iterator[Problem]:
    table = matching.table
    first, last = _scope(matching, total)
    if total.declared is not None and total.declared != last - first:
        yield _count_differs(table.sheet.place(total.row, 0), total.text, total.declared, last - first)
    for match in matching.imported:
        if match.field.reads is Reads.MONEY and match.key in values and "平均" not in total.text:
            yield from _sum_differs(matching, match, total, values[match.key][first:last])


def _scope(matching: Matching, total: Total) -> tuple[int, int]:
    """Which records a total is about: all, or for a subtotal those since the section or subtotal before it."""
    table = matching.table
    if not total.subtotal:
        return 0, len(table.rows)
    bounds = [section.row for section in table.sections] + [other.row for other in table.totals if other.subtotal]
    start = max((bound for bound in bounds if bound < total.row), default=0)
    return bisect_right(table.rows, start), bisect_left(table.rows, total.row)


def _sum_differs(matching: Matching, match: Match, total: Total, values: Sequence[Decimal | None]) -> Iterator[Problem]:
    cell = matching.table.sheet.row(total.row)[match.column]
    declared = money(cell, Known(match.field, match.unit or "万元")).values[0] if cell != "" else None
    counted = sum((value for value in values if value is not None), Decimal(0))
    if declared is not None and abs(declared - counted) > _TOLERATED:
        facts = {"heading": match.heading, "declared": declared, "counted": counted}
        yield Problem("sum_differs", matching.table.sheet.place(total.row, match.column), facts, Level.WARNING)
