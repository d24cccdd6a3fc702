"""总览: what a leader reads in ten seconds before a meeting, today or as of any day."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from pages.parts import cards, filters, overview, visit
from pages.parts.visit import Visit
from scenario_db import money, movements, portfolio, waiting
from scenario_db.choices import Choice
from scenario_db.codes import LIVE
from scenario_db.movements import Turnover
from scenario_db.portfolio import Count

MOVED, STUCK = 200, 50


def first_glance(here: Visit, then: Choice, now: Choice) -> None:
    """The tiers with what moved, and the year's money; a line beneath says what is counted."""
    counts = portfolio.counts(here.db, now)
    turnover = movements.turnover(movements.flows(here.db, then, now))
    with st.container(horizontal=True):
        for tier in LIVE:
            cards.tier(here, tier, counts.get(tier, Count()), turnover.get(tier, Turnover()))
        cards.money(here, money.money(here.db, now))
    overview.what_is_counted(here, then, now, counts, turnover)


def what_moved(here: Visit, then: Choice, now: Choice) -> None:
    """Which scenarios moved, by name."""
    found = movements.named(here.db, then, now, zone=here.zone, limit=MOVED)
    st.subheader(here.say("portfolio.moved", count=len(found)))
    if found:
        overview.moved(here, found)
    else:
        st.caption(here.say("portfolio.nothing_moved", earlier=then.day))


def what_is_stuck(here: Visit, now: Choice) -> None:
    """Who is waited for, the oldest first."""
    found = waiting.waits(here.db, now, limit=STUCK)
    st.subheader(here.say("portfolio.stuck", count=len(found)))
    if found:
        overview.stuck(here, found, [it.age(now.day) for it in found])
    else:
        st.caption(here.say("portfolio.nothing_stuck"))


here = visit.begin()
st.title(here.say("page.portfolio"))
as_of = filters.choose_day(here)
now = Choice(as_of.day, as_of.moment)
earlier = filters.choose_earlier(here, as_of)
then = replace(now, day=earlier.day, moment=earlier.moment)
if not portfolio.counts(here.db, now):
    overview.nothing_yet(here, as_of)
    st.stop()
first_glance(here, then, now)
what_moved(here, then, now)
what_is_stuck(here, now)
st.subheader(here.say("portfolio.spread"))
overview.spread(here, portfolio.matrix(here.db, now))
st.subheader(here.say("portfolio.money_curve"))
overview.year(here, money.money(here.db, now), money.curve(here.db, now))
st.subheader(here.say("portfolio.leads"))
overview.departments(here, portfolio.departments(here.db, now))
