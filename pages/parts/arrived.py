"""What came to somebody by subscription: a line where she arrives, and the list of what came."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.parts.visit import Visit
from pages.parts.writing import attempt
from scenario_db import subscriptions

WAYS = ("/", "http://", "https://")
"""What the line with the link begins with."""


def line(here: Visit) -> None:
    """That something new came, until she says that she has seen it."""
    it = subscriptions.unseen(here.db, here.person)
    if it is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(here.say("subscription.new", subject=it.subject))
        st.page_link("pages/overview/views.py", label=here.say("subscription.look"))
        if st.button(here.say("today.seen"), key="arrived.seen"):
            attempt(here, partial(subscriptions.seen, here.db, here.person))


def listed(here: Visit) -> None:
    """The last that came, the newest open; nothing where nothing ever did."""
    found = subscriptions.arrived(here.db, here.person)
    if not found:
        return
    st.header(here.say("subscription.came"))
    for number, (at, it) in enumerate(found):
        with st.expander(f"{it.subject}　{here.clock(at)}", expanded=not number):
            for line in (it.body or "").splitlines():
                if line.startswith(WAYS):
                    st.link_button(here.say("views.open"), line)
                else:
                    st.text(line)
