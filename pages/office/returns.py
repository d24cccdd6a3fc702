"""填报情况: department by period, how many returns were due, on time, late, missing, returned, corrected."""

from __future__ import annotations

import streamlit as st

from pages.parts import standings, visit
from scenario_db import owing, windows
from scenario_db.answers import kept
from scenario_db.codes import Period
from scenario_db.owing import Asking

PERIODS = 6

here = visit.begin()
st.title(here.say("page.returns"))
calendar = kept(here.db, windows.calendar)
kind = Period(
    st.segmented_control(
        here.say("returns.period"),
        list(Period),
        key="returns.kind",
        default=Period.MONTH,
        format_func=here.say.code,
        required=True,
        label_visibility="collapsed",
    )
)
latest = calendar.latest(kind, here.today).term
asked = tuple(calendar.window(term) for term in latest.back(PERIODS))
asking = Asking(asked, here.today, still=False)
counts = kept(here.db, owing.counted, asking)
if not counts:
    st.info(here.say("returns.nothing_counted"))
    st.stop()

standings.summed(here, asked, counts)
standings.by_department(here, asked, counts)
