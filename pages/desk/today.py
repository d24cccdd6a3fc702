"""工作台: what this person owes today, in four piles, the longest overdue first, each with what is expected."""

from __future__ import annotations

import streamlit as st

from pages.parts import arrived, safety, visit, workbench
from scenario_db import arrears, duties
from scenario_db.answers import kept
from scenario_db.piles import Pile

here = visit.begin()
st.title(here.say("page.today"))
safety.warn(here)
arrived.line(here)
st.caption(here.say("today.for_whom", day=here.today, person=here.person.name))
returns = arrears.of(here.db, here.person, here.today)
counts = kept(here.db, duties.counts, here.person, here.today)
theirs = returns[0].pile if returns else Pile.TO_DO
counts = counts | {theirs: counts[theirs] + arrears.counted(returns, here.today)}
if not any(it.all for it in counts.values()):
    st.success(here.say("today.nothing"))
    st.page_link("pages/desk/scenarios.py", label=here.say("word.to_ledger"))
    st.stop()

pile = workbench.chosen(counts)
workbench.cards(here, counts, pile)
st.markdown(f"## {here.say.code(pile)}")
if not counts[pile].all:
    st.caption(here.say("today.nothing_here"))
    st.stop()
things = kept(here.db, duties.counts, here.person, here.today)[pile].all
pages = -(-things // workbench.ROWS)
page = st.pagination(pages, key=f"today.page.{pile}") - 1 if pages > 1 else 0
found = kept(here.db, duties.find, here.person, pile, limit=workbench.ROWS, offset=page * workbench.ROWS)
first = returns if pile is theirs and not page else []
workbench.listed(here, workbench.in_order([*found, *first]))
