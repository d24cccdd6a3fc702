"""The reviewer's side of returns: read many, confirm them at once, or send some back with a reason, which is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from pages.parts import amounts, tables, writing
from pages.parts.visit import Visit
from scenario_db import owing, progress
from scenario_db.codes import Role
from scenario_db.owing import Asking, Standing
from scenario_db.progress import Filed
from scenario_db.returns import Opened
from scenario_db.roles import Action, may

_DONE = "progress.reviewed"
_TIMES = "progress.reviews"
"""Counts what was done, so that no tick and no reason stays for the return that moves into the place."""

_SHOWN = ("name", "period", "invest_period", "invest_ytd", "progress_pct", "progress", "issue", "next_step", "by")


def may_review(here: Visit) -> bool:
    """Whether this person confirms returns."""
    return here.person.role is Role.REVIEWER or may(here.person, Action.REVIEW_FINAL)


def waiting(here: Visit, asking: Asking, page: int) -> None:
    """The returns that nobody has read yet, and what is done with those that are chosen."""
    if said := st.session_state.pop(_DONE, None):
        st.info(said)
    found = owing.owed(here.db, asking, owing.FILED, unreviewed=True, limit=tables.ROWS, offset=page * tables.ROWS)
    if not found:
        st.info(here.say("returns.nothing_to_review"))
        return
    opened = progress.opened(here.db, found)
    rows = [_row(here, it) for it in opened]
    heads = {
        "name": tables.link(here.say("field.scenario.name"), 180),
        "period": tables.text(here.say("returns.period"), 80),
        **{
            name: tables.amount(amounts.as_typed(here, here.say(f"returns.{name}")), 84, [row[name] for row in rows])
            for name in _SHOWN[2:4]
        },
        "progress_pct": tables.number(here.say("returns.progress_pct"), 84),
        **{name: tables.text(here.say.field("progress_report", name), 220) for name in _SHOWN[5:8]},
        "by": tables.text(here.say.field("progress_report", "reported_by"), 140),
    }
    picked = st.dataframe(
        rows,
        column_config=heads,
        hide_index=True,
        height=tables.height(len(opened), 16),
        on_select="rerun",
        selection_mode="multi-row",
        key=f"progress.review.{_times()}",
        placeholder="",
    )
    chosen = {opened[at].owed.report_id: opened[at].owed.version for at in picked.selection.rows}
    everything = {it.owed.report_id: it.owed.version for it in opened}
    _decide(here, chosen or everything, some=bool(chosen))


def came_back(here: Visit, opened: Sequence[Opened]) -> None:
    """Why returns on the screen came back: above the table, whose last columns few would scroll to."""
    found = [it for it in opened if it.owed.standing is Standing.RETURNED]
    lines = [
        here.say(
            "returns.came_back",
            name=tables.plain(it.owed.name),
            period=it.owed.term.name,
            due=it.owed.due_on,
            reason=tables.plain((it.held.opinion if it.held else None) or "—"),
        )
        for it in found
    ]
    if lines:
        st.warning("  \n".join(lines))


def _row(here: Visit, it: Opened) -> dict[str, Any]:
    report = it.held
    figures = {name: getattr(report, name) for name in _SHOWN[2:5]}
    return {
        "name": tables.to_scenario(here, it.owed.code, it.owed.name),
        "period": it.owed.term.name,
        **{name: tables.figure(value) for name, value in figures.items()},
        "progress": here.say("returns.unchanged") if report and report.unchanged else getattr(report, "progress", ""),
        "issue": getattr(report, "issue", ""),
        "next_step": getattr(report, "next_step", ""),
        "by": getattr(report, "reported_by", ""),
    }


def _decide(here: Visit, versions: dict[str, int], *, some: bool) -> None:
    count = len(versions)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        told = here.say("returns.confirm" if some else "returns.confirm_page", count=count)
        confirmed = st.button(told, type="primary")
        reason = st.text_input(here.say("returns.reason"), key=f"progress.reason.{_times()}", disabled=not some)
        sent_back = st.button(here.say("returns.send_back", count=count if some else 0), disabled=not some)
    if confirmed:
        _done(here, lambda: progress.confirm(here.db, versions, by=here.person, today=here.today))
    if sent_back:
        _done(here, lambda: progress.send_back(here.db, versions, reason, by=here.person, today=here.today))


def _done(here: Visit, work: Callable[[], Filed]) -> None:
    def write() -> None:
        done = work()
        st.session_state[_TIMES] = _times() + 1
        if done.lost:
            st.session_state[_DONE] = here.say("returns.changed_meanwhile", count=len(done.lost))

    writing.attempt(here, write)


def _times() -> int:
    return int(st.session_state.get(_TIMES, 0))
