"""Proposing a move: which ways are open, what each asks for, one submit; for one scenario or for several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import streamlit as st

from pages.parts import writing
from pages.parts.visit import Visit
from scenario_db import editing, scenarios, thresholds, transitions
from scenario_db.changes import Receipt
from scenario_db.codes import MoveType, Tier
from scenario_db.lifecycle import LEAVES_FOR, Step
from scenario_db.records import Scenario
from scenario_db.transitions import Said


def step_name(here: Visit, step: Step) -> str:
    """What a way is called: 晋级 → 储备."""
    name = here.say("moves.green_channel") if step.green_channel else here.say.code(step.type)
    return f"{name} → {here.say.code(step.target)}" if step.target and step.target is not Tier.EXIT else name


def form(here: Visit, chosen: Sequence[str], steps: Sequence[Step], *, key: str, campaign: bool = False) -> None:
    """One of the ways and what has to be said for it; sent in one go, refused with all that is wrong."""
    names = [step_name(here, step) for step in steps]
    picked = st.selectbox(here.say("moves.which_way"), names, key=f"{key}.step")
    step = steps[names.index(picked)]
    said = asked(here, step, key=f"{key}.{step.type}")
    if campaign:
        said = replace(said, campaign=_campaign(here, key))
    words = here.say("moves.propose_many", count=len(chosen)) if campaign else here.say("moves.propose")
    if st.button(words, type="primary", key=f"{key}.send", disabled=not chosen):
        propose = partial(transitions.propose_many, here.db, chosen, step, said, by=here.person, day=here.today)
        done(here, "moves.proposed", propose)


def asked(here: Visit, step: Step, *, key: str) -> Said:
    """What a step asks for, filled in; a reason may always be given."""
    hint = partial(here.say.help, "move")
    reason = st.text_area(_label(here, step, "reason"), key=f"{key}.reason", height=80, help=hint("reason"))
    left, right = st.columns(2)
    code, into, until, document = None, None, None, ""
    code_asked = {"reason_code", "into_id"} & set(step.needs)
    if "reason_code" in step.needs:
        code = left.selectbox(
            _label(here, step, "reason_code"),
            LEAVES_FOR,
            index=None,
            key=f"{key}.code",
            format_func=lambda it: here.say(f"moves.reason_{it}"),
            placeholder="—",
            help=hint("reason_code"),
        )
    if "into_id" in step.needs:
        label = _label(here, step, "into_id")
        code_of = left.text_input(label, key=f"{key}.into", placeholder="WX-2026-0001", help=hint("into_id"))
        into = _into(here, code_of)
    if "resume_due" in step.needs:
        longest = here.today + timedelta(days=thresholds.of(here.db).suspension_days)
        until = left.date_input(
            _label(here, step, "resume_due"),
            None,
            key=f"{key}.until",
            min_value=here.today + timedelta(days=1),
            max_value=longest,
            format="YYYY-MM-DD",
            help=hint("resume_due"),
        )
    if step.type not in (MoveType.SUSPEND, MoveType.RESUME):
        place, label = right if code_asked else left, _label(here, step, "document")
        document = place.text_input(label, key=f"{key}.document", help=hint("document"))
    return Said(reason.strip(), code, document.strip(), into, until)


def _campaign(here: Visit, key: str) -> str:
    label, hint = here.say.field("move", "campaign"), here.say.help("move", "campaign")
    return st.text_input(label, key=f"{key}.campaign", help=hint).strip()


def _label(here: Visit, step: Step, name: str) -> str:
    return here.say.field("move", name) + (" *" if name in step.needs else "")


def _into(here: Visit, code: str) -> str | None:
    found = scenarios.by_code(here.db, code.strip().upper()) if code.strip() else None
    if code.strip() and found is None:
        st.warning(here.say("word.no_such_scenario", code=code))
    return found.id if found else None


def done(here: Visit, words: str, write: Callable[[], Receipt]) -> None:
    """Writes and says so on the next run; what is wrong is told at once, all of it."""

    def work() -> None:
        st.session_state["moves.said"] = here.say(words, batch=write().batch)

    writing.attempt(here, work)


def opened(here: Visit, code: str) -> Scenario | None:
    """The scenario of a code, as it is today."""
    found = scenarios.by_code(here.db, code) if code else None
    now = editing.opened(here.db, "scenario", found.id) if found else None
    return now.record if now and isinstance(now.record, Scenario) else None
