"""The charts: each specification is built once a language by Altair, and drawn anew with the figures of the moment.

Colours come from the theme (.streamlit/config.toml): the tiers in the order in which the lists name them, so that a
tier has its tone in every chart, by day and by night.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from scenario_db.codes import LIVE
from scenario_db.wording import Words

EXPECTED = "#c07a1b"
"""The mark of what should be by now: the amber of the theme, seen on blue and on white alike."""

Spec = dict[str, Any]


def _spec(chart: alt.Chart | alt.LayerChart) -> Spec:
    spec: Spec = chart.to_dict()
    spec.pop("$schema", None)
    return {key: value for key, value in spec.items() if key != "data"}


def _source() -> alt.NamedData:
    return alt.NamedData("rows")


@cache
def _bars(language: str, order: tuple[str, ...]) -> Spec:
    say = Words(language)
    tiers = [say.code(tier) for tier in LIVE]
    chart = (
        alt.Chart(_source())
        .mark_bar(size=18)
        .encode(
            alt.X("count:Q", title=None, axis=alt.Axis(tickMinStep=1, format=",d")),
            alt.Y("group:N", title=None, sort=list(order), axis=alt.Axis(labelLimit=140, ticks=False, domain=False)),
            alt.Color("tier:N", title=None, scale=alt.Scale(domain=tiers), legend=alt.Legend(orient="top")),
            alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip("group:N", title=say("field.scenario.domain")),
                alt.Tooltip("tier:N", title=say("field.scenario.tier")),
                alt.Tooltip("count:Q", title=say("portfolio.all"), format=",d"),
            ],
        )
    )
    return _spec(chart)


@cache
def _bullet() -> Spec:
    whole = alt.Chart(_source())
    scale = alt.Scale(domainMin=0, nice=False)
    planned = whole.mark_bar(size=14, opacity=0.22).encode(alt.X("planned:Q", scale=scale, axis=None))
    done = whole.mark_bar(size=14).encode(alt.X("done:Q"))
    expected = whole.mark_tick(color=EXPECTED, thickness=3, size=22).encode(alt.X("expected:Q"))
    return _spec(alt.layer(planned, done, expected).properties(height=24, padding=0))


@cache
def _lines(language: str) -> Spec:
    say = Words(language)
    kinds = [say("portfolio.planned"), say("portfolio.done")]
    chart = (
        alt.Chart(_source())
        .mark_line(point=True)
        .encode(
            alt.X("month:O", title=say("portfolio.month"), axis=alt.Axis(labelAngle=0)),
            alt.Y("amount:Q", title=say("portfolio.axis_yi"), axis=alt.Axis(format=",.0f")),
            alt.Color("kind:N", title=None, scale=alt.Scale(domain=kinds[::-1]), legend=alt.Legend(orient="top")),
            alt.StrokeDash("kind:N", scale=alt.Scale(domain=kinds[::-1], range=[[1, 0], [4, 3]]), legend=None),
            tooltip=[
                alt.Tooltip("month:O", title=say("portfolio.month")),
                alt.Tooltip("kind:N", title=say("word.kind")),
                alt.Tooltip("amount:Q", title=say("portfolio.axis_yi"), format=",.2f"),
            ],
        )
    )
    return _spec(chart)
