"""The tables of the overview: what moved, who is waited for, how domains, departments and money are spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pandas as pd
import streamlit as st

from pages.parts import cards, charts, tables
from pages.parts.filters import AsOf
from pages.parts.visit import Visit
from scenario_db.choices import Choice
from scenario_db.codes import LIVE, Domain, Tier
from scenario_db.money import MONTHS, Curve, Money
from scenario_db.movements import Moved, Turnover
from scenario_db.portfolio import Count, Led
from scenario_db.waiting import Wait

SHOWN = 12
"""Rows that stand without scrolling; the rest is a turn of the wheel away."""


def nothing_yet(here: Visit, as_of: AsOf) -> None:
    """An empty library, and the next step."""
    if not as_of.is_today:
        st.info(here.say("portfolio.empty_then", day=as_of.day))
        return
    st.info(here.say("portfolio.empty"))
    st.page_link("pages/desk/upload.py", label=here.say("portfolio.go_import"))


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
    st.caption(here.say("portfolio.counted", **facts))


def moved(here: Visit, found: Sequence[Moved]) -> None:
    """The scenarios that moved, each with its way, its lead and its day."""
    rows = pd.DataFrame(
        {
            "way": [here.say.code(it.movement) for it in found],
            "name": [tables.to_scenario(here, it.code, it.name) for it in found],
            "from_to": [f"{here.say.code(it.from_tier)} → {here.say.code(it.to_tier)}".strip() for it in found],
            "lead": [it.lead for it in found],
            "day": [it.day for it in found],
        }
    )
    headings = {
        "way": tables.text(here.say("portfolio.way"), "small"),
        "name": tables.link(here.say("field.scenario.name"), "medium"),
        "from_to": tables.text(here.say("portfolio.from_to"), "small"),
        "lead": tables.text(here.say("field.scenario.lead_id"), "small"),
        "day": tables.day(here.say("portfolio.day")),
    }
    _table(rows, headings)


def stuck(here: Visit, found: Sequence[Wait], age: Sequence[int | None]) -> None:
    """Who is waited for, in which scenario, for what, and for how many days."""
    rows = pd.DataFrame(
        {
            "on": [it.on for it in found],
            "name": [tables.to_scenario(here, it.code, it.name) for it in found],
            "what": [it.what or here.say.code(it.kind) for it in found],
            "age": pd.array(age, dtype="Int64"),
            "lead": [it.lead for it in found],
            "due": [it.due for it in found],
        }
    )
    headings = {
        "on": tables.text(here.say("portfolio.waits_for"), "small"),
        "name": tables.link(here.say("field.scenario.name"), "medium"),
        "what": tables.text(here.say("portfolio.what"), "medium"),
        "age": tables.number(here.say("portfolio.age")),
        "lead": tables.text(here.say("field.scenario.lead_id"), "small"),
        "due": tables.day(here.say("field.issue.due_on")),
    }
    _table(rows, headings)


def spread(here: Visit, found: Mapping[tuple[Domain | None, Tier], int]) -> None:
    """Domain by tier: bars, and beside them their figures."""
    domains: list[Domain | None] = [*Domain, *([None] if any(domain is None for domain, _ in found) else [])]
    names = {it: here.say.code(it) or here.say("portfolio.no_domain") for it in domains}
    _bars_and_table(here, {names[it]: {tier: found.get((it, tier), 0) for tier in LIVE} for it in domains}, "domain")


def departments(here: Visit, found: Sequence[Led]) -> None:
    """What each department leads, by tier."""
    _by_tier(here, {it.name or here.say("portfolio.no_lead"): it.tiers for it in found}, "lead_id")


def _bars_and_table(here: Visit, found: Mapping[str, Mapping[Tier, int]], field: str) -> None:
    left, right = st.columns(2)
    bars = [
        {"group": name, "tier": here.say.code(tier), "rank": rank, "count": tiers.get(tier, 0)}
        for name, tiers in found.items()
        for rank, tier in enumerate(LIVE)
    ]
    with left:
        charts.tiers_by_group(here, pd.DataFrame(bars), f"field.scenario.{field}")
    with right:
        whole = {tier: sum(tiers.get(tier, 0) for tiers in found.values()) for tier in LIVE}
        _by_tier(here, {**found, here.say("portfolio.all"): whole}, field)


def _by_tier(here: Visit, found: Mapping[str, Mapping[Tier, int]], field: str) -> None:
    rows = pd.DataFrame({tier: [tiers.get(tier, 0) for tiers in found.values()] for tier in LIVE})
    rows.insert(0, "name", list(found))
    rows["all"] = rows[list(LIVE)].sum(axis=1)
    headings = {"name": tables.text(here.say(f"field.scenario.{field}"), pinned=True)}
    headings |= {tier: tables.number(here.say.code(tier)) for tier in LIVE}
    headings["all"] = tables.number(here.say("portfolio.all"))
    _table(rows, headings)


def year(here: Visit, found: Money, curve: Curve) -> None:
    """The year's money month by month, and beside it by tier."""
    left, right = st.columns(2)
    divisor, unit = cards.unit_for(here, found.all.planned)
    with left:
        lines = {"portfolio.planned": curve.planned, "portfolio.done": curve.done}
        charts.year(
            here,
            pd.DataFrame([row for kind, line in lines.items() for row in _points(here.say(kind), line, divisor)]),
            unit,
        )
    with right:
        _money_by_tier(here, found)


def _points(kind: str, line: Sequence[Decimal], divisor: Decimal) -> list[dict[str, object]]:
    return [
        {"month": month, "kind": kind, "amount": float(amount / divisor)}
        for month, amount in zip(MONTHS, line, strict=False)
    ]


def _money_by_tier(here: Visit, found: Money) -> None:
    shares = [(here.say.code(tier), found.tiers[tier]) for tier in LIVE if tier in found.tiers]
    shares.append((here.say("portfolio.all"), found.all))
    rows = pd.DataFrame(
        {
            "tier": [name for name, _ in shares],
            "planned": [float(share.planned) for _, share in shares],
            "done": [float(share.done) for _, share in shares],
            "completion": [None if share.completion is None else float(share.completion) for _, share in shares],
            "without": [share.without_plan for _, share in shares],
        }
    )
    headings = {
        "tier": tables.text(here.say("field.scenario.tier"), "small"),
        "planned": tables.amount(here.say("portfolio.tier_planned")),
        "done": tables.amount(here.say("portfolio.tier_done")),
        "completion": tables.share(here.say("word.completion")),
        "without": tables.number(here.say("portfolio.without_plan")),
    }
    _table(rows, headings)


def _table(rows: pd.DataFrame, headings: Mapping[str, tables.Heading]) -> None:
    height = tables.height(min(len(rows), SHOWN))
    st.dataframe(rows, column_order=list(headings), column_config=dict(headings), hide_index=True, height=height)
