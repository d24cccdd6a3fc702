"""The audit on a page: the choice, the lines in words, and the workbook of what was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from exporters.rows import Heading, workbook
from pages.parts import leaving, tables
from pages.parts.visit import Visit
from scenario_db import audit, days, departments
from scenario_db.audit import Line, Search
from scenario_db.codes import AuditEvent, Role

USUAL = timedelta(days=30)
MOST = 100_000
"""Lines of one workbook; whoever needs more chooses fewer days."""

FOR_MACHINES = frozenset({"digest", "hash", "known"})
"""Details that only a check reads."""

DONE = ("add", "change", "end")
NAMED = frozenset(
    {"name", "role", "department_id", "working_group_id", "district_id", "email", "disabled", "before", "after"}
    | {"for", "first", "last", "rows", "filter", "scopes", "by_keeper"}
)
"""Details that have a word of their own; the others are told as they were kept."""

NAMES = ("number", "at", "who", "role", "address", "event", "subject", "details")


def choose(here: Visit) -> Search:
    """Which days, which event, which words."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first = st.date_input(
            here.say("audit.since"), here.today - USUAL, key="audit.since", format="YYYY-MM-DD", width=150
        )
        last = st.date_input(here.say("audit.until"), here.today, key="audit.until", format="YYYY-MM-DD", width=150)
        event = st.selectbox(
            here.say("audit.col_event"),
            list(AuditEvent),
            index=None,
            key="audit.event",
            format_func=here.say.code,
            placeholder=here.say("word.every"),
            width=180,
        )
        text = st.text_input(here.say("word.search"), key="audit.text", placeholder=here.say("audit.hint"), width=260)
    return Search(days.start_of(first, here.zone), days.end_of(last, here.zone), event, text)


def listed(here: Visit, found: Sequence[Line]) -> None:
    """A page of lines."""
    heads = {
        "number": tables.number(here.say("audit.col_number"), 72),
        "at": tables.text(here.say("audit.col_at"), 140),
        "who": tables.text(here.say("audit.col_who"), 140),
        "role": tables.coded(here, here.say("audit.col_role"), Role, 130),
        "address": tables.text(here.say("audit.col_address"), 110),
        "event": tables.text(here.say("audit.col_event"), 110),
        "subject": tables.text(here.say("audit.col_subject"), 150),
        "details": tables.text(here.say("audit.col_details"), "large"),
    }
    st.dataframe(
        [dict(zip(NAMES, row, strict=True)) for row in (_words(here, it) for it in found)],
        column_config=heads,
        hide_index=True,
        placeholder="",
        height=tables.height(len(found), 16),
    )


def _words(here: Visit, it: Line) -> tuple[object, ...]:
    role = here.say.code(Role(it.role)) if it.role else ""
    details = "；".join(_detail(here, name, value) for name, value in it.details.items() if name not in FOR_MACHINES)
    return (it.number, here.clock(it.at), it.who, role, it.address, here.say.code(it.event), it.subject, details)


def _detail(here: Visit, name: str, value: object) -> str:
    if isinstance(value, dict) and name == "kinds":
        return "、".join(f"{here.say(f'kind.{kind}')} {count}" for kind, count in value.items())
    if name == "done" and value in DONE:
        return here.say(f"audit.done_{value}")
    if isinstance(value, dict):
        value = "、".join(_detail(here, part, it) for part, it in value.items())
    if name == "department_id":
        value = departments.names_on(here.db).get(str(value), value)
    if name == "role" and value in set(Role):
        value = here.say.code(Role(str(value)))
    return here.say("word.pair", name=here.say(f"audit.part_{name}") if name in NAMED else name, value=value)


def export(here: Visit, search: Search, total: int) -> None:
    """The lines that were chosen as a workbook; that somebody took them is a line itself."""

    def make() -> bytes:
        found = audit.find(here.db, search, limit=MOST)
        heads = [Heading(here.say(f"audit.col_{name}"), 20) for name in NAMES]
        rows = ([str(cell) for cell in _words(here, it)] for it in found)
        return workbook(heads, rows, name=here.say("page.audit"))

    name = f"{here.say('page.audit')}-{here.today}.xlsx"
    leaving.button(here, "audit", make, name=name, rows=min(total, MOST), chosen=search)
