"""Where a provider takes part, as of any day: how many, how they stand, for how much, and each by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from pages.parts import amounts, signs, tables
from pages.parts.visit import Visit
from scenario_db import lights, providers
from scenario_db.answers import kept
from scenario_db.choices import Choice
from scenario_db.codes import LIVE, Light
from scenario_db.judging import Verdict
from scenario_db.providers import Taken

LISTED, ROWS = 200, 10
CARD, MONEY = 118, 170


def part(here: Visit, choice: Choice, provider: str) -> None:
    """The scenarios of one provider: its figures, then the list."""
    found = kept(here.db, providers.taken, choice, provider, limit=LISTED)
    st.header(here.say("market.takes_part", count=len(found)))
    if not found:
        st.caption(here.say("market.takes_no_part", day=choice.day))
        return
    lit = lights.of(here.db, choice.day, [it.id for it in found], moment=choice.moment)
    _figures(here, found, lit)
    _listed(here, found, lit)


def _figures(here: Visit, found: Sequence[Taken], lit: Mapping[str, Verdict]) -> None:
    tiers = Counter(it.tier for it in found)
    shown = Counter(it.light for it in lit.values())
    told = {here.say.code(tier): f"{tiers[tier]:,}" for tier in LIVE}
    told |= {signs.label(here, light): f"{shown[light]:,}" for light in (Light.RED, Light.YELLOW)}
    with st.container(horizontal=True):
        for label, figure in told.items():
            _card(label, figure, CARD)
        _card(heading(here), amounts.told(here, sum(it.amount or 0 for it in found)), MONEY)


def heading(here: Visit) -> str:
    """What contracts are worth, with the unit."""
    return amounts.named(here, here.say.field("provider_scenario", "amount"))


def _card(label: str, figure: str, width: int) -> None:
    with st.container(border=True, width=width, height="stretch", gap="xsmall"):
        st.metric(label, figure)


def _listed(here: Visit, found: Sequence[Taken], lit: Mapping[str, Verdict]) -> None:
    rows = pd.DataFrame(
        {
            "light": [signs.label(here, lit[it.id].light) if it.id in lit else "" for it in found],
            "name": [tables.to_scenario(here, it.code, it.name) for it in found],
            "tier": [here.say.code(it.tier) for it in found],
            "lead": [it.lead for it in found],
            "role": ["、".join(here.say.code(role) for role in it.roles) for it in found],
            "amount": [amounts.of(here, it.amount) for it in found],
            "because": [signs.because(here, lit[it.id]) if it.id in lit else "" for it in found],
        }
    )
    heads = {
        "light": tables.text(here.say("light.light"), 76),
        "name": tables.link(here.say("field.scenario.name"), 190),
        "tier": tables.tier(here),
        "lead": tables.text(here.say("field.scenario.lead_id"), 96),
        "role": tables.text(here.say("field.provider_scenario.role"), 96),
        "amount": amounts.column(here, heading(here), 118),
        "because": tables.text(here.say("light.because"), "large"),
    }
    st.dataframe(rows, column_config=heads, hide_index=True, height=tables.height(len(rows), ROWS), placeholder="")
