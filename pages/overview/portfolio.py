"""总览: what a leader reads in ten seconds before a meeting, today or as of any day."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from pages.parts import arrived, drawn, filters, glance, instructing, overview, visit
from scenario_db import portfolio, scope
from scenario_db.answers import kept
from scenario_db.choices import Choice

here = visit.begin()
st.title(here.say("page.portfolio"))
arrived.line(here)
as_of, earlier = filters.choose_days(here)
now = Choice(as_of.day, as_of.moment, leads=scope.within(here.db, here.person))
then = replace(now, day=earlier.day, moment=earlier.moment)
if not kept(here.db, portfolio.counts, now):
    overview.nothing_yet(here, as_of)
    st.stop()
drawn.again(here, glance.counts, then, now)
left, right = st.columns(2, gap="medium")
with left:
    drawn.again(here, glance.moved, then, now)
with right:
    glance.stuck(here, now)
glance.red(here, now)
if as_of.is_today:
    instructing.section(here)
drawn.again(here, overview.spread_out, now)
