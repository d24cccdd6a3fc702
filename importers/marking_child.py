"""The marking child: a process that may die; takes a clerk's workbook with its marks and gives it back marked.

Nothing in it is computed or followed: formulas become the values that they showed, links to elsewhere go.
"""

from __future__ import annotations

import gc
import io
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import Any

import openpyxl
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import fromstring, tostring

from importers import archive
from importers.children import confine
from importers.limits import Limits

_TOP = 4
"""In which row of the list the first line of trouble stands."""

_KEPT = 5
"""The column of the list, out of sight, that says how a marked cell looked before."""

_WIDTHS = {"A": 10, "B": 24, "C": 100}
_DIVIDER = "\n———\n"
_WIDTH, _HEIGHT = 320, 110
_FOREIGN = "["
"""What a reference to another workbook holds."""


def main(settings: str) -> None:
    """Confine this process, mark the workbook that comes in; the first line says how long the answer is."""
    limits = Limits(**json.loads(settings))
    confine(limits, written=limits.inflated)
    gc.disable()  # a short life with a million cells: looking for circles among them took two fifths of it
    sys.stdout.buffer.writelines(lines(sys.stdin.buffer.read(), limits))
    sys.stdout.buffer.flush()


def lines(given: bytes, limits: Limits) -> Iterator[bytes]:
    """How long the answer is, and the answer, without any confinement; `given`: a line of marks, and the workbook."""
    marks, _, content = given.partition(b"\n")
    archive.inspect(content, limits)
    marked = _marked(content, json.loads(marks))
    yield json.dumps({"size": len(marked)}).encode() + b"\n"
    yield marked


def _marked(content: bytes, marks: Mapping[str, Any]) -> bytes:
    book = openpyxl.load_workbook(
        io.BytesIO(content), data_only=True, keep_links=False, keep_vba=b"vbaProject.bin" in content, rich_text=True
    )
    _cut_links(book)
    _clean(book, marks)
    for name, place, text in marks["mended"]:
        if name in book.sheetnames:
            cell = _anchor(book[name], place)
            _write(book[name], cell.row, cell.column, text)
    kept = [
        line
        for name, cells in marks["cells"].items()
        if name in book.sheetnames
        for line in _mark(book[name], cells, marks)
    ]
    _list(book, marks, kept)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# What leads elsewhere


def _cut_links(book: Workbook) -> None:
    for name in [name for name, it in book.defined_names.items() if _FOREIGN in (it.value or "")]:
        del book.defined_names[name]
    for sheet in book.worksheets:
        rules = sheet.data_validations.dataValidation
        sheet.data_validations.dataValidation = [rule for rule in rules if not _leads_away(rule)]
        for cell in _filled(sheet):
            if cell.hyperlink is not None and cell.hyperlink.target:
                cell.hyperlink = None


def _leads_away(rule: Any) -> bool:
    return _FOREIGN in (rule.formula1 or "") or _FOREIGN in (rule.formula2 or "")


def _filled(sheet: Worksheet) -> Iterator[Cell]:
    return (cell for row in sheet.iter_rows() for cell in row if isinstance(cell, Cell))


# What an earlier round has left


def _clean(book: Workbook, marks: Mapping[str, Any]) -> None:
    """Takes our own list and marks out again; a cell looks as it did before."""
    before: dict[tuple[str, str], str] = {}
    for sheet in [it for it in book.worksheets if str(it.cell(1, 1).value).strip() in marks["titles"]]:
        before |= _looks_before(sheet)
        book.remove(sheet)
    colours = set(marks["colours"].values())
    for sheet in book.worksheets:
        for cell in _filled(sheet):
            if cell.has_style and cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in colours:
                cell.fill = _fill(before.get((sheet.title, cell.coordinate), ""))
            if cell.comment is not None and cell.comment.author in marks["authors"]:
                cell.comment = _comment_before(cell.comment, marks["authors"])


def _looks_before(sheet: Worksheet) -> dict[tuple[str, str], str]:
    rows = sheet.iter_rows(min_row=_TOP, min_col=_KEPT, max_col=_KEPT + 2, values_only=True)
    return {(str(name), str(cell)): str(look) for name, cell, look in rows if look}


def _fill(look: str) -> PatternFill:
    """A fill as it was told; none where nothing, or nothing plain, was."""
    if not look.startswith("<fill><patternFill") or "<!" in look:
        return PatternFill()
    fill: PatternFill = PatternFill.from_tree(fromstring(look))
    return fill


def _comment_before(comment: Comment, authors: Sequence[str]) -> Comment | None:
    _, _, own = comment.text.partition(_DIVIDER)
    return Comment(own, "", comment.height, comment.width) if own and authors else None


# What is wrong now


def _mark(sheet: Worksheet, cells: Mapping[str, Any], marks: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Colours and comments; for each coloured cell its sheet, its place and how it looked."""
    fills = {level: PatternFill("solid", fgColor=colour) for level, colour in marks["colours"].items()}
    for place, mark in cells.items():
        cell = _anchor(sheet, place)
        yield sheet.title, cell.coordinate, _look(cell)
        cell.fill = fills[mark["level"]]
        own = f"{_DIVIDER}{cell.comment.text}" if cell.comment else ""
        cell.comment = Comment(f"{mark['text']}{own}", marks["author"], _HEIGHT, _WIDTH)


def _anchor(sheet: Worksheet, place: str) -> Cell:
    """The cell itself, or the one that shows for it where cells are merged."""
    cell = sheet[place]
    if not isinstance(cell, MergedCell):
        return cell
    area = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
    return sheet.cell(area.min_row, area.min_col)


def _look(cell: Cell) -> str:
    """Its fill as text; nothing where it has none, or one that is more than a pattern."""
    fill = copy(cell.fill)
    if not isinstance(fill, PatternFill) or not fill.fill_type:
        return ""
    return str(tostring(fill.to_tree()).decode())


def _list(book: Workbook, marks: Mapping[str, Any], kept: Sequence[tuple[str, str, str]]) -> None:
    """The first sheet: every trouble with a link to its cell."""
    sheet = book.create_sheet(marks["sheet"], 0)
    sheet["A1"], sheet["A2"] = marks["title"], marks["note"]
    sheet["A1"].font = Font(bold=True, size=14)
    for column, (heading, width) in enumerate(zip(marks["headings"], _WIDTHS.items(), strict=True), 1):
        sheet.cell(_TOP - 1, column, heading).font = Font(bold=True)
        sheet.column_dimensions[width[0]].width = width[1]
    for row, line in enumerate(marks["lines"], _TOP):
        _write_line(sheet, row, line, book.sheetnames)
    for row, told in enumerate((it for it in kept if it[2]), _TOP):
        for column, text in enumerate(told, _KEPT):
            _write(sheet, row, column, text)
    for letter in "EFG":
        sheet.column_dimensions[letter].hidden = True
    sheet.freeze_panes = f"A{_TOP}"
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0


def _write_line(sheet: Worksheet, row: int, line: Mapping[str, str], names: Sequence[str]) -> None:
    where = "!".join(filter(None, (line["sheet"], line["cell"])))
    for column, text in enumerate((line["level"], where, line["text"]), 1):
        _write(sheet, row, column, text).alignment = Alignment(wrap_text=column == 3, vertical="top")
    if line["cell"] and line["sheet"] in names:
        cell, name = sheet.cell(row, 2), line["sheet"].replace("'", "''")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!{line['cell']}")
        cell.font = Font(underline="single", color="FF1F5FA8")


def _write(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """A text that stays a text, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.value = text
    if cell.data_type != "s":
        cell.data_type = "s"
    return cell
