"""红黄绿: which scenarios are red, yellow, green or without a plan, why, and for how many months; as of any day."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.parts import blank, filters, signs, tables, visit
from pages.parts.visit import Visit
from scenario_db import lights
from scenario_db.answers import kept
from scenario_db.choices import Choice
from scenario_db.codes import Light
from scenario_db.roles import is_narrow


def nothing(here: Visit, choice: Choice) -> None:
    """No light at all, and what to do about it."""
    narrowed = filters.is_narrowed(here, choice)
    if is_narrow(here.person) and not narrowed:
        st.info(here.say("portfolio.empty_for_you", day=choice.day))
        return
    if narrowed or not choice.is_today:
        st.info(here.say("light.none_chosen" if narrowed else "portfolio.empty_then", day=choice.day))
        return
    blank.nothing(here, "light.none")


def choose_lights(here: Visit, raised: int) -> tuple[list[Light], bool]:
    """Which lights, and whether only those that a hand made better."""
    with st.container(horizontal=True, vertical_alignment="center"):
        shown = st.segmented_control(
            here.say("light.light"),
            signs.ORDER,
            selection_mode="multi",
            key="light",
            format_func=lambda it: signs.label(here, it),
            bind="query-params",
            label_visibility="collapsed",
        )
        by_hand = st.toggle(here.say("light.only_raised", count=raised), key="raised", bind="query-params")
    return list(shown), by_hand


def listing(here: Visit, choice: Choice, shown: Sequence[Light], total: int, *, raised: bool) -> None:
    """One page of the list, the worst first."""
    st.caption(here.say("light.found", count=f"{total:,}", day=choice.day))
    if not total:
        st.info(here.say("light.none_raised" if raised else "light.none_chosen"))
        return
    first = tables.page_of(total, "page", in_address=True) * tables.ROWS
    found = kept(here.db, lights.listed, choice, shown=tuple(shown), raised=raised, limit=tables.ROWS, offset=first)
    ids = tuple(it.id for it in found)
    signs.table(here, found, kept(here.db, lights.ribbons, choice.day, ids, moment=choice.moment))


here = visit.begin()
st.title(here.say("page.lights"))
as_of = filters.choose_day(here)
choice = filters.choose(here, as_of)
counts = lights.counts(here.db, choice)
if not counts:
    nothing(here, choice)
    st.stop()
signs.cards(here, counts)
raised = lights.raised(here.db, choice)
shown, by_hand = choose_lights(here, raised)
listing(here, choice, shown, raised if by_hand else signs.total(counts, shown), raised=by_hand)
st.caption(here.say("light.rule"))
