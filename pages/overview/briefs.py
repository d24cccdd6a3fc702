"""简报: the ten answers as documents, of the city, a department or a working group; and those that were made before."""

from __future__ import annotations

import streamlit as st

from pages.parts import briefing, filters, visit
from scenario_db.problems import RegisterError

here = visit.begin()
st.title(here.say("page.briefs"))
as_of, earlier = filters.choose_days(here)
st.caption(here.say("brief.intro"))
try:
    briefing.order(here, briefing.choose(here, as_of, earlier))
except RegisterError as refused:
    st.info(here.say.problem(refused.problem))
briefing.finish(here)
briefing.made(here)
briefing.shelf(here)
