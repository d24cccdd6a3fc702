"""问题督办: the problems of the city or of one's own, how urgent and how old, each with its history and its steps."""

from __future__ import annotations

import streamlit as st

from pages.parts import problems, steps, tables, visit
from scenario_db import supervision
from scenario_db.answers import kept
from scenario_db.roles import Action, may

here = visit.begin()
st.title(here.say("page.issues"))
code = st.query_params.get("issue", "")
if code:
    problems.one(here, code)
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    with st.container(horizontal=True, vertical_alignment="center"):
        search = problems.choose(here)
    if may(here.person, Action.RAISE) and st.button(here.say("issue.raise"), type="primary"):
        steps.raise_one(here)
total = kept(here.db, supervision.count, search)
problems.coloured(here, search)
if not total:
    all_of_them = "none_at_all" if may(here.person, Action.RAISE) else "none_to_read"
    st.info(here.say("issue.none" if problems.is_narrow(here, search) else f"issue.{all_of_them}"))
    st.stop()
page = tables.page_of(total, "page", in_address=True)
problems.listed(here, kept(here.db, supervision.find, search, limit=tables.ROWS, offset=page * tables.ROWS))
reads_all = may(here.person, Action.READ_ALL)
left, right = st.columns(2) if reads_all else [st.container()] * 2
with left:
    problems.ages(here, search)
if reads_all:
    with right:
        problems.blocks(here)
