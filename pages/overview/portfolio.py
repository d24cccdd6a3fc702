"""总览: what a leader reads in ten seconds before a meeting, today or as of any day."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from pages.parts import arrived, briefing, filters, glance, instructing, overview, visit
from scenario_db import money, portfolio, scope
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
glance.counts(here, then, now)
with st.container(horizontal=True):
    glance.both_days(here, then, now)
    briefing.link(here, as_of, earlier)
left, right = st.columns(2, gap="medium")
with left:
    glance.moved(here, then, now)
with right:
    glance.stuck(here, now)
glance.red(here, now)
if as_of.is_today:
    instructing.section(here)
st.subheader(here.say("portfolio.spread"))
overview.spread(here, kept(here.db, portfolio.matrix, now))
st.subheader(here.say("portfolio.groups"))
overview.by_group(here, kept(here.db, portfolio.groups, now))
st.subheader(here.say("portfolio.money_curve"))
overview.year(here, kept(here.db, money.money, now), kept(here.db, money.curve, now))
st.subheader(here.say("portfolio.leads"))
overview.departments(here, kept(here.db, portfolio.departments, now))
