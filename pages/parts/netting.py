"""The drawings of the linkage page: departments against each other, who asks whom, and layers before and behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import cache

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts.charts import Spec
from pages.parts.visit import Visit
from scenario_db.linkages import Asked, Matrix
from scenario_db.upstream import Step
from scenario_db.wording import Words

CELL, AROUND = 24, 130
DRAWN = 14
"""Scenarios of one layer that are drawn; the table beneath holds them all."""

_BLUE, _RED, _GREY = "#4f7fbf", "#c9402f", "#8a8f98"


def cells(found: Matrix, asked: Mapping[tuple[str, str], Asked], day: date) -> pd.DataFrame:
    """Two rows for each pair, one for each side: what one waits for from the other, and what is open both ways."""
    rows = []
    for it in found.pairs:
        for one, other in ((it.one_id, it.other_id), (it.other_id, it.one_id)):
            there, back = asked.get((one, other)), asked.get((other, one))
            ages = [age for side in (there, back) if side and (age := side.age(day)) is not None]
            rows.append(
                {
                    "one": one,
                    "other": other,
                    "pair": f"{it.one_id}.{it.other_id}",
                    "together": it.together,
                    "open": there.open if there else 0,
                    "oldest": (there.age(day) or 0) if there else 0,
                    "both_open": sum(side.open for side in (there, back) if side),
                    "both_oldest": max(ages, default=0),
                    "one_first": one == it.one_id,
                }
            )
    return pd.DataFrame(rows)


def heat(
    here: Visit, rows: pd.DataFrame, order: Sequence[str], measure: str, *, key: str, opened: Callable[[], None]
) -> None:
    """Departments against each other; a cell can be chosen."""
    st.vega_lite_chart(
        rows,
        _heat(here.language, tuple(order), measure),
        height=CELL * len(order) + AROUND,
        key=key,
        on_select=opened,
        selection_mode="cell",
        alt=here.say("linkage.who_with_whom"),
    )


@cache
def _heat(language: str, order: tuple[str, ...], measure: str) -> Spec:
    say = Words(language)
    axis = alt.Axis(labelLimit=110, labelOverlap=False, ticks=False, domain=False)
    across = alt.Axis(labelLimit=110, labelAngle=-60, labelOverlap=False, ticks=False, domain=False, orient="top")
    base = alt.Chart(alt.NamedData("rows")).encode(
        alt.X("other:N", title=None, sort=list(order), axis=across, scale=alt.Scale(domain=list(order))),
        alt.Y("one:N", title=None, sort=list(order), axis=axis, scale=alt.Scale(domain=list(order))),
        tooltip=[
            alt.Tooltip("one:N", title=say("linkage.one")),
            alt.Tooltip("other:N", title=say("linkage.other")),
            *(
                alt.Tooltip(f"{name}:Q", title=say(f"linkage.measure_{name}"), format=",d")
                for name in ("together", "open", "oldest")
            ),
        ],
    )
    chosen = alt.selection_point(name="cell", fields=["pair"])
    squares = (
        base.transform_filter(f"datum.{measure} > 0")
        .mark_rect(cursor="pointer")
        .encode(
            alt.Color(f"{measure}:Q", legend=None, scale=alt.Scale(scheme="blues")),
            opacity=alt.condition(chosen, alt.value(1), alt.value(0.5)),
        )
        .add_params(chosen)
    )
    top = f"datum.{measure} > 0.6 * datum.most"
    numbers = (
        base.transform_filter(f"datum.{measure} > 0")
        .transform_joinaggregate(most=f"max({measure})")
        .mark_text(fontSize=10)
        .encode(
            alt.Text(f"{measure}:Q", format=",d"),
            color=alt.condition(top, alt.value("white"), alt.value("#1f2933")),
        )
    )
    left_out = {"$schema", "data"}
    return {name: it for name, it in alt.layer(squares, numbers).to_dict().items() if name not in left_out}


def flows(here: Visit, edges: Sequence[tuple[str, str, int]]) -> None:
    """Who asks whom as a sankey: those who lead to the left, those who are asked to the right."""
    asking = list(dict.fromkeys(one for one, _, _ in edges))
    is_asked = list(dict.fromkeys(other for _, other, _ in edges))
    spec = {
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "sankey",
                "left": 130,
                "right": 130,
                "top": 8,
                "bottom": 8,
                "nodeGap": 6,
                "draggable": False,
                "data": [
                    *({"name": name, "depth": 0, "label": {"position": "left"}} for name in asking),
                    *({"name": _to(name), "depth": 1, "label": {"position": "right"}} for name in is_asked),
                ],
                "links": [{"source": one, "target": _to(other), "value": count} for one, other, count in edges],
                "lineStyle": {"color": "source", "opacity": 0.3},
            }
        ],
    }
    tall = 26 * max(len(asking), len(is_asked)) + 30
    st.echarts_chart(spec, height=max(tall, 160), alt=here.say("linkage.who_asks"))


def _to(name: str) -> str:
    """A department on the right-hand side: a node of its own, since names are what ECharts tells nodes by."""
    return f"→ {name}"


def layers(here: Visit, centre: tuple[str, str], found: Sequence[Step], late: Collection[str]) -> None:
    """What stands before a scenario to the left, what stands behind it to the right, layer by layer."""
    code, name = centre
    by_depth: dict[int, list[Step]] = defaultdict(list)
    for it in found:
        if it.id not in {other.id for other in by_depth[it.depth]}:
            by_depth[it.depth].append(it)
    shown = {depth: them[:DRAWN] for depth, them in by_depth.items()}
    tallest = max((len(them) for them in shown.values()), default=1)
    nodes = [_node(code, name, 0, (tallest + 1) / 2, is_late=code in late, is_centre=True)]
    for depth, them in shown.items():
        first = (tallest - len(them)) / 2 + 1
        nodes += [_node(it.code, it.name, depth, first + at, is_late=it.code in late) for at, it in enumerate(them)]
    spec = {
        "grid": {"left": 90, "right": 90, "top": 24, "bottom": 36},
        "xAxis": {"type": "value", "show": False, "min": min([0, *shown]), "max": max([0, *shown])},
        "yAxis": {"type": "value", "show": False, "min": 0.5, "max": max(tallest, 1.5) + 0.5, "inverse": True},
        "series": [
            {
                "type": "graph",
                "layout": "none",
                "coordinateSystem": "cartesian2d",
                "edgeSymbol": ["none", "arrow"],
                "edgeSymbolSize": 7,
                "label": {"show": True, "position": "bottom", "fontSize": 12, "width": 150, "overflow": "truncate"},
                "data": nodes,
                "links": _lines(code, shown),
            }
        ],
    }
    st.echarts_chart(spec, height=64 * tallest + 80, alt=here.say("linkage.before_and_behind"))
    if len(found) > sum(map(len, shown.values())):
        st.caption(here.say("linkage.layer_left_out", count=DRAWN))


def _node(code: str, name: str, x: float, y: float, *, is_late: bool, is_centre: bool = False) -> dict[str, object]:
    """A circle, or a red square where it is late or depends on what is; the scenario itself is the largest."""
    colour = _RED if is_late else _BLUE if is_centre else _GREY
    return {
        "id": code,
        "name": f"{'■ ' if is_late else ''}{name}",
        "value": [x, y],
        "symbol": "rect" if is_late else "circle",
        "symbolSize": 24 if is_centre else 14,
        "itemStyle": {"color": colour},
    }


def _lines(code: str, shown: Mapping[int, Sequence[Step]]) -> list[dict[str, str]]:
    """From each layer to the next; before and behind may hold the same scenario, then the first place counts."""
    codes = {it.id: it.code for them in shown.values() for it in them}
    return [
        {"source": it.code, "target": codes.get(it.via_id, code)}
        if it.depth < 0
        else {"source": codes.get(it.via_id, code), "target": it.code}
        for them in shown.values()
        for it in them
    ]
