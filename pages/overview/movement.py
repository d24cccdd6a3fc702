"""两天对照: the library of two days side by side: who came, went and moved, whose money and dates changed."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from pages.parts import filters, overview, sides, visit
from scenario_db import differences, portfolio, scope
from scenario_db.answers import kept
from scenario_db.choices import Choice

here = visit.begin()
st.title(here.say("page.movement"))
as_of, earlier = filters.choose_days(here)
now = Choice(as_of.day, as_of.moment, leads=scope.within(here.db, here.person))
then = replace(now, day=earlier.day, moment=earlier.moment)
if not kept(here.db, portfolio.counts, now):
    overview.nothing_yet(here, as_of)
    st.stop()
st.caption(here.say("movement.intro", then=then.day, now=now.day))
money, dates = kept(here.db, differences.counts, then, now)
st.header(here.say("movement.counts"))
sides.figures(here, then, now)
sides.moved(here, then, now)
sides.amounts(here, then, now, money)
sides.dates(here, then, now, dates)
sides.named(here, now)
