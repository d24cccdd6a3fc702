"""The tour: four short steps at the first sign-in of a role, to be skipped at once and taken again at any time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from pages.parts.visit import Visit
from scenario_db import tours
from scenario_db.sessions import Session

AT, ASKED = "touring.at", "touring.asked"

OWN, COMMON = ("here", "first"), ("around", "again")
"""What is said to each role by itself, and what to everybody."""


def offer(here: Visit) -> None:
    """Opens it for whoever has signed in and has not seen it; where nobody signs in there is none."""
    if here.session is None:
        return
    if ASKED not in st.session_state:
        st.session_state[ASKED] = True
        if not tours.is_seen(here.db, here.session.account.login, here.session.account.role):
            st.session_state[AT] = 0
    if AT in st.session_state:
        _open(here, here.session)


def button(here: Visit, close: Callable[[], None]) -> None:
    """In her own menu: once more from the beginning, and the menu closes."""
    st.button(here.say("tour.again_button"), width="stretch", key="touring.again", on_click=_begin, args=(close,))


def _begin(close: Callable[[], None]) -> None:
    st.session_state[AT] = 0
    close()


def _open(here: Visit, session: Session) -> None:
    @st.dialog(here.say("tour.title", role=session.account.role), on_dismiss=partial(_end, here, session))
    def dialog() -> None:
        _step(here, session)

    dialog()


def _step(here: Visit, session: Session) -> None:
    at = st.session_state.get(AT, 0)
    step = (*OWN, *COMMON)[at]
    whose = f"{session.account.role}_{step}" if step in OWN else step
    count = len(OWN) + len(COMMON)
    last = at == count - 1
    st.caption(f"{at + 1} / {count} · {here.say(f'tour.step_{step}')}")
    st.markdown(here.say(f"tour.{whose}"))
    with st.container(horizontal=True, horizontal_alignment="right"):
        left = None if last else st.button(here.say("tour.skip"), type="tertiary", key="touring.skip")
        st.button(here.say("tour.back"), key="touring.back", disabled=not at, on_click=_go, args=(at - 1,))
        if not last:
            st.button(here.say("tour.next"), type="primary", key="touring.next", on_click=_go, args=(at + 1,))
        elif st.button(here.say("tour.done"), type="primary", key="touring.done"):
            left = True
    if left:
        _end(here, session)
        st.rerun()


def _go(at: int) -> None:
    st.session_state[AT] = at


def _end(here: Visit, session: Session) -> None:
    """Finished, skipped or closed: it does not come by itself again."""
    st.session_state.pop(AT, None)
    tours.see(here.db, session.account.login, session.account.role)
