"""调库: what is nearly ready for its next library, what waits or came back, and the gate of one scenario."""

from __future__ import annotations

import streamlit as st

from pages.parts import checklist, moving, preparing, proposing, visit
from pages.parts.visit import Visit
from scenario_db import gates, lifecycle
from scenario_db.codes import Gate, ReviewStatus
from scenario_db.gates import State
from scenario_db.records import Scenario
from scenario_db.roles import Action, may


def one(here: Visit, it: Scenario) -> None:
    """The next gate of a scenario and the ways that lead on from where it stands."""
    moving.heading(here, it)
    waiting = moving.waiting_for(here, it)
    left, right = st.columns([3, 2], gap="large")
    with left:
        gate = gates.before(it)
        if gate and (gate is not Gate.G1 or preparing.ready(here)):
            found = gates.check(here.db, it.id, gate, day=here.today)
            missing = sum(item.state is State.MISSING for item in found)
            st.header(here.say("moves.gate", gate=gate, missing=missing))
            checklist.show(here, it, found)
        elif not gate:
            st.caption(here.say("moves.no_gate"))
    with right:
        st.header(here.say("moves.open"))
        if waiting:
            moving.under_way(here, waiting)
        elif may(here.person, Action.PROPOSE):
            proposing.form(here, [it.id], lifecycle.moves_open_to(it), key=f"moves.{it.id}")
        else:
            st.caption(here.say("moves.only_reading"))


here = visit.begin()
st.title(here.say("page.moves"))
moving.receipt()
code = st.query_params.get("code", "")
found = proposing.opened(here, code)
if found:
    one(here, found)
    st.stop()
if code:
    st.info(here.say("word.no_such_scenario", code=code))

st.caption(here.say("moves.intro"))
near, waiting, back, many = st.tabs([here.say(f"moves.tab_{name}") for name in ("near", "waiting", "back", "many")])
with near:
    moving.nearly(here)
with waiting:
    moving.listed(here, (ReviewStatus.FIRST_REVIEW, ReviewStatus.FINAL_REVIEW), key="waiting")
with back:
    moving.listed(here, (ReviewStatus.RETURNED,), key="back")
with many:
    moving.several(here)
