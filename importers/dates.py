"""Days, half-dates and ranges as people write them; apart from figures.py, for they are a world of their own."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from importers.headings import plain
from scenario_db.codes import Precision

_SERIALS = range(36526, 54790)  # 2000-01-01 to 2050-01-01 as Excel counts days
_YEARS = range(1990, 2101)
_EXCEL_ZERO = date(1899, 12, 30)
_TIME = re.compile(r"[ tT]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_DIGITS = {mark: str(number) for number, marks in enumerate(("〇零○", *"一二三四五六七八九")) for mark in marks}
_CHINESE_YEAR = re.compile(r"[〇零○一二三四五六七八九]{4}(?=年|$)")
_CHINESE_NUMBER = re.compile(r"([一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=月|日|号|季)")
_TENS = re.compile(r"^(.?)十(.?)$")
_ABOUT = re.compile(r"^(?:约|预计|计划|拟|力争|于|到)+|(?:左右|之前|以前|前|份|完成|开工|竣工)+$")
_STRONG_DIVIDERS = re.compile(r"至|到|—+|–|~|--+")
_WEAK_DIVIDERS = re.compile(r"[/-]|、")
_TENDAYS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}


class When(NamedTuple):
    """A stretch of days that a text names, and how exactly it does."""

    first: date
    last: date
    precision: Precision


class Span(NamedTuple):
    """A start and a finish, each as far as given."""

    start: When | None
    finish: When | None


def is_month_or_october(cell: object) -> bool:
    """Whether a number such as 2022.1 may mean January or, its last zero lost, October."""
    return isinstance(cell, float) and int(cell) in _YEARS and round(cell * 100) == int(cell) * 100 + 10


def read_day(cell: object, year: int | None = None) -> When | None:
    """A day or a longer stretch; None if it is no date. `year` serves texts that name none, such as 年底."""
    if isinstance(cell, datetime):
        return _day(cell.date())
    if isinstance(cell, date):
        return _day(cell)
    if isinstance(cell, float) and not cell.is_integer() and int(cell) in _YEARS:
        return _of_text(_year_and_month(cell), year)
    if isinstance(cell, (int, float)) and int(cell) in _SERIALS:
        return _day(_EXCEL_ZERO + timedelta(days=int(cell)))
    return _of_text(str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell), year)


def _year_and_month(number: float) -> str:
    """2022.5 → May, 2022.12 → December; the number has lost whatever zero stood last."""
    hundredths = round(number * 100) % 100
    return f"{int(number)}.{hundredths if hundredths % 10 else hundredths // 10}"


def read_span(cell: object, year: int | None = None) -> Span | None:
    """A range of two dates, or one date as the start; None if neither. A finish without year lies in the start's."""
    if not isinstance(cell, str):
        only = read_day(cell, year)
        return Span(only, None) if only else None
    text = plain(_TIME.sub("", cell.strip()))
    for left, right in _halves(text):
        start = read_day(left, year)
        finish = read_day(right, start.first.year) if start else None
        if finish:
            return Span(start, finish)
    only = read_day(text.removesuffix("起").rstrip("-—~至"), year)
    return Span(only, None) if only else None


def _halves(text: str) -> Iterator[tuple[str, str]]:
    for dividers in (_STRONG_DIVIDERS, _WEAK_DIVIDERS):
        for divider in dividers.finditer(text):
            yield text[: divider.start()], text[divider.end() :]


@lru_cache(maxsize=16_384)
def _of_text(text: str, year: int | None) -> When | None:
    written = _arabic(_ABOUT.sub("", plain(_TIME.sub("", text.strip()))))
    for pattern, made in _PATTERNS:
        found = pattern.fullmatch(written)
        if found:
            return _checked(made, found, year)
    return None


def _checked(made: _Maker, found: re.Match[str], year: int | None) -> When | None:
    """What the pattern makes of it, unless there is no such day, or a year nobody means."""
    named = int(found["y"]) if found["y"] else year
    if named is None or named not in _YEARS:
        return None
    try:
        return made(named, found)
    except ValueError:
        return None


def _arabic(text: str) -> str:
    text = _CHINESE_YEAR.sub(lambda found: "".join(_DIGITS[mark] for mark in found[0]), text)
    return _CHINESE_NUMBER.sub(lambda found: _number(found[1]), text)


def _number(marks: str) -> str:
    tens = _TENS.match(marks)
    return (_DIGITS.get(tens[1], "1") + _DIGITS.get(tens[2], "0")) if tens else _DIGITS[marks]


def _day(day: date) -> When | None:
    return When(day, day, Precision.DAY) if day.year in _YEARS else None


def _months(year: int, first: int, last: int, precision: Precision) -> When:
    return When(date(year, first, 1), date(year, last, monthrange(year, last)[1]), precision)


def _of_day(year: int, found: re.Match[str]) -> When:
    day = date(year, int(found["m"]), int(found["d"]))
    return When(day, day, Precision.DAY)


def _of_month(year: int, found: re.Match[str]) -> When:
    month, part = int(found["m"]), found["part"]
    whole = _months(year, month, month, Precision.MONTH)
    if part in ("底", "末"):
        return whole._replace(first=whole.last)
    if part in _TENDAYS:
        first, last = _TENDAYS[part]
        return When(date(year, month, first), date(year, month, min(last, whole.last.day)), Precision.MONTH)
    return whole


def _of_quarter(year: int, found: re.Match[str]) -> When:
    quarter = int(found["q"])
    return _months(year, quarter * 3 - 2, quarter * 3, Precision.QUARTER)


def _of_half(year: int, found: re.Match[str]) -> When:
    first = 1 if found["h"] in ("上", "1") else 7
    return _months(year, first, first + 5, Precision.HALF)


def _of_year(year: int, found: re.Match[str]) -> When:
    whole = _months(year, 1, 12, Precision.YEAR)
    return whole._replace(first=whole.last) if found["part"] in ("底", "末") else whole


_Maker = Callable[[int, re.Match[str]], When]
_PATTERNS: tuple[tuple[re.Pattern[str], _Maker], ...] = tuple(
    (re.compile(pattern), made)
    for pattern, made in (
        (r"(?P<y>\d{4})[年./-](?P<m>\d{1,2})[月./-](?P<d>\d{1,2})[日号]?", _of_day),
        (r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})", _of_day),
        (r"(?P<y>)(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]", _of_day),
        (r"(?P<y>\d{4})[年./-](?P<m>\d{1,2})月?(?P<part>底|末|初|[上中下]旬)?", _of_month),
        (r"(?P<y>\d{4})(?P<m>0[1-9]|1[0-2])(?P<part>)", _of_month),
        (r"(?P<y>)(?P<m>\d{1,2})月(?P<part>底|末|初|[上中下]旬)?", _of_month),
        (r"(?P<y>\d{4}|)(?:年|[-./])?(?:第?(?P<q>[1-4])季度?)", _of_quarter),
        (r"(?P<y>\d{4})(?:年|[-./])?q(?P<q>[1-4])", _of_quarter),
        (r"(?P<y>\d{4}|)年?(?P<h>[上下])半年", _of_half),
        (r"(?P<y>\d{4})年?h(?P<h>[12])", _of_half),
        (r"(?P<y>\d{4})年?度?(?P<part>底|末|内|初|中)?", _of_year),
        (r"(?P<y>)(?:今|本|当)?年度?(?P<part>底|末|内)", _of_year),
    )
)
