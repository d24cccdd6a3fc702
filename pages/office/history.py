"""变更: every batch that changed the register, what it changed, and the way to take it back."""

from __future__ import annotations

import streamlit as st

from pages.parts import batches, blank, tables, visit
from scenario_db import histories

here = visit.begin()
st.title(here.say("page.history"))
number = st.query_params.get("batch", "")
if number.isdigit():
    batches.one(here, int(number))
    st.stop()

total = histories.count(here.db)
if not total:
    blank.nothing(here, "word.no_batches")
    st.stop()
st.caption(here.say("word.batches_found", count=f"{total:,}"))
page = tables.page_of(total, "page", in_address=True)
batches.listed(here, histories.batches(here.db, limit=tables.ROWS, offset=page * tables.ROWS))
