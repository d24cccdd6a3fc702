"""Moves on their way: lists of them, one scenario's, and several scenarios proposed at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from pages.parts import proposing, tables
from pages.parts.visit import OF_A_UNIT, Visit
from scenario_db import gates, lifecycle, proposals, scenarios, thresholds, transitions
from scenario_db.answers import kept
from scenario_db.choices import Choice
from scenario_db.codes import LIVE, Gate, ReviewStatus, Tier
from scenario_db.lifecycle import WAITING
from scenario_db.proposals import Proposed
from scenario_db.records import Scenario
from scenario_db.roles import Action, may

MANY = 200
"""So many scenarios may be proposed at once."""


def my_unit(here: Visit) -> str | None:
    """The department whose scenarios a person works on; None for those who see all."""
    return here.person.department_id if here.person.role in OF_A_UNIT else None


def own(here: Visit) -> Choice:
    """The scenarios that a person works on."""
    unit = my_unit(here)
    return Choice(here.today, leads=(unit,) if unit else ())


def to_moves(here: Visit, code: str, name: str) -> str:
    """A scenario's name as a link to its gate."""
    return tables.to_scenario(here, code, name).replace("/scenario?", "/moves?", 1)


def receipt() -> None:
    """What the last click wrote, once."""
    said = st.session_state.pop("moves.said", "")
    if said:
        st.success(said)


def heading(here: Visit, it: Scenario) -> None:
    """Which scenario it is, where it stands, and the ways to its card and back."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(it.name)
        st.badge(it.code, color="gray")
        st.badge(here.say.code(it.tier), color="blue")
        if it.suspended:
            st.badge(here.say("field.scenario.suspended"), color="orange")
        st.page_link("pages/desk/scenario.py", label=here.say("moves.to_card"), query_params={"code": it.code})
        if may(here.person, Action.WRITE):
            st.page_link("pages/desk/edit.py", label=here.say("moves.to_edit"), query_params={"code": it.code})
        st.page_link("pages/desk/moves.py", label=here.say("moves.all"))


def nearly(here: Visit) -> None:
    """Scenarios that lack at most a few items before their next gate."""
    choice = own(here)
    most = thresholds.of(here.db).nearly_ready_items
    total = kept(here.db, gates.count_nearly_ready, choice)
    st.caption(here.say("moves.nearly", count=f"{total:,}", most=most))
    if not total:
        st.info(here.say("moves.nearly_none"))
        return
    page = tables.page_of(total, "moves.near.page")
    found = kept(here.db, gates.nearly_ready, choice, limit=tables.ROWS, offset=page * tables.ROWS)
    rows = pd.DataFrame(
        {
            "name": [to_moves(here, it.code, it.name) for it in found],
            "lead": [it.lead for it in found],
            "gate": [here.say.code(it.gate) for it in found],
            "lacks": ["、".join(map(here.say.code, it.missing)) or here.say("moves.ready") for it in found],
        }
    )
    heads = {
        "name": tables.link(here.say.field("scenario", "name"), "medium"),
        "lead": tables.text(here.say.field("scenario", "lead_id"), "small"),
        "gate": tables.coded(here, here.say("moves.next_gate"), Gate, "small"),
        "lacks": tables.text(here.say("moves.lacks"), "large"),
    }
    st.dataframe(rows, column_config=heads, hide_index=True, placeholder="", height=tables.height(len(rows)))


def listed(here: Visit, statuses: Sequence[ReviewStatus], *, key: str) -> None:
    """Moves of these statuses, the oldest first, each with how long it has waited and what was said."""
    lead = my_unit(here)
    total = kept(here.db, proposals.count, tuple(statuses), lead=lead)
    if not total:
        st.info(here.say(f"moves.none_{key}"))
        return
    page = tables.page_of(total, f"moves.{key}.page")
    found = kept(here.db, proposals.found, tuple(statuses), lead=lead, limit=tables.ROWS, offset=page * tables.ROWS)
    table(here, found)


def table(here: Visit, found: Sequence[Proposed], *, key: str = "") -> list[int]:
    """Moves as a table, each leading to its scenario's gate; with a key rows can be ticked, and those are given."""
    rows = pd.DataFrame(
        {
            "name": [to_moves(here, it.code, it.name) for it in found],
            "way": [way(here, it) for it in found],
            "lead": [it.lead for it in found],
            "status": [here.say.code(it.move.status) for it in found],
            "proposed_by": [it.move.proposed_by or "" for it in found],
            "age": [(here.today - it.move.proposed_on).days if it.move.proposed_on else None for it in found],
            "opinion": [it.move.final_opinion or it.move.first_opinion or it.move.reason or "" for it in found],
        }
    )
    heads = {
        "name": tables.link(here.say.field("scenario", "name"), "medium"),
        "way": tables.text(here.say("moves.way"), "small"),
        "lead": tables.text(here.say.field("scenario", "lead_id"), "small"),
        "status": tables.coded(here, here.say.field("move", "status"), ReviewStatus, "small"),
        "proposed_by": tables.text(here.say.field("move", "proposed_by"), "small"),
        "age": tables.number(here.say("moves.age"), 72),
        "opinion": tables.text(here.say("moves.opinion"), "medium"),
    }
    height = tables.height(len(rows))
    if not key:
        st.dataframe(rows, column_config=heads, hide_index=True, placeholder="", height=height)
        return []
    picked = st.dataframe(
        rows,
        column_config=heads,
        hide_index=True,
        placeholder="",
        height=height,
        on_select="rerun",
        selection_mode="multi-row",
        key=key,
    )
    return list(picked.selection.rows)


