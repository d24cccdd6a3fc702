"""Departments side by side: the peers of one type by score, and one department's score part by part with its lists."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pandas as pd
import streamlit as st

from pages.parts import amounts, cards, graphs, tables, ways
from pages.parts.visit import Visit
from scenario_db import peers, shortfalls, spending, thresholds
from scenario_db.answers import kept
from scenario_db.bodies import BodyKind
from scenario_db.choices import Choice
from scenario_db.codes import LIVE, DepartmentType, Light
from scenario_db.peers import Merit, Peer
from scenario_db.roles import is_narrow
from scenario_db.shortfalls import Short

DRAWN, ROWS, LISTED = 20, 14, 50

Scored = tuple[Peer, float | None]


def ranking(here: Visit, choice: Choice) -> None:
    """The departments of one type, the best score first."""
    found = kept(here.db, peers.abreast, choice)
    if not found:
        empty = "portfolio.empty_for_you" if is_narrow(here.person) else "department.nobody_leads"
        st.info(here.say(empty, day=choice.day))
        return
    rules, elapsed = thresholds.of(here.db, choice.moment), peers.elapsed(here.db, choice)
    type_ = _type(here, found)
    shown = [it for it in found if it.type is type_]
    scored = sorted(
        ((it, _score(it, rules, elapsed)) for it in shown), key=lambda one: -1 if one[1] is None else one[1]
    )
    scored.reverse()
    st.header(here.say("department.peers"))
    scenarios = sum(it.led.all for it in shown)
    st.caption(here.say("department.ranked", day=choice.day, count=len(shown), scenarios=f"{scenarios:,}"))
    _chart(here, scored, rules, elapsed)
    _table(here, choice, scored, rules, elapsed)


def _score(it: Peer, rules: thresholds.Thresholds, elapsed: Fraction | None) -> float | None:
    return tables.figure(it.score(rules, elapsed))


def _type(here: Visit, found: Sequence[Peer]) -> DepartmentType:
    types = [it for it in DepartmentType if any(one.type is it for one in found)]
    if len(types) == 1:
        return types[0]
    chosen = st.segmented_control(
        here.say("department.type"),
        types,
        key="department.type",
        default=types[0],
        format_func=here.say.code,
        required=True,
        label_visibility="collapsed",
    )
    return DepartmentType(chosen)


def _chart(here: Visit, scored: Sequence[Scored], rules: thresholds.Thresholds, elapsed: Fraction | None) -> None:
    rows = []
    for it, score in scored[:DRAWN]:
        points = it.points(rules, elapsed)
        whole = sum(peers.weights(rules)[merit] for merit in points) or 1
        rows += [
            {
                "name": it.name,
                "merit": here.say.code(merit),
                "rank": rank,
                "points": float(points[merit] * 100 / whole),
                "score": score,
            }
            for rank, merit in enumerate(Merit)
            if merit in points
        ]
    if not rows:
        return
    graphs.scores(here, pd.DataFrame(rows))
    if len(scored) > DRAWN:
        st.caption(here.say("department.drawn", shown=DRAWN, count=len(scored) - DRAWN))


def _table(
    here: Visit, choice: Choice, scored: Sequence[Scored], rules: thresholds.Thresholds, elapsed: Fraction | None
) -> None:
    merits = [merit for merit, weight in peers.weights(rules).items() if weight]
    points = [it.points(rules, elapsed) for it, _ in scored]
    rows = pd.DataFrame(
        {
            "name": [ways.to_body(here, BodyKind.DEPARTMENT, it.id, it.name, choice) for it, _ in scored],
            "score": [score for _, score in scored],
            **{str(merit): [tables.figure(of.get(merit)) for of in points] for merit in merits},
            **{str(tier): [it.led.tiers.get(tier, 0) for it, _ in scored] for tier in LIVE},
            "red": [_lit(here, choice, it, Light.RED, it.led.red) for it, _ in scored],
            "yellow": [_lit(here, choice, it, Light.YELLOW, it.led.yellow) for it, _ in scored],
            "late": [it.late for it, _ in scored],
            "done": [tables.part(it.money.completion) for it, _ in scored],
        }
    )
    heads = {
        "name": tables.link(here.say("field.scenario.lead_id"), 130),
        "score": tables.points(here.say("department.score")),
        **{str(merit): tables.points(f"{here.say.code(merit)} {peers.weights(rules)[merit]}", 92) for merit in merits},
        **{str(tier): tables.number(here.say.code(tier), 56) for tier in LIVE},
        "red": tables.link(f"■ {here.say.code(Light.RED)}", 64, counts=True),
        "yellow": tables.link(f"▲ {here.say.code(Light.YELLOW)}", 64, counts=True),
        "late": tables.number(here.say("department.behind"), 76),
        "done": tables.share(here.say("word.completion")),
    }
    height = tables.height(len(rows), ROWS)
    st.dataframe(rows, column_config=heads, hide_index=True, height=height, placeholder="")


def _lit(here: Visit, choice: Choice, it: Peer, light: Light, count: int) -> str | None:
    return ways.to(here, "lights", choice, f"{count:,}", lead=(it.name,), light=(light,)) if count else None


def of_one(here: Visit, choice: Choice, whole: Choice, unit: str) -> None:
    """How one department's score comes about, and what a part of it lacks, named; `whole` is all that one reads."""
    found = next((it for it in kept(here.db, peers.abreast, choice) if it.id == unit), None)
    if found is None:
        return
    rules, elapsed = thresholds.of(here.db, choice.moment), peers.elapsed(here.db, choice)
    st.header(here.say("department.how_scored"))
    points, merits = found.points(rules, elapsed), [it for it, weight in peers.weights(rules).items() if weight]
    left, right = st.columns(2)
    with left:
        score = _score(found, rules, elapsed)
        st.metric(here.say("department.score"), "—" if score is None else f"{score:.1f}")
        rows = [
            {
                "part": here.say.code(merit),
                "weight": f"{peers.weights(rules)[merit]}",
                "earned": f"{float(points[merit]):.1f}" if merit in points else "—",
                "basis": _basis(here, found, merit, elapsed),
            }
            for merit in merits
        ]
        widths: dict[str, tables.Width | None] = {"part": 84, "weight": 48, "earned": 48, "basis": None}
        heads = {name: tables.text(here.say(f"department.{name}"), width) for name, width in widths.items()}
        st.dataframe(rows, column_config=heads, hide_index=True, placeholder="", height="content")
    with right:
        _wanting(here, choice, whole, unit, [it for it in merits if it in points])


