"""人员与账号: who may sign in, who stands in for whom; kept by the administrator."""

from __future__ import annotations

import streamlit as st

from pages.parts import admitting, enrolling, visit
from scenario_db import accounts

here = visit.begin()
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
    st.title(here.say("page.people"))
    if st.button(here.say("people.add"), type="primary"):
        admitting.add(here)
found = accounts.find(here.db)
if not accounts.any_real(here.db):
    st.info(here.say("people.none"))
admitting.handed_over(here)
if found:
    st.markdown(here.say("people.count", count=len(found)))
    chosen = admitting.listed(here, found)
    admitting.one(here, chosen)
enrolling.by_workbook(here)
st.subheader(here.say("people.stand_ins"))
admitting.stand_ins(here, found)
