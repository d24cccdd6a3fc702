"""Readers of one cell that holds words: texts, names, yes or no, phones, choices, dates, money.

Each takes a cell and what is known of its column, and gives the values of its fields with at most one trouble;
none raises for what a person typed. Whole columns are read in cells.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from importers.amounts import Figure, in_ten_thousand_yuan, read_figure
from importers.choices import ASKED, member
from importers.dates import When, is_month_or_october, read_day, read_span
from importers.forms import Field, Reads
from importers.headings import plain
from importers.workbook import Cell
from scenario_db.names import tidy
from scenario_db.problems import Level

_NO_WORDS = frozenset(("", "-", "--", "—", "——", "–", "/", "\\", "无", "暂无", "n/a", "none", "null"))
NOTHING_SAID = _NO_WORDS | {"待定", "未定", "不详", "na", "待落实", "空"}
"""What stands in a cell for want of a value; in a text only the first few mean nothing."""

_OPEN_DATES = frozenset(("长期", "长期实施", "持续", "持续推进", "常态化", "长期坚持"))
_YES = frozenset(["是", "有", "√", "✓", "✔", "☑", "●", "■", "★", "y", "yes", "对", "1", "true", "t", "已", "v"])
_NO = frozenset(
    ["否", "无", "×", "✗", "✘", "☒", "○", "□", "☐", "n", "no", "错", "0", "false", "f", "未", "x", "没有", "不是"]
)
_MOST = Decimal(10) ** 14  # decimal(18,4) holds no more
_SAFE = 2**53
_DIVIDERS = re.compile(r"[、；;，,/\n\r|]+")
_MARKED_LEAD = re.compile(r"[(（](?:牵头|牵头单位|主办)[)）]")
_OPEN_END = re.compile(r"等(?:单位|部门|有关部门|相关部门)?$")
_NOBODY = re.compile(r"^(?:各|有关|相关)|(?:有关|相关|各)(?:部门|单位|市|区|县)")
_PHONE = re.compile(r"\+?\d[\d\- ()（）转]{5,}\d")
_NO_FACTS: Mapping[str, object] = MappingProxyType({})


class Trouble(NamedTuple):
    """What is wrong with a value, wherever it stands."""

    kind: str
    facts: Mapping[str, object] = _NO_FACTS
    level: Level = Level.ERROR


class Read(NamedTuple):
    """The values of a field's parts, and the trouble with them."""

    values: tuple[Any, ...]
    trouble: Trouble | None = None


class Names(NamedTuple):
    """Names in a cell: as written, one by one, which is marked as lead, and whether “等” says that more are meant."""

    text: str
    names: tuple[str, ...]
    lead: str = ""
    open_ended: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a column before its cells are read."""

    field: Field
    unit: str = "万元"
    year: int | None = None
    fractions: bool = False


def clean(cell: Cell) -> str:
    """The cell as one line of text; whole numbers have no “.0”."""
    if isinstance(cell, str):
        return cell if cell.isprintable() and "  " not in cell and cell == cell.strip() else tidy(cell)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e21 else repr(cell)
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    return str(cell)


def nothing(cell: Cell) -> bool:
    """Whether the cell is empty or says so."""
    return isinstance(cell, str) and plain(cell) in NOTHING_SAID


def _bad(known: Known, kind: str, cell: Cell, level: Level = Level.ERROR, **facts: object) -> Read:
    said = {"value": clean(cell), "heading": known.field.headings[0], **facts}
    return Read((None,) * len(known.field.gives), Trouble(kind, said, level))


def text(cell: Cell, known: Known) -> Read:
    """Words as they stand; a long number that a spreadsheet has rounded is told."""
    said = clean(cell)
    if not isinstance(cell, str) and isinstance(cell, (int, float)) and abs(cell) >= _SAFE:
        return Read((said,), Trouble("long_number", {"value": said}, Level.WARNING))
    return Read((None if len(said) < 5 and plain(said) in _NO_WORDS else said,))


def money(cell: Cell, known: Known) -> Read:
    """万元, by the unit in the cell or the column's; what was said around the figure is kept with it."""
    if isinstance(cell, bool) or isinstance(cell, date):
        return _bad(known, "not_an_amount", cell)
    figure = Figure(Decimal(repr(cell))) if isinstance(cell, (int, float)) else read_figure(str(cell))
    if figure is None:
        return _no_figure(cell, known)
    amount = in_ten_thousand_yuan(figure, known.unit)
    if amount is None or amount.adjusted() > 30:
        return _bad(known, "not_an_amount", cell)
    if amount < 0:
        return _bad(known, "negative_amount", cell)
    if amount >= _MOST:
        return _bad(known, "amount_too_large", cell)
    return _amount(_shortest(amount), figure, cell, known)


