"""Two days side by side: figures of both, who moved, and whose money and dates are not what they were."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pandas as pd
import streamlit as st

from pages.parts import amounts as units
from pages.parts import overview, tables
from pages.parts.visit import Visit
from scenario_db import differences, money, movements, portfolio, snapshots
from scenario_db.answers import kept
from scenario_db.choices import Choice
from scenario_db.codes import LIVE
from scenario_db.differences import Amount, Date
from scenario_db.portfolio import Count
from scenario_db.problems import RegisterError
from scenario_db.roles import Action, may

MOVED = 200

WIDE = 660
"""Pixels of the figures of both days: none of them is broken over two lines, and the eye need not jump."""


def figures(here: Visit, then: Choice, now: Choice) -> None:
    """Counts by tier and the year's money, of both days, with the difference."""
    before, after = (kept(here.db, portfolio.counts, it) for it in (then, now))
    lines: list[tuple[str, float, float]] = [
        (
            here.say("movement.scenarios", tier=here.say.code(tier)),
            before.get(tier, Count()).scenarios,
            after.get(tier, Count()).scenarios,
        )
        for tier in LIVE
    ]
    year = now.day.year
    was, is_now = (kept(here.db, money.money, it, year=year).all for it in (then, now))
    for what, one, other in (("planned", was.planned, is_now.planned), ("done", was.done, is_now.done)):
        told = units.named(here, here.say(f"movement.{what}", year=year))
        lines.append((told, units.of(here, one) or 0, units.of(here, other) or 0))
    difference = here.say("movement.difference")
    rows = pd.DataFrame(
        {
            here.say("movement.side"): [name for name, _, _ in lines],
            str(then.day): [one for _, one, _ in lines],
            str(now.day): [other for _, _, other in lines],
            difference: [other - one for _, one, other in lines],
        }
    )
    days = [str(then.day), str(now.day)]
    style = rows.style.format("{:,.0f}", subset=days).format(_signed("{:+,.0f}"), subset=[difference])
    money_rows = rows.index[len(LIVE) :]
    style = style.format(units.pattern(here), subset=(money_rows, days))
    style = style.format(_signed(units.pattern(here, signed=True)), subset=(money_rows, [difference]))
    st.container(width=WIDE).table(style, border="horizontal", hide_index=True)


def _signed(pattern: str) -> Callable[[float], str]:
    """A difference with its sign; none is a plain 0."""
    return lambda it: pattern.format(it) if any(letter in "123456789" for letter in pattern.format(it)) else "0"


def moved(here: Visit, then: Choice, now: Choice) -> None:
    """Who entered, left or moved, each named."""
    found = kept(here.db, movements.named, then, now, zone=here.zone, limit=MOVED)
    title = "movement.moved_first" if len(found) == MOVED else "movement.moved"
    st.header(here.say(title, count=len(found)))
    if found:
        overview.moved(here, found)
    else:
        st.caption(here.say("movement.nothing"))


def amounts(here: Visit, then: Choice, now: Choice, total: int) -> None:
    """Whose total or planned investment is another, the largest difference first."""

    def shown(offset: int) -> None:
        found = kept(here.db, differences.amounts, then, now, limit=tables.ROWS, offset=offset)
        rows = pd.DataFrame(
            {
                "name": [tables.to_scenario(here, it.code, it.name) for it in found],
                "lead": [it.lead for it in found],
                "what": [_amount(here, it.what, it.year) for it in found],
                "was": [units.of(here, it.was) for it in found],
                "now": [units.of(here, it.now) for it in found],
                "difference": [units.of(here, (it.now or Decimal(0)) - (it.was or Decimal(0))) for it in found],
            }
        )
        heads = _heads(here) | {
            name: units.column(here, here.say(f"movement.{name}")) for name in ("was", "now", "difference")
        }
        st.dataframe(rows, column_config=heads, hide_index=True, height=tables.height(len(rows), 8), placeholder="")

    _listed(here, "movement.amounts", total, shown)


def dates(here: Visit, then: Choice, now: Choice, total: int) -> None:
    """Whose dates are others, those put off furthest first."""

    def shown(offset: int) -> None:
        found = kept(here.db, differences.dates, then, now, limit=tables.ROWS, offset=offset)
        rows = pd.DataFrame(
            {
                "name": [tables.to_scenario(here, it.code, it.name) for it in found],
                "lead": [it.lead for it in found],
                "what": [_date(here, it.what, it.milestone) for it in found],
                "was": [it.was for it in found],
                "now": [it.now for it in found],
                "shift": pd.array([it.days for it in found], dtype="Int64"),
            }
        )
        heads = _heads(here) | {
            "was": tables.day(here.say("movement.was")),
            "now": tables.day(here.say("movement.now")),
            "shift": tables.number(here.say("movement.shift"), 90),
        }
        st.dataframe(rows, column_config=heads, hide_index=True, height=tables.height(len(rows), 8), placeholder="")

    _listed(here, "movement.dates", total, shown)


def _listed(here: Visit, title: str, total: int, shown: Callable[[int], None]) -> None:
    st.header(here.say(title, count=f"{total:,}"))
    if not total:
        st.caption(here.say("movement.nothing"))
        return
    shown(tables.page_of(total, title) * tables.ROWS)


def _heads(here: Visit) -> dict[str, tables.Heading]:
    return {
        "name": tables.link(here.say("field.scenario.name"), "medium"),
        "lead": tables.text(here.say("field.scenario.lead_id"), 110),
        "what": tables.text(here.say("movement.what"), 170),
    }


def _amount(here: Visit, what: Amount, year: int | None) -> str:
    kind = "annual_plan" if what is Amount.PLAN else "scenario"
    return " ".join(filter(None, (here.say.field(kind, what), str(year or ""))))


def _date(here: Visit, what: Date, milestone: str) -> str:
    return milestone or here.say.field("scenario", what)


def named(here: Visit, now: Choice) -> None:
    """The office gives the day a name under which people come back to it."""
    if not may(here.person, Action.SET_RULES):
        return
    if said := st.session_state.pop("movement.said", None):
        st.success(said)
    with (
        st.form("movement.name", border=False, clear_on_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        label = st.text_input(here.say("movement.label"), key="movement.label", width=320)
        sent = st.form_submit_button(here.say("movement.name_day", day=now.day))
    if not sent:
        return
    try:
        snapshots.save(here.db, label, now.day, by=here.person, today=here.today)
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))
    else:
        st.session_state["movement.said"] = here.say("movement.named", label=label.strip())
        st.rerun()
