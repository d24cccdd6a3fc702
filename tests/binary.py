"""A small writer of binary workbooks (.xlsb) for tests, after MS-XLSB: records of type, length and payload."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence

_BEGIN_BOOK, _END_BOOK, _BEGIN_SHEETS, _END_SHEETS, _SHEET = 131, 132, 143, 144, 156
_BEGIN_SHEET, _END_SHEET, _SIZE, _BEGIN_DATA, _END_DATA, _ROW = 129, 130, 148, 145, 146, 0
_NUMBER, _TEXT, _FORMULA, _FAILED_FORMULA = 5, 6, 9, 11

ERRORS = {"#DIV/0!": 7, "#REF!": 23, "#N/A": 42}
"""Texts that are written as formulas that failed so."""

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
)
_LINK = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/></Relationships>'
)


def xlsb(grid: Sequence[Sequence[object]], *, title: str = "台账") -> bytes:
    """A workbook with one sheet of texts, numbers, formulas (“=7” shows 7) and failed ones."""
    sheets = _record(_SHEET, struct.pack("<II", 0, 1) + _wide("rId1") + _wide(title))
    book = _record(_BEGIN_BOOK) + _record(_BEGIN_SHEETS) + sheets + _record(_END_SHEETS) + _record(_END_BOOK)
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _LINK.format("officeDocument", "xl/workbook.bin"))
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/_rels/workbook.bin.rels", _LINK.format("worksheet", "worksheets/sheet1.bin"))
        archive.writestr("xl/worksheets/sheet1.bin", _sheet(grid))
    return kept.getvalue()


def _sheet(grid: Sequence[Sequence[object]]) -> bytes:
    size = struct.pack("<IIII", 0, len(grid) - 1, 0, max(map(len, grid)) - 1)
    rows = b"".join(_row(number, line) for number, line in enumerate(grid))
    inside = _record(_SIZE, size) + _record(_BEGIN_DATA) + rows + _record(_END_DATA)
    return _record(_BEGIN_SHEET) + inside + _record(_END_SHEET)


def _row(number: int, line: Sequence[object]) -> bytes:
    head = _record(_ROW, struct.pack("<IIH3xI", number, 0, 300, 0))
    return head + b"".join(_cell(column, value) for column, value in enumerate(line) if value not in (None, ""))


def _cell(column: int, value: object) -> bytes:
    head = struct.pack("<II", column, 0)
    if value in ERRORS:
        return _record(_FAILED_FORMULA, head + bytes([ERRORS[str(value)]]) + struct.pack("<HII", 0, 0, 0))
    if isinstance(value, str) and value.startswith("="):
        return _record(_FORMULA, head + struct.pack("<d", float(value[1:])) + struct.pack("<HII", 0, 0, 0))
    if isinstance(value, (int, float)):
        return _record(_NUMBER, head + struct.pack("<d", value))
    return _record(_TEXT, head + _wide(str(value)))


def _record(kind: int, payload: bytes = b"") -> bytes:
    written = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return written + _length(len(payload)) + payload


def _length(size: int) -> bytes:
    head, rest = size & 0x7F, size >> 7
    return bytes([head | 0x80]) + _length(rest) if rest else bytes([head])


def _wide(text: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return struct.pack("<I", len(encoded) // 2) + encoded
