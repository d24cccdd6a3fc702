"""The drawings of 推进, 资金 and 部门: each specification is built once a language, as those of charts.py are.

Colour never speaks alone: lights bear their shapes, courses and points their figures, and a table stands beneath each.
"""

from __future__ import annotations

from functools import cache

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts import amounts, signs
from pages.parts.charts import EXPECTED, Spec
from pages.parts.visit import Visit
from scenario_db.codes import LIVE, Light, Tier
from scenario_db.conversion import Course
from scenario_db.judging import SHAPES
from scenario_db.peers import Merit
from scenario_db.wording import Words

# Seen on white and on black (3 : 1), since a drawing does not know which it stands on; told apart by the colour-blind.
INKS = {Light.RED: "#c9402f", Light.YELLOW: "#c07a1b", Light.GREEN: "#2b8a66", Light.GREY: "#7b8794"}
RING = "M-1,0A1,1,0,1,1,1,0A1,1,0,1,1,-1,0ZM-0.65,0A0.65,0.65,0,1,0,0.65,0A0.65,0.65,0,1,0,-0.65,0Z"
DRAWN = {Light.RED: "square", Light.YELLOW: "triangle-up", Light.GREEN: "circle", Light.GREY: RING}
COURSES = {Course.UP: "#5b8fce", Course.STILL: "#a8c0da", Course.DOWN: "#c78b7a", Course.OUT: "#80868f"}
MERITS = dict(zip(Merit, ("#3f74b5", "#d0a95a", "#8c5a4a", "#a8c0da", "#7a8088"), strict=True))
FIGURES = "#7b8794"
AHEAD = (Tier.BUILD, Tier.RESERVE)

ROW, AROUND = 26, 70


def lights(here: Visit, rows: pd.DataFrame) -> None:
    """Stacked columns of lights month by month; `rows` has month, light (shape and word), rank, count."""
    st.vega_lite_chart(rows, _lights(here.language), height=240, alt=here.say("pipeline.lights"))


def courses(here: Visit, rows: pd.DataFrame) -> None:
    """What became of who stood in each library; `rows` has tier, course, rank, count, all."""
    height = 40 * rows["tier"].nunique() + AROUND
    st.vega_lite_chart(rows, _courses(here.language), height=height, alt=here.say("pipeline.converts"))


def roadmap(here: Visit, rows: pd.DataFrame) -> None:
    """Bars from start to end, the first promised end, the day; `rows` has name, tier, starts, ends, promised, day."""
    order = tuple(rows["name"])
    height = ROW * len(order) + AROUND
    st.vega_lite_chart(rows, _roadmap(here.language, order), height=height, alt=here.say("pipeline.roadmap"))


def year(here: Visit, rows: pd.DataFrame, unit: str) -> None:
    """Lines of what is planned, done and even over the year; `rows` has month, kind, amount."""
    st.vega_lite_chart(rows, _year(here.language, unit), height=280, alt=here.say("money.curve"))


def bubbles(here: Visit, rows: pd.DataFrame, elapsed: float) -> None:
    """Scenarios by plan and completion, to choose one; `rows` has code, name, light, planned, share, total."""
    st.vega_lite_chart(
        rows,
        _bubbles(here.language, round(elapsed, 4), amounts.name(here)),
        height=380,
        key="money.bubbles",
        on_select="rerun",
        selection_mode="one",
        alt=here.say("money.bubbles"),
    )


def scores(here: Visit, rows: pd.DataFrame) -> None:
    """Points of each part, department by department; `rows` has name, merit, rank, points, score."""
    order = tuple(dict.fromkeys(rows["name"]))
    height = ROW * len(order) + AROUND
    st.vega_lite_chart(rows, _scores(here.language, order), height=height, alt=here.say("department.peers"))


def _spec(chart: alt.TopLevelMixin) -> Spec:
    return {key: value for key, value in chart.to_dict().items() if key not in {"$schema", "data"}}


def _rows() -> alt.NamedData:
    return alt.NamedData("rows")


def _named(say: Words, light: Light) -> str:
    return f"{SHAPES[light]} {say.code(light)}"


def _inks(say: Words) -> alt.Scale:
    return alt.Scale(domain=[_named(say, it) for it in signs.ORDER], range=[INKS[it] for it in signs.ORDER])


