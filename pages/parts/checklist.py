"""A gate's checklist: what is there, what is missing and where to supply it, what was waived and by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import streamlit as st

from pages.parts import answering, supplying, twins, writing
from pages.parts.visit import Visit
from scenario_db import gates
from scenario_db.codes import GateItem
from scenario_db.gates import STATED, Checked, State
from scenario_db.records import GateAnswer, Scenario
from scenario_db.roles import Action, may

SIGNS: Mapping[State, str] = MappingProxyType(
    {State.THERE: ":green[●]", State.MISSING: ":red[○]", State.WAIVED: ":orange[◐]"}
)
"""Shape and colour: full, empty, half."""


def show(here: Visit, it: Scenario, found: Sequence[Checked]) -> None:
    """The items line by line; an item that a statement answers, or the office waives, has its button."""
    for checked in found:
        what, said, action = st.columns([0.36, 0.46, 0.18], vertical_alignment="center")
        what.markdown(line(here, checked), help=here.say.help("gate_item", checked.item))
        said.caption(_said(here, checked))
        with action.container(horizontal=True, gap="small"):
            _buttons(here, it, checked)
    answering.button(here, it, found)
    if any(one.item is GateItem.NAME_CHECKED and one.state is State.MISSING for one in found):
        twins.of_scenario(here, it)


def line(here: Visit, it: Checked) -> str:
    """An item with the sign of how it stands."""
    return f"{SIGNS[it.state]} {here.say.code(it.item)}"


def _said(here: Visit, it: Checked) -> str:
    if it.answer is None:
        return here.say(f"gate_hint.{it.item}") if it.state is State.MISSING else ""
    told = (it.answer.statement, it.answer.document, str(it.answer.day or ""), it.answer.answered_by)
    text = " · ".join(filter(None, told))
    return here.say("moves.waived_until", text=text, day=it.answer.expires_on) if it.answer.waived else text


def _buttons(here: Visit, it: Scenario, checked: Checked) -> None:
    key = f"moves.{checked.gate}.{checked.item}"
    stated = checked.item in STATED and checked.state is not State.WAIVED
    if stated and may(here.person, Action.PROPOSE):
        word = "moves.restate" if checked.answer else "moves.state"
        if st.button(here.say(word), key=f"{key}.state", type="tertiary"):
            _answering(here, it, checked, waived=False)
    if checked.state is State.MISSING and may(here.person, Action.PROPOSE):
        supplying.button(here, it, checked.item)
    waivable = checked.state is State.MISSING and may(here.person, Action.REVIEW_FINAL)
    if waivable and st.button(here.say("moves.waive"), key=f"{key}.waive", type="tertiary"):
        _answering(here, it, checked, waived=True)


def _answering(here: Visit, it: Scenario, checked: Checked, *, waived: bool) -> None:
    held = checked.answer or GateAnswer(scenario_id=it.id, gate=checked.gate, item=checked.item)

    @st.dialog(here.say("moves.waive_title" if waived else "moves.state_title", item=here.say.code(checked.item)))
    def ask() -> None:
        st.caption(here.say(f"gate_hint.{checked.item}"))
        said = _asked(here, held, checked.item, waived=waived)
        if not st.button(here.say("word.save"), type="primary", key="moves.answer"):
            return
        writing.attempt(here, lambda: gates.answer(here.db, said, by=here.person, day=here.today))

    ask()


def _asked(here: Visit, held: GateAnswer, item: GateItem, *, waived: bool) -> GateAnswer:
    needs = ("statement", "expires_on") if waived else (*STATED.get(item, ()), "statement", "document")
    given: dict[str, object] = {"waived": waived}
    for name in dict.fromkeys(needs):
        label, hint = here.say.field("gate_answer", name), here.say.help("gate_answer", name)
        was, key = getattr(held, name), f"moves.answer.{name}"
        if name in ("day", "expires_on"):
            given[name] = st.date_input(label, was, key=key, format="YYYY-MM-DD", help=hint)
        else:
            given[name] = st.text_area(label, was or "", key=key, height=80, help=hint) or None
    return GateAnswer(scenario_id=held.scenario_id, gate=held.gate, item=held.item, **given)  # type: ignore[arg-type]
