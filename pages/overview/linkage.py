"""协同: which departments work together, who asks whom and waits for whom, where chains break, what hangs on what."""

from __future__ import annotations

import streamlit as st

from pages.parts import blank, filters, linkage, linking, visit
from pages.parts.visit import Visit
from scenario_db import linkages, portfolio, upstream
from scenario_db.answers import kept
from scenario_db.choices import Choice


def counted(here: Visit, choice: Choice) -> None:
    """What is counted, as of which day."""
    asked = kept(here.db, linkages.asks, choice)
    facts = {
        "day": choice.day,
        "scenarios": f"{sum(it.scenarios for it in kept(here.db, portfolio.counts, choice).values()):,}",
        "edges": f"{len(asked):,}",
        "open": f"{sum(it.open for it in asked):,}",
    }
    st.caption(here.say("linkage.counted", **facts))


here = visit.begin()
st.title(here.say("page.linkage"))
as_of = filters.choose_day(here)
choice = Choice(as_of.day, as_of.moment)
if not kept(here.db, linkages.matrix, choice, most=linkage.UNITS).pairs:
    blank.nothing(here, "linkage.empty")
    st.stop()
counted(here, choice)
st.header(here.say("linkage.who_with_whom"))
linkage.matrix(here, choice)
linkage.pair(here, choice)
st.header(here.say("linkage.who_waits"))
linkage.waiting(here, choice)
st.header(here.say("linkage.who_asks"))
linkage.asking(here, choice)
st.header(here.say("linkage.how_cross"))
linking.crossing(here, choice)
st.header(here.say("linkage.where_broken"))
linking.steps(here, choice)
late = kept(here.db, upstream.delayed, choice)
st.header(here.say("linkage.before_and_behind"))
linking.around(here, choice, late)
st.header(here.say("linkage.who_is_held_up"))
linking.delays(here, late)
