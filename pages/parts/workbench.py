"""The workbench: four piles as cards, and the chosen one thing by thing, each with what is expected and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

import streamlit as st

from pages.parts import menu, steps, tables
from pages.parts.visit import Visit
from scenario_db import promises, reminders
from scenario_db.codes import Duty, InterfaceStatus, IssueStatus, MoveType, PartnerRole, ReviewStatus
from scenario_db.piles import Count, Owed, Pile
from scenario_db.problems import RegisterError
from scenario_db.promises import Said
from scenario_db.records import Partner

ROWS = 12
"""Things on one page: each has its own button."""

PLACES: Mapping[Duty, tuple[str, str]] = {
    Duty.RETURN: ("desk/progress.py", "code"),
    Duty.CORRECTION: ("desk/progress.py", "code"),
    Duty.MOVE_REVIEW: ("office/reviews.py", "code"),
    Duty.RETURN_REVIEW: ("desk/progress.py", "code"),
}
"""Where a duty is done that is not done here, and how that page is told the scenario; else the scenario's card."""

MOVES = ("desk/moves.py", "code")
"""Where a move that was sent back is mended."""


def chosen(counts: Mapping[Pile, Count]) -> Pile:
    """The pile that one looks at: the one in the address, else the first in which something lies."""
    said = st.query_params.get("pile", "")
    if said in set(Pile):
        return Pile(said)
    return next((pile for pile, it in counts.items() if it.all), Pile.TO_DO)


def cards(here: Visit, counts: Mapping[Pile, Count], looked_at: Pile) -> None:
    """The four piles side by side, with how much lies there and how much of it is overdue."""
    for place, (pile, it) in zip(st.columns(len(counts)), counts.items(), strict=True):
        with place.container(border=True, gap="xsmall"):
            over = here.say("today.overdue", count=f"{it.overdue:,}") if it.overdue else here.say("today.no_overdue")
            st.metric(here.say.code(pile), f"{it.all:,}")
            st.markdown(f":red[{over}]" if it.overdue else f":gray[{over}]")
            st.button(
                here.say("today.looking" if pile is looked_at else "today.look"),
                key=f"today.card.{pile}",
                type="primary" if pile is looked_at else "secondary",
                width="stretch",
                on_click=_look_at,
                args=(pile,),
            )


def _look_at(pile: Pile) -> None:
    st.query_params["pile"] = pile


def in_order(found: Sequence[Owed]) -> list[Owed]:
    """What is due first first; what has no date comes last."""
    return sorted(found, key=lambda it: it.due_on or date.max)


def listed(here: Visit, found: Sequence[Owed]) -> None:
    """The things of a pile, one below the other."""
    if found and found[0].pile is Pile.TO_READ:
        st.button(here.say("today.seen_all"), on_click=_read, args=(here, [it.subject for it in found]))
    for it in found:
        with st.container(border=True):
            words, when, way = st.columns([6, 1.6, 1.2], vertical_alignment="center")
            with words:
                _told(here, it)
            when.markdown(_when(here, it))
            with way:
                _way(here, it)


def _told(here: Visit, it: Owed) -> None:
    what = reminders.what(here.say, it)
    what = what if len(what) <= 120 else f"{what[:120]}…"
    name = f"**{tables.plain(it.scenario)}**　" if it.scenario else ""
    st.markdown(f":blue-badge[{here.say.code(it.duty)}] {name}{tables.plain(what)}")
    since = here.say("today.since", day=it.since) if it.since else ""
    number = "" if it.number in what else _number(here, it)
    parts = (number, _state(here, it), here.say(f"today.do_{it.duty}"), it.whom, since)
    st.caption(" · ".join(map(tables.plain, filter(None, parts))))


def _number(here: Visit, it: Owed) -> str:
    labels = {**{str(one): one for one in MoveType}, **{str(one): one for one in PartnerRole}}
    return here.say.code(labels[it.number]) if it.number in labels else it.number


def _state(here: Visit, it: Owed) -> str:
    kinds = {Duty.PARTNER: InterfaceStatus, Duty.ISSUE: IssueStatus, Duty.CLOSING: IssueStatus, Duty.NOTICE: Duty}
    kind = kinds.get(it.duty, ReviewStatus)
    return here.say.code(kind(it.state)) if it.state in set(kind) else ""


def _when(here: Visit, it: Owed) -> str:
    if not it.due_on:
        return ""
    over = it.days_over(here.today)
    return f":red-badge[{here.say('today.days_over', days=over)}]" if over else here.say("today.due", day=it.due_on)


def _way(here: Visit, it: Owed) -> None:
    """The button that does it here, or the way to where it is done."""
    key = f"today.{it.duty}.{it.subject}"
    if it.duty in (Duty.ISSUE, Duty.CLOSING):
        if st.button(here.say("today.deal"), key=key, width="stretch"):
            steps.deal_with(here, it.subject)
    elif it.duty is Duty.PARTNER:
        if st.button(here.say("today.answer"), key=key, width="stretch"):
            _promise(here, it)
    elif it.duty is Duty.NOTICE:
        st.button(here.say("today.seen"), key=key, width="stretch", on_click=_read, args=(here, [it.subject]))
    else:
        script, name = _place(it)
        asks = {name: it.code} if it.code else {"view": "review"} if it.duty is Duty.RETURN_REVIEW else None
        if st.button(here.say("today.open"), key=key, width="stretch"):
            st.switch_page(f"pages/{script}", query_params=asks)


def _place(it: Owed) -> tuple[str, str]:
    place = MOVES if it.duty is Duty.CORRECTION and it.number in set(MoveType) else PLACES[it.duty]
    there = {entry.script for entry in menu.MENU}
    return place if place[0] in there else ("desk/scenario.py", "code")


def _read(here: Visit, keys: Sequence[str]) -> None:
    try:
        reminders.read(here.db, keys, by=here.person, day=here.today)
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))


def _promise(here: Visit, it: Owed) -> None:
    """Asks for the answer to what another department asks, in one form."""
    asked, version = promises.get(here.db, it.subject)

    @st.dialog(here.say("today.promise", name=it.scenario), width="medium")
    def dialog() -> None:
        st.markdown(tables.plain(asked.task or here.say.code(asked.role)))
        with st.form("today.promise", border=False):
            status = st.segmented_control(
                here.say.field("partner", "interface_status"),
                promises.ANSWERS,
                default=InterfaceStatus.CONFIRMED,
                format_func=here.say.code,
                required=True,
                label_visibility="collapsed",
            )
            words = st.text_area(here.say("today.promise_words"), max_chars=500, height=80)
            hint = here.say.help("partner", "contact")
            contact = st.text_input(here.say.field("partner", "contact"), value=asked.contact or "", help=hint)
            signed = _signature(here, asked)
            if not st.form_submit_button(here.say("today.send"), type="primary"):
                return
        answer = partial(promises.answer, here.db, it.subject, status, by=here.person, day=here.today)
        try:
            answer(said=Said(words, contact, signed), version=version)
        except RegisterError as refused:
            st.error(here.say.problem(refused.problem))
        else:
            st.rerun()

    dialog()


def _signature(here: Visit, asked: Partner) -> str:
    """The chief data officer's name, where data are asked for."""
    if asked.role is not PartnerRole.DATA:
        return ""
    label, hint = here.say.field("department", "cdo_name"), here.say.help("department", "cdo_name")
    return st.text_input(label, value=promises.officer_of(here.db, asked), help=hint)
