"""The sections of 推进: lights month by month, what moves on, the roadmap, the reserve, what can start."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from pages.parts import charts, graphs, signs, tables, ways
from pages.parts.visit import Visit
from scenario_db import conversion, days, portfolio, roadmap, starting, trends
from scenario_db.answers import kept
from scenario_db.choices import Choice
from scenario_db.codes import LIVE, Domain, Light, Tier
from scenario_db.conversion import Course, Gone, Stood
from scenario_db.starting import Starting

LEGS, GONE = 20, 50
ROWS = 8
NEARLY = 2
AHEAD = (Tier.BUILD, Tier.RESERVE)


def lights(here: Visit, choice: Choice) -> None:
    """Stacked counts at the last six month ends; a month leads to its list."""
    found = trends.by_month(here.db, choice)
    rows = [
        {"month": f"{end:%Y-%m}", "light": signs.label(here, light), "rank": rank, "count": count}
        for end, counts in found.items()
        for rank, light in enumerate(signs.ORDER)
        if (count := counts.get(light, 0))
    ]
    if not rows:
        st.caption(here.say("light.none_chosen"))
        return
    st.caption(here.say("pipeline.lights_rule"))
    graphs.lights(here, pd.DataFrame(rows))
    _lights_in_figures(here, found)


def _lights_in_figures(here: Visit, found: dict[date, trends.Lights]) -> None:
    shown = [(end, counts) for end, counts in reversed(found.items()) if counts]
    rows: dict[str, list[object]] = {"month": [_to_lights(here, end) for end, _ in shown]}
    heads = {"month": tables.link(here.say("pipeline.month"), 92)}
    for light in signs.ORDER:
        rows[str(light)] = [counts.get(light, 0) for _, counts in shown]
        heads[str(light)] = tables.number(signs.label(here, light), 72)
    st.dataframe(pd.DataFrame(rows), column_config=heads, hide_index=True, placeholder="", height="content")


def _to_lights(here: Visit, end: date) -> str:
    then = Choice(end, days.end_of(end, here.zone))
    return ways.to(here, "lights", then, f"{end:%Y-%m}", light=(Light.RED, Light.YELLOW))


def converts(here: Visit, choice: Choice) -> None:
    """What became of those who stood in each library; a row leads to those who went."""
    found = kept(here.db, conversion.conversion, choice)
    st.caption(here.say("pipeline.converts_rule", since=conversion.first_day(choice)))
    graphs.courses(here, pd.DataFrame(_courses(here, found)))
    went(here, choice, _conversion_in_figures(here, found))


def _courses(here: Visit, found: Sequence[Stood]) -> list[dict[str, object]]:
    return [
        {"tier": here.say.code(it.tier), "course": here.say.code(course), "rank": rank, "count": it.many.get(course, 0)}
        for it in found
        for rank, course in enumerate(Course)
    ]


def _conversion_in_figures(here: Visit, found: Sequence[Stood]) -> Tier:
    rows = pd.DataFrame(
        {
            "tier": [here.say.code(it.tier) for it in found],
            "all": [it.all for it in found],
            **{str(course): [it.many.get(course, 0) for it in found] for course in Course},
            "converted": [tables.part(it.converted) for it in found],
            "days_up": pd.array([_whole(it.days.get(Course.UP)) for it in found], dtype="Int64"),
            "days_still": pd.array([_whole(it.days.get(Course.STILL)) for it in found], dtype="Int64"),
        }
    )
    heads = {
        "tier": tables.tier(here),
        "all": tables.number(here.say("pipeline.all"), 66),
        **{str(course): tables.number(here.say.code(course), 48) for course in Course},
        "converted": tables.share(here.say("pipeline.converted"), 64),
        "days_up": tables.number(here.say("pipeline.days_up"), 94),
        "days_still": tables.number(here.say("pipeline.days_still"), 84),
    }
    event = st.dataframe(
        rows,
        column_config=heads,
        hide_index=True,
        height="content",
        placeholder="",
        on_select="rerun",
        selection_mode="single-row",
        key="pipeline.stood",
    )
    chosen = event.selection.rows
    return found[chosen[0]].tier if chosen and chosen[0] < len(found) else Tier.RESERVE


def _whole(days: float | None) -> int | None:
    return None if days is None else round(days)


def went(here: Visit, choice: Choice, tier: Tier) -> None:
    """Those who left a library, the latest first."""
    found = kept(here.db, conversion.gone, choice, tier, limit=GONE)
    if not found:
        st.caption(here.say("pipeline.nobody_went", tier=tier))
        return
    st.markdown(f"**{here.say('pipeline.went', tier=tier, count=len(found))}**")
    rows = pd.DataFrame(
        {
            "course": [_way(here, it) for it in found],
            "name": [tables.to_scenario(here, it.code, it.name) for it in found],
            "lead": [it.lead for it in found],
            "day": [it.on for it in found],
            "days": pd.array([it.days for it in found], dtype="Int64"),
        }
    )
    heads = {
        "course": tables.text(here.say("pipeline.course"), 150),
        "name": tables.link(here.say("field.scenario.name"), "medium"),
        "lead": tables.text(here.say("field.scenario.lead_id"), "small"),
        "day": tables.day(here.say("portfolio.day")),
        "days": tables.number(here.say("pipeline.stayed"), 92),
    }
    _table(rows, heads)


def _way(here: Visit, it: Gone) -> str:
    """晋级 → 建设; who left for good went nowhere."""
    course = here.say.code(it.course)
    return course if it.course is Course.OUT else f"{course} → {here.say.code(it.tier)}"


def road(here: Visit, choice: Choice) -> None:
    """Bars of what shall end next, the first promised end beside; what is left out is said."""
    ahead = kept(here.db, roadmap.ahead, choice)
    if not ahead.dated:
        st.caption(here.say("pipeline.no_roadmap", undated=f"{ahead.undated:,}"))
        return
    facts = {"dated": f"{ahead.dated:,}", "overdue": f"{ahead.overdue:,}", "undated": f"{ahead.undated:,}"}
    st.caption(here.say("pipeline.roadmap_rule", **facts, day=choice.day))
    first = tables.page_of(ahead.dated, "road", in_address=True, rows=LEGS) * LEGS
    found = kept(here.db, roadmap.legs, choice, limit=LEGS, offset=first)
    rows = pd.DataFrame(
        {
            "name": [it.name for it in found],
            "link": [tables.to_scenario(here, it.code, it.name) for it in found],
            "tier": [here.say.code(it.tier) for it in found],
            "lead": [it.lead for it in found],
            "starts": [it.starts for it in found],
            "ends": [it.ends for it in found],
            "promised": [it.promised for it in found],
            "slip": [it.slip for it in found],
            "left": [(it.ends - choice.day).days for it in found],
        }
    )
    graphs.roadmap(here, _drawn(rows, choice.day))
    heads = {
        "link": tables.link(here.say("field.scenario.name"), 190),
        **{name: tables.number(here.say(f"pipeline.{name}"), 78) for name in ("left", "slip")},
        **{name: tables.day(here.say(f"pipeline.{name}")) for name in ("ends", "promised", "starts")},
        "lead": tables.text(here.say("field.scenario.lead_id"), 96),
        "tier": tables.tier(here),
    }
    _table(rows, heads)


def _drawn(rows: pd.DataFrame, day: date) -> pd.DataFrame:
    """Days as text at noon, so that no time zone of a browser moves them; who names no start has a short bar."""
    drawn = rows[["name", "tier"]].assign(day=_noon(day))
    starts = [start or end for start, end in zip(rows["starts"], rows["ends"], strict=True)]
    drawn["starts"] = [_noon(it) for it in starts]
    for name in ("ends", "promised"):
        drawn[name] = [_noon(it) for it in rows[name]]
    return drawn


def _noon(day: date) -> str:
    return f"{day}T12:00:00"


def reserve(here: Visit, choice: Choice) -> None:
    """Reserve against what is being built, domain by domain."""
    found = kept(here.db, portfolio.matrix, choice)
    domains: list[Domain | None] = [*Domain, *([None] if any(it is None for it, _ in found) else [])]
    names = {it: here.say.code(it) or here.say("portfolio.no_domain") for it in domains}
    counts = {it: {tier: found.get((it, tier), 0) for tier in AHEAD} for it in domains}
    bars = [
        {"group": names[it], "tier": here.say.code(tier), "rank": rank, "count": counts[it][tier]}
        for it in domains
        for rank, tier in enumerate(LIVE)
        if tier in AHEAD
    ]
    whole = {tier: sum(of[tier] for of in counts.values()) for tier in AHEAD}
    left, right = st.columns([2, 3])
    with left:
        charts.tiers_by_group(here, pd.DataFrame(bars), "field.scenario.domain")
    with right:
        _reserve_in_figures(here, choice, {names[it]: (it, of) for it, of in counts.items()}, whole)


def _reserve_in_figures(
    here: Visit, choice: Choice, groups: dict[str, tuple[Domain | None, dict[Tier, int]]], whole: dict[Tier, int]
) -> None:
    shown: dict[str, tuple[Domain | None, dict[Tier, int]]] = {**groups, here.say("portfolio.all"): (None, whole)}
    rows = pd.DataFrame(
        {
            "domain": [
                ways.to(here, "scenarios", choice, name, tier=AHEAD, domain=(it,) if it else ())
                for name, (it, _) in shown.items()
            ],
            **{str(tier): [of[tier] for _, of in shown.values()] for tier in AHEAD},
            "ratio": [of[Tier.RESERVE] / of[Tier.BUILD] if of[Tier.BUILD] else None for _, of in shown.values()],
        }
    )
    heads = {
        "domain": tables.link(here.say("field.scenario.domain"), 100),
        **{str(tier): tables.number(here.say.code(tier), 60) for tier in AHEAD},
        "ratio": tables.number(here.say("pipeline.ratio"), 96, "%.2f"),
    }
    st.dataframe(rows, column_config=heads, hide_index=True, height="content", placeholder="")


def can_start(here: Visit, choice: Choice) -> None:
    """What in reserve is planned to start within the half-year, and what it lacks."""
    by_missing = kept(here.db, starting.by_missing, choice)
    facts = {"day": choice.day, "until": starting.until(choice)}
    total = sum(by_missing.values())
    if not total:
        st.caption(here.say("pipeline.none_starting", **facts))
        return
    ready = by_missing.get(0, 0)
    nearly = sum(count for missing, count in by_missing.items() if 0 < missing <= NEARLY)
    counts = {"count": f"{total:,}", "ready": ready, "nearly": nearly, "far": f"{total - ready - nearly:,}"}
    st.caption(here.say("pipeline.starting_rule", **facts, **counts))
    first = tables.page_of(total, "starting", in_address=True) * tables.ROWS
    _starting(here, kept(here.db, starting.starting, choice, limit=tables.ROWS, offset=first))


def _starting(here: Visit, found: Sequence[Starting]) -> None:
    rows = pd.DataFrame(
        {
            "name": [tables.to_scenario(here, it.code, it.name) for it in found],
            "lead": [it.lead for it in found],
            "starts": [it.starts for it in found],
            "lacks": [len(it.missing) for it in found],
            "missing": ["、".join(here.say.code(item) for item in it.missing) for it in found],
        }
    )
    heads = {
        "name": tables.link(here.say("field.scenario.name"), 170),
        "lead": tables.text(here.say("field.scenario.lead_id"), "small"),
        "starts": tables.day(here.say("pipeline.starts")),
        "lacks": tables.number(here.say("pipeline.lacks"), 60),
        "missing": tables.text(here.say("pipeline.missing"), "large"),
    }
    _table(rows, heads)


def _table(rows: pd.DataFrame, heads: dict[str, tables.Heading]) -> None:
    st.dataframe(
        rows,
        column_order=list(heads),
        column_config=heads,
        hide_index=True,
        height=tables.height(len(rows), ROWS),
        placeholder="",
    )
