"""The reading child: a process that may die; takes a file on its input, tells its sheets as lines of JSON."""

from __future__ import annotations

import gc
import io
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import orjson
import python_calamine as calamine

from importers import archive, biff, compound, delimited, webtable, xml2003
from importers.children import confine
from importers.limits import Limits
from importers.refusal import RefusedFileError, refuse
from importers.sheetxml import Findings, too_long

_ROWS_A_LINE = 1_000
_FIRST = 4_000
_CONTROLS, _NO_NUMBER = (b"\\u00", b"\\b", b"\\f"), b"null"  # as JSON writes control characters, and NaN
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LOCKED_STREAMS = {"EncryptedPackage", "EncryptionInfo"}
_OFFICE_STREAMS = {"WordDocument": "Word", "PowerPoint Document": "PowerPoint"}

Row = list[Any]


@dataclass(frozen=True, slots=True)
class Found:
    """One sheet as it leaves the child; rows and columns of merges count from 0."""

    name: str
    rows: Iterable[Row]
    size: tuple[int, int]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False
    findings: Findings = field(default_factory=Findings)
    encoding: str = ""
    merges_known: bool = True


def main(settings: str) -> None:
    """Confine this process, read what comes in, tell what was found; the last line says that nothing is missing."""
    limits = Limits(**orjson.loads(settings))
    confine(limits)
    gc.disable()  # it reads one file and ends
    sys.stdout.buffer.writelines(lines(sys.stdin.buffer.read(), limits))
    sys.stdout.buffer.flush()


def lines(content: bytes, limits: Limits) -> Iterator[bytes]:
    """What is told of a file, without any confinement."""
    try:
        for found in _read(content, limits):
            yield from _told(found, limits)
    except RefusedFileError as refused:
        yield _line("refused", refused.problem.kind, dict(refused.problem.facts))
    yield _line("end")


def _read(content: bytes, limits: Limits) -> Iterator[Found]:
    """The sheets, by what the content is; the file's name says nothing."""
    if content.startswith(archive.MAGIC):
        return _workbook(content, archive.inspect(content, limits), limits)
    if content.startswith(compound.MAGIC):
        _refuse_locked(compound.streams(content))
        return _workbook(content, biff.scan(compound.whole(content, ("Workbook",))), limits)
    return _text(content, limits)


def _refuse_locked(streams: Mapping[str, bytes]) -> None:
    if _LOCKED_STREAMS & streams.keys():
        raise refuse("encrypted_file")
    for stream, program in _OFFICE_STREAMS.items():
        if stream in streams:
            raise refuse("other_document", program=program)
    book = next((beginning for name, beginning in streams.items() if name in ("Workbook", "Book")), None)
    if book is None:
        raise refuse("not_a_workbook")
    if compound.has_file_pass(book):
        raise refuse("encrypted_file")


def _workbook(content: bytes, findings: Mapping[str, Findings], limits: Limits) -> Iterator[Found]:
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        if len(book.sheets_metadata) > limits.sheets:
            raise refuse("too_many_sheets", limit=limits.sheets)
        for at, about in enumerate(book.sheets_metadata):
            if about.typ is not calamine.SheetTypeEnum.WorkSheet:
                continue
            hides = findings.get(about.name) or Findings()
            hidden = about.visible is not calamine.SheetVisibleEnum.Visible
            yield _far(about.name, hides) if hides.far else _sheet(book.get_sheet_by_index(at), hides, hidden=hidden)
    except calamine.PasswordError as locked:
        raise refuse("encrypted_file") from locked
    except calamine.CalamineError as torn:
        raise refuse("damaged_file") from torn


def _far(name: str, hides: Findings) -> Found:
    """A sheet that is not parsed, since one cell far out would make it ask for more memory than there is."""
    return Found(name, [], (0, 0), findings=hides)


