"""Shared data on a page: requests with their age, who is asked, and the bases and platforms that are used again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from urllib.parse import quote, urlencode

import streamlit as st

from pages.parts import filters, tables
from pages.parts.filters import AsOf
from pages.parts.visit import Visit
from scenario_db import departments, sharing
from scenario_db.answers import kept
from scenario_db.sharing import Request, Search, Supply, Used

COLOURS = {
    Supply.UNANSWERED: "orange", Supply.DISPUTED: "red", Supply.UNASKED: "gray", Supply.PROMISED: "blue",
    Supply.DELIVERED: "green",
}  # fmt: skip


def figures(here: Visit, as_of: AsOf) -> None:
    """How many requests of each standing."""
    counts = kept(here.db, sharing.standings, Search(moment=as_of.moment))
    badges = [f":{COLOURS[it]}-badge[{here.say.code(it)} {counts[it]:,}]" for it in COLOURS if it in counts]
    st.markdown(" ".join([here.say("sharing.counted", count=f"{sum(counts.values()):,}"), *badges]))


def _choose(here: Visit, as_of: AsOf) -> Search:
    text, unit, supply = st.columns([2.2, 1.4, 1.4])
    called = departments.names_on(here.db, as_of.moment)
    asked = {it.id: it.name for it in kept(here.db, sharing.of_units, as_of.moment)}
    return Search(
        text.text_input(
            here.say("word.search"), key="q", placeholder=here.say("sharing.search_hint"), bind="query-params"
        ),
        filters.one(
            here,
            unit,
            "unit",
            here.say("sharing.col_unit"),
            options=list(asked),
            called=lambda it: called.get(it, it),
        )
        or "",
        filters.one(
            here, supply, "standing", here.say("sharing.col_standing"), options=list(Supply), called=here.say.code
        ),
        as_of.moment,
    )


def requests(here: Visit, as_of: AsOf) -> None:
    """What data is asked of whom, those that wait longest first."""
    search = _choose(here, as_of)
    counts = sharing.standings(here.db, search)
    total = counts.get(search.standing, 0) if search.standing else sum(counts.values())
    if not total:
        st.info(here.say("sharing.none_yet" if search == Search(moment=as_of.moment) else "sharing.none_found"))
        return
    page = tables.page_of(total, "page", in_address=True)
    found = sharing.requests(here.db, search, limit=tables.ROWS, offset=page * tables.ROWS)
    rows = [_row(here, it, as_of) for it in found]
    field = partial(here.say.field, "partner")
    heads = {
        "link": tables.link(here.say("field.scenario.name"), 170),
        "lead": tables.text(here.say("field.scenario.lead_id"), 112),
        "unit": tables.text(here.say("sharing.col_unit"), 96),
        "task": tables.text(here.say("sharing.col_task"), 180),
        "standing": tables.text(here.say("sharing.col_standing"), 92),
        "requested": tables.day(field("requested_on")),
        "due": tables.day(field("due_on")),
        "age": tables.number(here.say("sharing.col_age"), 96),
        "need": tables.text(here.say("field.scenario.data_need"), 220),
    }
    st.dataframe(
        rows, column_config=heads, hide_index=True, height=tables.height(len(rows), tables.ROWS), placeholder=""
    )


def _row(here: Visit, it: Request, as_of: AsOf) -> dict[str, object]:
    return {
        "link": tables.to_scenario(here, it.code, it.name),
        "lead": it.lead,
        "unit": it.unit,
        "task": it.task,
        "standing": here.say.code(it.standing),
        "requested": it.requested_on,
        "due": it.due_on,
        "age": it.age(as_of.day),
        "need": it.need,
    }


def units(here: Visit, as_of: AsOf) -> None:
    """Who is asked for data by how many scenarios, and what of it waits."""
    found = kept(here.db, sharing.of_units, as_of.moment)
    if not found:
        st.info(here.say("sharing.none_yet"))
        return
    rows = [
        {
            "unit": _to_unit(here, it.name),
            "scenarios": it.scenarios,
            "requests": it.requests,
            "waiting": it.waiting,
            "oldest": (as_of.day - it.oldest).days if it.oldest else None,
            "delivered": it.delivered,
        }
        for it in found
    ]
    heads = {name: tables.number(here.say(f"sharing.col_{name}"), 110) for name in rows[0]}
    heads["unit"] = tables.link(here.say("sharing.col_unit"), "medium")
    st.dataframe(
        rows, column_config=heads, hide_index=True, height=tables.height(len(rows), tables.ROWS), placeholder=""
    )


def _to_unit(here: Visit, name: str) -> str:
    """A department's name as the way to what it is asked for; the address holds labels (decision 6)."""
    return f"/sharing?{urlencode({'unit': name, 'lang': here.language})}#{quote(name)}"


def bases(here: Visit, as_of: AsOf) -> None:
    """The shared bases, the platforms of the library, and who uses the one that was chosen."""
    again = kept(here.db, sharing.reuse, as_of.moment)
    facts = {name: f"{getattr(again, name):,}" for name in ("saying", "using", "uses", "reusing", "links")}
    st.caption(here.say("sharing.reuse", **facts))
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"## {here.say('sharing.bases')}", help=here.say("sharing.bases_how"))
        _table(here, again.bases, [_to_base(here, it.name) for it in again.bases], ("scenarios", "building"))
    with right:
        st.markdown(f"## {here.say('sharing.platforms')}", help=here.say("sharing.platforms_how"))
        reused = kept(here.db, sharing.platforms, as_of.moment, limit=tables.ROWS)
        links = [tables.to_scenario(here, it.code, it.name) for it in reused]
        if reused:
            _table(here, reused, links, ("scenarios", "building", "working"))
        else:
            st.caption(here.say("sharing.no_platforms"))
    base = st.query_params.get("base", "")
    if base in sharing.bases():
        _users(here, base, next(it.scenarios for it in again.bases if it.name == base), as_of)


def _table(here: Visit, found: Sequence[Used], links: list[str], counts: tuple[str, ...]) -> None:
    rows = [
        {"link": link, **{name: getattr(it, name) for name in counts}} for it, link in zip(found, links, strict=True)
    ]
    heads = {name: tables.number(here.say(f"sharing.col_{name}"), 96) for name in counts}
    heads = {"link": tables.link(here.say("sharing.col_name"), "medium"), **heads}
    st.dataframe(rows, column_config=heads, hide_index=True, placeholder="", height=tables.height(len(rows)))


def _to_base(here: Visit, base: str) -> str:
    """A base's name as the way to who uses it."""
    view = here.say("sharing.view_bases")
    return f"/sharing?{urlencode({'view': view, 'base': base, 'lang': here.language})}#{quote(base)}"


def _users(here: Visit, base: str, total: int, as_of: AsOf) -> None:
    st.markdown(f"## {here.say('sharing.users', base=base, count=f'{total:,}')}")
    if not total:
        st.caption(here.say("sharing.no_users"))
        return
    page = tables.page_of(total, "page", in_address=True)
    rows = [
        {"link": tables.to_scenario(here, it.code, it.name), "tier": here.say.code(it.tier), "lead": it.lead}
        for it in sharing.users(here.db, base, as_of.moment, limit=tables.ROWS, offset=page * tables.ROWS)
    ]
    heads = {
        "link": tables.link(here.say("field.scenario.name")),
        "tier": tables.tier(here),
        "lead": tables.text(here.say("field.scenario.lead_id")),
    }
    st.dataframe(
        rows, column_config=heads, hide_index=True, placeholder="", height=tables.height(len(rows), tables.ROWS)
    )
