"""编辑: a scenario's own fields by form, or a new one that is to enter; nothing typed is lost to somebody faster."""

from __future__ import annotations

import streamlit as st

from pages.parts import entering, moving, visit
from scenario_db import rights, scenarios
from scenario_db.changes import Change
from scenario_db.roles import Action, may

here = visit.begin()
code = st.query_params.get("code", "")
it = scenarios.by_code(here.db, code) if code else None
st.title(here.say("page.edit" if code else "entering.title"))
moving.receipt()
if not may(here.person, Action.WRITE):
    st.info(here.say("entering.only_reading"))
    st.stop()
if code and it is None:
    st.info(here.say("word.no_such_scenario", code=code))
    st.page_link("pages/desk/scenarios.py", label=here.say("word.to_ledger"))
    st.stop()
if it is None:
    entering.new(here)
    st.stop()
if rights.beyond(here.db, here.person, [Change("scenario", it.id, it, it, 1)]):
    st.info(here.say("entering.not_yours"))
    st.stop()
moving.heading(here, it)
entering.edit(here, it.id)
