"""The sections of 资金: the year against 序时, the largest plans as bubbles, and where the money is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
import streamlit as st

from pages.parts import amounts, graphs, signs, tables, ways
from pages.parts.visit import Visit
from scenario_db import lights, money, spending
from scenario_db.answers import kept
from scenario_db.choices import Choice
from scenario_db.codes import LIVE, Domain
from scenario_db.money import MONTHS, Curve, Money, Share
from scenario_db.spending import Spent

LARGEST = 200
ROWS = 10


def year(here: Visit, choice: Choice) -> None:
    """Planned, done and even over the year; in figures month by month beneath."""
    curve = kept(here.db, money.curve, choice)
    even = tuple(curve.planned[-1] * month / 12 for month in MONTHS)
    lines = {"planned": curve.planned, "done": curve.done, "even": even}
    points = [
        {"month": month, "kind": here.say(f"money.{kind}"), "amount": amounts.of(here, amount)}
        for kind, line in lines.items()
        for month, amount in zip(MONTHS, line, strict=False)
    ]
    left, right = st.columns([4, 3])
    with left:
        graphs.year(here, pd.DataFrame(points), amounts.name(here))
    with right:
        _year_in_figures(here, curve)


def _year_in_figures(here: Visit, curve: Curve) -> None:
    whole = float(curve.planned[-1])
    done = [float(it) for it in curve.done] + [None] * (len(MONTHS) - len(curve.done))
    rows = pd.DataFrame(
        {
            "month": list(MONTHS),
            "planned": [amounts.of(here, round(it)) for it in curve.planned],
            "done": [amounts.of(here, None if it is None else round(it)) for it in done],
            "share": [None if it is None or not whole else tables.part(it / whole) for it in done],
            "gap": [_gap(it, whole, month) for month, it in zip(MONTHS, done, strict=True)],
        }
    )
    heads = {
        "month": tables.number(here.say("portfolio.month"), 44),
        "gap": tables.number(here.say("money.gap"), 84, "%+.1f"),
        "share": tables.share(here.say("money.share"), 64),
        "done": amounts.column(here, here.say("money.done"), 84),
        "planned": amounts.column(here, here.say("money.planned"), 84),
    }
    amounts.caption(here)
    _table(rows, heads, most=ROWS - 3)


def _gap(done: float | None, whole: float, month: int) -> float | None:
    return None if done is None or not whole else 100 * (done / whole - month / 12)


def bubbles(here: Visit, found: Money, choice: Choice) -> None:
    """The largest plans with what is done of them and their light; one that is chosen opens."""
    largest = kept(here.db, spending.largest, choice, limit=LARGEST)
    if not largest:
        st.caption(here.say("money.none_planned", year=choice.day.year))
        return
    count = kept(here.db, spending.planning, choice)
    elapsed = found.elapsed or 0
    facts = {"shown": len(largest), "count": f"{count:,}", "elapsed": f"{float(elapsed) * 100:.1f}"}
    st.caption(here.say("money.bubbles_rule", **facts))
    rows = _bubbles(here, largest, choice)
    graphs.bubbles(here, rows[["code", "name", "light", "planned", "share", "total"]], float(elapsed))
    _open_chosen(here)
    heads = {
        "light": tables.text(here.say("light.light"), 76),
        "link": tables.link(here.say("field.scenario.name"), 180),
        "share": tables.share(here.say("money.share")),
        "planned": amounts.column(here, here.say("money.plan"), 92, rows["planned"]),
        "done": amounts.column(here, here.say("money.spent"), 92, rows["done"]),
        "total": amounts.column(here, here.say("money.total"), 92, rows["total"]),
        "lead": tables.text(here.say("field.scenario.lead_id"), 96),
        "tier": tables.tier(here),
    }
    _table(rows, heads)


def _open_chosen(here: Visit) -> None:
    points = st.session_state["money.bubbles"].selection.get("one", [])
    if points:
        st.switch_page("pages/desk/scenario.py", query_params={"code": points[0]["code"], "lang": here.language})


def _bubbles(here: Visit, largest: Sequence[Spent], choice: Choice) -> pd.DataFrame:
    ids = tuple(it.id for it in largest)
    lit = kept(here.db, lights.of, choice.day, ids, moment=choice.moment)
    return pd.DataFrame(
        {
            "code": [it.code for it in largest],
            "name": [it.name for it in largest],
            "link": [tables.to_scenario(here, it.code, it.name) for it in largest],
            "light": [signs.label(here, lit[it.id].light if it.id in lit else None) for it in largest],
            "tier": [here.say.code(it.tier) for it in largest],
            "lead": [it.lead for it in largest],
            "planned": [amounts.of(here, it.planned) for it in largest],
            "done": [amounts.of(here, it.done) for it in largest],
            "share": [tables.part(it.completion) for it in largest],
            "total": [amounts.of(here, it.total or it.planned) for it in largest],
        }
    )


def spread(here: Visit, choice: Choice) -> None:
    """Domain by library: planned, done, completion, and how many name no plan."""
    found = kept(here.db, spending.by_domain, choice)
    domains = [it for it in (*Domain, None) if any(domain == it for domain, _ in found)]
    amounts.caption(here)
    rows: list[dict[str, object]] = []
    for domain in domains:
        name = here.say.code(domain) or here.say("portfolio.no_domain")
        of = {tier: share for (one, tier), share in found.items() if one == domain}
        given = {"domain": (domain,) if domain else ()}
        for tier in LIVE:
            if tier in of:
                link = ways.to(here, "scenarios", choice, here.say.code(tier), tier=(tier,), **given)
                rows.append({"domain": name, "tier": link, **_figures(here, [of[tier]])})
        link = ways.to(here, "scenarios", choice, here.say("portfolio.all"), **given)
        rows.append({"domain": name, "tier": link, **_figures(here, of.values())})
    whole = here.say("portfolio.all")
    rows.append({"domain": whole, "tier": ways.to(here, "scenarios", choice, whole), **_figures(here, found.values())})
    shown = pd.DataFrame(rows)
    heads = {
        "domain": tables.text(here.say("field.scenario.domain"), "medium"),
        "tier": tables.link(here.say("field.scenario.tier"), 80),
        "count": tables.number(here.say("portfolio.count"), 76),
        "planned": amounts.column(here, here.say("portfolio.tier_planned"), 110, shown["planned"]),
        "done": amounts.column(here, here.say("portfolio.tier_done"), 110, shown["done"]),
        "share": tables.share(here.say("money.share")),
        "without": tables.number(here.say("portfolio.without_plan"), 76),
    }
    _table(shown, heads, most=24)


def _figures(here: Visit, of: Iterable[Share]) -> dict[str, object]:
    share = sum(of, Share())
    return {
        "count": share.scenarios,
        "planned": amounts.of(here, share.planned),
        "done": amounts.of(here, share.done),
        "share": tables.part(share.completion),
        "without": share.without_plan,
    }


def _table(rows: pd.DataFrame, heads: dict[str, tables.Heading], most: int = ROWS) -> None:
    st.dataframe(
        rows,
        column_order=list(heads),
        column_config=heads,
        hide_index=True,
        height=tables.height(len(rows), most),
        placeholder="",
    )
