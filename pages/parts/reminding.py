"""Reminders on the office's page: choosing whom to remind of what, and following the digests on their way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import streamlit as st

from pages.parts import tables
from pages.parts.visit import Visit
from scenario_db import arrears, deliveries, departments, duties, reminders, rounds, settings
from scenario_db.answers import kept
from scenario_db.codes import DeliveryStatus, Duty
from scenario_db.piles import Owed
from scenario_db.problems import RegisterError
from scenario_db.reminders import Note

KINDS = (Duty.RETURN, Duty.CORRECTION, Duty.ISSUE, Duty.CLOSING, Duty.PARTNER, Duty.MOVE_REVIEW, Duty.RETURN_REVIEW)
"""What departments can be reminded of."""

SPANS = {"overdue": -1, "week": 7, "all": 3650}
"""How far ahead one looks: what is overdue, due within a week, everything."""

MOST = 2000


def compose(here: Visit) -> None:
    """Chooses kinds, span and departments, shows what they would be reminded of, and sends it."""
    if said := st.session_state.pop("reminders.said", ""):
        st.success(said)
    owed = _owed(here)
    units = {it.id: it.name for it in kept(here.db, departments.find)}
    counts = reminders.by_department(owed, here.today)
    if not owed:
        st.info(here.say("reminder.nobody_owes"))
        return
    order = sorted(counts, key=lambda unit: (-counts[unit][1], -counts[unit][0]))
    rows = [
        {"department": units.get(unit, unit), "owed": counts[unit][0], "overdue": counts[unit][1]} for unit in order
    ]
    picked = st.dataframe(
        rows,
        column_config={
            "department": tables.text(here.say("field.department_alias.department_id"), "large"),
            "owed": tables.number(here.say("reminder.col_owed")),
            "overdue": tables.number(here.say("issue.col_overdue")),
        },
        hide_index=True,
        placeholder="",
        height=tables.height(len(rows), 8),
        on_select="rerun",
        selection_mode="multi-row",
        key="reminders.units",
    )
    chosen = {order[at] for at in picked.selection.rows}
    _send(here, [it for it in owed if it.department_id in chosen], len(chosen))


def _owed(here: Visit) -> list[Owed]:
    kinds: Sequence[Duty] = st.pills(
        here.say("reminder.kinds"),
        KINDS,
        default=KINDS[:5],
        selection_mode="multi",
        format_func=here.say.code,
        key="reminders.kinds",
    )
    span = st.segmented_control(
        here.say("reminder.span"),
        list(SPANS),
        default="overdue",
        format_func=lambda it: here.say(f"reminder.span_{it}"),
        required=True,
        key="reminders.span",
    )
    until = here.today + timedelta(days=SPANS[span])
    units = tuple(it.id for it in kept(here.db, departments.find))
    found = duties.of_departments(here.db, units, tuple(kinds), until=until, limit=MOST)
    if Duty.RETURN in kinds:
        found = [*arrears.of_departments(here.db, (), here.today, until=until), *found]
    return [it for it in found if span == "all" or it.due_on]


def _send(here: Visit, owed: Sequence[Owed], units: int) -> None:
    note = Note(here.say, channels=tuple(rounds.carriers(settings.current())))
    with st.form("reminders.send", border=False):
        message = st.text_area(here.say("reminder.message"), max_chars=500, height=80)
        if owed:
            with st.expander(here.say("reminder.preview")):
                st.text(
                    reminders.digest([it for it in owed if it.department_id == owed[0].department_id], note, here.today)
                )
        label = here.say("reminder.send", units=units, count=len(owed))
        if not st.form_submit_button(label, type="primary", disabled=not owed):
            return
    try:
        told = Note(here.say, message.strip(), note.channels)
        _, already = reminders.remind(here.db, owed, told, by=here.person, day=here.today)
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))
        return
    st.session_state["reminders.said"] = here.say("reminder.done", count=len(owed) - already, already=already)
    st.rerun()


def sent(here: Visit) -> None:
    """What was sent, the latest first, and whether it was read."""
    total = reminders.count(here.db)
    if not total:
        st.info(here.say("reminder.none_yet"))
        return
    page = tables.page_of(total, "reminders.page")
    found = reminders.find(here.db, limit=tables.ROWS, offset=page * tables.ROWS)
    rows = [
        {
            "day": str(it.reminder.sent_on or ""),
            "by": it.reminder.sent_by or "",
            "department": it.department,
            "duty": here.say.code(it.reminder.duty),
            "scenario": it.scenario,
            "what": it.reminder.message or "",
            "read": f"{it.reminder.read_by} {it.reminder.read_on}" if it.reminder.read_on else "",
        }
        for it in found
    ]
    _table(here, rows, wide="what")


def ways(here: Visit) -> None:
    """Which ways out of the house are set, whether reminders go by themselves, and every digest with its outcome."""
    chosen = settings.current()
    open_ways = [here.say("code.channel.in_app"), *(here.say.code(it) for it in rounds.carriers(chosen))]
    st.caption(here.say("reminder.ways_open", ways="、".join(open_ways)))
    on = reminders.is_on(here.db)
    st.toggle(here.say("reminder.by_itself"), value=on, key="reminders.on", on_change=_switch, args=(here, not on))
    counts = deliveries.counts(here.db)
    if not counts:
        st.info(here.say("reminder.no_digest"))
        return
    st.markdown(" ".join(f":gray-badge[{here.say.code(it)} {counts[it]}]" for it in DeliveryStatus if it in counts))
    page = tables.page_of(sum(counts.values()), "reminders.digests")
    _digests(here, deliveries.find(here.db, limit=tables.ROWS, offset=page * tables.ROWS))


def _switch(here: Visit, on: bool) -> None:  # noqa: FBT001 - Streamlit hands it on so
    try:
        reminders.switch(here.db, on=on, by=here.person)
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))


def _digests(here: Visit, found: Sequence[deliveries.Sent]) -> None:
    rows = [
        {
            "day": here.clock(it.at),
            "channel": here.say.code(it.delivery.channel),
            "department": it.department,
            "recipient": it.delivery.recipient,
            "subject": it.delivery.subject,
            "status": here.say.code(it.delivery.status),
            "tries": str(it.delivery.tries or ""),
            "detail": it.delivery.detail or "",
        }
        for it in found
    ]
    _table(here, rows, wide="detail")
    failed = [it for it in found if it.delivery.status is DeliveryStatus.FAILED]
    for it in failed:
        label = here.say("reminder.anew", recipient=it.delivery.recipient, day=here.clock(it.at))
        st.button(label, key=f"reminders.anew.{it.delivery.id}", on_click=_anew, args=(here, it.delivery.id))


def _anew(here: Visit, key: str) -> None:
    try:
        deliveries.send_anew(here.db, key, by=here.person)
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))


def _table(here: Visit, rows: Sequence[Mapping[str, str]], *, wide: str) -> None:
    heads = {name: tables.text(here.say(f"reminder.col_{name}"), "large" if name == wide else None) for name in rows[0]}
    st.dataframe(
        rows, column_config=heads, hide_index=True, placeholder="", height=tables.height(len(rows), tables.ROWS)
    )