def way(here: Visit, it: Proposed) -> str:
    """A move in a few words: 晋级 谋划 → 储备, 暂停 建设."""
    passed = dict.fromkeys(tier for tier in (it.move.from_tier, it.move.to_tier) if tier)
    libraries = " → ".join(map(here.say.code, passed))
    green = here.say("moves.green_channel") if it.move.green_channel else here.say.code(it.move.type)
    return f"{green} {libraries}"


def waiting_for(here: Visit, it: Scenario) -> list[Proposed]:
    """The moves of a scenario that are under way or were returned."""
    return proposals.of_scenario(here.db, it.id, (*WAITING, ReviewStatus.RETURNED))


def under_way(here: Visit, found: Sequence[Proposed]) -> None:
    """A move under way: where it is, what was said, and what this person may still do about it."""
    for it in found:
        st.markdown(f"**{way(here, it)}** · {here.say.code(it.move.status)}")
        told = (it.move.proposed_by, str(it.move.proposed_on or ""), it.move.reason)
        st.caption(" · ".join(filter(None, told)))
        for said in filter(None, (it.move.first_opinion, it.move.final_opinion)):
            st.caption(f"“{said}”")
        if it.move.status is not ReviewStatus.FINAL_REVIEW and may(here.person, Action.PROPOSE):
            _withdrawing(here, it)


def _withdrawing(here: Visit, it: Proposed) -> None:
    step, key = lifecycle.step_of(it.move), it.move.id
    if it.move.status is ReviewStatus.RETURNED and step:
        said = proposing.asked(here, step, key=f"moves.again.{key}")
        if st.button(here.say("moves.again"), type="primary", key=f"moves.again.{key}"):
            again = partial(transitions.again, here.db, key, said, by=here.person, day=here.today)
            proposing.done(here, "moves.proposed", again)
    if st.button(here.say("moves.withdraw"), key=f"moves.withdraw.{key}"):
        proposing.done(here, "moves.withdrawn", partial(transitions.withdraw, here.db, key, by=here.person))


def several(here: Visit) -> None:
    """The same move for several scenarios, as at the re-cut in the middle of the year."""
    if not may(here.person, Action.PROPOSE):
        st.info(here.say("moves.only_reading"))
        return
    st.caption(here.say("moves.several", most=MANY))
    tier = st.segmented_control(
        here.say.field("scenario", "tier"), LIVE, key="moves.tier", default=Tier.BUILD, format_func=here.say.code
    )
    choice = replace(own(here), tiers=(tier or Tier.BUILD,))
    total = kept(here.db, scenarios.count, choice)
    if not total:
        st.info(here.say("moves.none_many"))
        return
    page = tables.page_of(total, "moves.many.page")
    chosen = _picked(here, choice, page)
    if len(chosen) > MANY:
        st.warning(here.say("moves.too_many", most=MANY))
        return
    steps = [step for step in lifecycle.STEPS if choice.tiers[0] in step.sources and not step.green_channel]
    proposing.form(here, chosen, steps, key=f"moves.many.{choice.tiers[0]}", campaign=True)


def _picked(here: Visit, choice: Choice, page: int) -> list[str]:
    """The ids of the scenarios that are ticked on this page of the list."""
    rows = scenarios.find(here.db, choice, limit=tables.ROWS, offset=page * tables.ROWS)
    columns = ["code", "name", "lead", "completion", "period"]
    heads = {
        "code": tables.text(here.say.field("scenario", "code"), "small"),
        "name": tables.text(here.say.field("scenario", "name"), "large"),
        "lead": tables.text(here.say.field("scenario", "lead_id"), "small"),
        "completion": tables.share(here.say("word.completion")),
        "period": tables.text(here.say("export.period"), "small"),
    }
    picked = st.dataframe(
        rows[columns].assign(completion=rows["completion"].map(tables.part, na_action="ignore")),
        column_config=heads,
        hide_index=True,
        placeholder="",
        height=tables.height(len(rows)),
        on_select="rerun",
        selection_mode="multi-row",
        key=f"moves.many.{choice.tiers[0]}.{page}",
    )
    return [str(rows["id"].iloc[at]) for at in picked.selection.rows]
