"""What one may choose on a page: the day, the earlier day, and which scenarios; all of it stands in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.parts import carrying
from pages.parts.visit import Visit
from scenario_db import days, departments, scope, snapshots
from scenario_db.answers import kept
from scenario_db.choices import Choice
from scenario_db.codes import Domain, Tier

Option = TypeVar("Option", bound=str)

FIRST_DAY = date(2015, 1, 1)

MONTHS_BACK = 12
DAY_WIDTH, NAMED_WIDTH = 138, 128


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day that a page is about."""

    day: date
    moment: datetime
    is_today: bool


def choose_day(here: Visit) -> AsOf:
    """The day, above what it is about; a banner and a way back where it is not today."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        as_of = _as_of(here)
    carrying.note(*carrying.DAY)
    _say_if_past(here, as_of)
    return as_of


def choose_days(here: Visit) -> tuple[AsOf, AsOf]:
    """The day, and the earlier one to compare with: the end of the quarter before, unless another is chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        as_of = _as_of(here)
        usual = _quarter_before(as_of.day)
        if "vs" not in st.query_params and st.session_state.get("vs", usual) != usual:
            st.session_state["vs"] = st.session_state["vs"]  # it was the usual one of another day: into the address
        day = _day(here, "vs", "word.compared_with", usual, as_of.day)
    carrying.note(*carrying.DAYS)
    _say_if_past(here, as_of)
    return as_of, AsOf(day, days.end_of(day, here.zone), is_today=False)


def _as_of(here: Visit) -> AsOf:
    day = _day(here, "day", "word.as_of", here.today, here.today)
    if day >= here.today:
        return AsOf(here.today, days.ALWAYS, is_today=True)
    return AsOf(day, days.end_of(day, here.zone), is_today=False)


def _say_if_past(here: Visit, as_of: AsOf) -> None:
    if as_of.is_today:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(here.say("word.not_today", day=as_of.day), width="stretch")
        st.button(here.say("word.back_to_today"), on_click=_go_to, args=("day", here.today))


def _day(here: Visit, key: str, label: str, usual: date, latest: date) -> date:
    """A day by the calendar, or by its name: a labelled one, or the end of a month; in the address unless the usual."""
    named = {it: day for it, day in _named(here).items() if day <= latest}
    chosen: date = st.date_input(
        here.say(label),
        usual,
        key=key,
        min_value=FIRST_DAY,
        max_value=latest,
        format="YYYY-MM-DD",
        bind="query-params",
        width=DAY_WIDTH,
    )
    st.selectbox(
        here.say("word.named_day"),
        list(named),
        index=None,
        key=f"{key}.named",
        placeholder=here.say("word.named_day"),
        label_visibility="hidden",
        width=NAMED_WIDTH,
        on_change=lambda: _go_by_name(key, named),
    )
    return min(chosen, latest)


def _named(here: Visit) -> dict[str, date]:
    """The labelled days, and the ends of the last months that bear no label."""
    labelled = {it.label: it.day for it in kept(here.db, snapshots.found)}
    return labelled | {name: day for name, day in _month_ends(here.today) if day not in labelled.values()}


@lru_cache(maxsize=8)
def _month_ends(today: date) -> tuple[tuple[str, date], ...]:
    firsts = [days.months_before(today.replace(day=1), back) for back in range(MONTHS_BACK)]
    return tuple((str(day), day) for day in (first - timedelta(days=1) for first in firsts))


def _go_by_name(key: str, named: Mapping[str, date]) -> None:
    """The list goes back to its heading, since the day beside it says which one was chosen."""
    chosen = st.session_state.pop(f"{key}.named", None)
    if chosen in named:
        _go_to(key, named[chosen])


def _go_to(key: str, day: date) -> None:
    st.session_state[key] = day


def _quarter_before(day: date) -> date:
    """The last day of the quarter that ended before that day."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1) - timedelta(days=1)


def is_narrowed(here: Visit, choice: Choice) -> bool:
    """Whether anything was chosen, so that an empty list says nothing of the library."""
    return bool(choice.tiers or choice.domains or choice.text) or choice.leads != scope.within(here.db, here.person)


def choose(here: Visit, as_of: AsOf) -> Choice:
    """Search, tier, domain and lead department, in one row."""
    search, tier, domain, lead = st.columns([2.4, 1.5, 1.5, 1.5])
    text = search.text_input(
        here.say("word.search"), key="q", placeholder=here.say("word.search_hint"), bind="query-params"
    )
    hers = scope.leads(here.db, here.person)
    found = departments.find(here.db, moment=as_of.moment)
    known = {it.id: it.name for it in found if hers is None or it.id in hers}
    tiers = several(here, tier, "tier", here.say.field("scenario", "tier"), options=list(Tier), called=here.say.code)
    domains = several(
        here, domain, "domain", here.say.field("scenario", "domain"), options=list(Domain), called=here.say.code
    )
    leads = several(
        here, lead, "lead", here.say.field("scenario", "lead_id"), options=list(known), called=known.__getitem__
    )
    carrying.note(*carrying.FILTERS)
    return Choice(
        as_of.day,
        as_of.moment,
        tuple(tiers),
        tuple(domains),
        scope.within(here.db, here.person, leads),
        text,
        tuple(it.id for it in departments.find(here.db, text, moment=as_of.moment)) if text else (),
    )


def one(
    here: Visit,
    place: DeltaGenerator,
    key: str,
    label: str,
    *,
    options: Sequence[Option],
    called: Callable[[Option], str],
) -> Option | None:
    """A choice of one that stands in the address; none chosen means all."""
    return place.selectbox(
        label,
        options,
        index=None,
        key=key,
        format_func=called,
        placeholder=here.say("word.every"),
        bind="query-params",
    )


def several(
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
        label,
        options,
        key=key,
        format_func=called,
        placeholder=here.say("word.every"),
        bind="query-params",
    )
