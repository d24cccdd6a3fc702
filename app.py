"""The front door for people: page set-up, language and menu by role; then it steps aside for the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.parts import carrying, failing, freshness, menu, own, seeking, server, touring, viewing, visit
from pages.parts.turns import its_turn

LOGO = str(Path(__file__).parent / "pages" / "parts" / "logo.svg")


def show() -> None:
    """One run for one person: what is the same on every page, then the page."""
    here = visit.begin()
    st.set_page_config(page_title=here.say("word.product"), page_icon=LOGO, layout="wide", initial_sidebar_state=220)
    st.logo(LOGO)
    page = st.navigation(menu.pages(here), position="hidden" if own.is_new(here) else "sidebar", expanded=True)
    own.ask_for_a_password(here)
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small"):
        freshness.note(here)
        visit.say_if_demonstration(here)
        viewing.popover(here, page.url_path)
        seeking.box(here)
        visit.choose_language(here)
        own.show(here)
    menu.beneath(here)
    touring.offer(here)
    menu.beside(page, here)
    seeking.lead_on(here)
    carrying.lead_on(page)
    menu.run(page, here)


# Streamlit imports this file once to find the server, then runs it again for every click of every person.
if st.runtime.exists():
    with its_turn():
        show()
else:
    app = st.App(
        __file__,
        routes=server.routes(),
        middleware=server.middleware(),
        lifespan=server.lifespan,
        on_script_error=failing.show,
        exception_handlers={Exception: failing.answer},
    )
