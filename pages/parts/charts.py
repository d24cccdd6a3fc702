"""The charts: each specification is built once a language by Altair, and drawn anew with the figures of the moment.

Colours come from the theme (.streamlit/config.toml): the tiers in the order in which the lists name them, so that a
tier has its tone in every chart, by day and by night. Every chart's figures stand in a table beside or beneath it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts.visit import Visit
from scenario_db.codes import LIVE
from scenario_db.wording import Words

EXPECTED = "#c07a1b"
"""The mark of what should be by now: the amber of the theme, seen on blue and on white alike."""

BAR = 18
ROW = 28
AROUND = 110

Spec = dict[str, Any]


def tiers_by_group(here: Visit, rows: pd.DataFrame, group: str) -> None:
    """Bars of scenarios by tier; `rows` has group, tier, rank and count, the groups in the order to show."""
    order = tuple(dict.fromkeys(rows["group"]))
    height = ROW * len(order) + AROUND
    st.vega_lite_chart(rows, _bars(here.language, order, group), height=height, alt=here.say("portfolio.spread"))


def planned_and_done(planned: float, done: float, expected: float, alt: str) -> None:
    """One bar: what is planned, what is done of it, and a mark where it should be by now; `alt` says it in words."""
    rows = pd.DataFrame({"planned": [planned], "done": [done], "expected": [expected]})
    st.vega_lite_chart(rows, _bullet(), height=40, alt=alt)


def year(here: Visit, rows: pd.DataFrame, unit: str) -> None:
    """Lines of what is planned and done month by month; `rows` has month, kind and amount."""
    st.vega_lite_chart(rows, _lines(here.language, unit), height=260, alt=here.say("portfolio.money_curve"))


def _spec(chart: alt.TopLevelMixin) -> Spec:
    left_out = {"$schema", "data"}
    return {key: value for key, value in chart.to_dict().items() if key not in left_out}


def _rows() -> alt.NamedData:
    return alt.NamedData("rows")


@cache
def _bars(language: str, order: tuple[str, ...], group: str) -> Spec:
    say = Words(language)
    tiers = [say.code(tier) for tier in LIVE]
    chart = (
        alt.Chart(_rows())
        .mark_bar(size=BAR)
        .encode(
            alt.X("count:Q", title=None, axis=alt.Axis(tickMinStep=1, format=",d")),
            alt.Y("group:N", title=None, sort=list(order), axis=alt.Axis(labelLimit=160, ticks=False, domain=False)),
            alt.Color("tier:N", title=None, scale=alt.Scale(domain=tiers), legend=alt.Legend(orient="top", columns=2)),
            alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip("group:N", title=say(group)),
                alt.Tooltip("tier:N", title=say("field.scenario.tier")),
                alt.Tooltip("count:Q", title=say("portfolio.count"), format=",d"),
            ],
        )
    )
    return _spec(chart)


@cache
def _bullet() -> Spec:
    planned = (
        alt.Chart().mark_bar(size=14, opacity=0.25).encode(alt.X("planned:Q", axis=None, scale=alt.Scale(nice=False)))
    )
    done = alt.Chart().mark_bar(size=14).encode(alt.X("done:Q"))
    expected = alt.Chart().mark_tick(color=EXPECTED, thickness=3, size=22, opacity=1).encode(alt.X("expected:Q"))
    return _spec(alt.layer(planned, done, expected, data=_rows()))


@cache
def _lines(language: str, unit: str) -> Spec:
    say = Words(language)
    kinds = [say("portfolio.done"), say("portfolio.planned")]
    chart = (
        alt.Chart(_rows())
        .mark_line(point=True)
        .encode(
            alt.X("month:O", title=say("portfolio.month"), axis=alt.Axis(labelAngle=0)),
            alt.Y("amount:Q", title=unit, axis=alt.Axis(format=",~f")),
            alt.Color("kind:N", title=None, scale=alt.Scale(domain=kinds), legend=alt.Legend(orient="top", columns=1)),
            tooltip=[
                alt.Tooltip("month:O", title=say("portfolio.month")),
                alt.Tooltip("kind:N", title=say("portfolio.amount")),
                alt.Tooltip("amount:Q", title=unit, format=",.2f"),
            ],
        )
    )
    return _spec(chart)
