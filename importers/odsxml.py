"""What the library does not tell of an OpenDocument sheet: failed formulas, formulas without values, hidden rows."""

from __future__ import annotations

import io
from collections.abc import Mapping
from xml.etree import ElementTree

from importers.sheetxml import Findings, address

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_SIGNS = (b"table:formula=", b"table:visibility=")
_MOST = 1 << 20


def scan(part: bytes) -> Mapping[str, Findings]:
    """By the sheets' names; a document without formulas and hidden rows costs two searches."""
    if not any(sign in part for sign in _SIGNS):
        return {}
    found: dict[str, Findings] = {}
    name, row = "", 0
    try:
        for event, element in ElementTree.iterparse(io.BytesIO(part), ("start", "end")):  # noqa: S314 - no entities
            if event == "start" and element.tag == f"{_TABLE}table":
                name, row = element.get(f"{_TABLE}name", ""), 0
                found[name] = Findings()
            elif event == "end" and element.tag == f"{_TABLE}table-row" and name in found:
                row += _row(element, row + 1, found[name])
                element.clear()
    except ElementTree.ParseError:
        return found  # the library says what is wrong with it
    return found


def _row(element: ElementTree.Element, row: int, found: Findings) -> int:
    """Notes what a row hides; gives how many rows it stands for."""
    column = 0
    for cell in element:
        if cell.tag in _CELLS:
            said = _unread(cell)
            if said:
                found.unread[address(row, column)] = said
            column += _repeated(cell, "columns")
    times = _repeated(element, "rows")
    if element.get(f"{_TABLE}visibility") in ("collapse", "filter") and times < _MOST:
        found.hidden_rows.extend(range(row, row + min(times, 1_000)))
    return times


def _unread(cell: ElementTree.Element) -> str:
    if cell.get(f"{_TABLE}formula") is None:
        return ""
    if cell.get(f"{_CALC}value-type") == "error":
        return "".join(cell.itertext()) or "#?"
    return "" if cell.get(f"{_OFFICE}value-type") else "="


def _repeated(element: ElementTree.Element, what: str) -> int:
    said = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(said) if said.isdecimal() and len(said) < 8 else 1
