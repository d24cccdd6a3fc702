"""Demands on a page: the choice, the list with its way out as a workbook, and the gaps."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from urllib.parse import quote, urlencode

import streamlit as st

from exporters import demands as workbook
from pages.parts import blank, demand, filters, leaving, matches, tables
from pages.parts.filters import AsOf
from pages.parts.visit import Visit
from scenario_db import demands, departments, pairing
from scenario_db.answers import kept
from scenario_db.codes import DemandStatus, Domain, Urgency
from scenario_db.demands import Coverage, Search
from scenario_db.roles import Action, may


def choose(here: Visit) -> tuple[Search, AsOf]:
    """Day, text, domains, states, units and coverage; all of it stands in the address."""
    as_of = filters.choose_day(here)
    text, domain, status, unit, coverage = st.columns([2.6, 1.4, 1.4, 1.6, 1.1])
    search = text.text_input(
        here.say("word.search"), key="q", placeholder=here.say("demands.search_hint"), bind="query-params"
    )
    called = {it.id: it.name for it in departments.find(here.db)}
    say = here.say
    domains = filters.several(here, domain, "domain", say("word.domain"), options=list(Domain), called=say.code)
    statuses = filters.several(
        here, status, "status", say.field("demand", "status"), options=list(DemandStatus), called=say.code
    )
    units = filters.several(
        here, unit, "unit", say("demands.col_proposer"), options=list(called), called=called.__getitem__
    )
    covered = filters.one(here, coverage, "coverage", say("demands.coverage"), options=list(Coverage), called=say.code)
    named = tuple(it.id for it in departments.find(here.db, search)) if search else ()
    return Search(search, tuple(domains), tuple(statuses), tuple(units), covered, named, as_of.moment), as_of


def listed(here: Visit) -> None:
    """The list of a day: its choice, counts by domain, its order, the way out as a workbook, one page of it."""
    search, as_of = choose(here)
    counts = kept(here.db, demands.by_domain, search)
    sums = {it: sum(found.get(it, 0) for found in counts.values()) for it in Coverage}
    total = sum(sums.values())
    sort = _tools(here, search, as_of, sums)
    if not total:
        if search == Search(moment=as_of.moment):
            blank.nothing(here, "demands.none_yet", Action.WRITE)
        else:
            st.info(here.say("demands.none_found"))
        return
    parts = [
        here.say(
            "demands.domain_line",
            domain=here.say.code(it) or here.say("demands.no_domain"),
            count=f"{sum(found.values()):,}",
            open=f"{found.get(Coverage.OPEN, 0):,}",
        )
        for it, found in sorted(counts.items(), key=lambda one: list(Domain).index(one[0]) if one[0] else len(Domain))
    ]
    st.caption(" · ".join(parts))
    page = tables.page_of(total, "page", in_address=True)
    found = kept(here.db, demands.find, search, sort=sort, limit=tables.ROWS, offset=page * tables.ROWS)
    rows = [
        {
            "code": it.demand.code,
            "link": matches.to_demand(here, it.demand.code, it.demand.title),
            "domain": here.say.code(it.demand.domain),
            "proposer": it.proposer,
            "urgency": here.say.code(it.demand.urgency),
            "status": here.say.code(it.demand.status),
            "raised": it.demand.raised_on,
            "age": (as_of.day - it.demand.raised_on).days
            if it.demand.raised_on and it.coverage is Coverage.OPEN
            else None,
            "scenarios": it.scenarios,
            "names": it.names,
        }
        for it in found
    ]
    heads = _heads(here)
    st.dataframe(
        rows,
        column_config=heads,
        column_order=list(heads),
        hide_index=True,
        height=tables.height(len(rows), tables.ROWS),
        placeholder="",
    )


def _heads(here: Visit) -> dict[str, tables.Heading]:
    field = partial(here.say.field, "demand")
    return {
        "code": tables.text(field("code"), 112),
        "link": tables.link(field("title"), 230),
        "domain": tables.coded(here, here.say("word.domain"), Domain),
        "proposer": tables.text(here.say("demands.col_proposer"), 120),
        "urgency": tables.coded(here, field("urgency"), Urgency, 72),
        "status": tables.coded(here, field("status"), DemandStatus, 84),
        "raised": tables.day(field("raised_on")),
        "age": tables.number(here.say("demands.col_age"), 84),
        "scenarios": tables.number(here.say("demands.col_scenarios"), 60),
        "names": tables.text(here.say("demands.col_names"), 220),
    }


def _tools(here: Visit, search: Search, as_of: AsOf, sums: Mapping[Coverage, int]) -> str:
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        told = {str(it): f"{count:,}" for it, count in sums.items()}
        st.markdown(here.say("demands.found", count=f"{sum(sums.values()):,}", **told))
        sort: str = st.segmented_control(
            here.say("word.sorted_by"), demands.SORTS, key="sort", default="raised", required=True, bind="query-params",
            format_func=lambda it: here.say(f"demands.sort_{it}"), label_visibility="collapsed",
        )  # fmt: skip
        with st.container(horizontal=True, width="content"):
            make = partial(workbook.of_search, here.db, search, here.say, sort=sort)
            name = f"{here.say('demands.view_list')}-{as_of.day}.xlsx"
            leaving.button(here, "demands", make, name=name, rows=sum(sums.values()), chosen=search)
            may_add = as_of.is_today and may(here.person, Action.WRITE)
            if may_add and st.button(here.say("demands.add"), type="primary"):
                demand.adding(here)
    return sort


def gaps(here: Visit) -> None:
    """Uncovered demands by domain and age, and the scenarios that answer none."""
    as_of = filters.choose_day(here)
    found = pairing.uncovered(here.db, as_of.day, as_of.moment)
    st.markdown(f"## {here.say('demands.gaps_title')}")
    rows = [
        {
            "domain": _to_uncovered(here, it.domain, as_of),
            "demands": it.demands, "within_30": it.within_30, "within_90": it.within_90, "longer": it.longer,
            "undated": it.undated, "oldest": it.oldest_days,
        }
        for it in found
    ]  # fmt: skip
    heads = {name: tables.number(here.say(f"demands.gaps_col_{name}")) for name in (rows[0] if rows else ())}
    if rows:
        st.dataframe(
            rows,
            column_config=heads | {"domain": tables.link(here.say("demands.gaps_col_domain"))},
            hide_index=True,
            placeholder="",
        )
    else:
        st.caption(here.say("demands.gaps_none"))
    _without(here, as_of)


def _to_uncovered(here: Visit, domain: Domain | None, as_of: AsOf) -> str:
    """A domain's name as the way to the list of its uncovered demands; the address holds labels (decision 6)."""
    named = here.say.code(domain)
    day = "" if as_of.is_today else str(as_of.day)
    chosen = {"coverage": here.say.code(Coverage.OPEN), "domain": named, "day": day, "lang": here.language}
    address = urlencode({name: value for name, value in chosen.items() if value})
    return f"/demands?{address}#{quote(named or here.say('demands.no_domain'))}"


def _without(here: Visit, as_of: AsOf) -> None:
    total = pairing.count_without_demand(here.db, as_of.moment)
    st.markdown(f"## {here.say('demands.without', count=f'{total:,}')}")
    if not total:
        st.caption(here.say("demands.without_none"))
        return
    page = tables.page_of(total, "page", in_address=True)
    found = pairing.without_demand(here.db, limit=tables.ROWS, offset=page * tables.ROWS, moment=as_of.moment)
    rows = [{"code": code, "link": tables.to_scenario(here, code, name)} for _, code, name in found]
    heads = {
        "code": tables.text(here.say("field.scenario.code"), 120),
        "link": tables.link(here.say("field.scenario.name")),
    }
    st.dataframe(
        rows, column_config=heads, hide_index=True, placeholder="", height=tables.height(len(rows), tables.ROWS)
    )
