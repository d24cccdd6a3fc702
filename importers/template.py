"""Workbooks that are given out, blank or prefilled, made from the same forms that read them when they come back.

Plain values only: no formula and no link stands in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import zip_longest

from xlsxwriter import Workbook as Book
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from importers import filling, guidance, outline, slip
from importers.enclosed import LISTS
from importers.filling import Filling
from importers.forms import Form, Reads
from importers.outline import Column, Filled
from importers.slip import Slip
from scenario_db import departments, histories
from scenario_db.database import Database
from scenario_db.roles import Person
from scenario_db.wording import Words

_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True}
"""A text is a text, whatever it begins with; rows go out as they come."""

_TOP, _SPARE = 2, 500
"""In which row the headings stand, counted from 0, and for how many rows below the given ones there is help."""

_MOST_VERSIONS = 90_000
_LIST_SHEET = "_选项"
_WIDTHS = {Reads.TEXT: 18, Reads.NAMES: 18, Reads.DEPARTMENT: 18, Reads.DEPARTMENTS: 24}
_WIDE = frozenset(
    (
        "name",
        "title",
        "pain_point",
        "summary",
        "content",
        "outcome",
        "progress",
        "issue",
        "next_step",
        "capability",
        "task",
    )
)
_FORMATS = {Reads.MONEY: "#,##0.####", Reads.DAY: "yyyy-mm-dd", Reads.PHONE: "@"}
_DEPARTMENTS = (Reads.DEPARTMENT, Reads.DEPARTMENTS)
_MAY_DO = {"format_columns": True, "format_rows": True, "format_cells": True, "sort": True, "autofilter": True}
_HEADING = {"bold": True, "bg_color": "#E8EEF6", "border": 1, "text_wrap": True, "valign": "vcenter"}
_LOCKED = {"bg_color": "#F2F2F2", "locked": True}


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a workbook is given out for: day and period, whose it is, by when it should be back."""

    day: date
    period: str = ""
    department: str = ""
    deadline: date | None = None

    @property
    def month(self) -> str:
        """The period, by default the day's month."""
        return self.period or f"{self.day:%Y-%m}"


def blank(form: Form, say: Words, occasion: Occasion, *, units: Sequence[str] = ()) -> bytes:
    """A workbook with headings and help only; `units` are the departments to choose from."""
    made = Slip(form.name, occasion.month, "", datetime.now(UTC), 0)
    return _Template(form, say, occasion, units).workbook(Filling([]), made)


def prefilled(
    db: Database, form: Form, say: Words, occasion: Occasion, *, by: Person, department_id: str | None = None
) -> bytes:
    """A workbook with what the register holds, of one department or of all; imported as it is it changes nothing."""
    mark = histories.mark(db)  # before the records: what is recorded meanwhile looks changed since, never overwritten
    found = filling.of(db, form, outline.columns(form, occasion.month), by=by, department_id=department_id)
    versions = found.versions if len(found.versions) <= _MOST_VERSIONS else {}
    made = Slip(form.name, occasion.month, department_id or "", datetime.now(UTC), mark, versions, found.codes)
    return _Template(form, say, occasion, [it.name for it in departments.find(db)]).workbook(found, made)


