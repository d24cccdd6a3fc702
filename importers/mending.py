"""Bad cells mended on the page: which there are, whether a new text can be read, and the workbook as if it said so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from string import ascii_uppercase

from importers.cells import READERS, Reading, goes_down
from importers.columns import Match
from importers.forms import Field
from importers.policies import CellKey
from importers.values import Known, clean
from importers.workbook import Cell, Sheet, Workbook, address, position
from scenario_db.problems import Level, Place, Problem

_OF_A_NAME = frozenset(
    (
        "missing_value",
        "name_missing",
        "name_twice",
        "name_ambiguous",
        "unknown_scenario",
        "unknown_scenario_near",
        "text_cut",
        "long_number",
    )
)
"""What another name can mend: other trouble of a row is told at its name where there is no column for it."""

_NOT_BY_TYPING = frozenset(("not_yours", "conflict", "parent_refused"))
"""What no other text in the cell would mend."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A cell that was mended: what the workbook says, and what it should have said."""

    sheet: str
    cell: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell to be mended, or that was; `name` is its record's, `old` the workbook's text, `new` what was typed."""

    key: CellKey
    place: Place
    name: str
    match: Match
    old: str
    new: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def field(self) -> Field:
        """What the cell's column holds."""
        return self.match.field

    @property
    def level(self) -> Level | None:
        """How bad the worst of it is; None where it is mended."""
        return min((it.level for it in self.problems), key=list(Level).index, default=None)

    def trouble_with(self, text: str) -> Problem | None:
        """What would be wrong with such a text in this cell, as far as its reader alone can tell."""
        if self.field.required and not text.strip():
            return Problem("missing_value", self.place, {"heading": self.match.heading})
        known = Known(self.field, self.match.unit or "万元", self.match.year)
        found = READERS[self.field.reads](text, known).trouble
        return Problem(found.kind, self.place, found.facts) if found and found.level is Level.ERROR else None


# The workbook as if it said so


def mended(book: Workbook, said: Mapping[CellKey, str]) -> tuple[Workbook, tuple[Mended, ...]]:
    """The workbook with other texts in some cells, and what stood there; cells that it does not have are left out."""
    if not said:
        return book, ()
    found = tuple(it for sheet in book.sheets for it in _told(sheet, said))
    sheets = [_with(sheet, [it for it in found if it.sheet == sheet.name]) for sheet in book.sheets]
    return replace(book, sheets=tuple(sheets)), found


def _told(sheet: Sheet, said: Mapping[CellKey, str]) -> Iterator[Mended]:
    for (name, cell), text in said.items():
        if name == sheet.name and _inside(sheet, *position(cell)):
            row, column = position(cell)
            old = sheet.unread.get(cell) or clean(sheet.rows[row - 1][column])
            yield Mended(name, cell, old, text)


def _inside(sheet: Sheet, row: int, column: int) -> bool:
    return 1 <= row <= len(sheet.rows) and 0 <= column < sheet.width


def _with(sheet: Sheet, found: Sequence[Mended]) -> Sheet:
    if not found:
        return sheet
    rows = list(sheet.rows)
    for it in found:
        row, column = position(it.cell)
        changed: list[Cell] = list(rows[row - 1])
        changed[column] = it.new
        rows[row - 1] = changed
    unread = {cell: why for cell, why in sheet.unread.items() if cell not in {it.cell for it in found}}
    return replace(sheet, rows=rows, unread=unread)


# Which cells there are to mend


@dataclass(slots=True)
class _Sheet:
    """What is looked up of a sheet for each of its problems."""

    reading: Reading
    matches: Mapping[int, Match] = field(init=False)
    names: Mapping[int, str] = field(init=False)
    anchors: Mapping[tuple[int, int], int] = field(init=False)

    def __post_init__(self) -> None:
        it = self.reading
        self.matches = {match.column: match for match in it.matching.imported}
        self.names = dict(zip(it.rows, (name or "" for name in it.values(it.matching.form.naming)), strict=True))
        self.anchors = dict(_anchors(it, self.matches))


def _anchors(reading: Reading, matches: Mapping[int, Match]) -> Iterator[tuple[tuple[int, int], int]]:
    """For cells under a merged one whose value goes down, the row of the one that shows."""
    for merge in reading.table.sheet.merges:
        match = matches.get(merge.left)
        if match and merge.top > reading.table.top and goes_down(match.field):
            yield from (((row, merge.left), merge.top) for row in range(merge.top + 1, merge.bottom + 1))


def bad(readings: Sequence[Reading], problems: Sequence[Problem], done: Sequence[Mended]) -> list[Bad]:
    """The cells whose trouble another text would mend, as they stand in the sheets, and those that were mended."""
    sheets = {it.table.sheet.name: _Sheet(it) for it in readings} if problems or done else {}
    told: dict[CellKey, list[Problem]] = defaultdict(list)
    others = {_row(it) for it in problems if it.kind == "not_yours"}
    for it in problems:
        if it.place.sheet in sheets and it.level is not Level.HINT and it.kind not in _NOT_BY_TYPING:
            cell = _cell(sheets[it.place.sheet], it) if _row(it) not in others else ""
            if cell:
                told[it.place.sheet, cell].append(it)
    typed = {(it.sheet, it.cell): it for it in done if it.sheet in sheets}
    found = [_bad(sheets[key[0]], key, told.get(key, ()), typed.get(key)) for key in {**told, **typed}]
    return sorted(filter(None, found), key=lambda it: (it.key[0], position(it.key[1])))


def _row(it: Problem) -> tuple[str, str]:
    return it.place.sheet, it.place.cell.lstrip(ascii_uppercase)


def _cell(sheet: _Sheet, it: Problem) -> str:
    """The cell that another text would mend; none outside the data, or where the name only stands for the row."""
    if not it.place.cell:
        return ""
    row, column = position(it.place.cell)
    match = sheet.matches.get(column)
    if row not in sheet.names or match is None:
        return ""
    if match.field.key == sheet.reading.matching.form.naming and it.kind not in _OF_A_NAME:
        return ""
    return address(sheet.anchors.get((row, column), row), column)


def _bad(sheet: _Sheet, key: CellKey, told: Sequence[Problem], done: Mended | None) -> Bad | None:
    row, column = position(key[1])
    match = sheet.matches.get(column)
    if match is None:
        return None
    table = sheet.reading.table.sheet
    old = done.old if done else table.unread.get(key[1]) or clean(table.rows[row - 1][column])
    problems = tuple({(it.kind, repr(it.facts)): it for it in told}.values())
    new = done.new if done else ""
    return Bad(key, Place(table.file, *key), sheet.names.get(row, ""), match, old, new, problems)
