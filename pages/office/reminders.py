"""催办与送达: remind departments of what they owe; what was sent, to whom, by which way, and what came of it."""

from __future__ import annotations

import streamlit as st

from pages.parts import reminding, visit
from scenario_db.roles import Action, may

here = visit.begin()
st.title(here.say("page.reminders"))
if not may(here.person, Action.REMIND):
    st.info(here.say("reminder.of_the_office"))
    st.stop()

compose, sent, ways = st.tabs([here.say(f"reminder.tab_{name}") for name in ("compose", "sent", "ways")])
with compose:
    reminding.compose(here)
with sent:
    reminding.sent(here)
with ways:
    reminding.ways(here)
