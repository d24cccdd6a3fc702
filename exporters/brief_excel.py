"""A brief as a workbook: a summary as reports go up (title, unit, heading, rows, who made it), and a sheet a list."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from exporters.brief_paper import Answer, Cell, Grid, Paper, width_of
from exporters.rows import BARE, LONGEST_TEXT
from scenario_db.brief_parts import Nature
from scenario_db.wording import Words

_NUMBERS = {
    Nature.COUNT: "#,##0",
    Nature.CHANGE: "+#,##0;-#,##0;0",
    Nature.MONEY: "#,##0.##",
    Nature.SHARE: "0.0%",
    Nature.POINTS: "+0.0;-0.0;0.0",
    Nature.RATIO: "0.00",
    Nature.MONTHS: "0",
    Nature.PLAIN: "0.##",
}
_FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_TITLE = {**_FONT, "font_name": "方正小标宋简体", "font_size": 18, "align": "center"}
_LINED = {**_FONT, "border": 1, "text_wrap": True}
_TOP = {**_LINED, "font_name": "黑体", "align": "center", "bg_color": "#E8EEF6"}

_WIDE = {
    "name": 28, "because": 40, "title": 30, "missing_items": 46, "lead": 16, "waits_for": 16, "provider": 24,
    "code": 15, "light": 9, "tier": 8, "months": 8, "age": 10, "proposer": 22,
}  # fmt: skip
_NARROWEST = 12


class _Sheet:
    """One sheet, written from the top down."""

    def __init__(self, book: xlsxwriter.Workbook, name: str, widths: Sequence[int], formats: _Formats) -> None:
        self._sheet: Worksheet = book.add_worksheet(name)
        self._formats, self._row, self._widths = formats, 0, widths
        for at, width in enumerate(widths):
            self._sheet.set_column(at, at, width)
        self._sheet.set_paper(9)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_footer("&C— &P —")
        self._sheet.hide_gridlines(2)

    def title(self, text: str) -> None:
        """The title across all columns."""
        self._sheet.set_row(self._row, 32)
        self._across(text, self._formats[_TITLE])

    def line(self, text: str) -> None:
        """Words across all columns, on as many lines as they need."""
        self._sheet.set_row(self._row, 18 * max(1, -(-width_of(text) // sum(self._widths))))
        self._across(text, self._formats[{**_FONT, "text_wrap": True}])

    def heads(self, texts: Sequence[str]) -> None:
        """The headings, which stay in sight and are printed on each page."""
        for at, text in enumerate(texts):
            self._sheet.write_string(self._row, at, text, self._formats[_TOP])
        self._sheet.repeat_rows(self._row)
        self._sheet.freeze_panes(self._row + 1, 0)
        self._row += 1

    def cells(self, row: Sequence[Cell], *, first: int = 0) -> None:
        """One row from that column on, as high as its longest text needs; numbers and days stay what they are."""
        lines = max((-(-width_of(it.text) // self._widths[at]) for at, it in enumerate(row, first)), default=1)
        self._sheet.set_row(self._row, 16 * max(1, lines) + 2)
        for at, it in enumerate(row, first):
            self._write(at, it)
        self._row += 1

    def beside(self, row: Sequence[Cell], rows: int) -> None:
        """Cells that stand beside so many rows, which follow."""
        style = self._formats[{**_LINED, "align": "center"}]
        for at, it in enumerate(row):
            self._sheet.merge_range(self._row, at, self._row + rows - 1, at, "", style)
            self._sheet.write_string(self._row, at, it.text, style)

    def _write(self, at: int, it: Cell) -> None:
        if it.day:
            self._sheet.write_datetime(self._row, at, it.day, self._formats[{**_LINED, "num_format": "yyyy-mm-dd"}])
        elif it.number is not None and it.nature in _NUMBERS:
            style = {**_LINED, "num_format": _NUMBERS[it.nature], "align": "right", "indent": 1}
            self._sheet.write_number(self._row, at, it.number, self._formats[style])
        else:
            style = {**_LINED, "align": "right", "indent": 1} if it.right else _LINED
            self._sheet.write_string(self._row, at, it.text[:LONGEST_TEXT], self._formats[style])

    def _across(self, text: str, style: Any) -> None:
        self._sheet.merge_range(self._row, 0, self._row, len(self._widths) - 1, "", style)
        self._sheet.write_string(self._row, 0, text[:LONGEST_TEXT], style)
        self._row += 1


class _Formats:
    """The formats of one workbook, made when first used."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[str, Any] = {}

    def __getitem__(self, style: dict[str, Any]) -> Any:
        key = repr(style)
        if key not in self._made:
            self._made[key] = self._book.add_format(style)
        return self._made[key]


def document(paper: Paper, say: Words) -> bytes:
    """The whole workbook: the summary, the lists in the order of the questions, and the comparison."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {**BARE, "constant_memory": False}) as book:
        formats = _Formats(book)
        _summary(book, formats, paper, say)
        for answer in paper.answers:
            name = f"{answer.number} {say(f'brief.sheet_{answer.question}')}"
            _listed(_Sheet(book, name, _widths(answer.grid), formats), answer, paper)
        if paper.since:
            sheet = _Sheet(book, say("brief.since_what"), [40, 20, 20, 20], formats)
            sheet.title(paper.since_title)
            _rows(sheet, paper.since)
    return out.getvalue()


def _summary(book: xlsxwriter.Workbook, formats: _Formats, paper: Paper, say: Words) -> None:
    sheet = _Sheet(book, say("brief.sheet_summary"), [8, 46, 34, 20], formats)
    sheet.title(paper.title)
    for name, text in paper.facts:
        sheet.line(say("brief.pair", name=name, text=text))
    sheet.heads([say(f"brief.name_{name}") for name in ("number", "question", "figure", "value")])
    for answer in paper.answers:
        number = Cell(str(answer.number), answer.number, nature=Nature.COUNT)
        sheet.beside((number, Cell(answer.title)), len(answer.figures))
        for name, value in answer.figures:
            sheet.cells((Cell(name), value), first=2)


def _listed(sheet: _Sheet, answer: Answer, paper: Paper) -> None:
    sheet.title(answer.title)
    sheet.line(answer.sentence)
    _rows(sheet, answer.grid)
    if answer.beneath.rows:
        _rows(sheet, answer.beneath)
    for text in filter(None, (answer.grid.note, answer.beneath.note, answer.counted, paper.foot)):
        sheet.line(text)


def _rows(sheet: _Sheet, grid: Grid) -> None:
    sheet.heads([head.text for head in grid.heads])
    for row in grid.rows:
        sheet.cells(row)


def _widths(grid: Grid) -> list[int]:
    return [_WIDE.get(head.name, max(_NARROWEST, width_of(head.text) + 2)) for head in grid.heads]
