"""Workbooks in the XML of Excel 2003, which many office systems still write under .xls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from importers.limits import Limits
from importers.refusal import refuse
from importers.sheetxml import Findings, address

MARK = "urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{{{MARK}}}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(slots=True)
class Grid:
    """One sheet: its rows, evenly wide, merges (top, left, bottom, right from 0), and what it hides."""

    name: str
    rows: list[list[Any]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)
    hidden: bool = False


def sheets(text: str, limits: Limits) -> Iterator[Grid]:
    """The sheets in their order. Entities are refused; a cell far out is told and not made room for."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise refuse("unsafe_archive")
    try:
        tree = ElementTree.fromstring(_DECLARATION.sub("", text).encode())  # noqa: S314 - no DOCTYPE, no entities
    except (ElementTree.ParseError, UnicodeEncodeError) as torn:
        raise refuse("damaged_file") from torn
    for sheet in tree.iter(f"{_SS}Worksheet"):
        yield _sheet(sheet, limits)


def _sheet(sheet: ElementTree.Element, limits: Limits) -> Grid:
    grid = Grid(sheet.get(f"{_SS}Name", ""))
    grid.hidden = any(it.text != "SheetVisible" for it in sheet.iter(f"{_X}Visible"))
    row = 0
    for element in sheet.iterfind(f"{_SS}Table/{_SS}Row"):
        row = _number(element, "Index", row + 1)
        if row > limits.height:
            grid.findings.far.append(f"A{row}")
            break
        _row(grid, element, row, limits)
        row += _number(element, "Span", 0)
    width = max(map(len, grid.rows), default=0)
    for cells in grid.rows:
        cells.extend([""] * (width - len(cells)))
    return grid


def _row(grid: Grid, element: ElementTree.Element, row: int, limits: Limits) -> None:
    grid.rows.extend([] for _ in range(row - len(grid.rows)))
    if element.get(f"{_SS}Hidden") == "1":
        grid.findings.hidden_rows.append(row)
    column = 0
    for cell in element.iterfind(f"{_SS}Cell"):
        column = _number(cell, "Index", column + 1)
        if column > 2 * limits.columns:
            grid.findings.far.append(address(row, column - 1))
            return
        _cell(grid, cell, row, column)
        column += _number(cell, "MergeAcross", 0)


def _cell(grid: Grid, cell: ElementTree.Element, row: int, column: int) -> None:
    across, down = _number(cell, "MergeAcross", 0), _number(cell, "MergeDown", 0)
    if across or down:
        grid.merges.append((row - 1, column - 1, row - 1 + down, column - 1 + across))
    found = cell.find(f"{_SS}Data")
    if found is None and cell.get(f"{_SS}Formula"):
        grid.findings.unread[address(row, column - 1)] = "="
    if found is None:
        return
    said = "".join(found.itertext())
    if found.get(f"{_SS}Type") == "Error":
        grid.findings.unread[address(row, column - 1)] = said or "#?"
        return
    cells = grid.rows[row - 1]
    cells.extend([""] * (column - len(cells)))
    cells[column - 1] = _value(said, found.get(f"{_SS}Type", ""))


def _value(said: str, kind: str) -> Any:
    """A number, a moment or a yes where it is one, else the words."""
    try:
        if kind == "Number":
            return float(said)
        if kind == "DateTime":
            return datetime.fromisoformat(said)
    except ValueError:
        return said
    return said == "1" if kind == "Boolean" else said


def _number(element: ElementTree.Element, name: str, otherwise: int) -> int:
    """A count in an attribute; what is no sensible one counts as not said."""
    said = element.get(f"{_SS}{name}", "")
    return int(said) if said.isdecimal() and len(said) < 8 else otherwise
