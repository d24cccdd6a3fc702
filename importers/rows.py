"""Which rows below the headings are records, and what the others are: sections, totals, notes, gaps."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from string import ascii_uppercase

from importers.choices import member
from importers.headings import plain
from importers.workbook import Cell, Sheet
from scenario_db.codes import Domain, Tier

_NUMERAL = "一二三四五六七八九十"
_NUMBERED = re.compile(rf"^(?:第?[{_NUMERAL}]+(?:、|\.|,|部分|类|章)|\([{_NUMERAL}]+\)|[ivx]+[、.])")
_COUNT = re.compile(r"共?计?:?(\d+)(?:个|项|条|家)")
_TOTAL = re.compile(r"^(合计|总计|小计|共计|平均|平均值|汇总|总数|累计)(?:数|值|金额|投资|项目|个数)*(?:$|[:(\d共])")
_NOTE = re.compile(
    r"^(?:注|备注|说明|填表说明|填报说明|填表人|审核人|审签人?|制表人?|填报人|填报日期|填表日期|填报单位|单位负责人|"
    r"主要负责人|分管领导|分管负责人|报送人|联系人|联系电话|签字|盖章)(?:签字|签名|\(签字\)|\(盖章\))?(?:[:：]|$|\d)"
)
_LEADING = 4
_SPARSE = 2


@dataclass(frozen=True, slots=True)
class Section:
    """A row that heads the rows below it; `declared` is the number of them that it claims."""

    row: int
    column: int
    text: str
    tier: Tier | None = None
    domain: Domain | None = None
    declared: int | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """A row of sums, kept aside as a check; a subtotal is about the rows since the section or subtotal before it."""

    row: int
    text: str
    subtotal: bool
    declared: int | None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no record, and why."""

    row: int
    reason: str
    text: str


