"""部门: departments side by side with their scores; and one department, working group or district by itself."""

from __future__ import annotations

import streamlit as st

from pages.parts import abreast, body, filters, visit
from scenario_db import scope
from scenario_db.bodies import BodyKind
from scenario_db.choices import Choice

here = visit.begin()
st.title(here.say("page.department"))
as_of = filters.choose_day(here)
hers = scope.leads(here.db, here.person)
whole = Choice(as_of.day, as_of.moment, leads=scope.within(here.db, here.person))
kind, chosen = body.choose(here, Choice(as_of.day, as_of.moment), hers)
if chosen is None:
    if kind is BodyKind.DEPARTMENT:
        abreast.ranking(here, whole)
    else:
        st.info(here.say("department.none", day=as_of.day))
    st.stop()
choice = Choice(as_of.day, as_of.moment, leads=chosen.members)
body.glance(here, chosen, choice, whole)
st.header(here.say("department.which_red"))
body.red_and_yellow(here, choice)
st.header(here.say("department.who_waits"))
body.waits(here, chosen, whole)
st.header(here.say("department.files_late"))
body.returns(here, choice)
st.header(here.say("department.what_part"))
body.parts(here, chosen, whole)
if kind is BodyKind.DEPARTMENT:
    abreast.of_one(here, choice, whole, chosen.id)
