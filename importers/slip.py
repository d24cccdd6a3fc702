"""The slip that travels in a workbook that we gave out: for whom and when it was made, and each record's version then.

It stands on a hidden sheet as plain texts, so that every spreadsheet program keeps it; a sum over all of it tells
whether anything was lost or touched on the way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from xlsxwriter import Workbook as Book

from importers.enclosed import SLIP
from importers.workbook import Cell, Sheet, Workbook

SHEET = "_场景库"
_ABOUT = ("form", "period", "department", "made_at", "mark")
_WIDTH = 3

Line = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Slip:
    """What a workbook was made for. `mark` is the ledger's at that time, `versions` and `codes` are by record id;
    an empty period or department stands for none in particular.
    """

    form: str
    period: str
    department_id: str
    made_at: datetime
    mark: int
    versions: Mapping[str, int] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)


def write(book: Book, slip: Slip) -> None:
    """Adds the slip to a workbook in the making, on a sheet that nobody sees; it must not be the first one."""
    sheet = book.add_worksheet(SHEET)
    for row, line in enumerate(lines(slip)):
        for column, text in enumerate(line):
            sheet.write_string(row, column, text)
    sheet.very_hidden()


def lines(slip: Slip) -> Iterator[Line]:
    """The slip as rows of texts: the mark of all slips with the sum, what it is about, then a row for each record."""
    body = list(_body(slip))
    return iter([(SLIP, _sum(body), ""), *body])


def _body(slip: Slip) -> Iterator[Line]:
    said = (slip.form, slip.period, slip.department_id, slip.made_at.isoformat(), str(slip.mark))
    yield from ((name, text, "") for name, text in zip(_ABOUT, said, strict=True))
    yield from ((key, slip.codes.get(key, ""), str(version)) for key, version in slip.versions.items())


def _sum(body: Iterable[Line]) -> str:
    return hashlib.sha256("\n".join("\t".join(line) for line in body).encode()).hexdigest()[:32]


def read(workbook: Workbook) -> Slip | None:
    """The slip that came back with a workbook; None where there is none, or not a whole one."""
    return next(filter(None, map(_on, workbook.sheets)), None)


def _on(sheet: Sheet) -> Slip | None:
    if not sheet.rows or sheet.rows[0][0] != SLIP:
        return None
    (_, told, _), *body = (_line(row) for row in sheet.rows if any(cell != "" for cell in row))
    about = {name: text for name, text, _ in body[: len(_ABOUT)]}
    if told != _sum(body) or tuple(about) != _ABOUT:
        return None
    records = body[len(_ABOUT) :]
    return Slip(
        about["form"],
        about["period"],
        about["department"],
        datetime.fromisoformat(about["made_at"]),
        int(about["mark"]),
        {key: int(version) for key, _, version in records},
        {key: code for key, code, _ in records if code},
    )


def _line(row: Sequence[Cell]) -> Line:
    first, second, third = (str(cell) for cell in (*row, "", "")[:_WIDTH])
    return first, second, third