@dataclass(slots=True)
class Sorted:
    """The rows of a table by what they are."""

    rows: tuple[int, ...] = ()
    sections: tuple[Section, ...] = ()
    totals: tuple[Total, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    continued: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """What is known of the columns before their rows: the one of the names, and those whose words may go on below."""

    naming: int | None
    headings: Mapping[int, tuple[str, ...]]
    joined: frozenset[int] = frozenset()
    repeats: bool = False


@dataclass(slots=True)
class _Sorting:
    sheet: Sheet
    columns: Columns
    below: frozenset[int]
    unread: frozenset[int]
    rows: list[int] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    continued: list[tuple[int, int]] = field(default_factory=list)
    noted: bool = False

    def skip(self, number: int, reason: str, text: str = "") -> None:
        self.skipped.append(Skipped(number, reason, text))


def sort_out(sheet: Sheet, first: int, columns: Columns) -> Sorted:
    """Say of every row from `first` on what it is. Records are told by their name, or by being filled at all.

    Where a record `repeats`, a row without its name, or under a merged one, is one more row about it; else it
    continues the one above.
    """
    naming = columns.naming
    below = frozenset(
        row
        for merge in sheet.merges
        if naming is not None and merge.left <= naming <= merge.right and merge.bottom >= first
        for row in range(max(merge.top + 1, first), merge.bottom + 1)
    )
    unread = frozenset(int(cell.lstrip(ascii_uppercase)) for cell in sheet.unread)
    it = _Sorting(sheet, columns, below, unread)
    for number, row in enumerate(sheet.rows[first - 1 :], start=first):
        _sort(it, number, row, len(row) - row.count(""))
    return Sorted(tuple(it.rows), tuple(it.sections), tuple(it.totals), tuple(it.skipped), tuple(it.continued))


def _sort(sorting: _Sorting, number: int, row: list[Cell], filled: int) -> None:
    if not filled:
        return sorting.skip(number, "unread" if number in sorting.unread else "blank")
    total = _total(row)
    if total:
        return _keep_total(sorting, number, total)
    if filled > _SPARSE and row[sorting.columns.naming or 0] != "" and not _is_odd_row(sorting, row):
        return sorting.rows.append(number)
    return _sort_odd(sorting, number, row, [str(cell).strip() for cell in row if str(cell).strip()])


def _total(row: list[Cell]) -> str:
    """The text that makes the row a total; most rows are told by four glances."""
    for cell in row[:_LEADING]:
        if cell.__class__ is str and _is_total(cell):
            return str(cell)
    return ""


@lru_cache(maxsize=65_536)
def _is_total(text: str) -> bool:
    return len(text) < 30 and _TOTAL.match(plain(text)) is not None


def _keep_total(sorting: _Sorting, number: int, text: str) -> None:
    found = _COUNT.search(plain(text))
    sorting.totals.append(Total(number, text.strip(), "小计" in plain(text), int(found[1]) if found else None))
    sorting.skip(number, "total", text)


def _is_odd_row(sorting: _Sorting, row: list[Cell]) -> bool:
    """Whether a well-filled row may only repeat the headings, or number the columns."""
    column = sorting.columns.naming or 0
    return not isinstance(row[column], str) or len(str(row[column])) < 3 or _is_heading(sorting, column, row[column])


def _sort_odd(sorting: _Sorting, number: int, row: list[Cell], texts: list[str]) -> None:
    """A row that is sparse or strange: what the first fitting reason says, else a record all the same."""
    section = _section(sorting, number, row, texts) if texts and not _is_note(sorting, texts) else None
    if section:
        sorting.sections.append(section)
        return sorting.skip(number, "section", texts[0])
    reason = next((reason for reason, fits in _REASONS if fits(sorting, number, row, texts)), "")
    if not reason:
        return sorting.rows.append(number)
    sorting.noted = sorting.noted or reason == "note"
    if reason == "continuation" and sorting.rows:
        sorting.continued.append((number, sorting.rows[-1]))
    return sorting.skip(number, reason, " ".join(texts))


def _numbers_columns(sorting: _Sorting, texts: list[str]) -> bool:
    """A line such as “1 2 3 4” or “甲 乙 1 2” right under the headings."""
    return (
        not sorting.rows
        and len(texts) > 3
        and all(len(t) <= 4 and (_is_plain_number(t) or t in "甲乙丙丁ABCDEF栏次") for t in texts)
    )


def _is_note(sorting: _Sorting, texts: list[str]) -> bool:
    return len(texts) <= 4 and (_NOTE.match(plain(texts[0])) is not None or (sorting.noted and len(texts) == 1))


def _section(sorting: _Sorting, number: int, row: list[Cell], texts: list[str]) -> Section | None:
    """A heading of the rows below: numbered 一、二、, or naming a library, and standing nearly alone in its row."""
    column = next(column for column, cell in enumerate(row) if str(cell).strip())
    said = plain(texts[0])
    name = _COUNT.sub("", _NUMBERED.sub("", said)).strip("()（）:、 ")
    tier, domain = member(Tier, name), member(Domain, name)
    alone = not any(not _is_plain_number(text) for text in texts[1:]) or (
        len(texts) == _SPARSE and _COUNT.search(plain(texts[1]))
    )
    if not alone or not (
        _NUMBERED.match(said) or (len(texts) == 1 and (tier or domain or _spans(sorting.sheet, number)))
    ):
        return None
    found = next(filter(None, (_COUNT.search(plain(text)) for text in texts)), None)
    return Section(number, column, texts[0], tier, None if tier else domain, int(found[1]) if found else None)


def _spans(sheet: Sheet, number: int) -> bool:
    """Whether one merged cell covers most of the row."""
    return any(m.top == number == m.bottom and (m.right - m.left + 1) * 2 > sheet.width for m in sheet.merges)


def _repeats_headings(sorting: _Sorting, row: list[Cell], texts: list[str]) -> bool:
    repeated = sum(cell != "" and _is_heading(sorting, column, cell) for column, cell in enumerate(row))
    return repeated * 2 > len(texts)


def _is_stray(sorting: _Sorting, number: int, row: list[Cell]) -> bool:
    """Whether a lone text stands beside the names, and not in a row that says more of the one above."""
    return row[sorting.columns.naming or 0] == "" and not (sorting.columns.repeats and number in sorting.below)


def _continues(sorting: _Sorting, number: int, row: list[Cell]) -> bool:
    """Whether the row goes on with the record right above: its name is merged down, or it only has words to add."""
    if sorting.columns.repeats:
        return False
    if number in sorting.below:
        return True
    last = sorting.continued[-1][0] if sorting.continued else 0
    follows = bool(sorting.rows) and number == max(last, sorting.rows[-1]) + 1
    filled = {column for column, cell in enumerate(row) if cell != ""}
    return follows and not sorting.noted and bool(filled) and filled <= sorting.columns.joined


def _is_heading(sorting: _Sorting, column: int, cell: Cell) -> bool:
    return plain(str(cell)) in {plain(part) for part in sorting.columns.headings[column]}


def _is_plain_number(text: str) -> bool:
    return text.replace(".", "", 1).replace(",", "").isdigit()


_REASONS: tuple[tuple[str, Callable[[_Sorting, int, list[Cell], list[str]], bool]], ...] = (
    ("blank", lambda _, __, ___, texts: not texts),
    ("numbering", lambda sorting, _, __, texts: _numbers_columns(sorting, texts)),
    ("note", lambda sorting, _, __, texts: _is_note(sorting, texts)),
    ("continuation", lambda sorting, number, row, _: _continues(sorting, number, row)),
    ("only_number", lambda _, __, ___, texts: len(texts) == 1 and _is_plain_number(texts[0])),
    ("repeated_heading", lambda sorting, _, row, texts: _repeats_headings(sorting, row, texts)),
    ("stray_text", lambda sorting, number, row, texts: len(texts) == 1 and _is_stray(sorting, number, row)),
)
"""Why a row is no record, in the order in which it is asked."""
