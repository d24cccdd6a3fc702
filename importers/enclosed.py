"""The sheets that we put into workbooks ourselves, each told by its first cell, so that none is ever read as data."""

from __future__ import annotations

from importers.workbook import Sheet
from scenario_db.wording import LANGUAGES, Words

SLIP = "场景库 · slip · 1"
LISTS = "场景库 · lists · 1"
_TITLES = ("template.instructions", "marked.title")
"""The first cell of the sheets that people see, in words of their language."""


def is_enclosed(sheet: Sheet) -> bool:
    """Whether the sheet is one of ours: the slip, the lists of drop-downs, the instructions, the list of trouble."""
    first = sheet.rows[0][0] if sheet.rows and sheet.rows[0] else ""
    return isinstance(first, str) and first.strip() in _first_cells()


def _first_cells() -> frozenset[str]:
    titles = (Words(language)(name) for name in _TITLES for language in LANGUAGES)
    return frozenset((SLIP, LISTS, *titles))
