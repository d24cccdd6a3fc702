"""The tables of the overview: what moved, who is waited for, how domains, departments and money are spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import streamlit as st

from pages.parts import amounts, blank, charts, drawn, tables
from pages.parts.filters import AsOf
from pages.parts.visit import Visit
from scenario_db import money, portfolio, waiting
from scenario_db.answers import kept
from scenario_db.choices import Choice
from scenario_db.codes import LIVE, Domain, Tier
from scenario_db.money import MONTHS, Curve, Money
from scenario_db.movements import Moved, Movement, Turnover
from scenario_db.portfolio import Count, Led
from scenario_db.roles import is_narrow

LISTED, SHOWN = 6, 12
"""Rows of a list and of a table that stand without scrolling; the rest is a turn of the wheel away."""

GAP = "background-color: rgba(192, 122, 27, 0.24)"
"""A cell in which no scenario stands: a gap that a leader asks about."""


def nothing_yet(here: Visit, as_of: AsOf) -> None:
    """An empty library, or nothing that she reads in it; and the next step."""
    if is_narrow(here.person):
        st.info(here.say("portfolio.empty_for_you", day=as_of.day))
        return
    if not as_of.is_today:
        st.info(here.say("portfolio.empty_then", day=as_of.day))
        return
    blank.nothing(here, "portfolio.empty")


def what_is_counted(
    here: Visit, then: Choice, now: Choice, counts: Mapping[Tier, Count], turnover: Mapping[Tier, Turnover]
) -> None:
    """One line beneath the cards: the day, how many in all, and how children count."""
    facts = {
        "day": now.day,
        "earlier": then.day,
        "scenarios": f"{sum(it.scenarios for it in counts.values()):,}",
        "children": f"{sum(it.children for it in counts.values()):,}",
        "net": f"{sum(it.net for it in turnover.values()):+,}",
    }
    st.caption(here.say("portfolio.counted", **facts), help=here.say("portfolio.counted_once"))


def moved(here: Visit, found: Sequence[Moved]) -> None:
    """The scenarios that moved, each with its way, its lead and its day."""
    rows = pd.DataFrame(
        {
            "way": [here.say.code(it.movement) for it in found],
            "name": [tables.to_scenario(here, it.code, it.name) for it in found],
            "from_to": [_from_to(here, it) for it in found],
            "lead": [it.lead for it in found],
            "day": [it.day for it in found],
        }
    )
    headings = {
        "way": tables.coded(here, here.say("portfolio.way"), Movement, 72),
        "name": tables.link(here.say("field.scenario.name"), 172),
        "from_to": tables.text(here.say("portfolio.from_to"), 104 if here.language == "zh" else 148),
        "lead": tables.text(here.say("field.scenario.lead_id"), 84),
        "day": tables.day(here.say("portfolio.day")),
    }
    _table(rows, headings, LISTED)


def _from_to(here: Visit, it: Moved) -> str:
    """Both libraries; for what entered or left the one there is, and how it moved stands beside it."""
    return " → ".join(here.say.code(tier) for tier in (it.from_tier, it.to_tier) if tier)


def stuck(here: Visit, now: Choice, *, limit: int, key: str = "") -> None:
    """Who is waited for, in which scenario, for what, and for how many days; with a key its rows can be ticked."""
    headings = {
        "on": tables.text(here.say("portfolio.waits_for"), "small"),
        "age": tables.number(here.say("portfolio.age"), 60),
        "what": tables.text(here.say("portfolio.what"), "medium"),
        "name": tables.link(here.say("field.scenario.name"), "medium"),
        "lead": tables.text(here.say("field.scenario.lead_id"), "small"),
        "due": tables.text(here.say("field.issue.due_on"), 92),
    }
    tables.show(drawn.made(here, _waits, now, limit), headings, most=LISTED, key=key)


def _waits(here: Visit, now: Choice, limit: int) -> pa.Table:
    found = kept(here.db, waiting.waits, now, limit=limit)
    return tables.rows(
        {
            "on": [it.on for it in found],
            "age": [it.age(now.day) for it in found],
            "what": [it.what or here.say.code(it.kind) for it in found],
            "name": [tables.to_scenario(here, it.code, it.name) for it in found],
            "lead": [it.lead for it in found],
            "due": [str(it.due or "") for it in found],
        }
    )


def spread_out(here: Visit, now: Choice) -> None:
    """What stands beneath the first screen: by domain, by working group, the year's money, by department."""
    st.header(here.say("portfolio.spread"))
    spread(here, kept(here.db, portfolio.matrix, now))
    by_group(here, kept(here.db, portfolio.groups, now))
    st.header(here.say("portfolio.money_curve"))
    year(here, kept(here.db, money.money, now), kept(here.db, money.curve, now))
    st.header(here.say("portfolio.leads"))
    departments(here, kept(here.db, portfolio.departments, now))


def spread(here: Visit, found: Mapping[tuple[Domain | None, Tier], int]) -> None:
    """Domain by tier: bars, and beside them their figures with the gaps marked."""
    domains: list[Domain | None] = [*Domain, *([None] if any(domain is None for domain, _ in found) else [])]
    names = {it: here.say.code(it) or here.say("portfolio.no_domain") for it in domains}
    groups = {names[it]: {tier: found.get((it, tier), 0) for tier in LIVE} for it in domains}
    _spread(here, groups, "field.scenario.domain")


