"""场景: one card with everything known of a scenario, and for every value who gave it and from which cell."""

from __future__ import annotations

import streamlit as st

from pages.parts import (
    card,
    cooperating,
    demand,
    evaluation,
    instructing,
    matches,
    printing,
    provider,
    signs,
    twins,
    visit,
)
from scenario_db import lights, scenarios, scope, shown
from scenario_db.answers import kept
from scenario_db.roles import Action, may

TABS = ("facts", "progress", "cooperation", "linkage", "demands", "evaluation", "changes")

here = visit.begin()
code = st.query_params.get("code", "")
it = scenarios.by_code(here.db, code)
if it is None or not scope.may_read(here.db, here.person, it):
    st.title(here.say("page.scenario"))
    st.info(here.say("word.no_such_scenario", code=code) if code else here.say("word.choose_scenario"))
    st.page_link("pages/desk/scenarios.py", label=here.say("word.to_ledger"))
    st.stop()

matches.said()
lead = shown.field(here.say, it, "lead_id", shown.names(here.db, [it]))
st.title(it.name)
with st.container(horizontal=True, vertical_alignment="center"):
    st.badge(it.code, color="gray")
    st.badge(here.say.code(it.tier), color="blue")
    for label in filter(None, (here.say.code(it.stage), here.say.code(it.domain), lead)):
        st.badge(label, color="gray")
    if it.suspended:
        st.badge(here.say("field.scenario.suspended"), color="orange")
    card.ways(here, it)
    instructing.button(here, it)
    printing.button(here, it)

verdict = kept(here.db, lights.of, here.today, (it.id,)).get(it.id)
if verdict:
    st.markdown(f"{signs.coloured(here, verdict.light)} {signs.because(here, verdict)}")
versions = card.past(here, it)
facts, progress, cooperation, linkage, demands, judged, changes = st.tabs(
    [here.say(f"word.tab_{name}") for name in TABS]
)
with facts:
    card.facts(here, it, versions, empty=st.toggle(here.say("word.show_empty"), key="scenario.empty"))
with progress:
    card.belonging(here, "annual_plan", it.id, ("year", "planned_invest", "target"))
    card.belonging(here, "progress_report", it.id, card.REPORT_FIELDS)
    card.belonging(here, "milestone", it.id, ("name", "original_date", "planned_date", "actual_date", "status"))
with cooperation:
    cooperating.partners(here, it)
    card.belonging(here, "issue", it.id, ("category", "description", "needs_department_id", "raised_on", "status"))
    provider.of_scenario(here, it)
with linkage:
    st.markdown(f"## {here.say('word.children')}")
    card.children(here, it.id)
    cooperating.links(here, it)
with demands:
    demand.of_scenario(here, it.id)
    twins.of_scenario(here, it)
with judged:
    if may(here.person, Action.READ_ALL):
        st.page_link(
            "pages/overview/evaluation.py", label=here.say("evaluation.to_forms"), query_params={"scenario": it.code}
        )
    evaluation.told(here, it)
with changes:
    card.changes(here, "scenario", versions)