class _Template:
    """One workbook in the making."""

    def __init__(self, form: Form, say: Words, occasion: Occasion, units: Sequence[str]) -> None:
        self._form, self._say, self._occasion = form, say, occasion
        self._columns = outline.columns(form, occasion.month)
        self._lists = {it.field.key: labels for it in self._columns if (labels := _labels(it, say, units))}

    def workbook(self, found: Filling, made: Slip) -> bytes:
        """All of its sheets: the table, the instructions, and two that nobody sees."""
        out = BytesIO()
        with Book(out, _PLAIN) as book:
            self._table(book, book.add_worksheet(Words("zh")(f"upload.form_{self._form.name}")), found)
            guidance.write(book, self._say, self._columns, self._lists, self._occasion.deadline)
            self._write_lists(book)
            slip.write(book, made)
        return out.getvalue()

    def _table(self, book: Book, sheet: Worksheet, found: Filling) -> None:
        self._around(book, sheet)
        formats = [self._formats(book, column) for column in self._columns]
        for at, (column, (open_, _)) in enumerate(zip(self._columns, formats, strict=True)):
            sheet.set_column(at, at, _width(column), open_)
        for row, line in enumerate(found.lines, _TOP + 1):
            for at, (column, (_, given)) in enumerate(zip(self._columns, formats, strict=True)):
                _write(sheet, row, at, outline.cell(column, line, self._say), given)
        last = _TOP + len(found.lines)
        self._help(sheet, last + _SPARE)
        sheet.autofilter(_TOP, 0, max(last, _TOP + 1), len(self._columns) - 1)
        sheet.freeze_panes(_TOP + 1, sum(column.is_key for column in self._columns))
        if found.lines:
            sheet.protect("", _MAY_DO)

    def _around(self, book: Book, sheet: Worksheet) -> None:
        """The title, who reports, the unit of amounts, the headings."""
        heading = book.add_format(_HEADING)
        sheet.write_string(0, 0, self._title(), book.add_format({"bold": True, "font_size": 14}))
        sheet.write_string(1, 0, self._say("template.reporter", department=self._occasion.department))
        sheet.write_string(1, 2, self._say("template.unit"))
        for at, column in enumerate(self._columns):
            sheet.write_string(_TOP, at, column.heading, heading)

    def _title(self) -> str:
        """In Chinese, as the reader expects it, with a translation behind it."""
        year, month = self._occasion.month[:4], self._occasion.month[5:].lstrip("0")
        name = f"upload.form_{self._form.name}"
        told = f"{year}年{month}月" if month else f"{year}年"
        also = "" if self._say.language == "zh" else f"（{self._say(name)}）"
        return f"{told}{Words('zh')(name)}{also}"

    def _formats(self, book: Book, column: Column) -> tuple[Format, Format]:
        """How its cells look below the given rows, and in them: there what tells records apart is locked."""
        look: dict[str, object] = {"num_format": _FORMATS.get(column.field.reads, "General"), "valign": "top"}
        look["text_wrap"] = column.field.name in _WIDE
        free = not column.is_key or (column.field.required and (self._form.enters or self._form.repeats))
        open_ = book.add_format(look | {"locked": not free})
        return open_, book.add_format(look | _LOCKED) if column.is_key else open_

    def _help(self, sheet: Worksheet, last: int) -> None:
        """Drop-downs and hints for each column."""
        for at, column in enumerate(self._columns):
            hint = guidance.hint(column.field, self._say)
            rule = {"validate": "any", "input_title": column.heading[:32], "input_message": hint[:255]}
            sheet.data_validation(_TOP + 1, at, last, at, rule | self._rule(column))

    def _rule(self, column: Column) -> dict[str, object]:
        """What may be chosen; only where it must be one of the list is anything else refused."""
        labels = self._lists.get(column.field.key)
        if not labels:
            return {}
        place = list(self._lists).index(column.field.key)
        letters = xl_col_to_name(place, col_abs=True)
        source = f"='{_LIST_SHEET}'!{letters}$2:{letters}${len(labels) + 1}"
        strict = column.field.reads in (Reads.CHOICE, Reads.YES_NO)
        return {"validate": "list", "source": source, "show_error": strict}

    def _write_lists(self, book: Book) -> None:
        sheet = book.add_worksheet(_LIST_SHEET)
        sheet.write_string(0, 0, LISTS)
        for row, labels in enumerate(zip_longest(*self._lists.values()), 1):
            sheet.write_row(row, 0, labels)
        sheet.very_hidden()


def _labels(column: Column, say: Words, units: Sequence[str]) -> list[str]:
    """What a column's cells may say, if that is a list."""
    it = column.field
    if it.reads in _DEPARTMENTS:
        return list(units)
    if it.reads is Reads.YES_NO:
        return [say("word.yes"), say("word.no")]
    return [say.code(code) for code in it.codes] if it.reads in (Reads.CHOICE, Reads.CHOICES) else []


def _width(column: Column) -> int:
    return 32 if column.field.name in _WIDE else _WIDTHS.get(column.field.reads, 13)


def _write(sheet: Worksheet, row: int, at: int, cell: Filled, look: Format) -> None:
    """An empty cell is left out: it looks as its column does."""
    if cell is None:
        return
    if isinstance(cell, date):
        sheet.write_datetime(row, at, cell, look)
    elif isinstance(cell, str):
        sheet.write_string(row, at, cell, look)
    else:
        sheet.write_number(row, at, cell, look)
