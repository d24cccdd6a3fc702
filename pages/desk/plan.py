"""计划与节点: a scenario's plan of the year month by month, the original beside the current, and its milestones."""

from __future__ import annotations

import streamlit as st

from pages.parts import planning, visit
from scenario_db import scenarios

here = visit.begin()
st.title(here.say("page.plan"))
code = st.query_params.get("code", "")
it = scenarios.by_code(here.db, code) if code else None
if it is None:
    if code:
        st.info(here.say("word.no_such_scenario", code=code))
    planning.choose(here)
    st.stop()

year = planning.which_year(here)
st.page_link(
    "pages/desk/scenario.py", label=f"{it.code} {it.name} · {here.say.code(it.tier)}", query_params={"code": code}
)
planning.said(here)
left, right = st.columns([2, 1], gap="large")
with left:
    planning.plan(here, it, year)
with right:
    planning.past(here, it, year)
st.markdown(f"## {here.say('kind.milestone')}")
planning.milestones(here, it)