def _sheet(sheet: Any, hides: Findings, *, hidden: bool) -> Found:
    left = sheet.start[1] if sheet.start else 0
    bottom, right = sheet.end or (-1, -1)
    ranges = sheet.merged_cell_ranges
    merges = [(*start, *end) for start, end in ranges or []]
    rows = ([""] * left + row for row in sheet.iter_rows()) if left else sheet.iter_rows()
    size = bottom + 1, right + 1
    return Found(sheet.name, rows, size, merges, hidden, hides, merges_known=ranges is not None)


def _text(content: bytes, limits: Limits) -> Iterator[Found]:
    text, encoding = delimited.decode(content)
    if xml2003.MARK in text[:_FIRST]:
        yield from map(_of_2003, xml2003.sheets(text, limits))
        return
    if "<office:document" in text[:_FIRST]:
        raise refuse("other_document", program="OpenDocument XML (fods)")
    if not webtable.is_page(text):
        yield replace(_even("", list(delimited.rows(text)), [], encoding), merges_known=False)
        return
    for number, grid in enumerate(webtable.tables(text), start=1):
        yield _even(f"{number}", grid.rows, grid.spans, encoding)


def _of_2003(grid: xml2003.Grid) -> Found:
    size = len(grid.rows), len(grid.rows[0]) if grid.rows else 0
    return Found(grid.name, grid.rows, size, grid.merges, grid.hidden, grid.findings)


def _even(name: str, rows: list[list[str]], spans: list[tuple[int, int, int, int]], encoding: str) -> Found:
    """A sheet of text, its rows filled up to the widest."""
    width = max(map(len, rows), default=0)
    return Found(name, (row + [""] * (width - len(row)) for row in rows), (len(rows), width), spans, encoding=encoding)


def _told(found: Found, limits: Limits) -> Iterator[bytes]:
    """The lines about one sheet: what it is, or why it is left out, then its rows."""
    width = found.size[1]
    too_large = _too_large(found, limits)
    about = {
        "name": found.name,
        "width": min(width, limits.columns),
        "merges": found.merges,
        "merges_known": found.merges_known,
        "hidden": found.hidden,
        "hidden_rows": found.findings.hidden_rows,
        "unread": found.findings.unread,
        "untold": found.findings.untold,
        "encoding": found.encoding,
        "problem": too_large,
    }
    yield _line("sheet", about)
    if not too_large or too_large[0] == "too_many_columns":
        yield from _row_lines(iter(found.rows), limits, cut=width > limits.columns)


def _too_large(found: Found, limits: Limits) -> tuple[str, dict[str, object]] | None:
    height, width = found.size
    far = found.findings.far
    if height > limits.height or too_long(far, limits):
        return "too_many_rows", {"limit": limits.rows}
    if far:
        return "far_cell", {"cells": "、".join(far[:5])}
    if width > limits.columns:
        return "too_many_columns", {"limit": limits.columns}
    return None


def _row_lines(rows: Iterator[Row], limits: Limits, *, cut: bool) -> Iterator[bytes]:
    while some := list(islice(rows, _ROWS_A_LINE)):
        if cut:
            some = [row[: limits.columns] for row in some]
        text = _rows(some)
        if _is_dirty(text):
            text = _rows([list(map(_clean, row)) for row in some])
        yield text


def _rows(some: list[Row]) -> bytes:
    """Rows go over as columns, for what a column holds is mostly of one kind."""
    return _line("rows", {"count": len(some), "columns": list(zip(*some, strict=True))})


def _is_dirty(text: bytes) -> bool:
    return _NO_NUMBER in text or (b"\\" in text and any(mark in text for mark in _CONTROLS))


def _clean(cell: Any) -> Any:
    if isinstance(cell, float):
        return cell if abs(cell) < float("inf") else ""
    return _CONTROL.sub("", cell) if isinstance(cell, str) else cell


def _line(*message: object) -> bytes:
    return orjson.dumps(message, default=_moment, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_PASSTHROUGH_DATETIME)


def _moment(value: object) -> object:
    """What JSON has no word for, as workbook.py reads it back; hours are a number."""
    match value:
        case datetime() | date():
            return {"day": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case timedelta():
            return value.total_seconds() / 3600
        case _:
            return str(value)
