"""Departments on the linkage page: the matrix and the list of a pair, who asks whom, and who waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote, urlencode

import pandas as pd
import streamlit as st

from pages.parts import netting, tables
from pages.parts.visit import Visit
from scenario_db import linkages
from scenario_db.answers import kept
from scenario_db.choices import Choice

MEASURES = ("together", "open", "oldest")
UNITS, EDGES, PAIRS = 25, 30, 100
ROWS = 8


def matrix(here: Visit, choice: Choice) -> None:
    """The departments that are most connected against each other; a cell or a row opens the list of its pair."""
    found, names = kept(here.db, linkages.matrix, choice, most=UNITS), kept(here.db, linkages.names, choice)
    asked = {(it.lead_id, it.on_id): it for it in kept(here.db, linkages.asks, choice)}
    measure = st.segmented_control(
        here.say("linkage.measure"),
        MEASURES,
        key="measure",
        default="together",
        format_func=lambda it: here.say(f"linkage.measure_{it}"),
        required=True,
        bind="query-params",
        label_visibility="collapsed",
    )
    cells = netting.cells(found, asked, choice.day)
    units = [names.get(key, key) for key in found.units]
    shown = cells.assign(one=cells["one"].map(names), other=cells["other"].map(names), pair=cells["pair"])
    st.caption(here.say(f"linkage.reads_{'together' if measure == 'together' else 'waits'}"))
    netting.heat(here, shown, units, measure, key="linkage.heat", opened=_open_pair)
    if found.left_out:
        st.caption(here.say("linkage.left_out", shown=len(found.units), count=found.left_out))
    _pairs(here, shown, found.all_pairs)


def _open_pair() -> None:
    """Puts the cell that was chosen into the address."""
    cell = st.session_state["linkage.heat"].selection.get("cell", [])
    if cell:
        st.query_params["pair"] = cell[0]["pair"]


def _open_row(pairs: Sequence[str]) -> None:
    rows = st.session_state["linkage.pairs"].selection.rows
    if rows:
        st.query_params["pair"] = pairs[rows[0]]


def _pairs(here: Visit, cells: pd.DataFrame, total: int) -> None:
    rows = cells[cells["one_first"]].sort_values(["together", "one"], ascending=[False, True]).head(PAIRS)
    st.caption(here.say("linkage.pairs", shown=len(rows), count=total))
    heads = {
        "one": tables.text(here.say("linkage.one"), "medium"),
        "other": tables.text(here.say("linkage.other"), "medium"),
        "together": tables.number(here.say("linkage.measure_together"), 90),
        "both_open": tables.number(here.say("linkage.measure_open"), 110),
        "both_oldest": tables.number(here.say("linkage.measure_oldest"), 110),
    }
    pairs = list(rows["pair"])
    st.dataframe(
        rows,
        column_order=list(heads),
        column_config=heads,
        hide_index=True,
        height=tables.height(len(rows), ROWS),
        placeholder="",
        on_select=lambda: _open_row(pairs),
        selection_mode="single-row",
        key="linkage.pairs",
    )


def pair(here: Visit, choice: Choice) -> None:
    """The scenarios of the pair in the address."""
    one, _, other = st.query_params.get("pair", "").partition(".")
    if not one or not other:
        st.caption(here.say("linkage.choose_pair"))
        return
    names = kept(here.db, linkages.names, choice)
    found = kept(here.db, linkages.shared, choice, one, other, limit=tables.ROWS)
    facts = {"one": names.get(one, one), "other": names.get(other, other), "count": len(found)}
    title = "linkage.pair_first" if len(found) == tables.ROWS else "linkage.pair"
    st.markdown(f"**{here.say(title, **facts)}**")
    rows = pd.DataFrame(
        {
            "name": [tables.to_scenario(here, it.code, it.name) for it in found],
            "lead": [it.lead for it in found],
            "open": [it.open for it in found],
            "age": pd.array([_age(it.oldest, choice.day) for it in found], dtype="Int64"),
        }
    )
    heads = {
        "name": tables.link(here.say("field.scenario.name"), "large"),
        "lead": tables.text(here.say("field.scenario.lead_id"), "medium"),
        "open": tables.number(here.say("linkage.measure_open"), 110),
        "age": tables.number(here.say("linkage.measure_oldest"), 110),
    }
    st.dataframe(rows, column_config=heads, hide_index=True, height=tables.height(len(rows), ROWS), placeholder="")


def _age(since: date | None, day: date) -> int | None:
    return (day - since).days if since else None


def asking(here: Visit, choice: Choice) -> None:
    """Who asks whom: the strongest edges drawn, all of them beneath."""
    found, names = kept(here.db, linkages.asks, choice), kept(here.db, linkages.names, choice)
    if not found:
        st.caption(here.say("linkage.nobody_asks"))
        return
    netting.flows(here, [(names.get(it.lead_id, ""), names.get(it.on_id, ""), it.parts) for it in found[:EDGES]])
    if len(found) > EDGES:
        st.caption(here.say("linkage.edges_left_out", shown=EDGES, count=len(found)))
    rows = pd.DataFrame(
        {
            "lead": [_to_led(here, names.get(it.lead_id, "")) for it in found[:PAIRS]],
            "on": [names.get(it.on_id, "") for it in found[:PAIRS]],
            "parts": [it.parts for it in found[:PAIRS]],
            "open": [it.open for it in found[:PAIRS]],
            "overdue": [it.overdue for it in found[:PAIRS]],
            "age": pd.array([it.age(choice.day) for it in found[:PAIRS]], dtype="Int64"),
        }
    )
    heads = {
        "lead": tables.link(here.say("linkage.asks"), "medium"),
        "on": tables.text(here.say("linkage.is_asked"), "medium"),
        **{name: tables.number(here.say(f"linkage.{name}"), 90) for name in ("parts", "open", "overdue")},
        "age": tables.number(here.say("linkage.measure_oldest"), 110),
    }
    st.dataframe(rows, column_config=heads, hide_index=True, height=tables.height(len(rows), ROWS), placeholder="")


def _to_led(here: Visit, name: str) -> str:
    """The scenarios that a department leads; a filter stands in the address by its label (docs/decisions/0006)."""
    return f"/scenarios?{urlencode({'lead': name, 'lang': here.language})}#{quote(name)}"


def waiting(here: Visit, choice: Choice) -> None:
    """谁在等谁, for one department, a sentence each."""
    names = kept(here.db, linkages.names, choice)
    asks = kept(here.db, linkages.asks, choice)
    involved = list(dict.fromkeys(key for it in asks for key in (it.lead_id, it.on_id) if key in names))
    if not involved:
        st.caption(here.say("linkage.nobody_waits"))
        return
    mine = here.person.department_id
    if mine in involved:
        st.session_state.setdefault("unit", mine)
    unit = st.selectbox(
        here.say("linkage.unit"), involved, key="unit", format_func=lambda it: names.get(it, it), bind="query-params"
    )
    found = kept(here.db, linkages.held, choice, unit)
    for it in found:
        facts = {
            "other": tables.plain(names.get(it.other_id, it.other_id)),
            "count": it.count,
            "days": it.age(choice.day) if it.oldest else "—",
            "name": tables.plain(it.name),
        }
        sentence = here.say("linkage.waits" if it.waits else "linkage.is_waited_for", **facts)
        over = f" :red-badge[{here.say('linkage.overdue_of', count=it.overdue)}]" if it.overdue else ""
        st.markdown(f"- {'→' if it.waits else '←'} {sentence}{over}")
    if not found:
        st.caption(here.say("linkage.nobody_waits"))
