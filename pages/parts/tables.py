"""How columns look in every table: amounts with thousands, shares in percent, moments on the city's clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Literal
from unicodedata import east_asian_width
from urllib.parse import quote, urlencode

import pandas as pd
import pyarrow as pa
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from pages.parts.visit import Visit
from scenario_db import days
from scenario_db.codes import LIVE

ROWS = 50
"""Rows of a page: what is shown is fetched, and no more."""

ROW_HEIGHT = 33
"""Pixels of a row at this house's font size."""

MOST_PLACES = 4
"""Of an amount in 万元 a place further would be less than a yuan."""

PLACES = 3
"""A share is shown to a tenth of a percent."""

Heading = ColumnConfig
Width = Literal["small", "medium", "large"] | int

WIDTHS = {"small": 75, "medium": 200, "large": 400}
"""Pixels of the widths that have a name."""

_LETTERS, _AROUND = {"wide": 13, "narrow": 7}, 20
"""Pixels of a letter of a heading, and of the empty space on both its sides."""

PEN = 22
"""Pixels of the sign in the heading of a column that can be written into."""


def room(label: str, width: Width | None, *, beside: int = 0) -> Width | None:
    """That width, or what its heading takes in the language of the moment; `beside` is for what stands by the words."""
    letters = sum(_LETTERS["wide" if east_asian_width(it) in "WF" else "narrow"] for it in label)
    needed = min(letters + _AROUND + beside, WIDTHS["medium"])
    asked = WIDTHS.get(width, 0) if isinstance(width, str) else width
    return needed if asked is not None and needed > asked else width


def room_for(words: Iterable[str], width: Width, *, beside: int = 0) -> Width:
    """That width, or what the longest of these words takes."""
    for it in words:
        width = room(it, width, beside=beside) or width
    return width


def text(label: str, width: Width | None = None, *, pinned: bool = False) -> Heading:
    """A column of words."""
    return st.column_config.TextColumn(label, width=room(label, width), pinned=pinned)


def fitting(label: str, values: Iterable[object]) -> Heading:
    """A column of short words, as wide as the longest of them and no wider than a medium one.

    The grid measures only its first rows by itself, and cuts what is longer further down.
    """
    return text(label, room_for((str(it or "") for it in values), 1))


def coded(here: Visit, label: str, choices: Iterable[StrEnum], width: Width = 56) -> Heading:
    """A column of words from a closed list: none of them is cut, in whichever language."""
    return text(label, room_for(map(here.say.code, choices), width))


def tier(here: Visit) -> Heading:
    """The column that says in which library a scenario is."""
    return coded(here, here.say("field.scenario.tier"), LIVE)


def link(label: str, width: Width | None = None, *, pinned: bool = False, counts: bool = False) -> Heading:
    """A column of names that lead to a page, as `to_scenario` makes them; counts stand to the right."""
    side: Literal["left", "right"] = "right" if counts else "left"
    return st.column_config.LinkColumn(
        label, width=room(label, width), display_text="#(.*)$", pinned=pinned, alignment=side
    )


def to_scenario(here: Visit, code: str, name: str) -> str:
    """A scenario's name as a link to its page, in the language of the moment."""
    return f"/scenario?{urlencode({'code': code, 'lang': here.language})}#{quote(name)}"


def plain(text: str) -> str:
    """What people wrote, without what Markdown would make of it."""
    return "".join(f"\\{c}" if c in "\\`*_[]#$:~<>|" else c for c in " ".join(text.split()))


def to_batch(here: Visit, number: int) -> str:
    """A batch's number as a link to its page."""
    return f"/history?{urlencode({'batch': number, 'lang': here.language})}#{number}"


def day(label: str) -> Heading:
    """A column of days."""
    return st.column_config.DateColumn(label, format="YYYY-MM-DD", width=room(label, 88))


def amount(label: str, width: Width = "small", among: Iterable[float | Decimal | None] = ()) -> Heading:
    """A column of 万元, of these figures."""
    return number(label, width, among=among)


