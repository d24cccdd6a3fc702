"""The market on a page: local share and social capital, the scenarios open to it, and who may do each."""

from __future__ import annotations

from functools import partial

import streamlit as st

from exporters import market as workbooks
from pages.parts import amounts, leaving, matches, provider, tables
from pages.parts.visit import Visit
from scenario_db import market
from scenario_db.answers import kept
from scenario_db.choices import Choice
from scenario_db.codes import Domain
from scenario_db.market import Opportunity

ASKED = 20
"""So many opportunities with their matches stand on a page."""


def shares(here: Visit) -> None:
    """How much is local and how much social capital, each with what it counts."""
    found = kept(here.db, market.shares, Choice(here.today))
    local, social, opened = st.columns(3)
    with local.container(border=True, height="stretch"):
        facts = {str(it): f"{found.origins.get(it, 0):,}" for it in provider.ORIGINS}
        st.metric(here.say("market.local"), _share(found.local))
        st.caption(here.say("market.local_counts", count=f"{found.taking_part:,}", **facts))
    with social.container(border=True, height="stretch"):
        money = {"social": found.social, "typed": found.typed, "all": found.invested}
        st.metric(here.say("market.social"), _share(found.social_share))
        told = {name: amounts.told(here, it) for name, it in money.items()}
        st.caption(here.say("market.social_counts", unit=amounts.name(here), **told))
    with opened.container(border=True, height="stretch"):
        st.metric(here.say("market.opened"), f"{kept(here.db, market.count):,}")
        st.caption(here.say("market.opened_counts"))


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"


def opportunities(here: Visit) -> None:
    """The scenarios that are open to the market, with the way out as 场景机会清单."""
    text, total = _search(here)
    if not total:
        st.info(here.say("market.none_found" if text else "market.none_open"))
        return
    page = tables.page_of(total, "page", in_address=True)
    found = market.opportunities(here.db, text, limit=tables.ROWS, offset=page * tables.ROWS)
    rows = [_row(here, it) for it in found]
    field = partial(here.say.field, "scenario")
    heads = {
        "link": tables.link(field("name"), 200),
        "tier": tables.tier(here),
        "domain": tables.coded(here, here.say("word.domain"), Domain),
        "lead": tables.text(field("lead_id"), 100),
        "cooperation": tables.text(field("cooperation"), 130),
        "total": amounts.column(here, amounts.named(here, field("total_invest")), 110),
        "pain_point": tables.text(field("pain_point"), 260),
        "suppliers": tables.number(here.say("market.col_suppliers"), 90),
    }
    st.dataframe(
        rows, column_config=heads, hide_index=True, height=tables.height(len(rows), tables.ROWS), placeholder=""
    )


def _search(here: Visit) -> tuple[str, int]:
    """What is looked for, how many are found, and the button that publishes them."""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    text = left.text_input(
        here.say("word.search"), key="q", placeholder=here.say("market.search_open"), bind="query-params"
    )
    total = market.count(here.db, text)
    with right.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        st.markdown(here.say("market.count_open", count=f"{total:,}"))
        make = partial(workbooks.opportunities, here.db, here.say, text)
        name = f"{here.say('market.opportunities')}-{here.today}.xlsx"
        leaving.button(here, "opportunities", make, name=name, rows=total, chosen=text)
    st.caption(here.say("market.published"))
    return text, total


def _row(here: Visit, it: Opportunity) -> dict[str, object]:
    held = it.scenario
    return {
        "link": tables.to_scenario(here, held.code, held.name),
        "tier": here.say.code(held.tier),
        "domain": here.say.code(held.domain),
        "lead": it.lead,
        "cooperation": "、".join(map(here.say.code, held.cooperation)),
        "total": amounts.of(here, held.total_invest),
        "pain_point": held.pain_point,
        "suppliers": it.suppliers,
    }


def matching(here: Visit) -> None:
    """For each open scenario the providers that may do it, with the reasons."""
    total = kept(here.db, market.count)
    if not total:
        st.info(here.say("market.none_open"))
        return
    st.caption(here.say("market.match_how"), help=here.say("match.how"))
    page = tables.page_of(total, "page", in_address=True, rows=ASKED)
    for it in market.opportunities(here.db, limit=ASKED, offset=page * ASKED):
        with st.container(border=True, gap="small"):
            head = matches.named(here, "scenario", it.scenario.code, it.scenario.name)
            st.markdown(f"**{head}** :gray[· {here.say.code(it.scenario.tier)} · {tables.plain(it.lead)}]")
            of_scenario(here, it.scenario.id)


def of_scenario(here: Visit, scenario: str) -> None:
    """The providers that may do an open scenario."""
    found = kept(here.db, market.for_scenario, scenario)
    if not found:
        st.caption(here.say("market.no_match"))
    for one in found:
        st.markdown(f"{provider.named(here, one.code, one.name)}  \n{matches.why(here, one)}")
