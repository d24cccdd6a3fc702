"""需求: the demand list of the four domains, what may answer each, what nobody answers, and what may be built twice."""

from __future__ import annotations

import streamlit as st

from pages.parts import carrying, demand, demanding, matches, twins, visit

VIEWS = {
    "list": demanding.listed,
    "propose": matches.proposals,
    "gaps": demanding.gaps,
    "double": twins.latest,
    "decided": matches.decided,
}
OF_A_DAY = ("list", "gaps")
"""What there was on any day; proposals and verdicts are of now."""

here = visit.begin()
st.title(here.say("page.demands"))
matches.said()
code = st.query_params.get("demand", "")
if code:
    carrying.only_today(here)
    demand.one(here, code)
    st.stop()
view = st.segmented_control(
    here.say("page.demands"),
    list(VIEWS),
    key="view",
    default="list",
    format_func=lambda it: here.say(f"demands.view_{it}"),
    required=True,
    bind="query-params",
    label_visibility="collapsed",
)
if view not in OF_A_DAY:
    carrying.only_today(here)
VIEWS[view](here)
