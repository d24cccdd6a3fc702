"""Saved views beside the search box: keep what is looked at under a name, open one again, from every page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from pages.parts import carrying, menu, tables
from pages.parts.visit import Visit
from pages.parts.writing import attempt
from scenario_db import addresses, views
from scenario_db.roles import Action, Person, may
from scenario_db.views import View

OPEN = "viewing.open"
LISTED = 12
"""Views of a kind that the popover names; all of them stand on their page."""


def popover(here: Visit, page: str) -> None:
    """The box; `page` is the address of the page that one is on. What it holds is asked for only when it is opened."""
    with st.popover(here.say("views.short"), on_change="rerun", key=OPEN) as box:
        if box.open:
            _inside(here, page)


def _inside(here: Visit, page: str) -> None:
    if page in {it.address for it in menu.MENU}:
        _keep(here, page)
    found = [it for it in views.find(here.db, here.person) if is_open(here.person, it)]
    _named(here, "views.mine", [it for it in found if it.is_of(here.person)])
    _named(here, "views.shared", [it for it in found if not it.is_of(here.person)])
    if st.button(here.say("views.manage"), type="tertiary", key="viewing.manage"):
        carrying.go_on("overview/views.py", [("lang", here.language)])
        st.rerun()


def is_open(person: Person, it: View) -> bool:
    """Whether its page is one that she may open."""
    return any(entry.address == it.page and entry.is_open_to(person) for entry in menu.MENU)


def _keep(here: Visit, page: str) -> None:
    with st.form("viewing.keep", border=False, clear_on_submit=True):
        name = st.text_input(here.say("views.name", page=here.say(f"page.{page}")), max_chars=views.LONGEST)
        shared = may(here.person, Action.SET_RULES) and st.checkbox(here.say("views.with_all"))
        if not st.form_submit_button(here.say("views.keep"), type="primary"):
            return
    query = {key: st.query_params.get_all(key) for key in st.query_params}
    attempt(here, partial(_kept, here, page, name, query, shared=bool(shared)), said=here.say("views.kept", name=name))


def _kept(here: Visit, page: str, name: str, query: dict[str, list[str]], *, shared: bool) -> None:
    it = views.keep(here.db, here.person, name, page, addresses.kept(here.db, page, query, here.say))
    if shared:
        views.share(here.db, here.person, it.id, shared=True)


def _named(here: Visit, title: str, found: Sequence[View]) -> None:
    st.caption(here.say(title))
    for it in found[:LISTED]:
        label = f"{tables.plain(it.name)} :gray[{here.say(f'page.{it.page}')}]"
        st.button(label, key=f"viewing.{it.id}", type="tertiary", on_click=_want, args=(here, it))
    if not found:
        st.markdown(f":gray[{here.say('views.none')}]")
    elif len(found) > LISTED:
        st.markdown(f":gray[{here.say('views.more', count=len(found) - LISTED)}]")


def _want(here: Visit, it: View) -> None:
    """What was chosen before belongs to the page that one leaves."""
    carrying.let_go()
    script = next(entry.script for entry in menu.MENU if entry.address == it.page)
    carrying.go_on(script, addresses.spoken(here.db, it.address, here.say))


def open_it(here: Visit, it: View) -> None:
    """The button that opens a view, on the page of views."""
    st.button(here.say("views.open"), key="views.go", type="primary", on_click=_want, args=(here, it))
