"""Reviewing moves: the list to pick from, one move with its gate, one opinion for all that are picked."""

from __future__ import annotations

import json
from collections.abc import Sequence

import streamlit as st

from pages.parts import checklist, moving, preparing, tables
from pages.parts.visit import Visit
from scenario_db import gates, lifecycle, proposals, reviews
from scenario_db.codes import Gate, GateItem, ReviewStatus
from scenario_db.gates import State
from scenario_db.problems import RegisterError
from scenario_db.proposals import Proposed
from scenario_db.reviews import Verdict

_TIMES = "reviews.times"
"""Counts what was decided, so that no tick and no opinion stays for the move that comes into the place."""


def page(here: Visit, status: ReviewStatus, lead: str | None, total: int) -> list[Proposed]:
    """One page of the moves that wait, the oldest first."""
    at = tables.page_of(total, "reviews.page")
    return proposals.found(here.db, (status,), lead=lead, limit=tables.ROWS, offset=at * tables.ROWS)


def pick(here: Visit, found: Sequence[Proposed]) -> list[Proposed]:
    """Those that are ticked; where there is only one, that."""
    if len(found) == 1:
        moving.table(here, found)
        return list(found)
    st.caption(here.say("reviews.pick"))
    picked = moving.table(here, found, key=f"reviews.rows.{_times()}")
    return [found[at] for at in picked]


def ready(here: Visit, chosen: Sequence[Proposed]) -> bool:
    """Whether the gates of these can be looked at: G1 asks what is alike, and a cold index has to be made for it."""
    steps = (lifecycle.step_of(it.move) for it in chosen)
    return not any(step and step.gate is Gate.G1 for step in steps) or preparing.ready(here)


def one(here: Visit, it: Proposed, *, ready: bool) -> None:
    """The move with all that was said for it, and the gate as it stands now beside what stood when it was proposed."""
    step = lifecycle.step_of(it.move)
    st.header(f"{it.name} · {moving.way(here, it)}")
    told = ("reason_code", "reason", "document", "resume_due", "campaign", "first_opinion", "first_reviewer")
    said = {name: getattr(it.move, name) for name in told if getattr(it.move, name)}
    if "reason_code" in said:
        said["reason_code"] = here.say(f"moves.reason_{said['reason_code']}")
    st.markdown("  \n".join(f":gray[{here.say.field('move', name)}] {value}" for name, value in said.items()))
    if step is None or step.gate is None or not ready:
        return
    found = gates.check(here.db, it.move.scenario_id, step.gate, day=here.today)
    then = json.loads(it.move.gate_result or "{}")
    missing = [checked.item for checked in found if checked.state is State.MISSING]
    st.markdown(here.say("moves.gate", gate=step.gate, missing=len(missing)))
    columns = st.columns(3)
    for at, checked in enumerate(found):
        columns[at % 3].markdown(checklist.line(here, checked) + _since(here, checked, then))
    if missing:
        st.page_link("pages/desk/moves.py", label=here.say("reviews.to_gate"), query_params={"code": it.code})


def _since(here: Visit, checked: gates.Checked, then: dict[str, str]) -> str:
    """What is different from when the move was proposed."""
    was = then.get(str(GateItem(checked.item)))
    return (
        f" :gray[{here.say('reviews.then', state=here.say(f'moves.state_{was}'))}]"
        if was and was != checked.state
        else ""
    )


def decide(here: Visit, chosen: Sequence[Proposed], *, ready: bool) -> None:
    """One opinion for all that are picked; to return asks for it. Nothing passes before its gate can be looked at."""
    opinion = st.text_area(here.say("moves.opinion"), key=f"reviews.opinion.{_times()}", height=80)
    with st.container(horizontal=True):
        passing = st.button(
            here.say("reviews.pass", count=len(chosen)),
            type="primary",
            disabled=not (chosen and ready),
            key="reviews.pass",
        )
        returning = st.button(here.say("reviews.return", count=len(chosen)), disabled=not chosen, key="reviews.return")
    if passing or returning:
        _reviewed(here, chosen, Verdict.PASS if passing else Verdict.RETURN, opinion)


def _reviewed(here: Visit, chosen: Sequence[Proposed], verdict: Verdict, opinion: str) -> None:
    """Each move is a batch of its own: one that cannot be passed does not hold up the others."""
    done = 0
    for it in chosen:
        try:
            reviews.review(here.db, it.move.id, verdict, opinion, by=here.person, day=here.today, version=it.version)
        except RegisterError as refused:
            told = " ".join(here.say.problem(problem) for problem in refused.problems)
            st.error(here.say("word.pair", name=tables.plain(it.name), value=told))
        else:
            done += 1
    if done == len(chosen):
        st.session_state[_TIMES] = _times() + 1
        st.session_state["moves.said"] = here.say(f"reviews.done_{verdict}", count=done)
        st.rerun()
    elif done:
        st.success(here.say(f"reviews.done_{verdict}", count=done))


def _times() -> int:
    return int(st.session_state.get(_TIMES, 0))
