"""What stands around a table: unit, year, cut-off date, marks of secrecy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from importers.dates import read_day
from importers.headings import plain
from importers.workbook import Sheet

_UNIT = re.compile(r"(?:金额)?单位:?(?:人民币)?(百万元|十万元|万元|亿元|千元|元)")
_AS_OF = re.compile(r"(?:截至|截止|统计)(?:日期|时间)?:?(20\d\d[年./-]\d{1,2}(?:[月./-](?:\d{1,2}日?|底)?)?)")
_YEAR_MONTH = re.compile(r"(20\d\d)年(?:(?:1-)?(\d{1,2})月)?")
_SHEET_MONTH = re.compile(r"^(?:20\d\d年)?(\d{1,2})月份?$")
_SECRET = re.compile(r"(?:绝密|机密|秘密)[★☆]|密级:?(?:绝密|机密|秘密)|^(?:绝密|机密|秘密)$")


@dataclass(frozen=True, slots=True)
class About:
    """What the surroundings of a table say; `unit` is "" where nothing says it."""

    title: str = ""
    unit: str = ""
    year: int | None = None
    month: int | None = None
    as_of: date | None = None


def texts(sheet: Sheet, rows: Iterable[int]) -> Iterator[tuple[int, int, str]]:
    """Row, column and text of each text cell in those rows."""
    for number in rows:
        for column, cell in enumerate(sheet.row(number)):
            if isinstance(cell, str) and cell.strip():
                yield number, column, cell


def is_secret(sheet: Sheet, rows: Iterable[int]) -> tuple[int, int] | None:
    """Where a mark of secrecy stands, if one does."""
    return next(((row, column) for row, column, text in texts(sheet, rows) if _SECRET.search(plain(text))), None)


def about(sheet: Sheet, rows: Iterable[int]) -> About:
    """Gather what the rows above the headings say."""
    said = list(texts(sheet, rows))
    title = next((text for _, _, text in said if len(plain(text)) > 3), "").strip()
    unit = next((found[1] for _, _, text in said if (found := _UNIT.search(plain(text)))), "")
    as_of = next(filter(None, (_as_of(text) for _, _, text in said)), None)
    year, month = _year_and_month(title, sheet.name, as_of)
    return About(title, unit, year, month, as_of)


def _as_of(text: str) -> date | None:
    found = _AS_OF.search(plain(text))
    day = read_day(found[1]) if found else None
    return day.last if day else None


def _year_and_month(title: str, sheet_name: str, as_of: date | None) -> tuple[int | None, int | None]:
    """The title says it; the cut-off date may; a sheet called 7月 tells the month."""
    found = _YEAR_MONTH.search(plain(title))
    named = _SHEET_MONTH.match(plain(sheet_name))
    year = int(found[1]) if found else as_of.year if as_of else None
    month = int(found[2]) if found and found[2] else int(named[1]) if named else as_of.month if as_of else None
    return year, month if month and 1 <= month <= 12 else None
