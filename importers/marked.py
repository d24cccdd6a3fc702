"""The clerk's own workbook handed back: bad cells coloured and commented, a first sheet that lists what is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType

from importers import archive, children, marks, mending, rebuilt
from importers.limits import MIB, Limits
from importers.marks import Marks
from importers.mending import Mended
from importers.preview import Preview, Verdict
from importers.workbook import Workbook, read
from scenario_db.problems import Problem
from scenario_db.wording import LANGUAGES, Words

MARKING = Limits(cpu_seconds=60, seconds=75.0, memory=1536 * MIB)
"""Marking keeps the whole workbook with its styles, so it may take longer than reading."""


LOST: Mapping[str, re.Pattern[bytes]] = MappingProxyType(
    {
        "charts": re.compile(rb"xl/charts/chart"),
        "controls": re.compile(rb"xl/(?:ctrlProps|activeX)/"),
        "objects": re.compile(rb"xl/embeddings/"),
        "drawings": re.compile(rb"xl/drawings/drawing"),
    }
)
"""Parts of a workbook of which not all comes back: charts lose some of their looks, the rest may be missing."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A workbook handed back: whether it was made anew from its cells, and of what not all came along."""

    content: bytes
    rebuilt: bool = False
    lost: tuple[str, ...] = ()


def workbook(data: bytes, file: str, problems: Iterable[Problem], say: Words) -> bytes | Problem:
    """The content of what `handed` gives."""
    found = handed(data, file, problems, say)
    return found.content if isinstance(found, Handed) else found


def handed(
    data: bytes, file: str, problems: Iterable[Problem], say: Words, mended: Sequence[Mended] = ()
) -> Handed | Problem:
    """The same workbook with its trouble marked, always as xlsx or xlsm; a problem where it cannot even be read.

    What cannot be kept as it is (xls, xlsb, ods, text, or a book too large for its styles) is made anew from its cells.
    Cells that were mended on the page say what they were mended to.
    """
    found = marks.of(problems, say)
    kept = _kept(data, found, mended) if data.startswith(archive.MAGIC) else None
    if kept is not None:
        return Handed(kept, lost=tuple(name for name, part in LOST.items() if part.search(data)))
    book = read(data, file)
    return book if isinstance(book, Problem) else Handed(rebuilt.workbook(_with(book, mended), found), rebuilt=True)


def _with(book: Workbook, done: Sequence[Mended]) -> Workbook:
    return mending.mended(book, {(it.sheet, it.cell): it.new for it in done})[0]


def _kept(data: bytes, found: Marks, mended: Sequence[Mended]) -> bytes | None:
    """As openpyxl keeps it, in a child; None where it does not."""
    told = asdict(found) | {
        "titles": [Words(language)("marked.title") for language in LANGUAGES],
        "authors": [Words(language)("marked.author") for language in LANGUAGES],
        "mended": [(it.sheet, it.cell, it.new) for it in mended],
    }
    content = json.dumps(told, ensure_ascii=False).encode() + b"\n" + data
    first, *rest = [*children.lines("importers.marking_child", content, MARKING)] or [b""]
    answer = b"".join(rest)
    return answer if first.strip() and json.loads(first)["size"] == len(answer) else None


def suffix(data: bytes) -> str:
    """How a workbook that was handed back is to be called."""
    return ".xlsm" if data.startswith(archive.MAGIC) and b"vbaProject.bin" in data else ".xlsx"


def refused_rows(data: bytes, found: Preview, say: Words) -> bytes | Problem:
    """A workbook with only the refused rows under the same titles and headings; mended, it can be uploaded as it is."""
    book = read(data, found.file)
    if isinstance(book, Problem):
        return book
    refused: dict[str, set[int]] = {}
    for row in found.rows:
        if row.verdict is Verdict.REFUSED:
            refused.setdefault(row.sheet, set()).add(row.number)
    cuts = [rebuilt.cut(it.table, refused.get(it.table.sheet.name, set())) for it in found.readings]
    moved = [replace(it, place=place) for it in found.problems if (place := rebuilt.moved(cuts, it.place))]
    enclosed = [sheet for sheet in book.sheets if rebuilt.is_kept(sheet)]
    sheets = [cut.sheet for cut in cuts if refused.get(cut.sheet.name)]
    return rebuilt.workbook(replace(book, sheets=(*sheets, *enclosed)), marks.of(moved, say))
