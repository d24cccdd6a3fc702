"""All that a gate still lacks in one dialog: what is stated, what the office waives, one submit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import streamlit as st

from pages.parts import writing
from pages.parts.visit import Visit
from scenario_db import gates
from scenario_db.codes import GateItem
from scenario_db.gates import STATED, Checked, State
from scenario_db.records import GateAnswer, Scenario
from scenario_db.roles import Action, may

WAIVED_DAYS = 90
"""For so long a waiver is proposed to hold."""


def button(here: Visit, it: Scenario, found: Sequence[Checked]) -> None:
    """The way to answer all at once, where there is more than one thing that this person may answer."""
    missing = [one for one in found if one.state is State.MISSING]
    stated = [one for one in missing if one.item in STATED]
    asked = missing if may(here.person, Action.REVIEW_FINAL) else stated
    if not may(here.person, Action.PROPOSE) or len(asked) < 2:
        return
    if st.button(here.say("moves.answer_all", count=len(asked)), key=f"moves.{it.id}.all"):
        _dialog(here, it, stated, missing)


def _dialog(here: Visit, it: Scenario, stated: Sequence[Checked], missing: Sequence[Checked]) -> None:
    @st.dialog(here.say("moves.answer_all_title"), width="large")
    def opened() -> None:
        st.caption(here.say("moves.answer_all_hint"))
        with st.form("moves.all", border=False, enter_to_submit=False):
            answers = [_stated(here, it, one) for one in stated]
            waived = _waived(here, it, missing) if may(here.person, Action.REVIEW_FINAL) else []
            sent = st.form_submit_button(here.say("word.save"), type="primary")
        if not sent:
            return
        named = {one.item for one in waived}
        said = [one for one in answers if one and one.item not in named]
        given = [*said, *waived]
        writing.attempt(here, lambda: gates.answer_all(here.db, given, by=here.person, day=here.today))

    opened()


def _stated(here: Visit, it: Scenario, checked: Checked) -> GateAnswer | None:
    """What is filled in for one item; None where nothing is."""
    name, hint = here.say.code(checked.item), here.say.help("gate_item", checked.item)
    needs = STATED[checked.item]
    columns = st.columns([3, 1]) if len({"statement", "day"} & set(needs)) > 1 or "document" in needs else [st, st]
    given: dict[str, Any] = {}
    key = f"moves.all.{checked.item}"
    if "statement" in needs:
        given["statement"] = columns[0].text_input(name, help=hint, key=f"{key}.statement").strip() or None
    if "document" in needs:
        label = here.say("moves.answer_document", item=name)
        given["document"] = columns[0].text_input(label, help=hint, key=f"{key}.document").strip() or None
    if "day" in needs:
        label = here.say("moves.answer_day", item=name)
        given["day"] = columns[1].date_input(label, None, help=hint, key=f"{key}.day", format="YYYY-MM-DD")
    if not any(given.values()):
        return None
    return GateAnswer(scenario_id=it.id, gate=checked.gate, item=checked.item, **given)


def _waived(here: Visit, it: Scenario, missing: Sequence[Checked]) -> list[GateAnswer]:
    """The items that the office waives, all for one reason and until one day."""
    st.divider()
    of_gate = {one.item: one.gate for one in missing}
    items: list[GateItem] = st.multiselect(
        here.say("moves.waive_several"), list(of_gate), key="moves.all.waived", format_func=here.say.code,
        placeholder="—",
    )  # fmt: skip
    left, right = st.columns([3, 1])
    reason = left.text_input(here.say("moves.waive_reason"), key="moves.all.reason").strip() or None
    until = right.date_input(
        here.say("moves.waive_until"), here.today + timedelta(days=WAIVED_DAYS), key="moves.all.until",
        format="YYYY-MM-DD",
    )  # fmt: skip
    return [
        GateAnswer(scenario_id=it.id, gate=of_gate[item], item=item, waived=True, statement=reason, expires_on=until)
        for item in items
    ]
