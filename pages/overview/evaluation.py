"""评价: what is in 运营 and how useful, effective and usable it is; and who may have to leave or go back."""

from __future__ import annotations

import streamlit as st

from pages.parts import candidates, evaluating, evaluation, visit

VIEWS = {
    "state": evaluating.listed,
    "zombies": candidates.zombies,
    "not_started": candidates.not_started,
    "disputed": candidates.disputed,
}

here = visit.begin()
st.title(here.say("page.evaluation"))
evaluation.said()
code = st.query_params.get("scenario", "")
if code:
    evaluation.one(here, code)
    st.stop()
view = st.segmented_control(
    here.say("page.evaluation"),
    list(VIEWS),
    key="view",
    default="state",
    format_func=lambda it: here.say(f"evaluation.view_{it}"),
    required=True,
    bind="query-params",
    label_visibility="collapsed",
)
VIEWS[view or "state"](here)
