"""The cards of the overview: how many there are in a tier and what moved, and the year's money in one glance."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import streamlit as st

from pages.parts import amounts, charts, signs, ways
from pages.parts.visit import Visit
from scenario_db.choices import Choice
from scenario_db.codes import Light, Tier
from scenario_db.money import Money, Share
from scenario_db.movements import Movement, Turnover
from scenario_db.portfolio import Count

_NO_TENTHS = 1000
"""From so many of its unit on an amount is shown without tenths: it has to fit on its card."""

WIDTH = 136
"""Pixels of a card of a tier or of the lights: four stand side by side on a small screen, the money beneath them."""


def tier(here: Visit, choice: Choice, of: Tier, count: Count, turnover: Turnover) -> None:
    """One tier: how many, how many more than before, and what came and went; it leads to its list."""
    with st.container(border=True, width=WIDTH, height="stretch", gap="xsmall"):
        name, net = here.say.code(of), turnover.net or None
        st.metric(name, f"{count.scenarios:,}", net, delta_color="off", height="stretch")  # the rest stands at the foot
        children = here.say("portfolio.with_children", count=f"{count.children:,}") if count.children else ""
        lines = list(filter(None, (_came_and_went(here, turnover), children)))
        if lines:
            st.caption("  \n".join(lines))
        if count.scenarios:
            ways.link(here, "scenarios", choice, here.say("portfolio.which", tier=name), tier=(of,))


def _came_and_went(here: Visit, turnover: Turnover) -> str:
    """What came and what went; nothing where one figure is all of it, for that is how many more there are."""
    if len(turnover.came) + len(turnover.went) <= 1:
        return ""
    parts = [
        f"{here.say.code(movement)} {_signed(turnover.came.get(movement, 0), turnover.went.get(movement, 0))}"
        for movement in Movement
        if movement in turnover.came or movement in turnover.went
    ]
    return " · ".join(parts)


def _signed(came: int, went: int) -> str:
    return " ".join(text for count, text in ((came, f"+{came:,}"), (went, f"−{went:,}")) if count)


def money(here: Visit, found: Money) -> None:
    """The year's money: done of planned, against the calendar, and how much of the library it speaks for."""
    whole, label = found.all, here.say("portfolio.money_of", year=found.year)
    if found.month:
        label = here.say("portfolio.money_until", year=found.year, month=found.month)
    divisor, unit = amounts.headline(here, whole.planned)
    places = 0 if whole.planned / divisor >= _NO_TENTHS else 1
    even = float(whole.planned) * float(found.elapsed or 0)
    amounted = (float(whole.done), float(whole.planned), even)
    done, planned, expected = (f"{amount / float(divisor):,.{places}f}" for amount in amounted)
    with st.container(border=True, height="stretch", gap="xsmall"):
        due = None
        if found.elapsed is not None and whole.planned:
            due = here.say("portfolio.due", elapsed=percent(found.elapsed), expected=expected, unit=unit)
        st.metric(here.say("amounts.with_unit", what=label, unit=unit), f"{done} / {planned}", help=due)
        if whole.planned:
            told = here.say("portfolio.bar", done=done, planned=planned, expected=expected, unit=unit)
            charts.planned_and_done(float(whole.planned), float(whole.done), even, told)
        lines = [_against_the_calendar(here, found, whole)]
        if found.month:
            facts = {"without": f"{whole.without_plan:,}", "returned": f"{found.returned:,}", "month": found.month}
            lines.append(here.say("portfolio.coverage", **facts))
        st.caption("  \n".join(lines))


def lights(here: Visit, counts: Mapping[tuple[Tier, Light], int]) -> None:
    """How many are red, yellow, green or without a plan; each leads to its list."""
    with st.container(border=True, width=WIDTH, height="stretch", gap="xsmall"):
        st.caption(here.say("page.lights"))
        for light in signs.ORDER:
            number = sum(count for (_, lit), count in counts.items() if lit is light)
            st.page_link(
                "pages/overview/lights.py",
                label=f"{signs.coloured(here, light)} **{number:,}**",
                query_params={"light": signs.label(here, light), "lang": here.language},
            )


def _against_the_calendar(here: Visit, found: Money, whole: Share) -> str:
    if found.gap is None or whole.completion is None:
        return here.say("portfolio.no_return" if whole.planned else "portfolio.no_plan")
    facts = {"share": percent(whole.completion), "points": f"{abs(float(found.gap)):.1f}"}
    return here.say("portfolio.ahead" if found.gap >= 0 else "portfolio.behind", **facts)


def percent(share: Fraction) -> str:
    """A share in percent with one decimal."""
    return f"{float(share) * 100:.1f}"
