"""审核: the moves that wait for this person's review, each with its gate and its reason; pass on, or return."""

from __future__ import annotations

import streamlit as st

from pages.parts import moving, reviewing, visit
from scenario_db import proposals
from scenario_db.answers import kept
from scenario_db.codes import ReviewStatus
from scenario_db.roles import Action, may

here = visit.begin()
st.title(here.say("page.reviews"))
moving.receipt()
first = may(here.person, Action.REVIEW_FIRST)
status = ReviewStatus.FIRST_REVIEW if first else ReviewStatus.FINAL_REVIEW
if not (first or may(here.person, Action.REVIEW_FINAL)):
    st.info(here.say("reviews.not_yours"))
    st.stop()

lead = moving.my_unit(here)
total = kept(here.db, proposals.count, (status,), lead=lead)
st.caption(here.say("reviews.first" if first else "reviews.final", count=f"{total:,}"))
if not total:
    st.info(here.say("reviews.none"))
    st.stop()

found = reviewing.page(here, status, lead, total)
chosen = reviewing.pick(here, found)
ready = reviewing.ready(here, chosen)
if len(chosen) == 1:
    reviewing.one(here, chosen[0], ready=ready)
reviewing.decide(here, chosen, ready=ready)
