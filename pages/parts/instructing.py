"""批示: a leader's words on a scenario, by one dialog from wherever she sees it; and what became of hers."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.parts import steps, tables
from pages.parts.visit import Visit
from pages.parts.writing import attempt
from scenario_db import departments, issues, raising, roles, scenarios, supervision, windows
from scenario_db.answers import kept
from scenario_db.codes import Role
from scenario_db.records import Issue, Scenario
from scenario_db.roles import Action, may
from scenario_db.supervision import Listed, Search

WORKING_DAYS = 10
"""The date that is proposed: so many working days from today."""

SHOWN = 20

LEVEL = 38
"""Pixels of a title beside the button, which is no higher."""


def button(here: Visit, it: Scenario) -> None:
    """On a scenario's card."""
    if may(here.person, Action.INSTRUCT) and st.button(here.say("instruct.give"), key="instruct.card"):
        _ask(here, it, it.lead_id)


def heading(
    here: Visit, title: str, key: str, codes: Sequence[str], needed: Sequence[str] = (), *, abreast: bool = False
) -> None:
    """A list's title, with the button for the row that is ticked in the table of that key.

    `needed` names for each row the department that answers, if it is not the lead; `abreast`: its title is
    `level` with the one of a list beside it.
    """
    if not key:
        st.header(title)
        return
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        (level if abreast else st.header)(title)
        row = tables.ticked_row(st.session_state.get(key), len(codes))
        hint = here.say("instruct.tick") if row is None else None
        wanted = st.button(here.say("instruct.give"), key=f"{key}.give", disabled=row is None, help=hint)
    it = scenarios.by_code(here.db, codes[row]) if wanted and row is not None else None
    if it is not None and row is not None:
        _ask(here, it, _named(here, needed[row]) if needed else it.lead_id)


def level(title: str) -> None:
    """A list's title as high as the button, for two lists side by side: both begin at one height."""
    st.container(horizontal=True, vertical_alignment="center", height=LEVEL, border=False).header(title)


def table_key(here: Visit, name: str, *, is_today: bool) -> str:
    """The key under which a list's rows can be ticked; empty where nobody instructs from it."""
    return f"instruct.{name}" if is_today and may(here.person, Action.INSTRUCT) else ""


def _named(here: Visit, name: str) -> str | None:
    return next((key for key, one in departments.names_on(here.db).items() if one == name), None)


def _ask(here: Visit, it: Scenario, needed: str | None) -> None:
    @st.dialog(here.say("instruct.title"), width="medium")
    def dialog() -> None:
        st.markdown(f"**{tables.plain(it.name)}**")
        with st.form("instruct.new", border=False):
            words = st.text_area(here.say("instruct.words"), max_chars=2000, placeholder=here.say("instruct.hint"))
            left, right = st.columns([2, 1])
            with left:
                unit = steps.department(here, needed, here.say("instruct.who"))
            day = windows.calendar(here.db).working_days_after(here.today, WORKING_DAYS)
            due = right.date_input(here.say("instruct.by_when"), value=day, min_value=here.today, format="YYYY-MM-DD")
            if not st.form_submit_button(here.say("instruct.give"), type="primary"):
                return
        new = Issue(scenario_id=it.id, description=words.strip(), needs_department_id=unit, due_on=due)
        attempt(
            here, lambda: raising.raised(here.db, new, by=here.person, day=here.today), said=here.say("instruct.given")
        )

    dialog()


def section(here: Visit) -> None:
    """Hers with their state and age, or for the office all; a row shows what was answered and what she may do."""
    if not may(here.person, Action.INSTRUCT):
        return
    all_of_them = here.person.role is Role.OFFICE
    by = () if all_of_them else tuple(sorted(roles.hands(here.person.name)))
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.header(here.say("instruct.all" if all_of_them else "instruct.mine"))
        closed = st.toggle(here.say("issue.show_closed"), key="instruct.closed")
    search = Search(here.today, closed=closed, instructed=True, by=by)
    total = kept(here.db, supervision.count, search)
    if not total:
        st.caption(here.say("instruct.none_closed" if closed else "instruct.none"))
        return
    first = tables.page_of(total, "instruct.page", rows=SHOWN) * SHOWN
    found = kept(here.db, supervision.find, search, limit=SHOWN, offset=first)
    picked = _listed(here, found)
    if picked is None:
        st.caption(here.say("instruct.choose_row"))
    else:
        _one(here, picked)


def _listed(here: Visit, found: Sequence[Listed]) -> Listed | None:
    rows = [
        {
            "scenario": tables.to_scenario(here, it.scenario_code, it.scenario),
            "description": it.description,
            "by": it.lead,
            "needed": it.needed,
            "due": it.due_on,
            "age": it.age(here.today),
            "status": here.say.code(it.status),
            "alert": here.say.code(it.alert),
        }
        for it in found
    ]
    heads = {
        "scenario": tables.link(here.say("issue.col_scenario"), 180),
        "description": tables.text(here.say("instruct.col_words"), "large"),
        "by": tables.text(here.say("issue.col_by"), 96),
        "needed": tables.text(here.say("issue.col_needed"), 120),
        "due": tables.day(here.say("issue.col_due")),
        "age": tables.number(here.say("issue.col_age"), 56),
        "status": tables.text(here.say("issue.col_status"), 72),
        "alert": tables.text(here.say("issue.col_alert"), 84),
    }
    picked = st.dataframe(
        rows,
        column_config=heads,
        hide_index=True,
        placeholder="",
        height=tables.height(len(rows), 8),
        **tables.ticked("instruct.mine"),
    )
    row = tables.ticked_row(picked, len(found))
    return None if row is None else found[row]


def _one(here: Visit, found: Listed) -> None:
    """One instruction: its words, the last answer, and the steps open to this person."""
    it, lead = issues.get(here.db, found.id)
    with st.container(border=True):
        st.markdown(f"**{it.code}**　{tables.plain(it.description)}")
        if it.answer:
            told = " · ".join(filter(None, (it.answered_by, str(it.answered_on or ""))))
            st.info(f"{here.say.field('issue', 'answer')}：{it.answer}（{told}）")
        with st.container(horizontal=True):
            for step in issues.steps_open_to(here.person, it, lead):
                if st.button(here.say.code(step), key=f"instruct.{step}"):
                    steps.deal_with(here, it.id, step)
            if may(here.person, Action.READ_ALL):
                way = {"issue": it.code}
                st.page_link("pages/desk/issues.py", label=here.say("issue.history"), query_params=way)
