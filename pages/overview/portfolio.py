"""总览: what a leader reads in ten seconds before a meeting, today or as of any day."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from pages.parts import briefing, cards, filters, overview, visit
from pages.parts.visit import Visit
from scenario_db import money, movements, portfolio, scope, waiting
from scenario_db.answers import kept
from scenario_db.choices import Choice
from scenario_db.codes import LIVE
from scenario_db.movements import Turnover
from scenario_db.portfolio import Count

MOVED, STUCK = 200, 50


def first_glance(here: Visit, then: Choice, now: Choice) -> None:
    """The tiers with what moved, and the year's money; a line beneath says what is counted."""
    counts = kept(here.db, portfolio.counts, now)
    turnover = movements.turnover(kept(here.db, movements.flows, then, now))
    with st.container(horizontal=True):
        for tier in LIVE:
            cards.tier(here, tier, counts.get(tier, Count()), turnover.get(tier, Turnover()))
        cards.money(here, kept(here.db, money.money, now))
    overview.what_is_counted(here, then, now, counts, turnover)


def what_moved(here: Visit, then: Choice, now: Choice) -> None:
    """Which scenarios moved, by name."""
    found = kept(here.db, movements.named, then, now, zone=here.zone, limit=MOVED)
    title = "portfolio.moved_first" if len(found) == MOVED else "portfolio.moved"
    st.subheader(here.say(title, count=len(found)))
    if found:
        overview.moved(here, found)
    else:
        st.caption(here.say("portfolio.nothing_moved", earlier=then.day))


def what_is_stuck(here: Visit, now: Choice) -> None:
    """Who is waited for, the oldest first."""
    found = kept(here.db, waiting.waits, now, limit=STUCK)
    title = "portfolio.stuck_first" if len(found) == STUCK else "portfolio.stuck"
    st.subheader(here.say(title, count=len(found)))
    if found:
        overview.stuck(here, found, [it.age(now.day) for it in found])
    else:
        st.caption(here.say("portfolio.nothing_stuck"))


here = visit.begin()
st.title(here.say("page.portfolio"))
as_of = filters.choose_day(here)
now = Choice(as_of.day, as_of.moment, leads=scope.within(here.db, here.person))
earlier = filters.choose_earlier(here, as_of)
then = replace(now, day=earlier.day, moment=earlier.moment)
if not kept(here.db, portfolio.counts, now):
    overview.nothing_yet(here, as_of)
    st.stop()
briefing.link(here, as_of, earlier)
first_glance(here, then, now)
what_moved(here, then, now)
what_is_stuck(here, now)
st.subheader(here.say("portfolio.spread"))
overview.spread(here, kept(here.db, portfolio.matrix, now))
st.subheader(here.say("portfolio.money_curve"))
overview.year(here, kept(here.db, money.money, now), kept(here.db, money.curve, now))
st.subheader(here.say("portfolio.leads"))
overview.departments(here, kept(here.db, portfolio.departments, now))
