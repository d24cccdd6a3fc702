"""打印一页: a scenario on one A4 page, as a file that a browser prints."""

from __future__ import annotations

from functools import partial

import streamlit as st

from exporters import sheet
from pages.parts import leaving
from pages.parts.visit import Visit
from scenario_db.records import Scenario
from scenario_db.roles import Action, may


def button(here: Visit, it: Scenario) -> None:
    """The way to the page, for whoever may take something out."""
    if not may(here.person, Action.EXPORT):
        return
    make = partial(sheet.of, here.db, it, here.say, day=here.today, to=here.person)
    name = "".join("_" if char in '\\/:*?"<>|' else char for char in f"{it.code}-{it.name}.html")
    st.download_button(
        here.say("sheet.print"),
        leaving.told(here, f"sheet/{it.code}", make),
        file_name=name,
        mime="text/html",
        on_click="ignore",
    )
