"""The first screen of the overview: how many, how much, what moved, who is waited for, what is red."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from pages.parts import briefing, cards, drawn, instructing, overview, signs, ways
from pages.parts.visit import Visit
from scenario_db import lights, money, movements, portfolio, waiting
from scenario_db.answers import kept
from scenario_db.choices import Choice
from scenario_db.codes import LIVE, Light
from scenario_db.movements import Turnover
from scenario_db.portfolio import Count

MOVED, STUCK, RED = 200, 50, 6


def counts(here: Visit, then: Choice, now: Choice) -> None:
    """The tiers with what moved, the lights, the year's money; beneath them what is counted, and the ways onward."""
    held = kept(here.db, portfolio.counts, now)
    turnover = movements.turnover(kept(here.db, movements.flows, then, now))
    with st.container(horizontal=True):
        for tier in LIVE:
            cards.tier(here, now, tier, held.get(tier, Count()), turnover.get(tier, Turnover()))
        cards.lights(here, kept(here.db, lights.counts, now))
        cards.money(here, kept(here.db, money.money, now))
    overview.what_is_counted(here, then, now, held, turnover)
    with st.container(horizontal=True):
        _both_days(here, then, now)
        briefing.link(here, then, now)


def _both_days(here: Visit, then: Choice, now: Choice) -> None:
    """The way to the two days side by side."""
    days = ways.two_days(then, now)
    st.page_link("pages/overview/movement.py", label=here.say("portfolio.both_days"), query_params=days)


def moved(here: Visit, then: Choice, now: Choice) -> None:
    """Which scenarios moved, by name."""
    found = kept(here.db, movements.named, then, now, zone=here.zone, limit=MOVED)
    title = "portfolio.moved_first" if len(found) == MOVED else "portfolio.moved"
    heading = instructing.level if _stuck_key(here, now) else st.header
    heading(here.say(title, count=len(found)))
    if found:
        overview.moved(here, found)
    else:
        st.caption(here.say("portfolio.nothing_moved", earlier=then.day))


def stuck(here: Visit, now: Choice) -> None:
    """Who is waited for, the oldest first."""
    found = kept(here.db, waiting.waits, now, limit=STUCK)
    title = "portfolio.stuck_first" if len(found) == STUCK else "portfolio.stuck"
    key = _stuck_key(here, now)
    heading = here.say(title, count=len(found))
    instructing.heading(here, heading, key, [it.code for it in found], [it.on for it in found], abreast=True)
    if found:
        overview.stuck(here, now, limit=STUCK, key=key)
    else:
        st.caption(here.say("portfolio.nothing_stuck"))


def _stuck_key(here: Visit, now: Choice) -> str:
    found = kept(here.db, waiting.waits, now, limit=STUCK)
    return instructing.table_key(here, "stuck", is_today=now.is_today and bool(found))


def red(here: Visit, now: Choice) -> None:
    """The red ones: for how many months, and why."""
    found = kept(here.db, lights.listed, now, shown=(Light.RED,), limit=RED)
    key = instructing.table_key(here, "red", is_today=now.is_today and bool(found))
    instructing.heading(here, here.say("portfolio.red"), key, [it.code for it in found])
    if not found:
        st.caption(here.say("portfolio.nothing_red"))
        return
    signs.show(here, drawn.made(here, _red, now), key=key)
    st.page_link("pages/overview/lights.py", label=here.say("portfolio.all_lights"))


def _red(here: Visit, now: Choice) -> pa.Table:
    found = kept(here.db, lights.listed, now, shown=(Light.RED,), limit=RED)
    ids = tuple(it.id for it in found)
    return signs.rows(here, found, kept(here.db, lights.ribbons, now.day, ids, moment=now.moment))
