"""OLE2 compound files (old .xls, and what WPS or a password puts under .xlsx): which streams are inside."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from importers.refusal import refuse

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA  # sector numbers from here on are marks, not sectors
_HEADER_DIFAT = 109
_ENTRY = 128
_BEGINNING = 4_096
_STORAGE, _STREAM, _ROOT = 1, 2, 5


def streams(content: bytes) -> dict[str, bytes]:
    """Name of each stream with its first bytes; bytes of streams in the mini-stream are left empty."""
    try:
        return dict(_streams(content))
    except struct.error as torn:
        raise refuse("damaged_file") from torn


def _streams(content: bytes) -> Iterator[tuple[str, bytes]]:
    sector_size = 1 << struct.unpack_from("<H", content, 30)[0]
    if sector_size not in (512, 4096):
        raise refuse("damaged_file")
    table = _sector_table(content, sector_size)
    directory = b"".join(_chain(content, sector_size, table, struct.unpack_from("<I", content, 48)[0]))
    smallest = struct.unpack_from("<I", content, 56)[0]
    for start in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        yield from _entry(content, sector_size, table, smallest, directory[start : start + _ENTRY])


def _entry(
    content: bytes, sector_size: int, table: list[int], smallest: int, entry: bytes
) -> Iterator[tuple[str, bytes]]:
    length, nature = struct.unpack_from("<HB", entry, 64)
    if nature not in (_STORAGE, _STREAM) or not 2 <= length <= 64:
        return
    name = entry[: length - 2].decode("utf-16-le", errors="replace")
    first, size = struct.unpack_from("<II", entry, 116)
    whole = nature == _STREAM and size >= smallest
    yield name, _beginning(content, sector_size, table, first) if whole else b""


def _beginning(content: bytes, sector_size: int, table: list[int], first: int) -> bytes:
    taken = b""
    for sector in _chain(content, sector_size, table, first):
        taken += sector
        if len(taken) >= _BEGINNING:
            break
    return taken


def _sector_table(content: bytes, sector_size: int) -> list[int]:
    """The table that says which sector follows which."""
    places = list(struct.unpack_from(f"<{_HEADER_DIFAT}I", content, 76))
    further = struct.unpack_from("<I", content, 68)[0]
    seen: set[int] = set()
    while further < _LAST_SECTOR and further not in seen:
        seen.add(further)
        sector = _sector(content, sector_size, further)
        *more, further = struct.unpack(f"<{sector_size // 4}I", sector)
        places.extend(more)
    return [
        number
        for place in dict.fromkeys(places)
        if place < _LAST_SECTOR
        for number in struct.unpack(f"<{sector_size // 4}I", _sector(content, sector_size, place))
    ]


def _chain(content: bytes, sector_size: int, table: list[int], first: int) -> Iterator[bytes]:
    seen: set[int] = set()
    while first < len(table) and first not in seen:
        seen.add(first)
        yield _sector(content, sector_size, first)
        first = table[first]


def _sector(content: bytes, sector_size: int, number: int) -> bytes:
    start = (number + 1) * sector_size
    return content[start : start + sector_size].ljust(sector_size, b"\0")


def has_file_pass(workbook_stream: bytes) -> bool:
    """Whether a BIFF workbook starts with the record that says “encrypted”."""
    at = 0
    while at + 4 <= len(workbook_stream):
        record, length = struct.unpack_from("<HH", workbook_stream, at)
        if record == 0x002F:
            return True
        at += 4 + length
    return False
