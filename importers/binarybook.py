"""What the library does not tell of a binary workbook (.xlsb): failed cells and formulas, hidden rows."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from importers.sheetxml import Findings, address

_ROW, _ERROR, _FAILED_FORMULA, _SHEET, _END_DATA = 0, 3, 11, 156, 146
_FORMULAS = (8, 9, 10)
_HIDDEN = 0x10
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_VALUE = 9
"""Bytes of a cell's record up to its error: its column comes first, four more lie between."""


def scan(part: bytes) -> Findings:
    """One sheet's records; a torn one ends the look. A formula that was never computed bears a 0 here, as any other."""
    found = Findings()
    row = 0
    for kind, payload in _records(part):
        if kind == _ROW and len(payload) >= 12:
            row = struct.unpack_from("<I", payload)[0] + 1
            if payload[11] & _HIDDEN:
                found.hidden_rows.append(row)
        elif kind in (_ERROR, _FAILED_FORMULA) and len(payload) >= _VALUE:
            column = struct.unpack_from("<I", payload)[0]
            found.unread[address(row, column)] = _ERRORS.get(payload[8], "#?")
        elif kind in _FORMULAS:
            found.untold += 1
        elif kind == _END_DATA:
            break
    return found


def sheets(book: bytes) -> Iterator[tuple[str, str]]:
    """Name of each sheet in the workbook's part, with the id of the relation that leads to its own."""
    for kind, payload in _records(book):
        if kind == _SHEET:
            link, at = _text(payload, 8)
            name, _ = _text(payload, at)
            yield name, link


def _text(payload: bytes, at: int) -> tuple[str, int]:
    count = struct.unpack_from("<I", payload, at)[0] if at + 4 <= len(payload) else 0
    end = at + 4 + 2 * count
    return payload[at + 4 : end].decode("utf-16-le", errors="replace"), end


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and payload of each record: a kind of one or two bytes, a length of up to four, seven bits each."""
    at, size = 0, len(part)
    while at < size:
        kind = part[at]
        at += 1
        if kind & 0x80 and at < size:
            kind = kind & 0x7F | (part[at] & 0x7F) << 7
            at += 1
        length, shift = 0, 0
        while at < size and shift < 28:
            byte = part[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        yield kind, part[at : at + length]
        at += length
