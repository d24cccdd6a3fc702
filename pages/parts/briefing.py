"""Ordering a brief, waiting for it, fetching it, and the shelf of those that were made."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from exporters import brief
from exporters.brief import Order
from exporters.brief_words import cell, label
from pages.parts import background, leaving, tables, ways
from pages.parts.background import Progress
from pages.parts.filters import AsOf
from pages.parts.visit import Visit
from scenario_db import brief_shelf, briefs, histories, portfolio
from scenario_db.answers import kept
from scenario_db.brief_shelf import Kept
from scenario_db.briefs import Scope, Subject
from scenario_db.choices import Choice
from scenario_db.problems import RegisterError
from scenario_db.roles import Action, may

MAKING, MADE = "briefs.making", "briefs.made"

SHOWN = ("scenarios", "build", "reserve", "plan", "operate", "completion", "red", "yellow", "waits", "uncovered")
"""Figures of a receipt."""


def link(here: Visit, then: Choice, now: Choice) -> None:
    """From another page to the brief of the same two days."""
    if not may(here.person, Action.EXPORT):
        return
    days = ways.two_days(then, now)
    st.page_link("pages/overview/briefs.py", label=here.say("brief.to_briefs"), query_params=days)


def choose(here: Visit, as_of: AsOf, earlier: AsOf) -> Order:
    """Of whom, and in which forms; the days stand in the menu."""
    open_to = briefs.subjects(here.db, here.person, moment=as_of.moment)
    there = {it.scope for it in open_to} or {Scope.DEPARTMENT}
    scopes = [str(it) for it in Scope if it in there]
    with st.container(horizontal=True, vertical_alignment="top"):
        scope = st.segmented_control(
            here.say("brief.about"),
            scopes,
            key="scope",
            default=scopes[0],
            format_func=lambda it: here.say.code(Scope(it)),
            required=True,
            bind="query-params",
        )
        subject = _subject(here, Scope(scope), {it.id: it.name for it in open_to if it.scope == scope}, as_of)
        forms = st.pills(
            here.say("brief.forms"),
            list(brief.FORMS),
            key="briefs.forms",
            selection_mode="multi",
            default=list(brief.FORMS),
            format_func=lambda it: here.say(f"brief.form_{it}"),
        )
    return Order(subject, Choice(as_of.day, as_of.moment), earlier.day, tuple(forms))


def _subject(here: Visit, scope: Scope, known: Mapping[str, str], as_of: AsOf) -> Subject:
    if scope is Scope.CITY:
        return Subject()
    options = list(known)
    leading = kept(here.db, portfolio.departments, Choice(as_of.day, as_of.moment))
    first = next((it for it in (here.person.department_id, *(one.id for one in leading)) if it in options), None)
    key = st.selectbox(
        here.say.code(scope),
        options,
        options.index(first) if first else 0,
        key=str(scope),
        format_func=lambda it: known.get(it, it),
        width=220,
        bind="query-params",
    )
    return briefs.about(here.db, scope, key or "", moment=as_of.moment)


def order(here: Visit, wanted: Order) -> None:
    """The button; without a form, or without anything to tell, it says so."""
    if not kept(here.db, portfolio.counts, briefs.choice_of(here.db, wanted.subject, wanted.now)):
        st.info(here.say("brief.nothing_then", day=wanted.now.day))
        return
    if not wanted.forms:
        st.info(here.say("problem.brief_without_form"))
        return
    if st.button(here.say("brief.make"), type="primary"):
        start(here, wanted)


def start(here: Visit, wanted: Order) -> None:
    """Starts to make it: once, whoever clicks how often."""
    key = ("brief", wanted, here.person, here.language, histories.mark(here.db))
    st.session_state[MAKING] = key

    def work(progress: Progress) -> str:
        return brief.make(here.db, wanted, here.say, by=here.person, zone=here.zone, tell=progress.at)

    background.started(key, work)


def finish(here: Visit) -> None:
    """Waits for the brief under way, if there is one, and leads to its receipt."""
    key = st.session_state.get(MAKING)
    job = background.found(key)
    if job is None:
        return
    try:
        key_made = background.awaited(here, job)
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))
    else:
        st.session_state[MADE] = key_made
    background.forget(key)
    st.session_state.pop(MAKING, None)


def made(here: Visit) -> None:
    """The receipt of the brief that was made last, or of the one in the address."""
    key = st.session_state.get(MADE) or st.query_params.get("brief", "")
    if key:
        receipt(here, key)


def receipt(here: Visit, key: str) -> None:
    """What was made, its main figures, and its documents."""
    it = brief_shelf.one(here.db, key, by=here.person)
    if it is None:
        st.info(here.say("brief.no_such"))
        return
    facts = {"day": it.day, "earlier": it.earlier, "by": it.made_by, "clock": here.clock(it.made_at), "mark": it.mark}
    with st.container(border=True):
        st.markdown(here.say("brief.made", subject=_called(here, it.subject), **facts))
        figures = [it.figures[name] for name in SHOWN if name in it.figures]
        told = [(label(here.say, f.name, f.nature), cell(here.say, f.value, f.nature).text) for f in figures]
        st.caption(" · ".join(f"{name} {text}" for name, text in told))
        with st.container(horizontal=True):
            for form in filter(it.forms.__contains__, brief.FORMS):
                _download(here, it, form, it.forms[form])


def _download(here: Visit, it: Kept, form: str, name: str) -> None:
    st.download_button(
        here.say(f"brief.form_{form}"),
        leaving.told(here, f"brief/{it.id}/{form}", partial(_content, here, it.id, form), about=name, day=it.day),
        file_name=name,
        mime=brief.TYPES[form],
        key=f"briefs.get.{it.id}.{form}",
        on_click="ignore",
    )


def _content(here: Visit, key: str, form: str) -> bytes:
    return brief_shelf.content(here.db, key, form, by=here.person) or b""


def _called(here: Visit, it: Subject) -> str:
    return it.name or here.say.code(it.scope)


def shelf(here: Visit) -> None:
    """A page of those that were made, the latest first; a row opens its receipt."""
    total = brief_shelf.count(here.db, by=here.person)
    st.header(here.say("brief.shelf", count=f"{total:,}"))
    if not total:
        st.caption(here.say("brief.shelf_empty"))
        return
    first = tables.page_of(total, "page", in_address=True) * tables.ROWS
    found = brief_shelf.find(here.db, by=here.person, limit=tables.ROWS, offset=first)
    names = ("subject", "day", "earlier", "by", "at", "forms")
    heads = {name: tables.text(here.say(f"brief.col_{name}")) for name in names}
    picked = st.dataframe(
        [_row(here, it) for it in found],
        column_config=heads,
        hide_index=True,
        placeholder="",
        height=tables.height(len(found)),
        on_select="rerun",
        selection_mode="single-row",
        key="briefs.picked",
    )
    keys = [found[at].id for at in picked.selection.rows]
    if not keys:
        st.caption(here.say("brief.choose_row"))
    elif keys[0] != st.session_state.get(MADE):  # its receipt stands above
        receipt(here, keys[0])


def _row(here: Visit, it: Kept) -> dict[str, str]:
    return {
        "subject": _called(here, it.subject),
        "day": str(it.day),
        "earlier": str(it.earlier),
        "by": it.made_by,
        "at": here.clock(it.made_at),
        "forms": " · ".join(here.say(f"brief.form_{form}") for form in brief.FORMS if form in it.forms),
    }
