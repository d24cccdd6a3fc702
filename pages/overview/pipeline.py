"""推进: whether lights get worse, whether scenarios move on, what is due, what can start; as of any day."""

from __future__ import annotations

import streamlit as st

from pages.parts import covered, filters, onward, overview, visit
from scenario_db import portfolio, scope
from scenario_db.answers import kept
from scenario_db.choices import Choice
from scenario_db.roles import Action, may

here = visit.begin()
st.title(here.say("page.pipeline"))
as_of = filters.choose_day(here)
choice = Choice(as_of.day, as_of.moment, leads=scope.within(here.db, here.person))
counts = kept(here.db, portfolio.counts, choice)
if not counts:
    overview.nothing_yet(here, as_of)
    st.stop()
scenarios = sum(it.scenarios for it in counts.values())
st.caption(here.say("pipeline.counted", day=choice.day, scenarios=f"{scenarios:,}"))
st.header(here.say("pipeline.lights"))
onward.lights(here, choice)
st.header(here.say("pipeline.converts"))
onward.converts(here, choice)
st.header(here.say("pipeline.roadmap"))
onward.road(here, choice)
st.header(here.say("pipeline.reserve"))
onward.reserve(here, choice)
st.header(here.say("pipeline.starting"))
onward.can_start(here, choice)
if may(here.person, Action.READ_ALL):
    st.header(here.say("pipeline.demands"))
    covered.by_domain(here, choice)
