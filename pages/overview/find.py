"""查找: what one search finds among scenarios, departments, demands and providers."""

from __future__ import annotations

import streamlit as st

from pages.parts import seeking, tables, visit
from scenario_db import scope, searching
from scenario_db.answers import kept
from scenario_db.choices import Choice
from scenario_db.codes import Tier
from scenario_db.roles import Action, may

here = visit.begin()
text = st.query_params.get("q", "")
st.title(here.say("page.find"))
if not text:
    st.info(here.say("find.nothing_asked"))
    st.stop()
st.markdown(here.say("find.for", text=tables.plain(text)))
choice = Choice(here.today, tiers=tuple(Tier), leads=scope.within(here.db, here.person))
found = kept(here.db, searching.find, text, choice, all_kinds=may(here.person, Action.READ_ALL))
if not found.count:
    st.info(here.say("find.nothing"))
    st.stop()
seeking.show(here, found)
