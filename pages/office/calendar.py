"""节假日与填报窗口: days off, weekend days that are worked, and the due days that the office sets."""

from __future__ import annotations

import streamlit as st

from pages.parts import calendars, visit
from scenario_db.roles import Action, may

here = visit.begin()
st.title(here.say("page.calendar"))
st.caption(here.say("calendar.intro"))
calendars.coming(here)
if not may(here.person, Action.SET_RULES):
    st.stop()
left, right = st.columns(2, gap="large")
with left:
    st.markdown(f"## {here.say('kind.holiday')}")
    calendars.new_days(here)
    calendars.days_off(here)
with right:
    st.markdown(f"## {here.say('kind.return_window')}")
    calendars.new_window(here)
    calendars.set_windows(here)
