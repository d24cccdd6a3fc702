"""Readers of one cell that holds a figure: money, days and ranges of days, hundredths.

Each takes a cell and what is known of its column, and gives the values of its fields with at most one trouble;
none raises for what a person typed. Whole columns are read in cells.py.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from importers.amounts import Figure, in_ten_thousand_yuan, read_figure
from importers.dates import When, is_month_or_october, read_day, read_span
from importers.headings import plain
from importers.values import Known, Read, Trouble, bad, clean, nothing
from importers.workbook import Cell
from scenario_db.problems import Level

_OPEN_DATES = frozenset(("长期", "长期实施", "持续", "持续推进", "常态化", "长期坚持"))
_MOST = Decimal(10) ** 14  # decimal(18,4) holds no more


def money(cell: Cell, known: Known) -> Read:
    """万元, by the unit in the cell or the column's; with it, the words if they said more, and their qualifier."""
    if isinstance(cell, bool | date):
        return bad(known, "not_an_amount", cell)
    amount = _as_written(cell) if cell.__class__ is float and known.unit == "万元" else None
    if amount is not None:
        return Read((amount, None, None))
    figure = Figure(Decimal(repr(cell))) if isinstance(cell, int | float) else read_figure(str(cell))
    if figure is None:
        return bad(known, "not_an_amount", cell) if not nothing(cell) else Read((None, clean(cell) or None, None))
    amount = in_ten_thousand_yuan(figure, known.unit)
    trouble = _doubtful(amount)
    if amount is None or trouble:
        return bad(known, trouble, cell)
    said = clean(cell) if figure.qualifier or figure.scaled or figure.unit else None
    if figure.qualifier and not known.field.also:
        return Read((_shortest(amount), said, None), Trouble("qualifier_not_kept", {"value": said}, Level.HINT))
    return Read((_shortest(amount), said, figure.qualifier))


def _as_written(number: float) -> Decimal | None:
    """A number of 万元 that needs no rounding, as most are; None for another."""
    if not 0 <= number < _MOST:
        return None
    if number.is_integer():
        return Decimal(int(number))
    said = repr(number)
    return Decimal(said) if said[-5:].find(".") >= 0 and "e" not in said else None


def _doubtful(amount: Decimal | None) -> str:
    """The kind of problem with an amount, "" for none."""
    if amount is None:
        return "not_an_amount"
    return "negative_amount" if amount < 0 else "amount_too_large" if amount >= _MOST else ""


def _shortest(amount: Decimal) -> Decimal:
    """12000.000 as 12000, 0.10 as 0.1, never with an exponent, at most four places."""
    whole = int(amount)
    return Decimal(whole) if amount == whole else round(amount, 4).normalize()


def day(cell: Cell, known: Known) -> Read:
    """The first day of what is named for a start, the last for a finish or a deadline."""
    if nothing(cell):
        return Read((None, None))
    if is_month_or_october(cell):
        return bad(known, "month_or_october", cell)
    when = read_day(cell, known.year)
    if when is None:
        return _no_day(cell, known)
    late = known.field.name.endswith(("finish", "deadline", "due_on"))
    return Read((when.last if late else when.first, when.precision))


def _no_day(cell: Cell, known: Known) -> Read:
    if isinstance(cell, str) and plain(cell) in _OPEN_DATES:
        return bad(known, "open_date", cell, Level.HINT)
    return bad(known, "not_a_date", cell)


def span(cell: Cell, known: Known) -> Read:
    """Start and finish, each with its precision."""
    if nothing(cell):
        return Read((None,) * 4)
    if is_month_or_october(cell):
        return bad(known, "month_or_october", cell)
    found = read_span(cell, known.year)
    if found is None:
        return _no_day(cell, known)
    if found.start and found.finish and found.finish.last < found.start.first:
        return bad(known, "dates_reversed", cell)
    return Read((*_dated(found.start, late=False), *_dated(found.finish, late=True)))


def _dated(when: When | None, *, late: bool) -> tuple[Any, Any]:
    return ((when.last if late else when.first), when.precision) if when else (None, None)


def percent(cell: Cell, known: Known) -> Read:
    """Hundredths: 64.5, “64.5%”, and 0.645 where the whole column holds fractions."""
    if nothing(cell):
        return Read((None,))
    figure = read_figure(f"{cell!r}" if isinstance(cell, (int, float)) and not isinstance(cell, bool) else str(cell))
    if figure is None or figure.unit not in ("", "%") or abs(figure.value) > 10_000:
        return bad(known, "not_a_percentage", cell)
    if figure.unit == "%" or figure.value == 0:
        return Read((figure.value,))
    if known.fractions:
        return Read((_shortest(figure.value * 100),))
    if 0 < figure.value < 1:
        return Read((figure.value,), Trouble("fraction_or_percent", {"value": clean(cell)}, Level.WARNING))
    return Read((figure.value,))
