"""What the library does not tell of an old .xls: failed formulas, formulas without values, hidden rows."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from importers.sheetxml import Findings, address

_BOUND_SHEET, _FORMULA, _BOOL_ERR, _ROW, _STRING, _EOF = 0x85, 0x06, 0x205, 0x208, 0x207, 0x0A
_TEXT, _ERROR = 0, 2
_HIDDEN = 0x20
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_NEEDED = {_BOUND_SHEET: 8, _FORMULA: 14, _BOOL_ERR: 8, _ROW: 16}
"""The least bytes of a record that are looked at."""


def scan(stream: bytes) -> dict[str, Findings]:
    """By the sheets' names; records that are cut short are passed over."""
    starts = {}
    for kind, at, _ in _records(stream, 0):
        if kind == _BOUND_SHEET:
            starts[_name(stream, at)] = struct.unpack_from("<I", stream, at)[0]
    return {name: _sheet(stream, start) for name, start in starts.items()}


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of each record up to the end of its part."""
    unpack = struct.Struct("<HH").unpack_from
    while at + 4 <= len(stream):
        kind, length = unpack(stream, at)
        at += 4
        if length >= _NEEDED.get(kind, 0) and at + length <= len(stream):
            yield kind, at, length
        if kind == _EOF:
            return
        at += length


def _name(stream: bytes, at: int) -> str:
    count, wide = stream[at + 6], stream[at + 7] & 1
    raw = stream[at + 8 : at + 8 + count * (1 + wide)]
    return raw.decode("utf-16-le" if wide else "latin-1", errors="replace")


def _sheet(stream: bytes, start: int) -> Findings:
    found = Findings()
    waiting = ""
    for kind, at, _ in _records(stream, start):
        if waiting and kind != _STRING:
            found.unread[waiting] = "="
        waiting = ""
        if kind == _FORMULA:
            waiting = _formula(stream, at, found)
        elif kind == _BOOL_ERR and stream[at + 7]:
            found.unread[_address(stream, at)] = _ERRORS.get(stream[at + 6], "#?")
        elif kind == _ROW and stream[at + 12] & _HIDDEN:
            found.hidden_rows.append(struct.unpack_from("<H", stream, at)[0] + 1)
    return found


def _formula(stream: bytes, at: int, found: Findings) -> str:
    """Notes a failed formula; gives the address of one whose text has to follow in a record of its own."""
    if stream[at + 12 : at + 14] != b"\xff\xff":
        return ""
    if stream[at + 6] == _ERROR:
        found.unread[_address(stream, at)] = _ERRORS.get(stream[at + 8], "#?")
    return _address(stream, at) if stream[at + 6] == _TEXT else ""


def _address(stream: bytes, at: int) -> str:
    row, column = struct.unpack_from("<HH", stream, at)
    return address(row + 1, column)
