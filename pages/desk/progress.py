"""填报: what one's scenarios owe, overdue first, many on one screen; what was filed can be corrected, is reviewed."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.parts import confirming, filing, overtaken, tables, visit
from scenario_db import owing, windows
from scenario_db.answers import kept
from scenario_db.codes import Period
from scenario_db.owing import Asking
from scenario_db.roles import Action, may

here = visit.begin()
st.title(here.say("page.progress"))
unit = here.person.department_id
asked = kept(here.db, windows.calendar).asked(here.today)
asking = Asking(tuple(asked), here.today, (unit,) if unit else ())
counts = kept(here.db, owing.counted, asking)
open_now, filed = sum(owing.by_kind(counts).values()), sum(owing.by_kind(counts, owing.FILED).values())

unread = sum(owing.by_kind(counts, (owing.UNREAD,)).values())
views = {"open": open_now, "filed": filed} | ({"review": unread} if confirming.may_review(here) else {})
standings: dict[str, Sequence[str]] = {"open": owing.OPEN, "filed": owing.FILED, "review": (owing.UNREAD,)}
said = st.query_params.get("view", "")
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    view = st.segmented_control(
        here.say("returns.view"),
        list(views),
        key="progress.view",
        default=said if said in views else "open",
        format_func=lambda it: here.say(f"returns.view_{it}", count=views[it]),
        required=True,
        label_visibility="collapsed",
    )
    by_kind = owing.by_kind(counts, standings[view])
    kind = st.pills(
        here.say("returns.period"),
        [it for it in Period if by_kind[it]],
        key="progress.kind",
        format_func=lambda it: f"{here.say.code(it)} {by_kind[it]:,}",
        label_visibility="collapsed",
    )
    if may(here.person, Action.IMPORT):
        st.page_link("pages/desk/upload.py", label=here.say("returns.by_workbook"))

if kind:
    asking = Asking(tuple(it for it in asked if it.term.kind is kind), here.today, asking.leads)
total = by_kind[kind] if kind else sum(by_kind.values())
filing.receipt(here)
if view == "review":
    confirming.waiting(here, asking, tables.page_of(total, "progress.page"))
    st.stop()

overtaken.contested(here)
code = st.query_params.get("code", "")
if not total:
    st.success(here.say("returns.nothing_owed" if view == "open" else "returns.nothing_filed"))
    st.stop()
pages = -(-total // filing.ROWS)
page = st.pagination(pages, key="progress.page") - 1 if pages > 1 and not code else 0
on = filing.grid(here, asking, owing.OPEN if view == "open" else owing.FILED, page, code)
confirming.came_back(here, on.opened)
typed = filing.edited(here, on)
good = filing.looked_over(here, typed)
with st.container(horizontal=True, vertical_alignment="center"):
    st.button(
        here.say("returns.send", count=len(good)),
        type="primary",
        disabled=not good,
        on_click=filing.send,
        args=(here, good),
    )
    st.button(here.say("returns.all_unchanged"), on_click=filing.all_unchanged)
    st.caption(here.say("returns.kept", count=len(typed)))
