"""Columns of cells into values, or problems at their cells: whole columns at once, each distinct cell read once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from importers import continuing, figures, words
from importers.choices import member
from importers.columns import Match, Matching
from importers.forms import Field, Reads
from importers.headings import plain
from importers.layout import Table
from importers.totals import differences
from importers.values import Known, Read, clean
from importers.workbook import Cell, address, letter
from scenario_db.codes import Tier
from scenario_db.problems import Level, Place, Problem

_SAME_AS_ABOVE = frozenset(("同上", "〃", "″", '"', "''", "同前"))
_NEVER_DOWN = frozenset((Reads.MONEY, Reads.PERCENT, Reads.PHONE, Reads.CONTACT))
TIER = "scenario.tier"

READERS: Mapping[Reads, Callable[[Cell, Known], Read]] = {
    Reads.TEXT: words.text,
    Reads.MONEY: figures.money,
    Reads.DAY: figures.day,
    Reads.SPAN: figures.span,
    Reads.PERCENT: figures.percent,
    Reads.YES_NO: words.yes_no,
    Reads.CHOICE: words.choice,
    Reads.CHOICES: words.choices,
    Reads.NAMES: words.names,
    Reads.DEPARTMENT: words.departments,
    Reads.DEPARTMENTS: words.departments,
    Reads.PHONE: words.phone,
    Reads.CONTACT: words.contact,
}


@dataclass(frozen=True, slots=True)
class Column:
    """Values of one field, one for each record; `source` is the sheet's column, None where section rows say it."""

    record: str
    field: str
    period: str
    source: int | None
    values: list[Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """A table read: `rows` are the numbers of its records in the sheet, each column is as long."""

    matching: Matching
    rows: tuple[int, ...]
    columns: Mapping[str, Column]
    problems: tuple[Problem, ...]

    @property
    def table(self) -> Table:
        """The table that was read."""
        return self.matching.table

    def values(self, key: str) -> list[Any]:
        """A field's values, record by record; nothing in each where the sheet has no such column."""
        column = self.columns.get(key)
        return column.values if column else [None] * len(self.rows)

    def address(self, key: str, row: int) -> str:
        """The cell that a record's value came from, "D7"; the section row's cell for a tier that it gave."""
        column = self.columns[key]
        if column.source is not None:
            return address(row, column.source)
        section = section_of(self.table, row, key)
        return address(section.row, section.column) if section else ""

    def place(self, key: str, row: int) -> Place:
        """The same with sheet and file."""
        sheet = self.table.sheet
        return Place(sheet.file, sheet.name, self.address(key, row))

    def provenance(self) -> dict[str, dict[str, Any]]:
        """For the batch: by sheet, which column held which field, and which rows were sections."""
        columns = {key: letter(column.source) for key, column in self.columns.items() if column.source is not None}
        sections = [section.row for section in self.table.sections]
        return {self.table.sheet.name: {"columns": columns, "sections": sections, "headings": self.table.top}}


def read(matching: Matching) -> Reading:
    """All values of a table, and all that is wrong with any of them."""
    problems = list(matching.problems)
    columns: dict[str, Column] = {}
    for match in matching.imported:
        for column in _read_column(matching.table, match, problems):
            _keep(columns, column)
    problems.extend(continuing.told(matching.table))
    columns |= _from_sections(matching, columns, problems)
    problems.extend(differences(matching, {key: column.values for key, column in columns.items()}))
    return Reading(matching, matching.table.rows, columns, tuple(problems))


def _keep(columns: dict[str, Column], column: Column) -> None:
    """A field that two columns fill: texts are joined, of others the first value that there is stands."""
    key = _key(column)
    held = columns.get(key)
    if held is None:
        columns[key] = column
        return
    for at, value in enumerate(column.values):
        if held.values[at] is None:
            held.values[at] = value
        elif isinstance(value, str) and held.source != column.source and type(value) is str is type(held.values[at]):
            held.values[at] = f"{held.values[at]}；{value}"


def _key(column: Column) -> str:
    name = f"{column.record}.{column.field}"
    return f"{name}@{column.period}" if column.period else name


def _read_column(table: Table, match: Match, problems: list[Problem]) -> Iterator[Column]:
    field = match.field
    cells = _cells(table, match, field)
    if field.fills_down and not table.sheet.merges_known:
        problems.extend(_fill_blanks(table, match, cells))
    problems.extend(_missing(table, match, field, cells))
    problems.extend(continuing.join(table, match.column, field, cells))
    texts = words.tidy_texts(cells) if field.reads is Reads.TEXT else None
    if texts is not None:
        problems.extend(_troubles(table, match, cells, {}))
        yield Column(field.record, field.name, match.period, match.column, texts)
        return
    read_as = _read_each(cells, Known(field, match.unit or "万元", match.year, _are_fractions(field, cells)))
    problems.extend(_troubles(table, match, cells, read_as))
    gives = ("invest_cum",) if field.name == "invest_before" else field.gives
    for at, name in enumerate(gives):
        parts = {cell: one.values[at] for cell, one in read_as.items()}
        yield Column(field.record, name, match.period, match.column, list(map(parts.__getitem__, cells)))


def _read_each(cells: Sequence[Cell], known: Known) -> dict[Cell, Read]:
    reader = READERS[known.field.reads]
    return {cell: reader(cell, known) for cell in set(cells)}


def _cells(table: Table, match: Match, field: Field) -> list[Cell]:
    """The column's cells of the records: merged ones filled down, 同上 replaced, no booleans (True equals 1)."""
    column = list(map(itemgetter(match.column), table.sheet.rows))
    if goes_down(field):
        _fill_merged(table, match.column, column)
    cells = _of_rows(table.rows, column)
    if bool in set(map(type, cells)):
        cells = [clean(cell) if isinstance(cell, bool) else cell for cell in cells]
    if not _SAME_AS_ABOVE.isdisjoint(cells):
        _repeat_above(cells)
    return cells


def _of_rows(rows: Sequence[int], column: list[Cell]) -> list[Cell]:
    """The cells of the records, which mostly follow one another."""
    if rows and rows[-1] - rows[0] == len(rows) - 1:
        return column[rows[0] - 1 : rows[-1]]
    return [column[number - 1] for number in rows]


def goes_down(field: Field) -> bool:
    """Whether a merged cell of such a column speaks for all the rows that it covers."""
    return field.reads not in _NEVER_DOWN and (field.fills_down or not field.required)


def _fill_merged(table: Table, column: int, cells: list[Cell]) -> None:
    for merge in table.sheet.merges:
        if merge.left <= column <= merge.right and merge.top > table.top and merge.bottom > merge.top:
            value = table.sheet.rows[merge.top - 1][merge.left]
            last = min(merge.bottom, len(cells))
            cells[merge.top - 1 : last] = [value] * (last - merge.top + 1)


def _fill_blanks(table: Table, match: Match, cells: list[Cell]) -> Iterator[Problem]:
    """Categories of a file that cannot say what was merged go down to the next one; told, since it is a guess."""
    blanks = [at for at, cell in enumerate(cells) if cell == ""]
    if not blanks or blanks[0] == 0:
        return
    for at in blanks:
        cells[at] = cells[at - 1]
    facts = {"heading": match.heading, "count": len(blanks)}
    yield Problem("filled_down", table.sheet.place(table.rows[blanks[0]], match.column), facts, Level.HINT)


def _repeat_above(cells: list[Cell]) -> None:
    for at in range(1, len(cells)):
        if cells[at] in _SAME_AS_ABOVE:
            cells[at] = cells[at - 1]


def _are_fractions(field: Field, cells: Sequence[Cell]) -> bool:
    """Whether a percent column holds fractions throughout: several numbers, all between 0 and 1."""
    if field.reads is not Reads.PERCENT:
        return False
    numbers = [cell for cell in cells if isinstance(cell, float | int)]
    return len(numbers) > 1 and all(0 <= number <= 1 for number in numbers)


def _troubles(table: Table, match: Match, cells: Sequence[Cell], read_as: Mapping[Cell, Read]) -> Iterator[Problem]:
    bad = {cell: one.trouble for cell, one in read_as.items() if one.trouble}
    unread = table.sheet.unread
    if not bad and not unread:
        return
    for number, cell in zip(table.rows, cells, strict=True):
        trouble = bad.get(cell)
        if trouble:
            yield Problem(trouble.kind, table.sheet.place(number, match.column), trouble.facts, trouble.level)
        if cell == "" and unread:
            yield from _unread(table, number, match)


def _unread(table: Table, number: int, match: Match) -> Iterator[Problem]:
    """A cell that looks empty because its formula was never computed, or failed."""
    said = table.sheet.unread.get(address(number, match.column))
    if said:
        kind = "formula_without_value" if said == "=" else "error_cell"
        yield Problem(kind, table.sheet.place(number, match.column), {"value": said, "heading": match.heading})


def _missing(table: Table, match: Match, field: Field, cells: Sequence[Cell]) -> Iterator[Problem]:
    if not field.required:
        return
    for number, cell in zip(table.rows, cells, strict=True):
        if isinstance(cell, str) and not cell.strip():
            yield Problem("missing_value", table.sheet.place(number, match.column), {"heading": match.heading})


def section_of(table: Table, row: int, key: str) -> Any:
    """The nearest section row above a record that says something of that field."""
    name = key.rpartition(".")[2]
    above = [section for section in table.sections if section.row < row and getattr(section, name, None)]
    return above[-1] if above else None


def _from_sections(matching: Matching, columns: Mapping[str, Column], problems: list[Problem]) -> dict[str, Column]:
    """Tier and domain as section rows, the sheet's name or the title give them, where no column does."""
    known = {field.key for field in matching.form.fields}
    found: dict[str, Column] = {}
    for key in (TIER, "scenario.domain", "demand.domain"):
        if key not in known:
            continue
        record, name = key.split(".")
        said = _said_by_sections(matching.table, name)
        if key in columns:
            problems.extend(_conflicts(matching, columns[key], said))
            columns[key].values[:] = [mine or theirs for mine, theirs in zip(columns[key].values, said, strict=True)]
        elif any(said):
            found[key] = Column(record, name, "", None, said)
    if TIER in known and TIER not in columns and TIER not in found:
        found |= _from_surroundings(matching, problems)
    return found


def _said_by_sections(table: Table, name: str) -> list[Any]:
    sections = [section for section in table.sections if getattr(section, name)]
    starts = [section.row for section in sections]
    return [getattr(sections[at - 1], name) if (at := bisect_right(starts, number)) else None for number in table.rows]


def _conflicts(matching: Matching, column: Column, said: Sequence[Any]) -> Iterator[Problem]:
    """The column stands; where its section says something else, people should look."""
    for number, mine, theirs in zip(matching.table.rows, column.values, said, strict=True):
        if mine and theirs and mine is not theirs:
            facts = {"value": mine, "section": theirs}
            yield Problem(
                "section_differs", matching.table.sheet.place(number, column.source or 0), facts, Level.WARNING
            )


def _from_surroundings(matching: Matching, problems: list[Problem]) -> dict[str, Column]:
    table = matching.table
    tier = _tier_named(table.sheet.name) or _tier_named(table.about.title)
    if tier:
        return {TIER: Column("scenario", "tier", "", None, [tier] * len(table.rows))}
    problems.append(Problem("tier_unknown", Place(table.sheet.file, table.sheet.name), {}, Level.WARNING))
    return {}


def _tier_named(text: str) -> Tier | None:
    """The one library that a sheet's name or a title speaks of."""
    words = {
        Tier.BUILD: "建设一批 建设库 在建库",
        Tier.RESERVE: "储备一批 储备库",
        Tier.PLAN: "谋划一批 谋划库",
        Tier.OPERATE: "运营库 运营一批",
    }
    said = plain(text)
    exact: Tier | None = member(Tier, said)
    named = {tier for tier, names in words.items() if any(name in said for name in names.split())}
    return exact or (named.pop() if len(named) == 1 else None)
