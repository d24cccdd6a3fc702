"""审计日志: what happened, line by line, the latest first; found by day, event and words, and exported as shown."""

from __future__ import annotations

import streamlit as st

from pages.parts import auditing, tables, visit
from scenario_db import audit

here = visit.begin()
st.title(here.say("page.audit"))
search = auditing.choose(here)
total = audit.count(here.db, search)
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    st.markdown(here.say("audit.count", count=f"{total:,}"))
    auditing.export(here, search, total)
if not total:
    st.info(here.say("audit.none"))
    st.stop()
page = tables.page_of(total, "page", in_address=True)
auditing.listed(here, audit.find(here.db, search, limit=tables.ROWS, offset=page * tables.ROWS))
st.caption(here.say("audit.sealed", head=str(audit.head(here.db))))
