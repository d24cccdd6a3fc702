"""The list of saved views, and what may be done with the one that is ticked: open, rename, share, subscribe, delete."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.parts import subscribing, tables, viewing
from pages.parts.visit import Visit
from pages.parts.writing import attempt
from scenario_db import tellings, views
from scenario_db.roles import Action, may
from scenario_db.views import View


def listed(here: Visit) -> None:
    """Her own and those that are shared; a tick shows what may be done."""
    found = [it for it in views.find(here.db, here.person) if viewing.is_open(here.person, it)]
    if not found:
        st.caption(here.say("views.none_at_all"))
        return
    rows = [
        {
            "name": it.name,
            "page": here.say(f"page.{it.page}"),
            "whose": here.say("views.own" if it.is_of(here.person) else "views.of_others", by=it.made_by),
            "shared": here.say("views.is_shared") if it.shared else "",
        }
        for it in found
    ]
    heads = {name: tables.text(here.say(f"views.col_{name}")) for name in rows[0]}
    picked = st.dataframe(
        rows,
        column_config=heads,
        hide_index=True,
        placeholder="",
        height=tables.height(len(rows), 10),
        **tables.ticked("views.table"),
    )
    row = tables.ticked_row(picked, len(found))
    if row is None:
        st.caption(here.say("views.choose_row"))
    else:
        _one(here, found[row])


def _one(here: Visit, it: View) -> None:
    with st.container(border=True):
        st.markdown(f"**{tables.plain(it.name)}**")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            viewing.open_it(here, it)
            if it.page in tellings.PAGES and st.button(here.say("subscription.begin"), key="views.subscribe"):
                subscribing.to_a_view(here, it)
            if views.may_change(here.person, it):
                _change(here, it)


def _change(here: Visit, it: View) -> None:
    if may(here.person, Action.SET_RULES):
        label = here.say("views.unshare" if it.shared else "views.share")
        if st.button(label, key="views.share"):
            attempt(here, partial(views.share, here.db, here.person, it.id, shared=not it.shared))
    if st.button(here.say("views.delete"), key="views.delete"):
        attempt(here, partial(views.forget, here.db, here.person, it.id), said=here.say("views.deleted", name=it.name))
    name = st.text_input(here.say("views.new_name"), value=it.name, max_chars=views.LONGEST, key=f"views.name.{it.id}")
    if st.button(here.say("views.rename"), key="views.rename") and name != it.name:
        attempt(here, partial(views.rename, here.db, here.person, it.id, name))
