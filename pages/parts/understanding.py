"""What was understood of a workbook: which sheets are read, where their headings stand, what each column became."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import streamlit as st

from importers import layout
from importers.cells import Reading
from importers.choosing import Seen
from importers.preview import Preview
from importers.workbook import letter
from pages.parts import mapping, tables
from pages.parts.visit import Visit
from scenario_db import phones
from scenario_db.problems import Level

_LISTED = 12
_DEEPEST = 5
"""So many rows of headings may stand one above the other."""


def sheets(here: Visit, looked: Preview) -> None:
    """Sheet by sheet: import or skip, which form, where the headings are, the columns, the rows that are no data."""
    shown = [it for it in looked.sheets if it.problem is None or it.problem.kind not in layout.QUIET]
    readings = {it.table.sheet.name: it for it in looked.readings}
    for it in shown:
        chosen = len(shown) == 1 or _is_chosen(here, it, looked.sheets)
        reading = readings.get(it.name)
        if reading:
            _read(here, looked, reading)
        elif chosen and it.problem:
            st.markdown(here.say.problem(it.problem))
        if chosen and it.head:
            with st.expander(here.say("upload.top"), expanded=reading is None and len(shown) == 1):
                _top(here, it, mapping.personal(here, reading.matching.matches) if reading else set())


def _is_chosen(here: Visit, it: Seen, everything: Sequence[Seen]) -> bool:
    """Whether a sheet is to be read: the box of it."""
    before = st.session_state.get("upload.sheets")
    read = tuple(one.name for one in everything if one.table) if before is None else before
    key = f"upload.sheet.{st.session_state.get('upload.of')}.{it.name}.{it.name in read}"
    chosen = st.checkbox(here.say("upload.import_sheet", sheet=it.name), value=it.name in read, key=key)
    if chosen != (it.name in read):
        kept = tuple(name for name in read if name != it.name)
        st.session_state["upload.sheets"] = (*kept, it.name) if chosen else kept
        st.rerun()
    return chosen


def _read(here: Visit, looked: Preview, reading: Reading) -> None:
    st.markdown(_line(here, reading))
    matches, skipped = reading.matching.matches, reading.table.skipped
    left = sum(it.left is not None for it in matches)
    with st.expander(here.say("upload.columns_counted", read=len(matches) - left, left=left)):
        mapping.table(here, looked, reading)
    with st.expander(here.say("upload.not_data_counted", count=f"{len(skipped):,}")):
        rows = [
            {"row": str(it.row), "reason": here.say(f"upload.reason_{it.reason}"), "text": it.text} for it in skipped
        ]
        tables.of_words(here, rows, ("row", "reason", "text"), of="upload", wide="text", most=_LISTED)


def _line(here: Visit, reading: Reading) -> str:
    table = reading.table
    return here.say(
        "upload.understood_line",
        sheet=table.sheet.name,
        form=here.say(f"upload.form_{table.form.name}"),
        row=table.top,
        rows=f"{len(reading.rows):,}",
        skipped=len(table.skipped),
        unit=table.about.unit or here.say("upload.unit_default"),
    )


# The rows of the headings


def _top(here: Visit, it: Seen, personal: Collection[int]) -> None:
    """The first rows of a sheet, and why which of them was taken; another choice is one tick and one click."""
    st.caption(f"{_why(here, it)}{here.say('upload.top_how')}")
    of = f"{st.session_state.get('upload.of')}.{it.name}"
    rows = [{"row": str(number), **_cells(row, personal)} for number, row in enumerate(it.head, 1)]
    heads = {"row": tables.text(here.say("upload.col_row"), 50, pinned=True)}
    picked = st.dataframe(
        rows,
        column_config=heads,
        hide_index=True,
        placeholder="",
        height=tables.height(len(rows), 15),
        on_select="rerun",
        selection_mode="multi-row",
        key=f"upload.top.{of}",
    )
    numbers = sorted(at + 1 for at in picked.selection.rows)
    fits = bool(numbers) and numbers[-1] - numbers[0] < _DEEPEST
    label = here.say("upload.top_use", rows=_span(numbers[0], numbers[-1])) if fits else here.say("upload.top_pick")
    with st.container(horizontal=True):
        if st.button(label, disabled=not fits, key=f"upload.top.use.{of}"):
            _take(it.name, (numbers[0], numbers[-1]))
        if it.name in st.session_state.get("upload.tops", {}) and st.button(
            here.say("upload.top_back"), key=f"upload.top.back.{of}"
        ):
            _take(it.name, None)


def _cells(row: Sequence[str], personal: Collection[int]) -> dict[str, str]:
    return {letter(at): (phones.masked(text) or "") if at in personal else text for at, text in enumerate(row)}


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _why(here: Visit, it: Seen) -> str:
    if it.table is None:
        said = it.problem is not None and it.problem.level is Level.ERROR
        return here.say("upload.top_none") if said else ""
    choice = it.table.choice
    kind = "by_hand" if choice.by_hand else "word" if choice.word else "known"
    facts = {"rows": _span(choice.first, it.table.top), "known": choice.known, "word": choice.word}
    return here.say(f"upload.top_{kind}", **facts)


def _take(name: str, top: tuple[int, int] | None) -> None:
    tops = {sheet: kept for sheet, kept in st.session_state.get("upload.tops", {}).items() if sheet != name}
    st.session_state["upload.tops"] = tops | ({name: top} if top else {})
    st.rerun()
