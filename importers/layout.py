"""Where the table is in a sheet, and what each of its other rows is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from importers import recognising
from importers.enclosed import is_enclosed
from importers.forms import Form, Reads
from importers.headings import label
from importers.recognising import SEARCHED, Candidate, means
from importers.rows import Columns, Section, Skipped, Total, sort_out
from importers.title import About, about, is_secret
from importers.workbook import Sheet
from scenario_db.problems import Place, Problem

_DEEPEST = 3
_SUMMARY_HEADINGS = frozenset(
    ["项目数量", "数量", "个数", "项目数", "场景数量", "场景数", "项目个数", "占比", "项目数(个)"]
)


class Kind(StrEnum):
    """What a sheet is instead of a table of records."""

    EMPTY = "empty_sheet"
    NONE = "no_table"
    SUMMARY = "summary_table"
    FORM = "form_like_sheet"
    CLASSIFIED = "classified_file"
    ENCLOSED = "enclosed_sheet"


QUIET = frozenset((Kind.EMPTY, Kind.ENCLOSED))
"""What nobody needs to hear of a sheet beside a table that was read."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a column, from the top down, joined as one text."""

    column: int
    row: int
    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        """As shown to people."""
        return " ".join(" ".join(part.split()) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Choice:
    """Why those rows are the headings: so many of them are known, a word of the title, or a person who said so."""

    first: int = 0
    known: int = 0
    word: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of records in a sheet. Every row of the sheet is a title or heading, in `rows`, or in `skipped`."""

    sheet: Sheet
    form: Form
    headings: tuple[Heading, ...]
    top: int
    rows: tuple[int, ...]
    sections: tuple[Section, ...]
    totals: tuple[Total, ...]
    skipped: tuple[Skipped, ...]
    about: About
    continued: tuple[tuple[int, int], ...] = ()
    """Rows that go on with a record, each with the record's row."""
    choice: Choice = Choice()


def find_table(sheet: Sheet, forms: Sequence[Form], top: tuple[int, int] | None = None) -> Table | Problem:
    """The table of records in a sheet and the form it follows, or why there is none.

    `top` are the first and last row of its headings where a person has said so: then only secrecy speaks against it.
    """
    nothing = _nothing_in(sheet)
    if nothing:
        return _no(nothing, sheet)
    said = _fitting(top, sheet)
    best = recognising.said(sheet, forms, *said) if said else recognising.best(sheet, forms)
    secret = is_secret(sheet, range(1, best.row if best else min(len(sheet.rows), SEARCHED) + 1))
    if secret:
        return _no(Kind.CLASSIFIED, sheet, sheet.place(*secret))
    if best and said:
        return _table(sheet, best.form, _headings(sheet, *said), *said, by_hand=True)
    return _found(sheet, best)


def _found(sheet: Sheet, best: Candidate | None) -> Table | Problem:
    if not best:
        return _no(Kind.FORM if _is_label_sheet(sheet) else Kind.NONE, sheet)
    if _is_filled_form(sheet, best):
        return _no(Kind.FORM, sheet, sheet.place(best.row, 0))
    first, last = _heading_block(sheet, best)
    headings = _headings(sheet, first, last)
    if best.form.naming not in best.hits and _names_nothing(best.form, headings):
        return _no(Kind.SUMMARY, sheet, sheet.place(best.row, 0))
    return _table(sheet, best.form, headings, first, last)


def _nothing_in(sheet: Sheet) -> Kind | None:
    if not any(cell != "" for row in sheet.rows for cell in row):
        return Kind.EMPTY
    return Kind.ENCLOSED if is_enclosed(sheet) else None


def _no(kind: Kind, sheet: Sheet, place: Place | None = None) -> Problem:
    return Problem(kind.value, place or Place(sheet.file, sheet.name), {"sheet": sheet.name})


def _fitting(top: tuple[int, int] | None, sheet: Sheet) -> tuple[int, int] | None:
    """Rows that a person chose, as far as the sheet has them."""
    return top if top and 1 <= top[0] <= top[1] <= len(sheet.rows) else None


def named(table: Table, said: Mapping[str, str]) -> Table:
    """The table with its rows sorted out again, where people say that another column than ours names its records."""
    column = next((it.column for it in table.headings if said.get(it.text) == table.form.naming), None)
    if column is None or column == _naming_column(table.form, table.headings):
        return table
    it = table.choice
    return _table(table.sheet, table.form, table.headings, it.first, table.top, by_hand=it.by_hand, naming=column)


def _table(
    sheet: Sheet,
    form: Form,
    headings: tuple[Heading, ...],
    first: int,
    last: int,
    *,
    by_hand: bool = False,
    naming: int | None = None,
) -> Table:
    around = about(sheet, range(1, first))
    naming = _naming_column(form, headings) if naming is None else naming
    texts = {heading.column: heading.parts for heading in headings}
    joined = frozenset(heading.column for heading in headings if _may_go_on(form, heading))
    parts = sort_out(sheet, last + 1, Columns(naming, texts, joined, form.repeats))
    above = tuple(
        Skipped(number, "title" if number < first else "heading", _first_text(sheet, number))
        for number in range(1, last + 1)
    )
    skipped = above + parts.skipped
    known = sum(bool(means(form, it.parts)) for it in headings)
    choice = Choice(first, known, recognising.word(sheet, form), by_hand)
    return Table(
        sheet, form, headings, last, parts.rows, parts.sections, parts.totals, skipped, around, parts.continued, choice
    )


def _may_go_on(form: Form, heading: Heading) -> bool:
    """Whether words in such a column, alone in their row, are more of the record above; names and codes are not."""
    fields = [form.field(key) for key in means(form, heading.parts)]
    return bool(fields) and all(
        it.reads in (Reads.TEXT, Reads.NAMES, Reads.DEPARTMENTS) and not it.required and it.name != "code"
        for it in fields
    )


def _first_text(sheet: Sheet, number: int) -> str:
    return next((str(cell) for cell in sheet.row(number) if cell != ""), "")


def _is_filled_form(sheet: Sheet, best: Candidate) -> bool:
    """Whether known labels stand below each other with their values beside them, more than the best row has."""
    columns = zip(*sheet.rows[:SEARCHED], strict=True)
    labels = (sum(isinstance(cell, str) and bool(means(best.form, (cell,))) for cell in column) for column in columns)
    return max(labels, default=0) > max(len(best.hits), 3)


def _is_label_sheet(sheet: Sheet) -> bool:
    """Whether the first column holds labels that end in colons."""
    return sum(str(row[0]).rstrip().endswith(("：", ":")) for row in sheet.rows[:SEARCHED]) >= 4


def _heading_block(sheet: Sheet, best: Candidate) -> tuple[int, int]:
    """First and last row of the headings: rows that merged cells tie to the one found."""
    first = last = best.row
    while first > 1 and best.row - first < _DEEPEST - 1 and _is_parent(sheet, first - 1, best):
        first -= 1
    while last < len(sheet.rows) and last - first < _DEEPEST - 1 and _continues(sheet, last, best.form):
        last += 1
    return first, last


def _is_parent(sheet: Sheet, row: int, best: Candidate) -> bool:
    """Whether that row groups some of the columns below it, and is no title that spans them all."""
    filled = [column for column, cell in enumerate(sheet.row(row)) if cell != ""]
    spans = [merge for merge in sheet.merges if merge.top == row and merge.right > merge.left]
    widest = max((merge.right - merge.left + 1 for merge in spans), default=0)
    tied = any(merge.top <= row < merge.bottom and merge.bottom >= best.row for merge in sheet.merges)
    return tied or (len(filled) > 1 and bool(spans) and widest <= sheet.width * 0.6 and _no_marks(sheet, row))


def _no_marks(sheet: Sheet, row: int) -> bool:
    return not any("：" in str(cell) or ":" in str(cell) for cell in sheet.row(row))


def _continues(sheet: Sheet, row: int, form: Form) -> bool:
    """Whether the headings go on below that row: cells merged down, or a wide one with known headings under it."""
    if row >= len(sheet.rows):
        return False
    below = sheet.row(row + 1)
    if any(merge.top <= row < merge.bottom and merge.bottom <= row + _DEEPEST for merge in sheet.merges):
        return any(isinstance(cell, str) and cell.strip() for cell in below)
    gaps = [column for column, cell in enumerate(sheet.row(row)) if cell == "" and below[column] != ""]
    return len(gaps) >= 1 and sum(bool(means(form, (str(below[column]),))) for column in gaps) >= 1 and below[0] == ""


def _headings(sheet: Sheet, first: int, last: int) -> tuple[Heading, ...]:
    """For each column its texts from the top down; a merged text counts for all that it covers, once."""
    covers = {
        (row, column): sheet.rows[merge.top - 1][merge.left]
        for merge in sheet.merges
        if first <= merge.bottom and merge.top <= last
        for row in range(max(first, merge.top), min(last, merge.bottom) + 1)
        for column in range(merge.left, min(merge.right, sheet.width - 1) + 1)
    }
    found = []
    for column in range(sheet.width):
        cells = [covers.get((row, column), sheet.rows[row - 1][column]) for row in range(first, last + 1)]
        parts = tuple(dict.fromkeys(str(cell).strip() for cell in cells if str(cell).strip()))
        found.append(Heading(column, last, parts))
    return tuple(found)


def _naming_column(form: Form, headings: Sequence[Heading]) -> int | None:
    return next((h.column for h in headings if form.naming in means(form, h.parts)), None)


def _names_nothing(form: Form, headings: Sequence[Heading]) -> bool:
    if _naming_column(form, headings) is not None:
        return False
    stems = {label(heading.text).stem for heading in headings}
    return bool(stems & _SUMMARY_HEADINGS) or not any("名称" in stem for stem in stems)
