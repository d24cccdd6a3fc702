"""What one may choose on a page: the day, the earlier day, and which scenarios; all of it stands in the address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.parts.visit import Visit
from scenario_db import days, departments, scope
from scenario_db.choices import Choice
from scenario_db.codes import Domain, Tier

Option = TypeVar("Option", bound=str)

FIRST_DAY = date(2015, 1, 1)


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day that a page is about."""

    day: date
    moment: datetime
    is_today: bool


def choose_day(here: Visit) -> AsOf:
    """The day in the menu; a banner and a way back where it is not today."""
    st.session_state.setdefault("day", here.today)
    day = st.sidebar.date_input(
        here.say("word.as_of"), key="day", min_value=FIRST_DAY, max_value=here.today, bind="query-params"
    )
    if day >= here.today:
        return AsOf(here.today, days.ALWAYS, is_today=True)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(here.say("word.not_today", day=day))
        st.button(here.say("word.back_to_today"), on_click=_back_to, args=(here.today,))
    return AsOf(day, days.end_of(day, here.zone), is_today=False)


def _back_to(today: date) -> None:
    st.session_state["day"] = today


def choose_earlier(here: Visit, as_of: AsOf) -> AsOf:
    """The day to compare with: the end of the quarter before, unless another is chosen."""
    st.session_state.setdefault("vs", _quarter_before(as_of.day))
    day = st.sidebar.date_input(
        here.say("word.compared_with"), key="vs", min_value=FIRST_DAY, max_value=as_of.day, bind="query-params"
    )
    return AsOf(day, days.end_of(day, here.zone), is_today=False)


def _quarter_before(day: date) -> date:
    """The last day of the quarter that ended before that day."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1) - timedelta(days=1)


def choose(here: Visit, as_of: AsOf) -> Choice:
    """Search, tier, domain and lead department, in one row."""
    search, tier, domain, lead = st.columns([2.4, 1.5, 1.5, 1.5])
    text = search.text_input(
        here.say("word.search"), key="q", placeholder=here.say("word.search_hint"), bind="query-params"
    )
    hers = scope.leads(here.db, here.person)
    found = departments.find(here.db, moment=as_of.moment)
    known = {it.id: it.name for it in found if hers is None or it.id in hers}
    tiers = _several(here, tier, "tier", "field.scenario.tier", options=list(Tier), called=here.say.code)
    domains = _several(here, domain, "domain", "field.scenario.domain", options=list(Domain), called=here.say.code)
    leads = _several(here, lead, "lead", "field.scenario.lead_id", options=list(known), called=known.__getitem__)
    return Choice(
        as_of.day,
        as_of.moment,
        tuple(tiers),
        tuple(domains),
        scope.within(here.db, here.person, leads),
        text,
        tuple(it.id for it in departments.find(here.db, text, moment=as_of.moment)) if text else (),
    )


def _several(
    here: Visit,
    place: DeltaGenerator,
    key: str,
    label: str,
    *,
    options: Sequence[Option],
    called: Callable[[Option], str],
) -> list[Option]:
    """A choice of several that stands in the address; none chosen means all."""
    return place.multiselect(
        here.say(label),
        options,
        key=key,
        format_func=called,
        placeholder=here.say("word.every"),
        bind="query-params",
    )
