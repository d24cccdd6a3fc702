"""A scenario's fields as a form: editing one with both sides' changes kept, and proposing that a new one enters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from pages.parts import forms, proposing, twins
from pages.parts.visit import OF_A_UNIT, Visit
from scenario_db import editing, ledger, lifecycle, pairing, rules, shown, transitions
from scenario_db.codes import Gate, GateItem, Tier
from scenario_db.editing import Merged, Opened
from scenario_db.problems import RegisterError
from scenario_db.records import GateAnswer, Scenario

GROUPS: Mapping[str, tuple[str, ...]] = {
    "what": ("name", "domain", "category", "lead_id", "scale", "form", "regions", "aliases", "transformations",
             "industry_tags", "solution_tier", "technologies", "pain_point", "summary", "content", "outcome"),
    "who": ("implementer", "leader", "contact", "phone"),
    "money": ("total_invest", "fund_sources", "invest_type", "operation_model"),
    "when": ("stage", "planned_start", "planned_finish", "actual_start", "actual_finish", "approval_no",
             "approval_date"),
    "linkage": ("cross_level", "cross_region", "cross_system", "cross_department", "cross_business", "security",
                "open_to_market", "cooperation", "data_need", "policy_basis", "remark"),
}  # fmt: skip
"""Which fields stand together in the form; libraries change by moves, a pause too, so they are not here."""

FIRST = ("domain", "category", "lead_id", "regions", "pain_point", "summary")
"""What a new scenario says of itself, beside its name."""


def edit(here: Visit, key: str) -> None:
    """The form, as the scenario stood when it was opened; saving merges what others changed meanwhile."""
    slot = f"edit.opened.{key}"
    base = st.session_state.setdefault(slot, editing.opened(here.db, "scenario", key))
    if not isinstance(base, Opened) or not isinstance(base.record, Scenario):
        return
    with st.form(f"edit.{key}.{base.version}", border=False):
        given: dict[str, object] = {}
        for group, names in GROUPS.items():
            st.markdown(f"## {here.say(f'word.group_{group}')}")
            given |= forms.fill(here, base.record, names, key=f"edit.{key}")
        sent = st.form_submit_button(here.say("word.save"), type="primary")
    contested = st.session_state.get(f"{slot}.contested")
    if sent:
        _send(here, slot, base, given)
    elif contested:
        _contested(here, slot, contested)


def _send(here: Visit, slot: str, base: Opened, given: Mapping[str, object]) -> None:
    read, problems = forms.amounts(base.record, given)
    mine = replace(base.record, **read)
    problems += [problem for _, problem in rules.problems_with(mine)]
    if problems:
        for problem in problems:
            st.error(here.say.problem(problem))
        return
    merge = editing.merged(here.db, base, mine)
    if merge.contested:
        st.session_state[f"{slot}.contested"] = merge
        _contested(here, slot, merge)
        return
    _save(here, slot, merge, ())


def _contested(here: Visit, slot: str, merge: Merged) -> None:
    """Both sides of what two people changed, to be chosen field by field."""
    last = ledger.history(here.db, "scenario", merge.now.record.id)[-1]
    st.warning(here.say("entering.contested", by=last.batch.author, at=here.clock(last.batch.recorded_at)))
    called = shown.names(here.db, [merge.now.record, merge.wanted])
    theirs: list[str] = []
    for name in merge.contested:
        sides = {side: shown.field(here.say, it, name, called, to=here.person) for side, it in
                 (("mine", merge.wanted), ("theirs", merge.now.record))}  # fmt: skip
        words = {side: here.say(f"entering.{side}", value=value or "—") for side, value in sides.items()}
        side = st.radio(
            here.say.field("scenario", name), ("mine", "theirs"), key=f"{slot}.{name}", format_func=words.__getitem__
        )
        theirs += [name] if side == "theirs" else []
    if st.button(here.say("entering.save_merged"), type="primary", key=f"{slot}.merge"):
        _save(here, slot, merge, tuple(theirs))


def _save(here: Visit, slot: str, merge: Merged, theirs: tuple[str, ...]) -> None:
    try:
        receipt = editing.save(here.db, merge, by=here.person, theirs=theirs)
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))
        return
    for name in (slot, f"{slot}.contested"):
        st.session_state.pop(name, None)
    kept = [here.say.field("scenario", name) for name in merge.theirs]
    said = here.say("entering.saved", batch=receipt.batch) if receipt else here.say("entering.nothing_changed")
    said += here.say("entering.kept_theirs", fields="、".join(kept)) if kept else ""
    st.session_state["moves.said"] = said
    st.toast(said)  # the button stands far below the head, where it is said to stay
    st.rerun()


def new(here: Visit) -> None:
    """A scenario that is to enter: what the gate G1 asks for, near duplicates told while the name is typed."""
    st.caption(here.say("entering.intro"))
    hint = here.say.help("scenario", "name")
    name = st.text_input(f"{here.say.field('scenario', 'name')} *", key="new.name", help=hint).strip()
    unit = here.person.department_id if here.person.role in OF_A_UNIT else None
    given = forms.fill(here, Scenario(name=name, tier=Tier.PLAN, lead_id=unit), FIRST, key="new")
    alike = twins.typed(here, pairing.written(name, given))
    declared = st.checkbox(here.say("entering.declared"), key="new.declared")
    tier = st.segmented_control(
        here.say("entering.tier"), (Tier.PLAN, Tier.RESERVE, Tier.BUILD, Tier.OPERATE), default=Tier.PLAN,
        key="new.tier", format_func=here.say.code, required=True, help=here.say("entering.tier_help"),
    )  # fmt: skip
    step = lifecycle.between(None, tier or Tier.PLAN)
    said = proposing.asked(here, step, key="new") if step and step.needs else transitions.Said()
    if st.button(here.say("entering.propose"), type="primary", key="new.send"):
        it = Scenario(name=name, tier=tier or Tier.PLAN, **given)
        stated = GateAnswer(
            scenario_id="", gate=Gate.G1, item=GateItem.UNCLASSIFIED, statement=here.say("entering.is_declared")
        )
        answers = [stated] if declared else []
        enter = partial(transitions.enter, here.db, it, said, answers, alike=alike, by=here.person, day=here.today)
        proposing.done(here, "entering.proposed", enter)
