"""Lights as people see them: shape and colour that say the same, the word beside them, a ribbon of months as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import pyarrow as pa
import streamlit as st

from pages.parts import tables
from pages.parts.visit import Visit
from scenario_db.codes import Light, Tier
from scenario_db.judging import SHAPES, Verdict
from scenario_db.lights import PERIODS, Lit, Ribbon, months_in

INKS: Mapping[Light, str] = MappingProxyType(
    {Light.GREEN: "green", Light.YELLOW: "orange", Light.RED: "red", Light.GREY: "gray"}
)
"""Colours of the theme, as markdown names them."""

_TINTS: Mapping[Light, str] = MappingProxyType(
    {Light.GREEN: "#b9dcc9", Light.YELLOW: "#f3d6a3", Light.RED: "#efb3a9", Light.GREY: "#dce1e7"}
)
"""Behind the words in a table, by day and by night: dark words stand on them at 9 : 1 and more."""

_PILL = 10
"""Pixels of the round ends of what lies behind such words."""

ORDER = (Light.RED, Light.YELLOW, Light.GREEN, Light.GREY)


def shape(light: Light | None) -> str:
    """● ▲ ■ ○, and · where there is no light."""
    return SHAPES[light]


def label(here: Visit, light: Light | None) -> str:
    """Shape and word: ▲ 黄灯."""
    return f"{SHAPES[light]} {here.say.code(light)}".strip()


def coloured(here: Visit, light: Light | None) -> str:
    """The same as markdown, in its colour."""
    return f":{INKS[light]}[{label(here, light)}]" if light else label(here, light)


def ribbon(found: Ribbon) -> str:
    """The last six months as text: ●●▲▲■■."""
    return "".join(SHAPES[light] for light in found)


def months(here: Visit, light: Light | None, found: Ribbon) -> str:
    """For how many months it has been so."""
    count = months_in(light, found)
    return here.say("light.or_more", count=count) if count == PERIODS else str(count or here.say("light.new"))


def because(here: Visit, verdict: Verdict) -> str:
    """Its sentences, the worst first."""
    return "；".join(here.say.problem(it) for it in verdict.because)


def cards(here: Visit, counts: Mapping[tuple[Tier, Light], int]) -> None:
    """A card for each light: how many, and of which tiers."""
    with st.container(horizontal=True):
        for light in ORDER:
            of = {tier: count for (tier, shown), count in counts.items() if shown is light}
            with st.container(border=True, width=148, height="stretch", gap="xsmall"):
                st.markdown(f"**{coloured(here, light)}**")
                st.metric(here.say.code(light), f"{sum(of.values()):,}", label_visibility="collapsed")
                st.caption(" · ".join(f"{here.say.code(it)} {of[it]:,}" for it in Tier if it in of) or "—")


def table(here: Visit, found: Sequence[Lit], ribbons: Mapping[str, Ribbon]) -> None:
    """Scenarios with their light, why it is so, and since when."""
    show(here, rows(here, found, ribbons))


def rows(here: Visit, found: Sequence[Lit], ribbons: Mapping[str, Ribbon]) -> pa.Table:
    """The rows of that table."""
    return tables.rows(
        {
            "light": [[label(here, it.verdict.light)] for it in found],
            "name": [tables.to_scenario(here, it.code, it.name) for it in found],
            "tier": [here.say.code(it.tier) for it in found],
            "lead": [it.lead for it in found],
            "ribbon": [ribbon(ribbons.get(it.id, ())) for it in found],
            "months": [months(here, it.verdict.light, ribbons.get(it.id, ())) for it in found],
            "because": [because(here, it.verdict) for it in found],
        }
    )


def show(here: Visit, shown: pa.Table, *, key: str = "") -> None:
    """Those rows under their headings; with a key they can be ticked."""
    headings = {
        "light": _inked(here),
        "name": tables.link(here.say("field.scenario.name"), 190),
        "tier": tables.tier(here),
        "lead": tables.text(here.say("field.scenario.lead_id"), 96),
        "ribbon": tables.text(here.say("light.ribbon"), 92),
        "months": tables.text(here.say("light.months"), 64),
        "because": tables.text(here.say("light.because"), "large"),
    }
    tables.show(shown, headings, key=key)


def _inked(here: Visit) -> tables.Heading:
    """A column of lights in their colours; a Styler would do the same and take half of the page's time."""
    shown = {label(here, it): _TINTS[it] for it in ORDER}
    heading = here.say("light.light")
    width = tables.room_for(shown, 84, beside=_PILL)
    return st.column_config.MultiselectColumn(heading, options=list(shown), color=list(shown.values()), width=width)


def total(counts: Mapping[tuple[Tier, Light], int], shown: Iterable[Light]) -> int:
    """How many scenarios show one of these lights; all where none is named."""
    wanted = set(shown) or set(Light)
    return sum(count for (_, light), count in counts.items() if light in wanted)
