"""The sheet of instructions in a workbook that is given out: what each column means, how to write it, an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from xlsxwriter import Workbook as Book

from importers.forms import Field, Reads
from importers.outline import NAMED, Column
from scenario_db.wording import Words

_TOP = {"bold": True, "bg_color": "#E8EEF6", "border": 1}
_WRAP = {"text_wrap": True, "valign": "top"}
_WIDTHS = (26, 26, 60, 24)
_HEADINGS = ("col_heading", "col_meaning", "col_how", "col_example")
_NOTES = ("note_empty", "note_money", "note_keys", "note_sheets")
_IDS = {"departments": "department_id", "department": "department_id"}


def write(
    book: Book, say: Words, columns: Sequence[Column], lists: Mapping[str, Sequence[str]], deadline: date | None
) -> None:
    """Adds the sheet. Its first cell is what tells the reader to leave it alone."""
    sheet = book.add_worksheet(say("template.sheet"))
    wrap, top = book.add_format(_WRAP), book.add_format(_TOP)
    sheet.write_string(0, 0, say("template.instructions"), book.add_format({"bold": True, "font_size": 14}))
    row = 1
    for row, note in enumerate(_notes(say, deadline), 1):
        sheet.write_string(row, 0, note)
    for at, (name, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(row + 2, at, say(f"template.{name}"), top)
    for below, column in enumerate(columns, row + 3):
        for at, text in enumerate(_told(column, say, lists.get(column.field.key, ()))):
            sheet.write_string(below, at, text, wrap)


def _notes(say: Words, deadline: date | None) -> Iterator[str]:
    if deadline:
        yield say("template.note_deadline", day=deadline.isoformat())
    yield from (say(f"template.{name}") for name in _NOTES)


def _told(column: Column, say: Words, labels: Sequence[str]) -> tuple[str, ...]:
    it = column.field
    required = f"{say('template.required')} " if it.required else ""
    among = say("template.among", labels="、".join(labels)) if it.reads in (Reads.CHOICE, Reads.CHOICES) else ""
    example = labels[0] if labels else say(f"template.example_{it.reads}")
    return column.heading, _meaning(it, say), f"{required}{hint(it, say)}{among}", example


def _meaning(it: Field, say: Words) -> str:
    """The field as the register calls it, with its subject."""
    name = it.name if it.key not in NAMED else _IDS.get(it.name, f"{it.name}_id")
    return f"{say(f'kind.{it.record}')} · {say.field(it.record, name)}"


def hint(it: Field, say: Words) -> str:
    """How to write what stands in a column."""
    return say(f"template.hint_{it.reads}")
