"""What a gate asks for beyond the scenario's own fields, supplied on the spot: an indicator, a partner, a demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import streamlit as st

from pages.parts import forms, writing
from pages.parts.visit import Visit
from scenario_db import ledger, titles
from scenario_db.codes import GateItem, PartnerRole
from scenario_db.records import DemandScenario, Metric, Partner, Record, Scenario

INDICATOR = ("name", "value", "unit", "baseline", "target", "as_of")
PARTNER = ("department_id", "role", "task", "due_on")


def _indicator(here: Visit, it: Scenario) -> Record | None:
    blank = Metric(scenario_id=it.id, name="", as_of=here.today)
    given, problems = forms.amounts(blank, forms.fill(here, blank, INDICATOR, key="supply.metric"))
    for problem in problems:
        st.error(here.say.problem(problem))
    done = given["name"] and given["as_of"] and not problems
    return replace(blank, id="", **given) if done else None


def _partner(here: Visit, it: Scenario) -> Record | None:
    blank = Partner(scenario_id=it.id, department_id="", role=PartnerRole.SUPPORT)
    given = forms.fill(here, blank, PARTNER, key="supply.partner")
    done = given["department_id"] and given["role"]
    return replace(blank, id="", requested_on=here.today, **given) if done else None


def _demand(here: Visit, it: Scenario) -> Record | None:
    code = st.text_input(here.say.field("demand", "code"), key="supply.demand", placeholder="XQ-2026-0001").strip()
    found = titles.known(here.db, "demand", [code], [code.upper()]) if code else None
    key = (found.by_code.get(code.upper()) or next(iter(found.by_key.values()), None)) if found else None
    if code and key is None:
        st.warning(here.say("moves.no_such_demand", code=code))
    note = st.text_input(here.say.field("demand_scenario", "note"), key="supply.note")
    return DemandScenario(demand_id=key, scenario_id=it.id, note=note or None) if key else None


SUPPLIED: Mapping[GateItem, Callable[[Visit, Scenario], Record | None]] = MappingProxyType(
    {
        GateItem.MEASURABLE_OUTCOME: _indicator,
        GateItem.BASELINE: _indicator,
        GateItem.PARTNERS_CONTACTED: _partner,
        GateItem.DATA_LISTED: _partner,
        GateItem.PARTNERS_CONFIRMED: _partner,
        GateItem.DEMAND_LINKED: _demand,
    }
)
"""The items whose answer is a record of another kind, and how that is asked for."""


def button(here: Visit, it: Scenario, item: GateItem) -> None:
    """The way to supply it, where there is one."""
    ask = SUPPLIED.get(item)
    if ask and st.button(here.say("moves.supply"), key=f"supply.{item}", type="tertiary"):
        _dialog(here, it, item, ask)


def _dialog(here: Visit, it: Scenario, item: GateItem, ask: Callable[[Visit, Scenario], Record | None]) -> None:
    @st.dialog(here.say("moves.supply_title", item=here.say.code(item)))
    def opened() -> None:
        st.caption(here.say(f"gate_hint.{item}"))
        record = ask(here, it)
        if (
            not st.button(here.say("word.save"), type="primary", key="supply.save", disabled=record is None)
            or not record
        ):
            return
        writing.attempt(here, lambda: ledger.saved(here.db, record, by=here.person))

    opened()
