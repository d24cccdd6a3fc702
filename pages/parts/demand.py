"""One demand on a page: what it says, what answers it and what may, the form; and a scenario's demands on its card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from pages.parts import forms, matches, preparing, tables, writing
from pages.parts.visit import OF_A_UNIT, Visit
from scenario_db import demands, departments, pairing, rights
from scenario_db.changes import Change
from scenario_db.demands import Answer
from scenario_db.records import Demand
from scenario_db.roles import Action, may

FIELDS = (
    "title",
    "domain",
    "proposer_id",
    "proposer",
    "urgency",
    "raised_on",
    "source",
    "status",
    "pain_point",
    "remark",
)
"""What the form asks, in its order."""


def adding(here: Visit) -> None:
    """The form for a new demand."""

    @st.dialog(here.say("demands.add"), width="large")
    def ask() -> None:
        unit = here.person.department_id if here.person.role in OF_A_UNIT else None
        _form(here, Demand(title="", proposer_id=unit, raised_on=here.today), 0)

    ask()


def _form(here: Visit, held: Demand, version: int) -> None:
    """A clerk's demands are her department's; saved as it was opened, or told who was faster."""
    names = [name for name in FIELDS if name not in _fixed(here)]
    key = f"demands.form.{held.id}.{version}"
    st.caption(here.say("demands.needs_clerk" if _fixed(here) else "demands.needs"))
    with st.form(key, border=False):
        given = forms.fill(here, held, names, key=key)
        sent = st.form_submit_button(here.say("word.save"), type="primary")
    if sent:
        writing.attempt(here, lambda: _save(here, replace(held, **given), version))


def _save(here: Visit, it: Demand, version: int) -> None:
    receipt = demands.save(here.db, it, version=version, by=here.person)
    words = here.say("demands.saved", batch=receipt.batch) if receipt else here.say("demands.unchanged")
    st.session_state["demands.said"] = words
    if receipt and not it.id:
        st.query_params["demand"] = demands.code_of(here.db, receipt.batch)


def _fixed(here: Visit) -> tuple[str, ...]:
    return ("proposer_id",) if here.person.role in OF_A_UNIT else ()


def one(here: Visit, code: str) -> None:
    """One demand: what it says, what answers it, what may, and the form for who may change it."""
    st.page_link("pages/overview/demands.py", label=here.say("demands.back"))
    found = demands.by_code(here.db, code)
    if found is None:
        st.info(here.say("demands.no_such", code=code))
        return
    version, it = found
    _head(here, it)
    left, right = st.columns([3, 2], gap="large")
    with left:
        answered = demands.scenarios_of(here.db, it.id)
        st.markdown(f"### {here.say('demands.answered_by', count=len(answered))}")
        answers(here, answered, to="scenario", none="demands.not_answered")
        st.markdown(f"### {here.say('match.title_scenarios')}", help=here.say("match.how"))
        if preparing.ready(here):
            matches.for_demand(here, it.id, pairing.scenarios_for(here.db, it.id, k=5))
    with right:
        _facts(here, it)
        mine = may(here.person, Action.WRITE) and not rights.beyond(
            here.db, here.person, [Change("demand", it.id, it, it, 1)]
        )
        if mine:
            with st.expander(here.say("demands.edit")):
                _form(here, it, version)


def _head(here: Visit, it: Demand) -> None:
    st.header(it.title)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(it.code, color="gray")
        st.badge(here.say.code(it.status), color="blue")
        for label in filter(None, (here.say.code(it.domain), here.say.code(it.urgency))):
            st.badge(label, color="gray")
        if it.raised_on:
            st.caption(here.say("demands.waits", days=(here.today - it.raised_on).days))


def _facts(here: Visit, it: Demand) -> None:
    called = departments.names_on(here.db)
    values = {
        "proposer_id": called.get(it.proposer_id or "", ""), "proposer": it.proposer, "source": it.source,
        "raised_on": str(it.raised_on or ""), "pain_point": it.pain_point, "remark": it.remark,
    }  # fmt: skip
    st.table({here.say.field("demand", name): value for name, value in values.items() if value}, border="horizontal")


def answers(here: Visit, found: Sequence[Answer], *, to: str, none: str) -> None:
    """What answers a demand, or what a scenario answers, each a link with its state and note."""
    if not found:
        st.caption(here.say(none))
    for it in found:
        note = f" · {it.note}" if it.note else ""
        state = tables.plain(f"{here.say.code(it.state)}{note}")
        st.markdown(f"{matches.named(here, to, it.code, it.name)} :gray[· {state}]")


def of_scenario(here: Visit, scenario: str) -> None:
    """The demands that a scenario answers, and those that it may."""
    found = demands.demands_of(here.db, scenario)
    st.markdown(f"## {here.say('demands.answers', count=len(found))}")
    answers(here, found, to="demand", none="demands.answers_none")
    matches.for_scenario(here, scenario)
