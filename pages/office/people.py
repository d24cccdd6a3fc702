"""人员与账号: who may sign in, who stands in for whom, which systems may ask; kept by the administrator."""

from __future__ import annotations

import streamlit as st

from pages.parts import admitting, enrolling, granting, safety, visit
from scenario_db import accounts

here = visit.begin()
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
    st.title(here.say("page.people"))
    if st.button(here.say("people.add"), type="primary"):
        admitting.add(here)
safety.warn(here)
found = accounts.find(here.db)
if accounts.any_real(here.db):
    found = [it for it in found if not it.demonstration]  # those came to an end with the first real one
else:
    st.info(here.say("people.none"))
if found:
    st.markdown(here.say("people.count", count=len(found)))
    chosen = admitting.listed(here, found)
    admitting.one(here, chosen)
if (
    here.session is not None
):  # with the first account all sign in: whoever made a list would be out before its passwords
    enrolling.by_workbook(here)
st.header(here.say("people.stand_ins"))
admitting.stand_ins(here, found)
st.header(here.say("people.systems"))
granting.systems(here)