@cache
def _lights(language: str) -> Spec:
    say = Words(language)
    base = alt.Chart(_rows()).encode(
        alt.X("month:O", title=None, axis=alt.Axis(labelAngle=0)),
        alt.Y("count:Q", title=None, stack="zero", axis=alt.Axis(tickMinStep=1, format=",d")),
        order=alt.Order("rank:Q"),
    )
    bars = base.mark_bar(size=44).encode(
        alt.Color("light:N", title=None, scale=_inks(say), legend=alt.Legend(orient="top")),
        tooltip=[
            alt.Tooltip("month:O", title=say("pipeline.month")),
            alt.Tooltip("light:N", title=say("light.light")),
            alt.Tooltip("count:Q", title=say("portfolio.count"), format=",d"),
        ],
    )
    figures = (
        base.transform_joinaggregate(whole="sum(count)", groupby=["month"])
        .transform_filter("datum.count > 0.06 * datum.whole")
        .mark_text(color="white", fontSize=11)
        .encode(
            alt.Y("count:Q", stack="zero", bandPosition=0.5),
            text=alt.Text("figure:N"),
            detail="light:N",
        )
        .transform_calculate(figure="split(datum.light, ' ')[0] + ' ' + format(datum.count, ',d')")
    )
    return _spec(alt.layer(bars, figures))


@cache
def _courses(language: str) -> Spec:
    say = Words(language)
    colours = alt.Scale(domain=[say.code(it) for it in COURSES], range=list(COURSES.values()))
    base = alt.Chart(_rows()).encode(
        alt.X("count:Q", title=None, stack="normalize", axis=alt.Axis(format=".0%", tickCount=5)),
        alt.Y("tier:N", title=None, sort=[say.code(it) for it in LIVE], axis=alt.Axis(ticks=False, domain=False)),
        order=alt.Order("rank:Q"),
    )
    bars = base.mark_bar(size=22).encode(
        alt.Color("course:N", title=None, scale=colours, legend=alt.Legend(orient="top")),
        tooltip=[
            alt.Tooltip("tier:N", title=say("field.scenario.tier")),
            alt.Tooltip("course:N", title=say("pipeline.course")),
            alt.Tooltip("count:Q", title=say("portfolio.count"), format=",d"),
        ],
    )
    figures = (
        base.transform_joinaggregate(whole="sum(count)", groupby=["tier"])
        .transform_filter("datum.count > 0.08 * datum.whole")
        .mark_text(color="#1f2933", fontSize=11)
        .encode(
            alt.X("count:Q", stack="normalize", bandPosition=0.5),
            text=alt.Text("count:Q", format=",d"),
            detail="course:N",
        )
    )
    return _spec(alt.layer(bars, figures))


@cache
def _roadmap(language: str, order: tuple[str, ...]) -> Spec:
    say = Words(language)
    tiers = alt.Scale(domain=[say.code(it) for it in LIVE])
    legend = alt.Legend(orient="top", values=[say.code(it) for it in AHEAD])
    names = alt.Y("name:N", title=None, sort=list(order), axis=alt.Axis(labelLimit=220, ticks=False, domain=False))
    dates = [
        alt.Tooltip(f"{name}:T", title=say(f"pipeline.{name}"), format="%Y-%m-%d")
        for name in ("starts", "ends", "promised")
    ]
    told = [alt.Tooltip("name:N", title=say("field.scenario.name")), *dates]
    base = alt.Chart().encode(names, tooltip=told)
    bars = base.mark_bar(size=12, opacity=0.85, clip=True).encode(
        alt.X("starts:T", title=None, axis=alt.Axis(format="%Y-%m", orient="top", tickCount=8)),
        alt.X2("ends:T"),
        alt.Color("tier:N", title=None, scale=tiers, legend=legend),
    )
    first = base.mark_point(shape="diamond", size=70, filled=False, strokeWidth=2, color=EXPECTED).encode(
        alt.X("promised:T")
    )
    today = alt.Chart().mark_rule(aria=False, color=INKS[Light.RED], strokeDash=[4, 3]).encode(alt.X("day:T"))
    return _spec(alt.layer(bars, first, today, data=_rows()))


