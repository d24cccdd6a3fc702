"""台账: every scenario of a day, found by name, initials or unit; what is shown can be taken along as a workbook."""

from __future__ import annotations

import streamlit as st

from pages.parts import filters, listing, overview, tables, visit
from scenario_db import scenarios
from scenario_db.answers import kept
from scenario_db.roles import Action, may

here = visit.begin()
st.title(here.say("page.scenarios"))
as_of = filters.choose_day(here)
choice = filters.choose(here, as_of)
total = kept(here.db, scenarios.count, choice)
sort = listing.tools(here, choice, total, may_enter=as_of.is_today and may(here.person, Action.PROPOSE))
if not total:
    if filters.is_narrowed(here, choice):
        st.info(here.say("light.none_chosen"))
    else:
        overview.nothing_yet(here, as_of)
    st.stop()
page = tables.page_of(total, "page", in_address=True)
found = kept(here.db, scenarios.find, choice, sort=sort, limit=tables.ROWS, offset=page * tables.ROWS)
rows = listing.shown(here, found)
order = listing.columns(here, as_of.day.year, rows)
st.dataframe(
    rows,
    column_order=list(order),
    column_config=order,
    hide_index=True,
    height=tables.height(len(found), tables.ROWS),
    placeholder="",
)
