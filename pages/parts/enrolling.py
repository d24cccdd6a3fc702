"""Accounts from a workbook: read, looked at, made; their first passwords are handed over as a workbook, once."""

from __future__ import annotations

import streamlit as st

from exporters.rows import Heading, workbook
from importers import staff
from importers.staff import Roll
from pages.parts.visit import Visit
from scenario_db import accounts, passwords
from scenario_db.problems import RegisterError

_MADE = "enrolling.made"


def by_workbook(here: Visit) -> None:
    """Chooses a list, shows what it means, makes what is new."""
    with st.expander(here.say("people.by_workbook"), expanded=_MADE in st.session_state):
        st.caption(here.say("people.workbook_hint"))
        file = st.file_uploader(here.say("people.workbook"), key="enrolling.file", label_visibility="collapsed")
        if _MADE in st.session_state:
            _hand_over(here, st.session_state[_MADE])
        elif file is not None:
            _look(here, staff.read(here.db, file.getvalue(), file.name))


def _look(here: Visit, found: Roll) -> None:
    st.markdown(here.say("people.read", new=len(found.new), known=len(found.known), wrong=len(found.problems)))
    for problem in found.problems[:20]:
        st.error(f"{problem.place} {here.say.problem(problem)}".strip())
    rows = [{"login": it.login, "name": it.name, "role": here.say.code(it.role)} for it in found.new[:50]]
    if rows:
        heads = {name: here.say(f"people.col_{name}") for name in rows[0]}
        st.dataframe(rows, column_config=heads, hide_index=True, placeholder="")
    ready = bool(found.new) and not found.problems
    if st.button(here.say("people.make", count=len(found.new)), type="primary", disabled=not ready):
        _make(here, found)


def _make(here: Visit, found: Roll) -> None:
    wanted = [(it, passwords.first()) for it in found.new]
    try:
        with st.spinner(here.say("people.making")):
            accounts.add_all(here.db, wanted, by=here.person)
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))
        return
    st.session_state[_MADE] = [[it.login, it.name, password] for it, password in wanted]
    st.rerun()


def _hand_over(here: Visit, made: list[list[str]]) -> None:
    """The one time that the first passwords are seen; whoever has taken the workbook lets go of them here."""
    st.success(here.say("people.made", count=len(made)))
    heads = [Heading(here.say(f"people.{name}"), 20) for name in ("col_login", "col_name", "first_password")]
    content = workbook(heads, made, name=here.say("page.people"))
    name = f"{here.say('people.first_password')}-{here.today}.xlsx"
    st.download_button(here.say("people.take"), content, file_name=name, on_click=_let_go)


def _let_go() -> None:
    st.session_state.pop(_MADE, None)
