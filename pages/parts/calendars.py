"""The calendar of returns: what is due next, the days off, and the windows that were set."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import streamlit as st

from pages.parts import tables, writing
from pages.parts.visit import Visit
from scenario_db import windows
from scenario_db.answers import kept
from scenario_db.codes import Period
from scenario_db.problems import Problem
from scenario_db.records import Holiday, ReturnWindow

LONGEST = 31
"""Days that one entry may cover."""


def coming(here: Visit) -> None:
    """Of each kind of period the one that is open and the next: when each opens and is due, and why."""
    calendar = kept(here.db, windows.calendar)
    latest = [calendar.latest(kind, here.today).term for kind in Period]
    found = [calendar.window(term) for it in latest for term in (it, it.after)]
    rows = [
        {
            "kind": here.say.code(it.term.kind),
            "period": it.term.name,
            "opens": str(it.opens_on),
            "due": f"{it.due_on} {here.say('calendar.weekdays')[it.due_on.weekday()]}",
            "why": it.note or here.say("calendar.by_office" if it.set_by_office else "calendar.by_rule"),
        }
        for it in found
    ]
    tables.of_words(here, rows, ("kind", "period", "opens", "due", "why"), of="calendar", wide="why")


def new_days(here: Visit) -> None:
    """One day or a run of days that are off, or worked."""
    with st.form("calendar.days", clear_on_submit=True):
        span: Sequence[date] = st.date_input(here.say("calendar.days"), [], key="calendar.span", format="YYYY-MM-DD")
        hint = partial(here.say.help, "holiday")
        name = st.text_input(here.say("field.holiday.name"), key="calendar.name", help=hint("name"))
        working = st.checkbox(here.say("field.holiday.working"), key="calendar.working", help=hint("working"))
        sent = st.form_submit_button(here.say("calendar.add"))
    if sent and not span:
        st.error(here.say.problem(Problem("needed_here", facts={"kind": "holiday", "field": "day"})))
    elif sent:
        first, last = span[0], span[-1]
        days = [first + timedelta(days=more) for more in range(min((last - first).days + 1, LONGEST))]
        found = [Holiday(day=day, working=working, name=name.strip() or None) for day in days]
        writing.attempt(here, lambda: windows.set_days(here.db, found, by=here.person))


def days_off(here: Visit) -> None:
    """The days that were entered, the coming ones first; chosen ones may be taken out."""
    found = sorted(windows.holidays(here.db), key=lambda it: (it.day < here.today, it.day))
    rows = [
        {
            "day": str(it.day),
            "nature": here.say("calendar.worked" if it.working else "calendar.off"),
            "name": it.name or "",
        }
        for it in found
    ]
    _listed(here, "holiday", [it.id for it in found], rows)


def new_window(here: Visit) -> None:
    """When the return of one period is due, other than by the rule."""
    calendar = kept(here.db, windows.calendar)
    latest = [calendar.latest(kind, here.today).term for kind in Period]
    terms = [term for it in latest for term in (it.before, it, it.after, it.after.after)]
    with st.form("calendar.window"):
        said, hint = partial(here.say.field, "return_window"), partial(here.say.help, "return_window")
        term = st.selectbox(said("period"), terms, format_func=lambda it: it.name, help=hint("period"))
        opens = st.date_input(said("opens_on"), None, key="calendar.opens", format="YYYY-MM-DD", help=hint("opens_on"))
        due = st.date_input(said("due_on"), here.today, key="calendar.due", format="YYYY-MM-DD", help=hint("due_on"))
        note = st.text_input(said("note"), key="calendar.note", help=hint("note"))
        sent = st.form_submit_button(here.say("calendar.set"))
    if sent:
        told = ReturnWindow(
            period_type=term.kind, period=term.name, opens_on=opens, due_on=due, note=note.strip() or None
        )
        writing.attempt(here, lambda: windows.set_window(here.db, told, by=here.person))


def set_windows(here: Visit) -> None:
    """The windows that were set; chosen ones go back to the rule."""
    found = windows.exceptions(here.db)
    rows = [
        {"period": it.period, "opens": str(it.opens_on or ""), "due": str(it.due_on), "name": it.note or ""}
        for it in found
    ]
    _listed(here, "return_window", [it.id for it in found], rows)


def _listed(here: Visit, kind: str, ids: Sequence[str], rows: Sequence[dict[str, str]]) -> None:
    if not rows:
        st.caption(here.say("word.none_yet"))
        return
    picked = st.dataframe(
        rows,
        column_config={name: tables.text(here.say(f"calendar.col_{name}")) for name in rows[0]},
        hide_index=True,
        placeholder="",
        height=tables.height(len(rows), 10),
        on_select="rerun",
        selection_mode="multi-row",
        key=f"calendar.{kind}",
    )
    chosen = [ids[at] for at in picked.selection.rows]
    if st.button(here.say("calendar.forget", count=len(chosen)), disabled=not chosen, key=f"calendar.forget.{kind}"):
        writing.attempt(here, lambda: windows.forget(here.db, kind, chosen, by=here.person))
