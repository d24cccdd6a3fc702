"""资金: the year's money against 序时, the largest plans with their lights, and where the money is; as of any day."""

from __future__ import annotations

import streamlit as st

from pages.parts import cards, filters, funds, overview, visit
from scenario_db import money, portfolio, scope
from scenario_db.answers import kept
from scenario_db.choices import Choice

here = visit.begin()
st.title(here.say("page.money"))
as_of = filters.choose_day(here)
choice = Choice(as_of.day, as_of.moment, leads=scope.within(here.db, here.person))
if not kept(here.db, portfolio.counts, choice):
    overview.nothing_yet(here, as_of)
    st.stop()
found = kept(here.db, money.money, choice)
cards.money(here, found)
st.header(here.say("money.curve"))
funds.year(here, choice)
st.header(here.say("money.bubbles"))
funds.bubbles(here, found, choice)
st.header(here.say("money.spread"))
funds.spread(here, choice)