def _basis(here: Visit, it: Peer, merit: Merit, elapsed: Fraction | None) -> str:
    share = it.share(merit, elapsed)
    if share is None:
        return here.say("department.no_basis")
    if merit is Merit.INVEST:
        done = cards.percent(it.money.completion or Fraction(0))
        return here.say("department.basis_invest", done=done, elapsed=cards.percent(elapsed or Fraction(0)))
    of, done_of = {
        Merit.START: (it.led.due, it.led.started),
        Merit.ENTER: (it.led.due, it.led.entered),
        Merit.SOLVE: (it.solved.of, it.solved.done),
        Merit.FILE: (it.filed.of, it.filed.done),
    }[merit]
    return here.say(f"department.basis_{merit}", of=of, done=done_of)


def _wanting(here: Visit, choice: Choice, whole: Choice, unit: str, merits: Sequence[Merit]) -> None:
    if not merits:
        return
    merit = st.segmented_control(
        here.say("department.choose_part"),
        merits,
        key="department.part",
        default=merits[0],
        format_func=here.say.code,
        required=True,
    )
    if merit is Merit.INVEST:
        _slowest(here, choice)
    elif merit is Merit.FILE:
        st.caption(here.say("department.short_file"))
    elif merit is Merit.SOLVE:
        found = kept(here.db, shortfalls.unsolved, whole, unit, limit=LISTED)
        _short(here, found, {"what": tables.text(here.say("department.problem"), "large")}, "raised_on")
    else:
        found = kept(here.db, shortfalls.late, choice, Merit(merit), limit=LISTED)
        _short(here, found, {"tier": tables.tier(here)}, "planned_start")


def _slowest(here: Visit, choice: Choice) -> None:
    found = kept(here.db, spending.slowest, choice, limit=LISTED)
    rows = pd.DataFrame(
        {
            "name": [tables.to_scenario(here, it.code, it.name) for it in found],
            "planned": [amounts.of(here, it.planned) for it in found],
            "done": [amounts.of(here, it.done) for it in found],
            "share": [tables.part(it.completion) for it in found],
        }
    )
    heads = {
        "name": tables.link(here.say("field.scenario.name"), "medium"),
        "planned": amounts.column(here, here.say("money.plan"), 100, rows["planned"]),
        "done": amounts.column(here, here.say("money.spent"), 100, rows["done"]),
        "share": tables.share(here.say("money.share")),
    }
    st.dataframe(rows, column_config=heads, hide_index=True, height=tables.height(len(rows), 6), placeholder="")


def _short(here: Visit, found: Sequence[Short], own: dict[str, tables.Heading], since: str) -> None:
    if not found:
        st.caption(here.say("department.short_none"))
        return
    rows = pd.DataFrame(
        {
            "name": [tables.to_scenario(here, it.code, it.name) for it in found],
            "what": [it.what for it in found],
            "tier": [here.say.code(it.tier) for it in found],
            "since": [it.since for it in found],
        }
    )
    heads = {
        "name": tables.link(here.say("field.scenario.name"), "medium"),
        **own,
        "since": tables.day(here.say(f"department.{since}")),
    }
    height = tables.height(len(rows), 6)
    st.dataframe(rows, column_order=list(heads), column_config=heads, hide_index=True, height=height, placeholder="")
