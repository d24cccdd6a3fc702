"""Tokens of other systems on a page: which there are, a new one that is shown once, and the end of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import streamlit as st

from pages.parts import tables
from pages.parts.visit import Visit
from pages.parts.writing import attempt
from scenario_db import departments, tokens
from scenario_db.codes import TokenScope
from scenario_db.problems import RegisterError
from scenario_db.tokens import Token

_YEAR = timedelta(days=365)


def systems(here: Visit) -> None:
    """All tokens, the live ones first; made and ended."""
    table = st.container()
    with st.expander(here.say("people.token_add")):
        _add(here)
    found = tokens.find(here.db)  # after a new one was made, so that it stands in the list beside what is shown once
    with table:
        _listed(here, found)
    live = {it.id: f"{it.name}（{it.id}）" for it in found if it.ended_at is None}
    if live:
        with st.expander(here.say("people.token_end")):
            _end(here, live)


def _listed(here: Visit, found: Sequence[Token]) -> None:
    if not found:
        st.caption(here.say("people.no_tokens"))
        return
    units = departments.names_on(here.db)
    rows = [_row(here, it, units) for it in found]
    heads = {name: here.say("people.unit" if name == "unit" else f"people.col_{name}") for name in rows[0]}
    st.dataframe(
        rows,
        column_config={name: tables.text(head) for name, head in heads.items()},
        hide_index=True,
        placeholder="",
        height=tables.height(len(rows)),
    )


def _row(here: Visit, it: Token, units: Mapping[str, str]) -> dict[str, str]:
    over = it.ended_at is not None or (it.last_day is not None and it.last_day < here.today)
    return {
        "system": it.name,
        "scopes": " · ".join(map(here.say.code, it.scopes)),
        "unit": units.get(it.department_id or "", here.say("command.token_all")),
        "last": str(it.last_day or ""),
        "used": here.clock(it.used_at) if it.used_at else here.say("command.token_unused"),
        "state": here.say("command.token_is_over" if over else "people.in_use"),
    }


def _add(here: Visit) -> None:
    units = departments.names_on(here.db)
    with st.form("granting", border=False):
        left, right = st.columns(2)
        name = left.text_input(here.say("people.col_system"), max_chars=60, key="granting.name")
        scopes = right.multiselect(
            here.say("people.col_scopes"),
            list(TokenScope),
            format_func=here.say.code,
            key="granting.scopes",
            placeholder="—",
        )
        unit = left.selectbox(
            here.say("people.unit"),
            list(units),
            None,
            format_func=units.__getitem__,
            placeholder=here.say("command.token_all"),
            key="granting.unit",
        )
        last = right.date_input(
            here.say("people.col_last"),
            here.today + _YEAR,
            min_value=here.today,
            format="YYYY-MM-DD",
            key="granting.last",
        )
        if not st.form_submit_button(here.say("people.token_add"), type="primary"):
            return
    if not name.strip() or not scopes:
        st.error(here.say("people.token_needs"))
    else:
        _hand_over(here, Token("", name, tuple(scopes), unit, last))


def _hand_over(here: Visit, it: Token) -> None:
    """The one time that the token is seen: it stands in no session, and the register keeps its hash."""
    try:
        made = tokens.add(here.db, it, by=here.person)
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))
        return
    st.success(here.say("command.token_added", name=it.name))
    st.code(made, language=None)


def _end(here: Visit, live: Mapping[str, str]) -> None:
    st.caption(here.say("people.token_end_hint"))
    label = here.say("people.col_system")
    key = st.selectbox(label, list(live), None, format_func=live.__getitem__, key="granting.which", placeholder="—")
    if st.button(here.say("people.token_end"), disabled=key is None, key="granting.end"):
        attempt(here, lambda: tokens.end(here.db, key or "", by=here.person))
