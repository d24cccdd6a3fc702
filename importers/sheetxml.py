"""What the library does not tell of a sheet in XML: cells far out, formulas without values, errors, hidden rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from importers.limits import Limits

_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d+)["'][^>]*>""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["'](\d+)["'][^>]*>""")
_WIDE = re.compile(rb'<c r="[A-Z]{3}')
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ERROR = re.compile(rb"""\bt=["']e["']""")
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]+)<")
_CELL_END = re.compile(rb"</(?:\w+:)?c>")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FEW = 50  # this many cells beyond the limit are strays; more are a table that is too long


@dataclass(slots=True)
class Findings:
    """What was found in one sheet. Unread cells: address → "=" for a formula without value, else the error's text.

    `untold` are formulas of which the file does not say whether they were ever computed.
    """

    far: list[str] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    untold: int = 0


def scan(part: bytes, limits: Limits) -> Findings:
    """Look through one sheet's XML; a part without anything odd costs a few searches for plain bytes."""
    usual = b"<sheetData" in part and b'<c r="' in part  # no prefixes, double quotes: found near the start
    found = Findings(far=_far_cells(part, limits))
    if b"<f" in part or not usual:
        found.unread.update(_empty_formulas(part))
    if b't="e"' in part or not usual:
        found.unread.update(_errors(part))
    if b"hidden=" in part:
        found.hidden_rows = [int(row[1]) for row in _ROW.finditer(part) if _HIDDEN.search(row[0])]
    return found


def address(row: int, column: int) -> str:
    """(7, 3) → "D7"; as in workbook.py, which the reading child does without."""
    letters = ""
    while column >= 0:
        column, last = divmod(column, 26)
        letters, column = chr(65 + last) + letters, column - 1
    return f"{letters}{row}"


def column_number(letters: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _is_empty(cell: re.Match[bytes]) -> bool:
    """A cell that has a style and no value, written in either way: <c/> or <c></c>."""
    return cell[0].endswith(b"/>") or _CELL_END.match(cell.string, cell.end()) is not None


def _far_cells(part: bytes, limits: Limits) -> list[str]:
    """Last filled cells of rows beyond the limits, at most a few more than a few.

    A sheet that hides its cells from this glance is stopped by the child's limits.
    """
    last = _ROW.match(part, part.rfind(b"<row"))
    if last and int(last[1]) <= limits.height and not _WIDE.search(part):
        return []
    far: list[str] = []
    for row in part.split(b"<row ")[1:]:
        cell = _CELL.match(row, row.rfind(b"<c "))
        if cell and _beyond(cell, limits) and not _is_empty(cell):
            far.append((cell[1] + cell[2]).decode())
        if len(far) > _FEW:
            break
    return far


def _beyond(cell: re.Match[bytes], limits: Limits) -> bool:
    """A little too wide a table is read as far as it may; twice as wide, a cell is a stray."""
    return int(cell[2]) > limits.height or column_number(cell[1].decode()) >= 2 * limits.columns


def too_long(far: list[str], limits: Limits) -> bool:
    """Whether the cells beyond the limits are the table going on, not a few strays."""
    return len(far) > _FEW or any(cell.lstrip(_LETTERS) == str(limits.height + 1) for cell in far)


def _empty_formulas(part: bytes) -> Iterator[tuple[str, str]]:
    for formula in _FORMULA.finditer(part):
        address, inside = _cell_around(part, formula.start())
        if address and not _has_value(inside):
            yield address, "="


def _has_value(inside: bytes) -> bool:
    """A stored value counts, an empty text (t="str" with an empty v) too: the formula was computed and gave nothing."""
    return bool(_VALUE.search(inside)) or (re.search(rb"""\bt=["']str["']""", inside) is not None and b"v>" in inside)


def _errors(part: bytes) -> Iterator[tuple[str, str]]:
    for error in _ERROR.finditer(part):
        address, inside = _cell_around(part, error.start())
        value = _VALUE.search(inside)
        if address:
            yield address, value[1].decode("utf-8", errors="replace") if value else "#?"


def _cell_around(part: bytes, at: int) -> tuple[str, bytes]:
    """Address and XML of the cell that encloses a position; no address where none encloses it."""
    start = max(part.rfind(b"<c ", 0, at + 1), part.rfind(b":c ", 0, at + 1))
    opening = _CELL.match(part, start) or _CELL.match(part, part.rfind(b"<", 0, start + 1))
    if not opening:
        return "", b""
    end = _CELL_END.search(part, at)
    return (opening[1] + opening[2]).decode(), part[opening.start() : end.end() if end else at]
