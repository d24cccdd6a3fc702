"""On a scenario's card: who is asked for what and what became of it, and how it stands to other scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import streamlit as st

from pages.parts import forms, tables, writing
from pages.parts.visit import Visit
from scenario_db import editing, joining, rights, scenarios, shown, titles
from scenario_db.changes import Change
from scenario_db.codes import InterfaceStatus, LinkStatus, LinkType, PartnerRole
from scenario_db.records import Link, Partner, Scenario
from scenario_db.roles import Action, may

ASKED = ("department_id", "role", "asked", "due_on", "task")
"""What is said when a department is asked."""

SHOWN = ("department_id", "role", "asked", "task", "interface_status", "requested_on", "due_on", "confirmed_on")
LINKED = ("type", "step", "other", "content", "unit", "state")
OFFERED = tuple(it for it in LinkType if it not in (LinkType.DUPLICATE, LinkType.MERGED_INTO))
"""Duplicates and mergers have doors of their own: 查重 and 调库."""

ROWS = 12


def _hers(here: Visit, it: Scenario) -> bool:
    """Whether she may ask and link for this scenario; the ledger asks again."""
    blank = Partner(id="?", scenario_id=it.id, department_id="", role=PartnerRole.SUPPORT)
    change = Change("partner", blank.id, None, blank)
    return may(here.person, Action.WRITE) and not rights.beyond(here.db, here.person, [change])


def partners(here: Visit, it: Scenario) -> None:
    """The departments that take part; whoever leads asks others, changes what is asked, notes what was delivered."""
    hers = _hers(here, it)
    st.markdown(f"## {here.say('kind.partner')}")
    found = [cast("Partner", one) for one in scenarios.belonging(here.db, "partner", it.id)]
    if hers and st.button(here.say("cooperating.ask"), key="cooperating.ask"):
        _ask(here, Partner(scenario_id=it.id, department_id="", role=PartnerRole.SUPPORT))
    if not found:
        st.caption(here.say("word.none_yet"))
        return
    called = shown.names(here.db, found)
    rows = [{name: shown.field(here.say, one, name, called, to=here.person) for name in SHOWN} for one in found]
    heads = {name: tables.text(here.say.field("partner", name)) for name in SHOWN}
    at = _picked(rows, heads, key="cooperating.partners", pick=hers)
    if at is not None:
        _of_one(here, found[at])


def _picked(rows: Sequence[Any], heads: Any, *, key: str, pick: bool) -> int | None:
    """The row that is ticked, where rows may be ticked at all."""
    height = tables.height(len(rows), ROWS)
    if not pick:
        st.dataframe(rows, column_config=heads, hide_index=True, placeholder="", height=height)
        return None
    event = st.dataframe(
        rows, column_config=heads, hide_index=True, placeholder="", height=height, on_select="rerun",
        selection_mode="single-row", key=key,
    )  # fmt: skip
    chosen = event.selection.rows
    return chosen[0] if chosen and chosen[0] < len(rows) else None


def _of_one(here: Visit, it: Partner) -> None:
    with st.container(horizontal=True):
        if st.button(here.say("cooperating.change"), key="cooperating.change"):
            _ask(here, it)
        delivered = it.interface_status is InterfaceStatus.DELIVERED
        if st.button(here.say("cooperating.delivered"), key="cooperating.delivered", disabled=delivered):
            writing.attempt(
                here,
                lambda: joining.delivered(here.db, it.id, by=here.person),
                said=here.say("cooperating.said_delivered"),
            )
        if st.button(here.say("cooperating.withdraw"), key="cooperating.withdraw"):
            writing.attempt(
                here,
                lambda: joining.leave(here.db, "partner", it.id, by=here.person),
                said=here.say("cooperating.said_withdrawn"),
            )


def _ask(here: Visit, it: Partner) -> None:
    @st.dialog(here.say("cooperating.ask"))
    def opened() -> None:
        base = editing.opened(here.db, "partner", it.id) if it.department_id else None
        given = forms.fill(here, it, ASKED[2:] if base else ASKED, key=f"cooperating.{it.id}")
        said = replace(it, **given) if base else replace(it, id="", **given)
        ready = bool(said.department_id and said.role and (said.task or said.asked))
        if not ready:
            st.caption(here.say("cooperating.what_it_takes"))
        if st.button(here.say("word.save"), type="primary", key="cooperating.save", disabled=not ready):
            version = base.version if base else 0
            work = lambda: joining.ask(here.db, said, by=here.person, day=here.today, version=version)  # noqa: E731
            writing.attempt(here, work, said=here.say("cooperating.said_asked"))

    opened()


def links(here: Visit, it: Scenario) -> None:
    """How it stands to other scenarios, chains in their order; whoever leads says so and takes it back."""
    hers = _hers(here, it)
    st.markdown(f"## {here.say('kind.link')}")
    found = scenarios.links(here.db, it.id)
    if hers and st.button(here.say("cooperating.link"), key="cooperating.link"):
        _link(here, it)
    if not found:
        st.caption(here.say("word.none_yet"))
        return
    rows = [
        {
            "type": here.say.code(LinkType(row["type"])) + ("" if row["outward"] else here.say("cooperating.inward")),
            "step": str(row["step_no"] or ""),
            "other": tables.to_scenario(here, row["other_code"], row["other_name"]),
            "content": row["content"] or "",
            "unit": row["department"] or "",
            "state": here.say.code(LinkStatus(row["status"])),
        }
        for row in found
    ]
    heads = {name: tables.text(here.say(f"word.col_{name}")) for name in LINKED}
    heads["other"] = tables.link(here.say("word.col_other"), "medium")
    at = _picked(rows, heads, key="cooperating.links", pick=hers)
    if at is not None:
        _of_link(here, str(found[at]["id"]), LinkStatus(found[at]["status"]))


def _of_link(here: Visit, key: str, status: LinkStatus) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        state = st.segmented_control(
            here.say("word.col_state"), tuple(LinkStatus), default=status, key=f"cooperating.state.{key}",
            format_func=here.say.code, required=True,
        )  # fmt: skip
        if st.button(here.say("word.save"), key="cooperating.save_link", disabled=state is status):
            work = lambda: joining.set_state(here.db, key, state or status, by=here.person)  # noqa: E731
            writing.attempt(here, work, said=here.say("cooperating.said_linked"))
        if st.button(here.say("cooperating.unlink"), key="cooperating.unlink"):
            writing.attempt(
                here,
                lambda: joining.leave(here.db, "link", key, by=here.person),
                said=here.say("cooperating.said_unlinked"),
            )


def _link(here: Visit, it: Scenario) -> None:
    @st.dialog(here.say("cooperating.link"))
    def opened() -> None:
        kind = st.selectbox(here.say("word.col_type"), OFFERED, format_func=here.say.code, key="cooperating.type")
        st.caption(here.say(f"cooperating.means_{kind}"))
        written = st.text_input(here.say("cooperating.other"), key="cooperating.other").strip()
        other = _other(here, written) if written else None
        step = 0
        if kind is LinkType.CHAIN:
            step = int(st.number_input(here.say("word.col_step"), min_value=1, max_value=99, key="cooperating.step"))
        blank = Link(from_id=it.id, to_id=other or "", type=kind, step_no=step)
        given = forms.fill(here, blank, ("department_id", "status", "content"), key="cooperating.new")
        if st.button(here.say("word.save"), type="primary", key="cooperating.save_new", disabled=other is None):
            work = lambda: joining.link(here.db, replace(blank, **given), by=here.person)  # noqa: E731
            writing.attempt(here, work, said=here.say("cooperating.said_linked"))

    opened()


def _other(here: Visit, written: str) -> str | None:
    """The scenario that is meant, by code or name."""
    found = titles.known(here.db, "scenario", [written], [written.upper()])
    key = found.by_code.get(written.upper()) or next(iter(found.by_key.values()), None)
    if key is None or found.ambiguous:
        near = "、".join(titles.alike(here.db, [written]).get(written, []))
        st.warning(here.say("cooperating.not_known", value=written, near=near or "—"))
        return None
    return key
