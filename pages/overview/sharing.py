"""数据共享: what data scenarios need of whom, what is unanswered, which shared bases are used again; as of any day."""

from __future__ import annotations

import streamlit as st

from pages.parts import filters, sharing, visit

VIEWS = {"requests": sharing.requests, "units": sharing.units, "bases": sharing.bases}

here = visit.begin()
st.title(here.say("page.sharing"))
as_of = filters.choose_day(here)
sharing.figures(here, as_of)
view = st.segmented_control(
    here.say("page.sharing"),
    list(VIEWS),
    key="view",
    default="requests",
    format_func=lambda it: here.say(f"sharing.view_{it}"),
    required=True,
    bind="query-params",
    label_visibility="collapsed",
)
VIEWS[view or "requests"](here, as_of)