def _shortest(amount: Decimal) -> Decimal:
    """12000.000 as 12000, 0.10 as 0.1, never with an exponent, at most four places."""
    rounded = round(amount, 4).normalize()
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded


def _no_figure(cell: Cell, known: Known) -> Read:
    said = clean(cell)
    if not nothing(cell):
        return _bad(known, "not_an_amount", cell)
    if len(known.field.gives) == 1:
        return Read((None,))
    return Read((None, said or None, None))


def _amount(amount: Decimal, figure: Figure, cell: Cell, known: Known) -> Read:
    if len(known.field.gives) > 1:
        said = clean(cell) if isinstance(cell, str) else ""
        return Read((amount, said if figure.qualifier or figure.scaled or figure.unit else None, figure.qualifier))
    if figure.qualifier:
        return Read((amount,), Trouble("qualifier_not_kept", {"value": clean(cell)}, Level.HINT))
    return Read((amount,))


def day(cell: Cell, known: Known) -> Read:
    """The first day of what is named for a start, the last for a finish or a deadline."""
    if nothing(cell):
        return Read((None,) * len(known.field.gives))
    if is_month_or_october(cell):
        return _bad(known, "month_or_october", cell)
    when = read_day(cell, known.year)
    if when is None:
        return _no_day(cell, known)
    late = known.field.name.endswith(("finish", "deadline"))
    return Read((when.last if late else when.first, when.precision)[: len(known.field.gives)])


def _no_day(cell: Cell, known: Known) -> Read:
    if isinstance(cell, str) and plain(cell) in _OPEN_DATES:
        return _bad(known, "open_date", cell, Level.HINT)
    return _bad(known, "not_a_date", cell)


def span(cell: Cell, known: Known) -> Read:
    """Start and finish, each with its precision."""
    if nothing(cell):
        return Read((None,) * 4)
    if is_month_or_october(cell):
        return _bad(known, "month_or_october", cell)
    found = read_span(cell, known.year)
    if found is None:
        return _no_day(cell, known)
    if found.start and found.finish and found.finish.last < found.start.first:
        return _bad(known, "dates_reversed", cell)
    return Read((*_dated(found.start, late=False), *_dated(found.finish, late=True)))


def _dated(when: When | None, *, late: bool) -> tuple[Any, Any]:
    return ((when.last if late else when.first), when.precision) if when else (None, None)


def percent(cell: Cell, known: Known) -> Read:
    """Hundredths: 64.5, “64.5%”, and 0.645 where the whole column holds fractions."""
    if nothing(cell):
        return Read((None,))
    figure = read_figure(f"{cell!r}" if isinstance(cell, (int, float)) and not isinstance(cell, bool) else str(cell))
    if figure is None or figure.unit not in ("", "%") or abs(figure.value) > 10_000:
        return _bad(known, "not_a_percentage", cell)
    if figure.unit == "%" or figure.value == 0:
        return Read((figure.value,))
    if known.fractions:
        return Read((_shortest(figure.value * 100),))
    if 0 < figure.value < 1:
        return Read((figure.value,), Trouble("fraction_or_percent", {"value": clean(cell)}, Level.WARNING))
    return Read((figure.value,))


def yes_no(cell: Cell, known: Known) -> Read:
    """是, √, ●, 1, Y and their opposites; an empty cell says nothing."""
    said = plain(clean(cell))
    if said in _YES:
        return Read((True,))
    if said in _NO:
        return Read((False,))
    return Read((None,)) if said in NOTHING_SAID else _bad(known, "not_yes_or_no", cell)


