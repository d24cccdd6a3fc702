"""A web page saved as a workbook: the tables in it, as many systems “export to Excel”."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_PAGE = re.compile(r"<(?:html|table|!doctype html|meta|body)\b", re.IGNORECASE)
_SPANS = 500


def is_page(text: str) -> bool:
    """Whether the text begins like a web page with a table in it."""
    return bool(_PAGE.search(text[:2_000])) and "<table" in text.casefold()


@dataclass(slots=True)
class Grid:
    """One table: its rows, and which cells were spanned (top, left, bottom, right from 0)."""

    rows: list[list[str]] = field(default_factory=list)
    spans: list[tuple[int, int, int, int]] = field(default_factory=list)


def tables(text: str) -> list[Grid]:
    """All tables of the page in the order in which they begin."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return [grid for grid in reader.grids if grid.rows]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self._taken: set[tuple[int, int]] = set()
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.grids.append(Grid())
            self._taken = set()
            self._inside = False
        elif tag == "tr" and self.grids:
            self.grids[-1].rows.append([])
            self._inside = False
        elif tag in ("td", "th") and self.grids and self.grids[-1].rows:
            self._open(dict(attrs))
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.grids[-1].rows[-1][-1] += data

    def _open(self, attributes: dict[str, str | None]) -> None:
        grid = self.grids[-1]
        top, row = len(grid.rows) - 1, grid.rows[-1]
        while (top, len(row)) in self._taken:
            row.append("")
        left = len(row)
        bottom, right = top + _span(attributes, "rowspan") - 1, left + _span(attributes, "colspan") - 1
        if (bottom, right) != (top, left):
            grid.spans.append((top, left, bottom, right))
            self._taken.update((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))
        row.append("")
        self._inside = True


def _span(attributes: dict[str, str | None], name: str) -> int:
    text = attributes.get(name) or "1"
    return min(max(int(text), 1), _SPANS) if text.isdecimal() else 1
