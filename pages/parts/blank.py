"""What stands where nothing is yet: what is missing and the next step, for who may take it and for who may not."""

from __future__ import annotations

import streamlit as st

from pages.parts.visit import Visit
from scenario_db.roles import Action, may


def nothing(here: Visit, key: str, needs: Action = Action.IMPORT) -> None:
    """The sentence of that key for who may begin, with the way to the import; others are told who will."""
    if not may(here.person, needs):
        st.info(here.say("word.nothing_yet"))
        return
    st.info(here.say(key))
    if may(here.person, Action.IMPORT):
        st.page_link("pages/desk/upload.py", label=here.say("portfolio.go_import"))
