"""OLE2 compound files (old .xls, and what WPS or a password puts under .xlsx): which streams are inside."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from importers.refusal import refuse

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA  # sector numbers from here on are marks, not sectors
_HEADER_DIFAT = 109
_ENTRY = 128
_BEGINNING = 4_096
_SMALL = 64
_STORAGE, _STREAM, _ROOT = 1, 2, 5


@dataclass(frozen=True, slots=True)
class _Sectors:
    """Bytes in pieces, and the table that says which piece follows which; the file's own begin after a header."""

    content: bytes
    size: int
    table: list[int]
    before: int = 0

    def chain(self, first: int, most: int = 1 << 40) -> bytes:
        """The pieces from the first on, joined, until there are enough bytes."""
        return b"".join(islice(self._pieces(first), -(-most // self.size)))

    def _pieces(self, first: int) -> Iterator[bytes]:
        seen: set[int] = set()
        while first < len(self.table) and first not in seen:
            seen.add(first)
            start = first * self.size + self.before
            yield self.content[start : start + self.size].ljust(self.size, b"\0")
            first = self.table[first]


class _Entry(NamedTuple):
    """One entry of the directory."""

    name: str
    nature: int
    first: int
    size: int


def streams(content: bytes) -> dict[str, bytes]:
    """Name of each storage and stream with its first bytes."""
    try:
        return dict(_streams(content, _BEGINNING))
    except struct.error as torn:
        raise refuse("damaged_file") from torn


def whole(content: bytes, names: tuple[str, ...]) -> bytes:
    """All of the first stream that bears one of these names; nothing where there is none."""
    try:
        return next((stream for name, stream in _streams(content, len(content)) if name in names), b"")
    except struct.error as torn:
        raise refuse("damaged_file") from torn


def _streams(content: bytes, most: int) -> Iterator[tuple[str, bytes]]:
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    if size not in (512, 4096):
        raise refuse("damaged_file")
    sectors = _Sectors(content, size, _sector_table(content, size), size)
    directory, smallest, small_table = struct.unpack_from("<I4xII", content, 48)
    entries = list(_entries(sectors.chain(directory)))
    small = _small(sectors, entries, small_table)
    for it in entries:
        place = sectors if it.size >= smallest else small
        yield it.name, place.chain(it.first, min(it.size, most)) if it.nature == _STREAM else b""


def _small(sectors: _Sectors, entries: list[_Entry], first: int) -> _Sectors:
    """Streams of a few bytes share a stream of their own, in pieces of 64."""
    table = sectors.chain(first)
    root = next((it for it in entries if it.nature == _ROOT), None)
    held = sectors.chain(root.first) if root else b""
    return _Sectors(held, _SMALL, list(struct.unpack(f"<{len(table) // 4}I", table)))


def _entries(directory: bytes) -> Iterator[_Entry]:
    for start in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        entry = directory[start : start + _ENTRY]
        length, nature = struct.unpack_from("<HB", entry, 64)
        if nature in (_STORAGE, _STREAM, _ROOT) and 2 <= length <= 64:
            name = entry[: length - 2].decode("utf-16-le", errors="replace")
            yield _Entry(name, nature, *struct.unpack_from("<II", entry, 116))


def _sector_table(content: bytes, size: int) -> list[int]:
    """The table that says which sector follows which."""
    places = list(struct.unpack_from(f"<{_HEADER_DIFAT}I", content, 76))
    further = struct.unpack_from("<I", content, 68)[0]
    seen: set[int] = set()
    while further < _LAST_SECTOR and further not in seen:
        seen.add(further)
        *more, further = struct.unpack(f"<{size // 4}I", _sector(content, size, further))
        places.extend(more)
    return [
        number
        for place in dict.fromkeys(places)
        if place < _LAST_SECTOR
        for number in struct.unpack(f"<{size // 4}I", _sector(content, size, place))
    ]


def _sector(content: bytes, size: int, number: int) -> bytes:
    start = (number + 1) * size
    return content[start : start + size].ljust(size, b"\0")


def has_file_pass(workbook_stream: bytes) -> bool:
    """Whether a BIFF workbook starts with the record that says “encrypted”."""
    at = 0
    while at + 4 <= len(workbook_stream):
        record, length = struct.unpack_from("<HH", workbook_stream, at)
        if record == 0x002F:
            return True
        at += 4 + length
    return False
