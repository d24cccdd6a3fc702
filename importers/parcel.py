"""Several workbooks in one zip, taken out one by one; a zip that is itself a workbook stays whole."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from importers import archive
from importers.limits import Limits
from importers.refusal import RefusedFileError, refuse
from scenario_db.problems import Place, Problem

_TABLE = re.compile(r"\.(xlsx|xlsm|xltx|xlsb|xls|xlt|ods|et|csv|tsv|txt|xml|html?)$", re.IGNORECASE)
_NESTED = re.compile(r"\.(zip|rar|7z|gz|tar)$", re.IGNORECASE)
_NOBODYS = re.compile(r"(^|/)(__MACOSX/|\.|~\$|Thumbs\.db$)", re.IGNORECASE)
"""What systems leave behind in a folder: shadows of a Mac, hidden files, the lock of an open workbook."""

_DOCUMENT = re.compile(r"^\[Content_Types\]\.xml$|^mimetype$|^content\.xml$|(^|/)workbook\.(xml|bin)$")
_UTF8_NAMES = 0x800


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one parcel may hold."""

    files: int = 100
    reading: Limits = field(default_factory=Limits)


def unpack(data: bytes, file: str, bounds: Bounds | None = None) -> list[tuple[str, bytes]] | Problem:
    """Name and content of each workbook in a zip; the file itself if it is none, or the one problem with it."""
    bounds = bounds or Bounds()
    if not data.startswith(archive.MAGIC) or len(data) > bounds.reading.size:
        return [(file, data)]
    try:
        entries = archive.entries(data, bounds.reading)
        if any(_DOCUMENT.search(entry.filename) for entry in entries):
            return [(file, data)]
        return list(_taken_out(data, _workbooks(entries, bounds), bounds))
    except RefusedFileError as refused:
        return replace(refused.problem, place=Place(file))


def _workbooks(entries: list[zipfile.ZipInfo], bounds: Bounds) -> list[tuple[str, zipfile.ZipInfo]]:
    named = [(_name(entry), entry) for entry in entries if not entry.is_dir()]
    named = [(name, entry) for name, entry in named if not _NOBODYS.search(name)]
    nested = next((name for name, _ in named if _NESTED.search(name)), None)
    if nested:
        raise refuse("nested_archive", name=nested)
    found = [(name, entry) for name, entry in named if _TABLE.search(name)]
    if not found:
        raise refuse("not_a_workbook")
    if len(found) > bounds.files:
        raise refuse("too_many_files", count=len(found), limit=bounds.files)
    return found


def _name(entry: zipfile.ZipInfo) -> str:
    """The name as it was written: Windows in China writes GBK and says nothing, others UTF-8 without saying so."""
    if entry.flag_bits & _UTF8_NAMES:
        return entry.filename
    raw = entry.orig_filename.encode("cp437", errors="replace").replace(b"\\", b"/")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _taken_out(data: bytes, found: list[tuple[str, zipfile.ZipInfo]], bounds: Bounds) -> Iterator[tuple[str, bytes]]:
    left = bounds.reading.inflated
    for name, entry in found:
        content = archive.inflate(data, entry, min(left, bounds.reading.size))
        left -= len(content)
        if content.startswith(archive.MAGIC) and not _is_document(content, bounds):
            raise refuse("nested_archive", name=name)
        yield name, content


def _is_document(content: bytes, bounds: Bounds) -> bool:
    """Whether a zip in the zip is one workbook; a torn one is left for its reader to refuse."""
    try:
        return any(_DOCUMENT.search(entry.filename) for entry in archive.entries(content, bounds.reading))
    except RefusedFileError:
        return True