def by_group(here: Visit, found: Mapping[tuple[str, Tier], int]) -> None:
    """Working group by tier, in the same manner; where there is but one, all that stands above is its own."""
    named = list(dict.fromkeys(group for group, _ in found))
    if len(named) <= 1:
        return
    st.header(here.say("portfolio.groups"))
    called = {it: it or here.say("portfolio.no_group") for it in named}
    groups = {called[it]: {tier: found.get((it, tier), 0) for tier in LIVE} for it in named}
    _spread(here, groups, "field.department.working_group_id")


def _spread(here: Visit, groups: Mapping[str, Mapping[Tier, int]], label: str) -> None:
    left, right = st.columns([2, 3])
    with left:
        charts.tiers_by_group(here, _bars(here, groups), label)
    with right:
        whole = {tier: sum(tiers[tier] for tiers in groups.values()) for tier in LIVE}
        rows = _by_tier(here, {**groups, here.say("portfolio.all"): whole}, label)
        _figures(rows, dict.fromkeys(rows.columns[1:], "{:,}"), gaps=True)
        if any(not number for tiers in groups.values() for number in tiers.values()):
            st.caption(here.say("portfolio.gaps"))


def departments(here: Visit, found: Sequence[Led]) -> None:
    """What each department leads, by tier: bars of the busiest, and all of them in figures."""
    groups = {it.name or here.say("portfolio.no_lead"): it.tiers for it in found}
    left, right = st.columns([2, 3])
    with left:
        busiest = dict(list(groups.items())[:SHOWN])
        charts.tiers_by_group(here, _bars(here, busiest), "field.scenario.lead_id")
    with right:
        rows = _by_tier(here, groups, "field.scenario.lead_id")
        first, *rest = rows.columns
        _table(rows, {first: tables.text(first)} | {name: tables.number(name, 64) for name in rest})


def _bars(here: Visit, groups: Mapping[str, Mapping[Tier, int]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"group": name, "tier": here.say.code(tier), "rank": rank, "count": tiers[tier]}
            for name, tiers in groups.items()
            for rank, tier in enumerate(LIVE)
        ]
    )


def _by_tier(here: Visit, groups: Mapping[str, Mapping[Tier, int]], label: str) -> pd.DataFrame:
    rows = pd.DataFrame({here.say(label): list(groups)})
    for tier in LIVE:
        rows[here.say.code(tier)] = [tiers[tier] for tiers in groups.values()]
    rows[here.say("portfolio.all")] = [sum(tiers[tier] for tier in LIVE) for tiers in groups.values()]
    return rows


def year(here: Visit, found: Money, curve: Curve) -> None:
    """The year's money month by month, and beside it by tier."""
    left, right = st.columns([2, 3])
    with left:
        lines = {"portfolio.planned": curve.planned, "portfolio.done": curve.done}
        points = [point for kind, line in lines.items() for point in _points(here, here.say(kind), line)]
        charts.year(here, pd.DataFrame(points), amounts.name(here))
    with right:
        amounts.caption(here)
        _money_by_tier(here, found)


def _points(here: Visit, kind: str, line: Sequence[Decimal]) -> list[dict[str, object]]:
    return [
        {"month": month, "kind": kind, "amount": amounts.of(here, amount)}
        for month, amount in zip(MONTHS, line, strict=False)
    ]


def _money_by_tier(here: Visit, found: Money) -> None:
    shares = {here.say.code(tier): found.tiers[tier] for tier in LIVE if tier in found.tiers}
    shares[here.say("portfolio.all")] = found.all
    columns = {
        "field.scenario.tier": (list(shares), ""),
        "portfolio.tier_planned": ([amounts.of(here, it.planned) for it in shares.values()], amounts.pattern(here)),
        "portfolio.tier_done": ([amounts.of(here, it.done) for it in shares.values()], amounts.pattern(here)),
        "word.completion": ([tables.figure(it.completion) for it in shares.values()], "{:.1%}"),
        "portfolio.without_plan": ([it.without_plan for it in shares.values()], "{:,}"),
    }
    rows = pd.DataFrame({here.say(name): values for name, (values, _) in columns.items()})
    _figures(rows, {here.say(name): pattern for name, (_, pattern) in columns.items() if pattern})


def _figures(rows: pd.DataFrame, patterns: Mapping[str, str], *, gaps: bool = False) -> None:
    """A small table that stands still, its numbers to the right; where nothing stands, it may be marked."""
    style = rows.style.format(dict(patterns), na_rep="")
    if gaps:
        style = style.map(lambda it: GAP if it == 0 else "", subset=list(patterns))
    st.table(style, border="horizontal", hide_index=True)


def _table(rows: pd.DataFrame, headings: Mapping[str, tables.Heading], most: int = SHOWN, key: str = "") -> None:
    height = tables.height(len(rows), most)
    st.dataframe(
        rows,
        column_order=list(headings),
        column_config=dict(headings),
        hide_index=True,
        placeholder="",
        height=height,
        **tables.ticked(key),
    )
