"""In which unit money is read, 万元 or 亿元: one switch beneath the menu, which every table, drawing and card obeys.

What people type, and what came from a form, stays in 万元: there the unit is part of what was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Literal

import streamlit as st

from pages.parts import tables
from pages.parts.visit import Visit
from scenario_db import shown
from scenario_db.codes import Role

Unit = Literal["small", "large"]

UNITS: Mapping[Unit, int] = {"small": 1, "large": 10_000}
"""How many 万元 each holds."""

USUAL: Mapping[Role, Unit] = {Role.LEADER: "large"}
"""A leader speaks of 亿元; everybody else checks against forms in 万元."""

ADDRESS = "amounts"


def choose(here: Visit) -> None:
    """The switch; what is not usual for her role stands in the address, so that a link shows what was seen."""
    key = _key(here)
    st.session_state.setdefault(key, unit(here))
    with st.sidebar:
        st.segmented_control(
            here.say("amounts.unit"),
            list(UNITS),
            key=key,
            format_func=lambda it: here.say(f"amounts.switch_{it}"),
            persist_state="session",
            required=True,
            help=here.say("amounts.help"),
        )
    if unit(here) != _usual(here):
        st.query_params[ADDRESS] = unit(here)
    elif ADDRESS in st.query_params:
        del st.query_params[ADDRESS]


def unit(here: Visit) -> Unit:
    """The unit of the moment: as she chose it, or as the address says, or as is usual for her role."""
    asked = st.session_state.get(_key(here)) or st.query_params.get(ADDRESS)
    return next((it for it in UNITS if it == asked), _usual(here))


def _usual(here: Visit) -> Unit:
    return USUAL.get(here.person.role, "small")


def _key(here: Visit) -> str:
    """A role's own: who acts in another role reads as that role does."""
    return f"amounts.{here.person.role}"


def name(here: Visit) -> str:
    """What the unit is called."""
    return here.say(f"amounts.{unit(here)}")


def named(here: Visit, what: str) -> str:
    """A heading with the unit, where no line above the table says it."""
    return here.say("amounts.with_unit", what=what, unit=name(here))


def as_typed(here: Visit, what: str) -> str:
    """A heading of what people type and is not switched, with 万元."""
    return here.say("amounts.with_unit", what=what, unit=here.say("amounts.small"))


def caption(here: Visit) -> None:
    """The unit, once above what is counted in it."""
    st.caption(here.say("amounts.in_unit", unit=name(here)))


def of(here: Visit, amount: Decimal | float | None) -> float | None:
    """An amount of 万元 in the unit of the moment."""
    return None if amount is None else float(amount) / UNITS[unit(here)]


def column(
    here: Visit, label: str, width: tables.Width = "small", among: Iterable[float | None] = ()
) -> tables.Heading:
    """A column of what `of` gives, `among` it these: in 万元 all with the places that one needs, 亿元 with two.

    By a step of 0.01 the grid would cut places off; written as accounts are, it rounds them.
    """
    if unit(here) == "large":
        return tables.number(label, width, "accounting")
    return tables.number(label, width, among=among)


def pattern(here: Visit, *, signed: bool = False) -> str:
    """How a figure of `of` is written where a table is written by hand."""
    return f"{{:{'+' if signed else ''},.{2 if unit(here) == 'large' else 0}f}}"


def told(here: Visit, amount: Decimal | float) -> str:
    """A figure within a sentence, without its unit."""
    return pattern(here).format(of(here, amount))


def headline(here: Visit, amount: Decimal) -> tuple[Decimal, str]:
    """The unit of a card's large figure, and what it is called: 亿元 where she reads 亿元, else what fits the card."""
    if unit(here) == "large":
        return Decimal(UNITS["large"]), name(here)
    divisor, called = shown.unit_for(here.language, amount)
    return divisor, here.say(f"portfolio.unit_{called}")
