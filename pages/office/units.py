"""单位与清单: departments with all their names, and the lists that forms offer."""

from __future__ import annotations

import streamlit as st

from pages.parts import keeping, visit

here = visit.begin()
st.title(here.say("page.units"))
keeping.receipt()
st.caption(here.say("units.intro"))
chosen = keeping.chosen(here)
if chosen:
    keeping.one(here, chosen)
st.header(here.say("units.lists"))
keeping.entries(here)