def number(
    label: str, width: Width = "small", written: str = "localized", among: Iterable[float | Decimal | None] = ()
) -> Heading:
    """A column of counts, or of figures written in that way; all with the places that one of those `among` it needs."""
    needed = max((_places(it) for it in among if it is not None and not pd.isna(it)), default=None)
    step = None if needed is None else 10.0**-needed
    return st.column_config.NumberColumn(label, format=written, width=room(label, width), step=step, alignment="right")


def _places(it: float | Decimal) -> int:
    """So many places a figure has, as far as anybody gives them: 3,696.6 has one."""
    return len(f"{it:.{MOST_PLACES}f}".rstrip("0").partition(".")[2])


def points(label: str, width: Width = 64) -> Heading:
    """A column of scores, all with one decimal, so that they stand beneath each other."""
    return number(label, width, "%.1f")


def share(label: str, width: Width = "small") -> Heading:
    """A column of what `part` gives, in percent, everywhere with one decimal."""
    return st.column_config.NumberColumn(
        label, format="percent", step=10**-PLACES, width=room(label, width), alignment="right"
    )


def part(it: Fraction | float | None) -> float | None:
    """A share to a tenth of a percent: rounded here, since the grid would cut the rest off."""
    return None if it is None else round(float(it), PLACES)


def on_clock(here: Visit, moments: pd.Series) -> pd.Series:
    """Moments of the register (UTC) as the city's days."""
    return moments.map(lambda moment: "" if pd.isna(moment) else f"{days.local(moment, here.zone):%Y-%m-%d}")


def labels(here: Visit, values: pd.Series, choices: type[StrEnum]) -> pd.Series:
    """Stored codes as their labels."""
    return values.map(lambda value: here.say.code(choices(value)) if isinstance(value, str) else "")


def height(rows: int, most: int = 14) -> int | Literal["content"]:
    """As tall as the rows; where there are more than `most`, that many and a bar."""
    return "content" if rows <= most else ROW_HEIGHT * (most + 1) + 2


def figure(value: Decimal | Fraction | None) -> float | None:
    """An exact figure as a table takes it; nothing stays nothing."""
    return None if value is None else float(value)


def rows(columns: Mapping[str, Sequence[Any]]) -> pa.Table:
    """Columns in the form in which they are sent: by way of a frame they would take ten times as long."""
    return pa.table({name: pa.array(values) for name, values in columns.items()})


def show(shown: pa.Table, headings: Mapping[str, Heading], *, most: int = 14, key: str = "") -> Any:
    """A table of these rows under these headings; with a key its rows can be ticked, and it gives what is."""
    return st.dataframe(
        shown,
        column_order=list(headings),
        column_config=dict(headings),
        hide_index=True,
        placeholder="",
        height=height(shown.num_rows, most),
        **ticked(key),
    )


def ticked(key: str) -> dict[str, Any]:
    """What lets one row of the table of that key be ticked; nothing without a key."""
    return {"key": key, "on_select": "rerun", "selection_mode": "single-row"} if key else {}


def ticked_row(held: Any, rows: int) -> int | None:
    """The row that is ticked in a table of so many rows, from what the table holds."""
    return next((at for at in held.selection.rows if at < rows), None) if held else None


def of_words(
    here: Visit, rows: Sequence[Mapping[str, Any]], names: Sequence[str], *, of: str, wide: str = "", most: int = ROWS
) -> None:
    """A table of words; its headings are the phrases `of`.col_name, the `wide` column takes what room there is.

    Whole numbers stand to the right, as in every table; what is not there stays empty.
    """
    counted = {name for name in names if any(isinstance(row.get(name), int) for row in rows)}
    label = {name: here.say(f"{of}.col_{name}") for name in names}
    heads = {
        name: number(label[name])
        if name in counted
        else text(label[name], "large")
        if name == wide
        else fitting(label[name], [row.get(name, "") for row in rows])
        for name in names
    }
    shown = [{name: row.get(name, "") for name in names} for row in rows]
    st.dataframe(shown, column_config=heads, hide_index=True, height=height(len(rows), most), placeholder="")


def page_of(total: int, key: str, *, in_address: bool = False, rows: int = ROWS) -> int:
    """Which page of that many rows is shown, counted from 0; the control stands only where there are several."""
    pages = -(-total // rows)
    if pages <= 1:
        return 0
    return st.pagination(pages, key=key, bind="query-params" if in_address else None) - 1