@cache
def _year(language: str, unit: str) -> Spec:
    say = Words(language)
    kinds = [say(f"money.{kind}") for kind in ("done", "planned", "even")]
    styles = alt.Scale(domain=kinds, range=[[1, 0], [6, 3], [2, 3]])
    inks = alt.Scale(domain=kinds)
    chart = (
        alt.Chart(_rows())
        .mark_line(point=True)
        .encode(
            alt.X("month:O", title=say("portfolio.month"), axis=alt.Axis(labelAngle=0)),
            alt.Y("amount:Q", title=unit, axis=alt.Axis(format=",~f")),
            alt.Color("kind:N", title=None, scale=inks, legend=alt.Legend(orient="top", symbolType="stroke")),
            alt.StrokeDash("kind:N", title=None, scale=styles, legend=None),
            tooltip=[
                alt.Tooltip("month:O", title=say("portfolio.month")),
                alt.Tooltip("kind:N", title=say("portfolio.amount")),
                alt.Tooltip("amount:Q", title=unit, format=",.2f"),
            ],
        )
    )
    return _spec(chart)


@cache
def _bubbles(language: str, elapsed: float, unit: str) -> Spec:
    say = Words(language)
    shapes = alt.Scale(domain=[_named(say, it) for it in signs.ORDER], range=[DRAWN[it] for it in signs.ORDER])
    chosen = alt.selection_point(name="one", fields=["code"])
    words_only = alt.Legend(orient="top", labelExpr="slice(datum.label, indexof(datum.label, ' ') + 1)")
    points = (
        alt.Chart()
        .mark_point(filled=True, opacity=0.75, cursor="pointer")
        .encode(
            alt.X(
                "planned:Q",
                title=say("amounts.with_unit", what=say("money.plan"), unit=unit),
                scale=alt.Scale(type="log"),
                axis=alt.Axis(format=",.4~r", grid=False, tickCount=6),
            ),
            alt.Y("share:Q", title=say("money.share"), axis=alt.Axis(format=".0%")),
            alt.Size("total:Q", legend=None, scale=alt.Scale(type="pow", exponent=0.4, range=[50, 1000])),
            alt.Color("light:N", title=None, scale=_inks(say), legend=words_only),
            alt.Shape("light:N", title=None, scale=shapes, legend=words_only),
            alt.Description("told:N"),
            tooltip=[
                alt.Tooltip("name:N", title=say("field.scenario.name")),
                alt.Tooltip("light:N", title=say("light.light")),
                alt.Tooltip("planned:Q", title=say("money.plan"), format=",.2~f"),
                alt.Tooltip("share:Q", title=say("money.share"), format=".1%"),
                alt.Tooltip("total:Q", title=say("money.total"), format=",.2~f"),
            ],
        )
        .transform_calculate(told=_told(say, unit))
        .add_params(chosen)
    )
    drawn = alt.Chart().mark_rule(aria=False, color=EXPECTED, strokeDash=[4, 3], strokeWidth=2)
    line = drawn.encode(alt.Y(datum=elapsed))
    return _spec(alt.layer(points, line, data=_rows()))


def _told(say: Words, unit: str) -> str:
    """A bubble in words, as an expression of Vega: what a reader of the screen says of it, without long fractions."""
    figures = {
        say("amounts.with_unit", what=say("money.plan"), unit=unit): "format(datum.planned, ',.2~f')",
        say("money.share"): "format(datum.share, '.1%')",
        say("amounts.with_unit", what=say("money.total"), unit=unit): "format(datum.total, ',.2~f')",
    }
    told = " + ".join(f"'; {name} ' + {figure}" for name, figure in figures.items())
    return f"datum.name + '; ' + datum.light + {told}"


@cache
def _scores(language: str, order: tuple[str, ...]) -> Spec:
    say = Words(language)
    colours = alt.Scale(domain=[say.code(it) for it in MERITS], range=list(MERITS.values()))
    base = alt.Chart(_rows()).encode(
        alt.Y("name:N", title=None, sort=list(order), axis=alt.Axis(labelLimit=160, ticks=False, domain=False))
    )
    bars = base.mark_bar(size=16).encode(
        alt.X("points:Q", title=None, scale=alt.Scale(domain=[0, 104]), axis=alt.Axis(values=[*range(0, 101, 20)])),
        alt.Color("merit:N", title=None, scale=colours, legend=alt.Legend(orient="top")),
        alt.Order("rank:Q"),
        tooltip=[
            alt.Tooltip("name:N", title=say("field.scenario.lead_id")),
            alt.Tooltip("merit:N", title=say("department.part")),
            alt.Tooltip("points:Q", title=say("department.points"), format=".1f"),
        ],
    )
    whole = base.mark_text(align="left", dx=4, color=FIGURES).encode(
        alt.X("max(score):Q"), alt.Text("max(score):Q", format=".1f")
    )
    return _spec(alt.layer(bars, whole))
