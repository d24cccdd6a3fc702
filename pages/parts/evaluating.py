"""All that is in 运营 on a page: how many were evaluated and how, whose first evaluation is late, the list."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import streamlit as st

from pages.parts import filters, tables
from pages.parts.filters import AsOf
from pages.parts.visit import Visit
from scenario_db import departments, evaluations, thresholds
from scenario_db.answers import kept
from scenario_db.evaluations import Listed, Search, Standing

COLOURS = {
    Standing.LATE: "red", Standing.RETIRE: "red", Standing.IMPROVE: "orange", Standing.KEEP: "blue",
    Standing.SPREAD: "green", Standing.NOT_DUE: "gray",
}  # fmt: skip


def choose(here: Visit, as_of: AsOf) -> Search:
    """Text, how they stand, only those that wait for a conclusion; all of it stands in the address."""
    text, standing, waiting = st.columns([2.4, 1.4, 1.4], vertical_alignment="bottom")
    search = text.text_input(
        here.say("word.search"), key="q", placeholder=here.say("word.search_hint"), bind="query-params"
    )
    chosen = filters.one(
        here, standing, "standing", here.say("evaluation.standing"), options=list(Standing), called=here.say.code
    )
    only = waiting.toggle(here.say("evaluation.only_waiting"), key="waiting", bind="query-params")
    named = tuple(it.id for it in departments.find(here.db, search)) if search else ()
    return Search(as_of.day, search, chosen, only, named, as_of.moment)


def listed(here: Visit) -> None:
    """The figures of the city, the choice, and a page of the list; as of any day."""
    as_of = filters.choose_day(here)
    every = kept(here.db, evaluations.tally, Search(as_of.day, moment=as_of.moment))
    if not every.all:
        st.info(here.say("evaluation.none_running"))
        return
    _figures(here, every, as_of)
    search = choose(here, as_of)
    found = kept(here.db, evaluations.tally, search)
    if not found.all:
        st.info(here.say("evaluation.none_found"))
        return
    page = tables.page_of(found.all, "page", in_address=True)
    shown = kept(here.db, evaluations.find, search, limit=tables.ROWS, offset=page * tables.ROWS)
    rows = [_row(here, it) for it in shown]
    heads = _heads(here)
    st.dataframe(
        rows,
        column_config=heads,
        column_order=list(heads),
        hide_index=True,
        height=tables.height(len(rows), tables.ROWS),
        placeholder="",
    )


def _figures(here: Visit, every: evaluations.Tally, as_of: AsOf) -> None:
    """How many there are of each standing; they add up to all that is in 运营."""
    facts = {"all": every.all, "evaluated": every.evaluated, "waiting": every.waiting}
    counts = {name: f"{count:,}" for name, count in facts.items()}
    badges = [
        f":{COLOURS[it]}-badge[{here.say.code(it)} {every.standings[it]:,}]" for it in Standing if it in every.standings
    ]
    st.markdown(" ".join([here.say("evaluation.counted", **counts), *badges]))
    months = thresholds.of(here.db, as_of.moment).first_evaluation_months
    st.caption(here.say("evaluation.how", months=months, day=as_of.day))


def to_evaluation(here: Visit, code: str, name: str) -> str:
    """A scenario's name as a link to its evaluations."""
    return f"/evaluation?{urlencode({'scenario': code, 'lang': here.language})}#{quote(name)}"


def _row(here: Visit, it: Listed) -> dict[str, object]:
    useful, effective, usable = map(tables.figure, it.scores)
    return {
        "link": to_evaluation(here, it.code, it.name),
        "lead": it.lead,
        "since": it.since,
        "standing": here.say.code(it.standing),
        "period": it.period,
        "useful": useful,
        "effective": effective,
        "usable": usable,
        "satisfaction": tables.figure(it.satisfaction),
        "waiting": here.say("evaluation.waits", period=it.waiting) if it.waiting else "",
    }


def _heads(here: Visit) -> dict[str, tables.Heading]:
    say = here.say
    return {
        "link": tables.link(say("field.scenario.name"), 180),
        "lead": tables.text(say("field.scenario.lead_id"), 100),
        "since": tables.day(say("evaluation.col_since")),
        "standing": tables.coded(here, say("evaluation.standing"), Standing, 84),
        "period": tables.text(say.field("evaluation", "period"), 72),
        "useful": tables.points(say("evaluation.col_useful")),
        "effective": tables.points(say("evaluation.col_effective")),
        "usable": tables.points(say("evaluation.col_usable")),
        "satisfaction": tables.points(say.field("evaluation", "satisfaction")),
        "waiting": tables.text(say("evaluation.col_waiting"), 120),
    }
