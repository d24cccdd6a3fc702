"""Sheets for tests: a drawing in a docstring becomes a real workbook; real files of every kind, and hostile ones."""

from __future__ import annotations

import inspect
import io
import re
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table as OdfTable
from odf.table import TableCell, TableRow
from odf.text import P

from importers import cells, columns, layout
from importers.cells import Reading
from importers.forms import FORMS
from importers.layout import Table
from importers.workbook import Sheet, Workbook, read
from scenario_db.problems import Problem

SAMPLES = Path(__file__).parent / "data"
LEDGER = "应用场景库台账-示例.xlsx"
DEMANDS = "需求清单-示例.xlsx"
RETURN = "推进情况月报-示例.xlsx"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_MERGED_UP, _MERGED_LEFT = "^", "<"

Grid = Sequence[Any]


def drawn(picture: str) -> list[list[object]]:
    """The rows of a drawing: cells between bars; numbers are numbers, ' makes text, ^ and < are merged cells."""
    lines = [line for line in inspect.cleandoc(picture).splitlines() if line.strip()]
    return [[_cell(cell.strip()) for cell in line.split("|")] for line in lines]


def _cell(text: str) -> object:
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text.removeprefix("'") or None


def xlsx(grid: Grid, *, title: str = "台账", change: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    """A workbook with one sheet, as a spreadsheet program would save it; `change` may add to it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row, line in enumerate(grid, start=1):
        for column, value in enumerate(line, start=1):
            if value not in (None, _MERGED_UP, _MERGED_LEFT):
                sheet.cell(row, column, value)
    for area in _merges(grid):
        sheet.merge_cells(start_row=area[0], start_column=area[1], end_row=area[2], end_column=area[3])
    if change:
        change(book)
    return saved(book)


def saved_sheets(sheets: Mapping[str, Grid]) -> bytes:
    """A workbook of several sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, grid in sheets.items():
        sheet = book.create_sheet(name)
        for line in grid:
            sheet.append(line)
    return saved(book)


def saved(book: openpyxl.Workbook | xlwt.Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _merges(grid: Grid) -> list[tuple[int, int, int, int]]:
    """Each cell with ^ below or < beside it, as the area that they make."""
    found = []
    for row, line in enumerate(grid):
        for column, value in enumerate(line):
            if value in (_MERGED_UP, _MERGED_LEFT):
                continue
            bottom, right = row, column
            while bottom + 1 < len(grid) and len(grid[bottom + 1]) > column and grid[bottom + 1][column] == _MERGED_UP:
                bottom += 1
            while right + 1 < len(line) and line[right + 1] == _MERGED_LEFT:
                right += 1
            if (bottom, right) != (row, column):
                found.append((row + 1, column + 1, bottom + 1, right + 1))
    return found


def xls(grid: Grid) -> bytes:
    """A real BIFF workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("台账")
    for row, line in enumerate(grid):
        for column, value in enumerate(line):
            sheet.write(row, column, value)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def ods(grid: Grid) -> bytes:
    """A real OpenDocument workbook."""
    document = OpenDocumentSpreadsheet()
    table = OdfTable(name="台账")
    document.spreadsheet.addElement(table)
    for line in grid:
        row = TableRow()
        table.addElement(row)
        for value in line:
            row.addElement(_ods_cell(value))
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _ods_cell(value: object) -> TableCell:
    if isinstance(value, (int, float)):
        return TableCell(valuetype="float", value=str(value))
    cell = TableCell(valuetype="string")
    cell.addElement(P(text=str(value or "")))
    return cell


def csv_text(grid: Grid, divider: str = ",") -> str:
    return "\r\n".join(divider.join(str(cell or "") for cell in line) for line in grid)


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip of those parts."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return kept.getvalue()


def parts_of(workbook: bytes) -> dict[str, bytes]:
    """The parts of a workbook, to be changed and zipped again."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def compound(*streams: str) -> bytes:
    """A minimal OLE2 file whose directory names those streams; each begins with zeros."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", header, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    struct.pack_into("<108I", header, 80, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    directory = b"".join(
        _directory_entry(name, 5 if at == 0 else 2) for at, name in enumerate(("Root Entry", *streams))
    )
    return bytes(header) + table + directory.ljust(512, b"\0")


def _directory_entry(name: str, nature: int) -> bytes:
    entry = bytearray(128)
    written = name.encode("utf-16-le") + b"\0\0"
    entry[: len(written)] = written
    struct.pack_into("<HB", entry, 64, len(written), nature)
    return bytes(entry)


def workbook(data: bytes, file: str = "上报.xlsx") -> Workbook:
    """The workbook in those bytes; a problem with the file fails the test."""
    found = read(data, file)
    assert isinstance(found, Workbook), found
    return found


def refusal(data: bytes, file: str = "上报.xlsx") -> str:
    """The kind of the one problem with a file."""
    found = read(data, file)
    assert isinstance(found, Problem), found
    return found.kind


def table_in(sheet: Sheet) -> Table:
    found = layout.find_table(sheet, FORMS)
    assert isinstance(found, Table), found
    return found


def refused(sheet: Sheet) -> str:
    """The kind of the problem with a sheet that holds no table of records."""
    found = layout.find_table(sheet, FORMS)
    assert isinstance(found, Problem), found
    return found.kind


def reading_of(sheet: Sheet) -> Reading:
    """The sheet read to the end."""
    table = table_in(sheet)
    return cells.read(columns.match(table, table.form))


def kinds(reading: Reading) -> list[tuple[str, str]]:
    """Kind and cell of each problem."""
    return [(problem.kind, problem.place.cell) for problem in reading.problems]


@pytest.fixture
def sheet(request: pytest.FixtureRequest) -> Sheet:
    """The sheet that the test's docstring draws, saved as a real workbook and read back."""
    return workbook(xlsx(drawn(request.function.__doc__))).sheets[0]