def choice(cell: Cell, known: Known) -> Read:
    """One member of a closed list; what may mean two things is asked."""
    if nothing(cell):
        return Read((None,))
    said = clean(cell)
    if plain(said) in ASKED:
        return _bad(known, "ask_choice", cell)
    assert known.field.codes
    found = member(known.field.codes, said)
    return Read((found,)) if found else _bad(known, "unknown_choice", cell)


def choices(cell: Cell, known: Known) -> Read:
    """Several members of a closed list."""
    if nothing(cell):
        return Read(((),))
    assert known.field.codes
    said = _parts(str(cell))
    found = [member(known.field.codes, one) for one in said]
    unknown = [one for one, meant in zip(said, found, strict=True) if meant is None]
    trouble = _bad(known, "unknown_choice", "、".join(unknown)).trouble if unknown else None
    return Read((tuple(dict.fromkeys(filter(None, found))),), trouble)


def names(cell: Cell, known: Known) -> Read:
    """Several names in a cell."""
    return Read(((),)) if nothing(cell) else Read((tuple(_parts(clean_lines(cell))),))


def departments(cell: Cell, known: Known) -> Read:
    """Departments in a cell, one by one; 各有关部门 is none."""
    if nothing(cell):
        return Read((None,))
    said = clean_lines(cell)
    parts = _parts(said) if _DIVIDERS.search(said.strip()) else said.split()
    lead = next((tidy(_MARKED_LEAD.sub("", part)) for part in parts if _MARKED_LEAD.search(part)), "")
    bare = [_OPEN_END.sub("", tidy(_MARKED_LEAD.sub("", part))) for part in parts]
    named = tuple(dict.fromkeys(part for part in bare if part and not _NOBODY.search(part)))
    nobody = [part for part in bare if _NOBODY.search(part)]
    trouble = Trouble("not_a_department", {"value": "、".join(nobody)}, Level.WARNING) if nobody else None
    return Read(
        (Names(tidy(said), named, lead, bare != [tidy(_MARKED_LEAD.sub("", part)) for part in parts]),), trouble
    )


def clean_lines(cell: Cell) -> str:
    """The cell's text with its line breaks, which divide names."""
    return cell if isinstance(cell, str) else clean(cell)


def _parts(said: str) -> list[str]:
    return [part for part in map(tidy, _DIVIDERS.split(said)) if part]


def phone(cell: Cell, known: Known) -> Read:
    """Telephone numbers as text, several divided by “、”; what looks like none is kept and told."""
    if nothing(cell):
        return Read((None,))
    said = unicodedata.normalize("NFKC", clean_lines(cell))
    found = [tidy(one) for one in re.split(r"[、；;，,/\n\r|]+|(?<=\d{7})\s+(?=\d{7})", said) if one.strip()]
    kept = "、".join(found)
    odd = any(not 7 <= sum(map(str.isdigit, one)) <= 16 for one in found)
    return Read((kept,), Trouble("odd_phone", {"value": kept}, Level.WARNING) if odd else None)


def contact(cell: Cell, known: Known) -> Read:
    """A person and a number in one cell."""
    if nothing(cell):
        return Read((None, None))
    said = unicodedata.normalize("NFKC", tidy(clean(cell)))
    numbers = [tidy(number) for number in _PHONE.findall(said)]
    person = _PHONE.sub(" ", said).strip(" 、,;:/()（）")
    return Read((tidy(person) or None, "、".join(numbers) or None))


def unread(cell: Cell, known: Known) -> Read:
    """A column that holds nothing to be read."""
    return Read((None,))


READERS: Mapping[Reads, Callable[[Cell, Known], Read]] = {
    Reads.TEXT: text,
    Reads.MONEY: money,
    Reads.DAY: day,
    Reads.SPAN: span,
    Reads.PERCENT: percent,
    Reads.YES_NO: yes_no,
    Reads.CHOICE: choice,
    Reads.CHOICES: choices,
    Reads.NAMES: names,
    Reads.DEPARTMENT: departments,
    Reads.DEPARTMENTS: departments,
    Reads.PHONE: phone,
    Reads.CONTACT: contact,
    Reads.NUMBERING: unread,
    Reads.NOTHING: unread,
}
