"""One nasty workbook and what it must yield: the names, the values, what is told by its cell, and every other row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from importers import cells, columns, layout
from importers.cells import Reading
from importers.forms import FORMS
from importers.workbook import Workbook, read
from scenario_db.problems import Problem
from tests.sheets import drawn, xlsx


@dataclass(frozen=True)
class Case:
    """`picture` is a drawing, or `data` the file; `told` are kinds of problems with cells; `skipped` rows with reasons.

    `refused` is the kind of the one problem with a file or sheet that holds no records.
    """

    name: str
    picture: str = ""
    data: bytes = b""
    sheet: str = "台账"
    form: str = "ledger"
    names: Sequence[str | None] = ("停车一张图", "一网统管")
    values: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    told: Sequence[tuple[str, str]] = ()
    skipped: Mapping[int, str] = field(default_factory=dict)
    refused: str = ""

    @property
    def content(self) -> bytes:
        """The file."""
        return self.data or xlsx(drawn(self.picture), title=self.sheet)


def found_in(case: Case) -> Reading | Problem:
    """The reading of the first sheet, or the one problem with file or sheet."""
    book = read(case.content, "来件.xlsx")
    if not isinstance(book, Workbook):
        return book
    table = layout.find_table(book.sheets[0], FORMS)
    return table if isinstance(table, Problem) else cells.read(columns.match(table, table.form))
