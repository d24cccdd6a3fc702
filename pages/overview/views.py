"""视图与订阅: the views that one kept or finds shared, what comes by itself every week or month, and what came."""

from __future__ import annotations

import streamlit as st

from pages.parts import arrived, keeping_views, subscribing, visit
from scenario_db.roles import Action, may

here = visit.begin()
st.title(here.say("page.views"))
arrived.listed(here)
st.header(here.say("views.all"))
keeping_views.listed(here)
st.header(here.say("subscription.mine"))
subscribing.mine(here)
if may(here.person, Action.EXPORT):
    subscribing.to_a_brief(here)
if may(here.person, Action.REMIND):
    st.header(here.say("subscription.everybodys"))
    subscribing.everybodys(here)
