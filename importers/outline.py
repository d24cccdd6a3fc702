"""The outline of a workbook that is given out: its columns under headings that the reader knows, and their cells.

A cell is filled only where the reader would make the very same value of it again; what it would read differently
stays empty, which leaves the record as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from importers.cells import READERS
from importers.forms import Field, Form, Reads
from importers.values import Known
from scenario_db.codes import Precision
from scenario_db.kinds import KINDS
from scenario_db.records import Record
from scenario_db.wording import Words

Filled = str | int | float | date | Decimal | None
"""What a cell of such a workbook holds."""

BY_MONTH, BY_YEAR, MONTHS = "progress_report", "annual_plan", "monthly_target"
_KEYS = ("code", "name", "title")
_UNIT = "（万元）"
_LONGEST = 32_767
_PARTS = 2  # of an amount: what was written, and its qualifier
_SPOKEN = {
    Precision.YEAR: "{0.year}年",
    Precision.HALF: "{0.year}年{half}半年",
    Precision.QUARTER: "{0.year}年{quarter}季度",
    Precision.MONTH: "{0.year}年{0.month}月",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field, the period it is about or "", its heading. A key says which record a row is about."""

    field: Field
    heading: str
    period: str = ""

    @property
    def record(self) -> str:
        """Under which name a line has the record that the column shows."""
        return f"{self.field.record}@{self.period}" if self.period else self.field.record

    @property
    def is_key(self) -> bool:
        """Whether it holds the code or the name of what a row is about."""
        return self.field.name in _KEYS and (self.field.required or self.field.name == "code")


@dataclass(frozen=True, slots=True)
class Line:
    """What one row is about: records by the name of their kind, with @ and the period where they belong to one;
    `said` are the names that stand for ids, by field.
    """

    records: Mapping[str, Record]
    said: Mapping[str, str] = field(default_factory=dict)


def columns(form: Form, period: str) -> list[Column]:
    """The columns of a form for a period such as “2026-11”, keys first; what only stands for other columns is left."""
    fields = [it for it in form.fields if _is_written(it)]
    own = form.field(form.naming)
    keys = [it for it in fields if it.name == "code" and it.record == own.record] + [own]
    rest = [it for it in fields if it not in keys]
    return [column for it in (*keys, *rest) for column in _of_field(form, it, period)]


def _is_written(it: Field) -> bool:
    if it.reads in (Reads.NUMBERING, Reads.NOTHING, Reads.SPAN, Reads.CONTACT):
        return False
    return it.key in NAMED or (it.record in KINDS and it.name in KINDS[it.record].names)


NAMED = ("scenario.lead", "scenario.parent", "demand.proposer", "partner.departments", "partner.department")
"""Fields that hold names where the record holds ids."""


def _of_field(form: Form, it: Field, period: str) -> Iterator[Column]:
    year = period[:4]
    if it.record == MONTHS:
        yield from (_column(form, it, f"{year}-{month:02}", f"{year}-{month:02}") for month in range(1, 13))
    elif it.record == BY_YEAR:
        yield _column(form, it, period, year)
    else:
        yield _column(form, it, period, period if it.record == BY_MONTH else "")


def _column(form: Form, it: Field, dated: str, period: str) -> Column:
    unit = _UNIT if it.reads is Reads.MONEY else ""
    return Column(it, f"{_dated(_heading(form, it), dated)}{unit}", period)


def _heading(form: Form, it: Field) -> str:
    """Its name, unless that may mean another field as well: then the first that may not."""
    return next((heading for heading in it.headings if len(form.known(heading)) == 1), it.headings[0])


def _dated(heading: str, period: str) -> str:
    year, month = period[:4], period[5:].lstrip("0")
    text = re.sub("M-M月", f"1-{month}月", heading) if month else heading
    return (re.sub("M月", f"{month}月", text) if month else text).replace("Y年", f"{year}年")


# Cells


def cell(column: Column, line: Line, say: Words) -> Filled:
    """What a cell says; nothing where it would be read as something else than it is."""
    it = column.field
    if it.key in NAMED:
        return line.said.get(it.key)
    record = line.records.get(column.record)
    value = getattr(record, it.name) if record else None
    if value in (None, "", ()):
        return None
    return _WRITERS.get(it.reads, _text)(it, value, record, say)


def _text(it: Field, value: Any, _: Record | None, __: Words) -> Filled:
    return value if _is_same(it, value, value) else None


@lru_cache(maxsize=200_000)
def _is_same(it: Field, written: Any, meant: Any) -> bool:
    """Whether the reader makes of a written cell what was meant."""
    if isinstance(written, str) and len(written) > _LONGEST:
        return False
    read = READERS[it.reads](written, Known(it))
    return bool(read.values[0] == meant)


def _money(it: Field, value: Any, record: Record | None, _: Words) -> Filled:
    """A number; a text where it was given with 约 or the like, or has more digits than a number of a sheet holds."""
    said = tuple(getattr(record, name) for name in it.also)
    if len(said) == _PARTS and all(said) and READERS[Reads.MONEY](said[0], Known(it)).values == (value, *said):
        return str(said[0])
    return value if Decimal(repr(float(value))) == value else f"{value:f}"


def _day(it: Field, value: Any, record: Record | None, _: Words) -> Filled:
    """A day, or in words the month, quarter, half or year that was meant."""
    precision = getattr(record, f"{it.name}_precision", None)
    exact: date = value
    if precision not in _SPOKEN:
        return exact
    half, quarter = "上" if value.month < 7 else "下", (value.month + 2) // 3
    spoken = _SPOKEN[precision].format(value, half=half, quarter=quarter)
    return spoken if _is_same(it, spoken, value) else exact


def _percent(_: Field, value: Any, __: Record | None, ___: Words) -> Filled:
    return f"{value.normalize():f}%"


def _yes_no(_: Field, value: Any, __: Record | None, say: Words) -> Filled:
    return say("word.yes" if value else "word.no")


def _choice(_: Field, value: Any, __: Record | None, say: Words) -> Filled:
    return say.code(value)


def _several(it: Field, value: Any, _: Record | None, say: Words) -> Filled:
    text = "、".join(say.code(one) if isinstance(one, StrEnum) else str(one) for one in value)
    return text if _is_same(it, text, tuple(value)) else None


_WRITERS: Mapping[Reads, Callable[[Field, Any, Record | None, Words], Filled]] = {
    Reads.MONEY: _money,
    Reads.DAY: _day,
    Reads.PERCENT: _percent,
    Reads.YES_NO: _yes_no,
    Reads.CHOICE: _choice,
    Reads.CHOICES: _several,
    Reads.NAMES: _several,
}
