"""Workbooks made anew from cells that were read: where styles cannot be kept, or only some rows go back."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from io import BytesIO

from xlsxwriter import Workbook as Book
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from importers.enclosed import LISTS, SLIP, is_enclosed
from importers.layout import Table
from importers.marks import Mark, Marks
from importers.workbook import Cell, Merge, Sheet, Workbook, address, position
from scenario_db.problems import Place

_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LONGEST, _LONGEST_NAME = 32_767, 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_WIDTHS = (10, 24, 100)
_WIDTH = 15
_TOP = 3
_DAYS = {datetime: "yyyy-mm-dd hh:mm:ss", date: "yyyy-mm-dd", time: "hh:mm:ss"}
_SAME_AS_ABOVE = frozenset(("同上", "〃", "″", '"', "''", "同前"))


def workbook(book: Workbook, marks: Marks) -> bytes:
    """All sheets with the same cells and merges, marked, and the list of trouble before them."""
    out = BytesIO()
    with Book(out, _PLAIN) as made:
        names = _names([it for it in book.sheets if not is_enclosed(it) or is_kept(it)], marks.sheet)
        _list(made, marks, names)
        for sheet in book.sheets:
            if sheet.name in names:
                _sheet(made, sheet, names[sheet.name], marks)
    return out.getvalue()


def is_kept(sheet: Sheet) -> bool:
    """Whether it is one of our sheets that travels on."""
    return bool(sheet.rows) and bool(sheet.rows[0]) and sheet.rows[0][0] in (SLIP, LISTS)


def _names(sheets: Iterable[Sheet], taken: str) -> dict[str, str]:
    """What each sheet is called, as a spreadsheet program allows it, no two alike."""
    found: dict[str, str] = {}
    used = {taken.casefold()}
    for sheet in sheets:
        plain = _NOT_IN_NAMES.sub("_", sheet.name).strip("'")[:_LONGEST_NAME] or "1"
        name, number = plain, 2
        while name.casefold() in used:
            name, number = f"{plain[: _LONGEST_NAME - 4]}_{number}", number + 1
        used.add(name.casefold())
        found[sheet.name] = name
    return found


def _list(made: Book, marks: Marks, names: Mapping[str, str]) -> None:
    sheet = made.add_worksheet(marks.sheet)
    bold, wrap = made.add_format({"bold": True}), made.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, marks.title, made.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, marks.note)
    for column, (heading, width) in enumerate(zip(marks.headings, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(_TOP - 1, column, heading, bold)
    for row, line in enumerate(marks.lines, _TOP):
        where = "!".join(filter(None, (line.sheet, line.cell)))
        sheet.write_string(row, 0, line.level, wrap)
        if line.cell and line.sheet in names:
            name = names[line.sheet].replace("'", "''")
            sheet.write_url(row, 1, f"internal:'{name}'!{line.cell}", string=where)
        else:
            sheet.write_string(row, 1, where, wrap)
        sheet.write_string(row, 2, line.text[:_LONGEST], wrap)
    sheet.freeze_panes(_TOP, 0)


def _sheet(made: Book, sheet: Sheet, name: str, marks: Marks) -> None:
    out = made.add_worksheet(name)
    out.set_column(0, max(sheet.width - 1, 0), _WIDTH)
    looks = _Looks(made, marks)
    marked = marks.cells.get(sheet.name, {})
    for merge in sheet.merges:
        if (merge.top, merge.left) != (merge.bottom, merge.right):
            out.merge_range(merge.top - 1, merge.left, merge.bottom - 1, merge.right, "")
    for number, row in enumerate(sheet.rows, 1):
        for column, cell in enumerate(row):
            if cell != "":
                _write(out, number - 1, column, cell, looks[cell, None])
    for place, mark in marked.items():
        _mark(out, sheet, place, mark, looks)
    if sheet.hidden:
        out.hide()


def _mark(out: Worksheet, sheet: Sheet, place: str, mark: Mark, looks: _Looks) -> None:
    number, column = position(place)
    row = number - 1
    inside = row < len(sheet.rows) and column < sheet.width
    cell = sheet.rows[row][column] if inside else ""
    if cell == "":
        out.write_blank(row, column, None, looks["", mark])
    else:
        _write(out, row, column, cell, looks[cell, mark])
    out.write_comment(row, column, mark.text[:_LONGEST], {"author": looks.author, "x_scale": 2})


class _Looks:
    """The formats of one workbook, made when first used."""

    def __init__(self, made: Book, marks: Marks) -> None:
        self._made, self._marks, self.author = made, marks, marks.author
        self._known: dict[tuple[str, str], Format] = {}

    def __getitem__(self, wanted: tuple[Cell, Mark | None]) -> Format:
        cell, mark = wanted
        key = _DAYS.get(type(cell), "General"), self._marks.colours[mark.level] if mark else ""
        if key not in self._known:
            colour = {"bg_color": f"#{key[1][2:]}"} if key[1] else {}
            self._known[key] = self._made.add_format({"num_format": key[0], **colour})
        return self._known[key]


def _write(out: Worksheet, row: int, column: int, cell: Cell, look: Format) -> None:
    if isinstance(cell, str):
        out.write_string(row, column, cell[:_LONGEST], look)
    elif isinstance(cell, bool):
        out.write_boolean(row, column, cell, look)
    elif isinstance(cell, (int, float)):
        out.write_number(row, column, cell, look)
    else:
        out.write_datetime(row, column, cell, look)


# Only some rows


@dataclass(frozen=True, slots=True)
class Cut:
    """A sheet of which only some rows are left, and where each of them stands now."""

    sheet: Sheet
    rows: Mapping[int, int]


def cut(table: Table, kept: Collection[int]) -> Cut:
    """The titles and headings of a table, the rows asked for, and the section rows above them."""
    sections = {max((it.row for it in table.sections if it.row < row), default=0) for row in kept}
    numbers = [*range(1, table.top + 1), *sorted({*kept, *sections} - {0})]
    places = {number: at for at, number in enumerate(numbers, 1)}
    whole = _filled_down(table, kept)
    merges = tuple(it for it in table.sheet.merges if it.bottom <= table.top)
    rows = [whole[number - 1] for number in numbers]
    return Cut(replace(table.sheet, rows=rows, merges=merges, hidden_rows=frozenset(), hidden=False), places)


def _filled_down(table: Table, kept: Collection[int]) -> list[list[Cell]]:
    """The rows with what merged cells and 同上 say of them, since what stood above may not come along."""
    rows = [list(row) for row in table.sheet.rows]
    for merge in (it for it in table.sheet.merges if it.top > table.top):
        _fill(rows, merge, kept)
    for above, below in zip(table.rows, table.rows[1:], strict=False):
        for column, cell in enumerate(rows[below - 1]):
            if isinstance(cell, str) and cell in _SAME_AS_ABOVE:
                rows[below - 1][column] = rows[above - 1][column]
    return rows


def _fill(rows: list[list[Cell]], merge: Merge, kept: Collection[int]) -> None:
    for number in range(merge.top + 1, min(merge.bottom, len(rows)) + 1):
        if number in kept:
            rows[number - 1][merge.left] = rows[merge.top - 1][merge.left]


def moved(cuts: Sequence[Cut], place: Place) -> Place | None:
    """Where the trouble at a place stands now; None where its row did not come along."""
    one = next((it for it in cuts if it.sheet.name == place.sheet), None)
    if one is None or not place.cell:
        return None
    row, column = position(place.cell)
    now = one.rows.get(row)
    return replace(place, cell=address(now, column)) if now else None
