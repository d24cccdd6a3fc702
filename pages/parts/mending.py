"""Bad cells mended on the page: a short list by column, old text beside new; looked at here before it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from importers import guidance, mending
from importers.forms import Field, Reads
from importers.mending import Bad
from importers.policies import CellKey
from importers.preview import Preview
from importers.workbook import letter
from pages.parts import tables
from pages.parts.visit import Visit
from scenario_db import departments, names
from scenario_db.problems import Level

MOST = 200
"""Lines of the grid at a time: the rest comes when these are mended."""

_TYPED, _APPLIED, _BASE = "upload.typed", "upload.cells", "upload.mend.base"
_SHOWN, _DIVIDER = 3, "、"
_SEVERAL = (Reads.CHOICES, Reads.DEPARTMENT, Reads.DEPARTMENTS)
_UNITS = (Reads.DEPARTMENT, Reads.DEPARTMENTS)
_ORDER = (*Level, None)


@dataclass(frozen=True, slots=True)
class Line:
    """Cells of one column that say the same, or one cell; they are mended together."""

    cells: tuple[Bad, ...]

    @property
    def first(self) -> Bad:
        """The one that stands for all."""
        return self.cells[0]

    @property
    def where(self) -> str:
        """Their addresses, the first few."""
        shown = _DIVIDER.join(it.key[1] for it in self.cells[:_SHOWN])
        return f"{shown} … {len(self.cells):,}" if len(self.cells) > _SHOWN else shown


def cells(here: Visit, found: Preview) -> None:
    """The bad cells of one column at a time; what is typed is kept at once, and counts when it is applied."""
    listed = mending.bad(found.readings, found.problems, found.mended)
    if not listed:
        return
    st.markdown(f"### {here.say('mend.title', count=f'{len(listed):,}')}")
    columns = _columns(listed)
    chosen = st.pills(
        here.say("mend.which"),
        list(columns),
        default=next(iter(columns)),
        key="upload.mend.column",
        format_func=lambda key: _column_name(found, columns[key]),
        required=True,
        label_visibility="collapsed",
    )
    part = columns.get(chosen) or next(iter(columns.values()))
    lines = _lines(part, together=_together(here, part))
    _edit(here, found, lines)
    _check(here, {it.key: it for it in listed})


def _columns(listed: Sequence[Bad]) -> dict[str, list[Bad]]:
    """The cells by sheet and column, those columns first that stop most rows."""
    found: dict[str, list[Bad]] = {}
    for it in listed:
        found.setdefault(f"{it.key[0]}!{letter(it.match.column)}", []).append(it)
    stopped = {key: sum(it.level is Level.ERROR for it in part) for key, part in found.items()}
    return dict(sorted(found.items(), key=lambda it: -stopped[it[0]]))


def _column_name(found: Preview, part: Sequence[Bad]) -> str:
    sheet = f"{part[0].key[0]} · " if len(found.readings) > 1 else ""
    return f"{sheet}{part[0].match.heading} {len(part):,}"


def _together(here: Visit, part: Sequence[Bad]) -> bool:
    """Whether cells that say the same are mended together; asked where there are such."""
    if len(_lines(part, together=True)) == len(part):
        return False
    return st.toggle(here.say("mend.together"), value=True, key="upload.mend.together")


def _lines(part: Sequence[Bad], *, together: bool) -> list[Line]:
    """The lines of the grid: the worst first. Empty cells stand alone: each wants a text of its own."""
    alike: dict[tuple[object, ...], list[Bad]] = {}
    for it in part:
        same = (it.old, it.new, it.level) if together and it.old else it.key
        alike.setdefault(same, []).append(it)
    lines = [Line(tuple(found)) for found in alike.values()]
    return sorted(lines, key=lambda it: _ORDER.index(it.first.level))


def _edit(here: Visit, found: Preview, lines: Sequence[Line]) -> None:
    """The grid. What the browser sends back is taken for the column of new texts only, by the keys of our own lines."""
    shown, it = lines[:MOST], lines[0].first
    key = f"upload.mend.{found.key[:12]}.{it.key[0]}.{it.match.column}.{len(lines)}"
    typed = _as_mounted(key)
    several = it.field.reads in _SEVERAL
    rows = [_row(here, line, typed.get(line.first.key, line.first.new), several=several) for line in shown]
    fixed = ("level", "where", "name", "problem", "old")
    heads: dict[str, ColumnConfig] = {name: tables.text(here.say(f"mend.col_{name}")) for name in fixed}
    heads["where"] = tables.text(here.say("mend.col_where"), "small")
    st.data_editor(
        rows,
        key=key,
        hide_index=True,
        placeholder=here.say("mend.empty"),
        disabled=list(fixed),
        column_config=heads | {"new": _entry(here, it.field)},
        height=tables.height(len(rows)),
    )
    if len(lines) > MOST:
        st.caption(here.say("mend.more", count=f"{len(lines) - MOST:,}"))
    st.caption(here.say("mend.how"))
    _keep(shown, st.session_state[key]["edited_rows"])


def _as_mounted(key: str) -> Mapping[CellKey, str]:
    """What was typed when the grid came up: it must not change under the hands of whoever types on."""
    held = st.session_state.get(_BASE)
    if held is None or held[0] != key:
        held = st.session_state[_BASE] = (key, dict(st.session_state.get(_TYPED, {})))
    typed: Mapping[CellKey, str] = held[1]
    return typed


def _row(here: Visit, line: Line, new: str, *, several: bool) -> dict[str, Any]:
    it = line.first
    return {
        "level": here.say(f"mend.level_{it.level or 'done'}"),
        "where": line.where,
        "name": it.name if len(line.cells) == 1 else here.say("mend.cells", count=f"{len(line.cells):,}"),
        "problem": "；".join(here.say.problem(one) for one in it.problems),
        "old": it.old,
        "new": [part for part in new.split(_DIVIDER) if part] if several else new or None,
    }


def _entry(here: Visit, field: Field) -> ColumnConfig:
    """How the new text is given: chosen from a closed list or from the units, else typed."""
    label, hint = here.say("mend.col_new"), guidance.hint(field, here.say)
    if field.reads is Reads.YES_NO:
        return st.column_config.SelectboxColumn(label, options=[here.say("word.yes"), here.say("word.no")], help=hint)
    if field.reads is Reads.CHOICE:
        return st.column_config.SelectboxColumn(label, options=[here.say.code(it) for it in field.codes], help=hint)
    if field.reads is Reads.CHOICES:
        return st.column_config.MultiselectColumn(label, options=[here.say.code(it) for it in field.codes], help=hint)
    if field.reads in _UNITS:
        known = [it.name for it in departments.find(here.db)]
        return st.column_config.MultiselectColumn(label, options=known, help=hint)
    return st.column_config.TextColumn(label, help=hint)


def _keep(lines: Sequence[Line], edited: Mapping[int, Mapping[str, Any]]) -> None:
    """Keeps what was typed, for all cells of a line; nothing else that comes from the browser is looked at."""
    typed: dict[CellKey, str] = dict(st.session_state.get(_TYPED, {}))
    for at, change in edited.items():
        if "new" in change and 0 <= int(at) < len(lines):
            typed |= dict.fromkeys((it.key for it in lines[int(at)].cells), _text(change["new"]))
    st.session_state[_TYPED] = typed


def _text(value: Any) -> str:
    parts = value if isinstance(value, list | tuple) else [value]
    return _DIVIDER.join(names.tidy(str(part)) for part in parts if part not in (None, ""))


def _check(here: Visit, listed: Mapping[CellKey, Bad]) -> None:
    """What was typed and does not count yet, old beside new, with what could not be read; then it is applied."""
    applied: dict[CellKey, str] = dict(st.session_state.get(_APPLIED, {}))
    typed: dict[CellKey, str] = st.session_state.get(_TYPED, {})
    waiting = {key: text for key, text in typed.items() if key in listed and text != applied.get(key, "")}
    if not waiting:
        return
    trouble = {key: found for key, text in waiting.items() if text and (found := listed[key].trouble_with(text))}
    rows = [
        {
            "where": "!".join(key),
            "old": listed[key].old,
            "new": text or here.say("mend.taken_back"),
            "outcome": here.say.problem(trouble[key]) if key in trouble else here.say("mend.readable"),
        }
        for key, text in waiting.items()
    ]
    st.markdown(f"**{here.say('mend.waiting', count=f'{len(waiting):,}')}**")
    tables.of_words(here, rows, ("where", "old", "new", "outcome"), of="mend", wide="outcome", most=6)
    good = {key: text for key, text in waiting.items() if key not in trouble}
    with st.container(horizontal=True):
        label = here.say("mend.apply", count=f"{len(good):,}")
        if st.button(label, type="primary", disabled=not good, key="upload.mend.apply"):
            _apply(applied | good, {key: waiting[key] for key in trouble})
        if st.button(here.say("mend.drop"), key="upload.mend.drop"):
            _apply(applied, {})


def _apply(cells: Mapping[CellKey, str], left: Mapping[CellKey, str]) -> None:
    """Has the workbook looked at anew with these texts; what could not be read stays typed."""
    st.session_state[_APPLIED] = {key: text for key, text in cells.items() if text}
    st.session_state[_TYPED] = dict(left)
    st.session_state.pop(_BASE, None)
    st.rerun()
