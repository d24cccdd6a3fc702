"""Subscribing to a view or a brief, ending it with one click, and for the office who gets what."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from pages.parts import tables
from pages.parts.visit import Visit
from pages.parts.writing import attempt
from scenario_db import briefs, subscriptions, windows
from scenario_db.answers import kept
from scenario_db.briefs import Scope, Subject
from scenario_db.codes import Period
from scenario_db.subscriptions import Subscription
from scenario_db.tellings import Topic
from scenario_db.views import View

USUAL = {Period.WEEK: 1, Period.MONTH: 1}
"""Monday, and the first of the month."""


def to_a_view(here: Visit, it: View) -> None:
    """The dialog: how often, and on which day."""

    @st.dialog(here.say("subscription.begin"))
    def dialog() -> None:
        st.markdown(f"**{tables.plain(it.name)}**")
        _order(here, Topic(it.name, it.page, it.address))

    dialog()


def to_a_brief(here: Visit) -> None:
    """The button for the brief of the city, a department or a working group, as far as she reads them."""
    if not st.button(here.say("subscription.to_brief"), key="views.brief"):
        return

    @st.dialog(here.say("subscription.to_brief"))
    def dialog() -> None:
        known = kept(here.db, briefs.subjects, here.person)
        at = st.selectbox(
            here.say("brief.about"), range(len(known)), format_func=lambda n: _called(here, known[n]), key="views.about"
        )
        if at is not None:
            _order(here, Topic(_called(here, known[at]), "briefs", subject=known[at]))

    dialog()


def _called(here: Visit, it: Subject) -> str:
    whose = here.say.code(Scope.CITY) if it.scope is Scope.CITY else it.name
    return here.say("subscription.brief_of", subject=whose)


def _order(here: Visit, topic: Topic) -> None:
    rhythm = st.segmented_control(
        here.say("subscription.rhythm"),
        subscriptions.RHYTHMS,
        default=Period.WEEK,
        format_func=lambda it: here.say(f"subscription.every_{it}"),
        required=True,
        key="views.rhythm",
    )
    rhythm = Period(rhythm)
    days = range(1, 8) if rhythm is Period.WEEK else range(1, 32)
    day = st.selectbox(
        here.say("subscription.day"),
        list(days),
        USUAL[rhythm] - 1,
        format_func=lambda n: _day(here, rhythm, n),
        key=f"views.day.{rhythm}",
    )
    first = _comes(here, subscriptions.next_day(rhythm, day, here.today))
    st.caption(here.say("subscription.first", day=first))
    if st.button(here.say("subscription.begin"), type="primary", key="views.order"):
        told = partial(subscriptions.subscribe, today=here.today, language=here.language)
        begin = partial(told, here.db, here.person, topic, (rhythm, day))
        attempt(here, begin, said=here.say("subscription.begun"))


def _day(here: Visit, rhythm: Period, day: int) -> str:
    if rhythm is Period.WEEK:
        return here.say("subscription.weekdays").split()[day - 1]
    return here.say("subscription.day_of_month", day=day)


def _comes(here: Visit, day: date) -> date:
    """The day on which it comes: past days off."""
    return windows.calendar(here.db).working_on_or_after(day)


def mine(here: Visit) -> None:
    """Hers, each with the button that ends it."""
    found = subscriptions.find(here.db, here.person)
    if not found:
        st.caption(here.say("subscription.none"))
    for it in found:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{tables.plain(it.title)}**　:gray[{_rhythm(here, it)}]")
            _ending(here, it)


def _rhythm(here: Visit, it: Subscription) -> str:
    told = {"every": here.say(f"subscription.every_{it.rhythm}"), "day": _day(here, it.rhythm, it.day)}
    return here.say("subscription.told", **told, next=_comes(here, max(it.next_on, here.today)))


def _ending(here: Visit, it: Subscription) -> None:
    if st.button(here.say("subscription.stop"), key=f"views.end.{it.id}"):
        attempt(here, partial(subscriptions.end, here.db, here.person, it.id), said=here.say("subscription.stopped"))


def everybodys(here: Visit) -> None:
    """Who gets what; a tick ends one."""
    total = subscriptions.count(here.db)
    if not total:
        st.caption(here.say("subscription.nobody"))
        return
    first = tables.page_of(total, "views.page") * tables.ROWS
    found = subscriptions.everybodys(here.db, here.person, limit=tables.ROWS, offset=first)
    rows = [{"who": it.name, "login": it.login, "title": it.title, "when": _rhythm(here, it)} for it in found]
    heads = {name: tables.text(here.say(f"subscription.col_{name}")) for name in rows[0]}
    picked = st.dataframe(
        rows,
        column_config=heads,
        hide_index=True,
        placeholder="",
        height=tables.height(len(rows)),
        **tables.ticked("views.everybodys"),
    )
    row = tables.ticked_row(picked, len(found))
    if row is not None:
        _ending(here, found[row])
