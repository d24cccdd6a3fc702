"""One department, working group or district: what it leads, red and yellow, its money, waits, parts and returns."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd
import streamlit as st

from pages.parts import cards, signs, tables, ways
from pages.parts.visit import Visit
from scenario_db import bodies, brief_facts, departments, lights, linkages, money, owing, portfolio
from scenario_db.answers import kept
from scenario_db.bodies import WORST_FIRST, Body, BodyKind
from scenario_db.choices import Choice
from scenario_db.codes import LIVE, Light
from scenario_db.owing import FILED, OPEN, Asking, Owed, Standing
from scenario_db.portfolio import Count

LISTED, ROWS = 50, 8
WIDTH = 118
BAD = (Light.RED, Light.YELLOW)
WANTING = (Standing.MISSING, Standing.RETURNED, Standing.LATE)


def choose(here: Visit, choice: Choice, hers: tuple[str, ...] | None) -> tuple[BodyKind, Body | None]:
    """Which body, by its kind and its id in the address; none of the departments means all of them side by side."""
    with st.container(horizontal=True, vertical_alignment="center"):
        kind = BodyKind(_kind(here))
        known = {it.id: it for it in kept(here.db, bodies.bodies, choice, kind, hers)}
        asked = st.query_params.get("unit", "")
        if "department.unit" not in st.session_state and asked in known:
            st.session_state["department.unit"] = asked
        if st.session_state.get("department.unit") not in known:
            st.session_state["department.unit"] = None if kind is BodyKind.DEPARTMENT else next(iter(known), None)
        chosen = st.selectbox(
            here.say("department.unit"),
            list(known),
            key="department.unit",
            format_func=lambda key: known[key].name if key in known else "",
            placeholder=here.say("department.all"),
            label_visibility="collapsed",
            width=260,
        )
    _into_the_address(kind, chosen)
    return kind, known.get(chosen or "")


def _kind(here: Visit) -> str:
    asked = st.query_params.get("kind", "")
    if "department.kind" not in st.session_state:
        st.session_state["department.kind"] = BodyKind(asked) if asked in list(BodyKind) else BodyKind.DEPARTMENT
    return str(
        st.segmented_control(
            here.say("department.kind"),
            list(BodyKind),
            key="department.kind",
            format_func=here.say.code,
            required=True,
            label_visibility="collapsed",
        )
    )


def _into_the_address(kind: BodyKind, unit: str | None) -> None:
    """By hand: a bound control would write labels, and a link would not outlive a new name of its department."""
    st.query_params["kind"] = kind
    if unit:
        st.query_params["unit"] = unit
    elif "unit" in st.query_params:
        del st.query_params["unit"]


def glance(here: Visit, it: Body, choice: Choice, whole: Choice) -> None:
    """How many it leads, by tier and light, and in how many of others it takes part; then the year's money."""
    counts = kept(here.db, portfolio.counts, choice)
    scenarios = sum(one.scenarios for one in counts.values())
    facts = {"day": choice.day, "name": tables.plain(it.name), "scenarios": f"{scenarios:,}"}
    one = it.members == (it.id,)
    st.caption(here.say("department.about_one" if one else "department.about", **facts, **_members(it, one=one)))
    called = departments.names_on(here.db, choice.moment)
    names = [called.get(key, key) for key in it.members]
    if len(names) > 1:
        st.caption(here.say("department.members", names=tables.plain("、".join(names))))
    lit = lights.counts(here.db, choice)
    of = {light: sum(count for (_, shown), count in lit.items() if shown is light) for light in BAD}
    taken = kept(here.db, bodies.parts_taken, whole, *it.members)
    with st.container(horizontal=True):
        for tier in LIVE:
            with _card():
                count = counts.get(tier, Count()).scenarios
                _figure(here, "scenarios", choice, here.say.code(tier), count, lead=names, tier=(tier,))
        for light in BAD:
            with _card():
                _figure(here, "lights", choice, signs.label(here, light), of[light], lead=names, light=(light,))
        with _card():
            st.metric(here.say("department.partakes"), f"{sum(taken.values()):,}")
            st.caption(" · ".join(f"{here.say.code(one)} {taken[one]:,}" for one in WORST_FIRST if one in taken) or "—")
    found = kept(here.db, money.money, choice)
    if found.all.planned or found.month:
        cards.money(here, found)
    else:
        st.caption(here.say("portfolio.no_plan"))


def _members(it: Body, *, one: bool) -> dict[str, object]:
    return {} if one else {"count": len(it.members)}


def _card() -> st.delta_generator.DeltaGenerator:
    return st.container(border=True, width=WIDTH, height="stretch", gap="xsmall")


def _figure(here: Visit, page: str, choice: Choice, label: str, count: int, /, **options: Collection[str]) -> None:
    """A number with the way to its list; nothing leads nowhere."""
    st.metric(label, f"{count:,}")
    if count:
        ways.link(here, page, choice, here.say("department.to_list"), **options)


def red_and_yellow(here: Visit, choice: Choice) -> None:
    """Those that are red or yellow, each with its sentence."""
    found = kept(here.db, lights.listed, choice, shown=BAD, limit=LISTED)
    if not found:
        st.caption(here.say("department.none_red"))
        return
    counts = lights.counts(here.db, choice)
    total = sum(count for (_, light), count in counts.items() if light in BAD)
    if total > len(found):
        st.caption(here.say("department.first_of", shown=len(found), count=f"{total:,}"))
    ids = tuple(it.id for it in found)
    signs.table(here, found, kept(here.db, lights.ribbons, choice.day, ids, moment=choice.moment))


def waits(here: Visit, it: Body, whole: Choice) -> None:
    """On whom it waits, and who waits on it."""
    found = kept(here.db, linkages.held, whole, *it.members)
    if not found:
        st.caption(here.say("linkage.nobody_waits"))
        return
    called = departments.names_on(here.db, whole.moment)
    kind = BodyKind.DEPARTMENT
    rows = pd.DataFrame(
        {
            "direction": [here.say("department.it_waits" if one.waits else "department.is_awaited") for one in found],
            "other": [ways.to_body(here, kind, one.other_id, called.get(one.other_id, ""), whole) for one in found],
            "things": [one.count for one in found],
            "overdue": [one.overdue for one in found],
            "oldest": pd.array([one.age(whole.day) for one in found], dtype="Int64"),
            "example": [tables.to_scenario(here, one.code, one.name) for one in found],
            "problem": [one.what for one in found],
        }
    )
    heads = {
        "direction": tables.text(here.say("department.direction"), 100),
        "other": tables.link(here.say("department.other"), "small"),
        **{name: tables.number(here.say(f"department.{name}"), 84) for name in ("things", "overdue", "oldest")},
        "example": tables.link(here.say("department.example"), "medium"),
        "problem": tables.text(here.say("portfolio.what"), "large"),
    }
    _table(rows, heads)


def parts(here: Visit, it: Body, whole: Choice) -> None:
    """Its parts in scenarios of others, with how far each promise is."""
    found = kept(here.db, bodies.parts, whole, *it.members, limit=LISTED)
    if not found:
        st.caption(here.say("department.no_part"))
        return
    if len(found) == LISTED:
        total = sum(kept(here.db, bodies.parts_taken, whole, *it.members).values())
        st.caption(here.say("department.first_of", shown=LISTED, count=f"{total:,}"))
    rows = pd.DataFrame(
        {
            "promise": [here.say.code(one.status) for one in found],
            "name": [tables.to_scenario(here, one.code, one.name) for one in found],
            "lead": [one.lead for one in found],
            "takes": [one.unit for one in found],
            "task": [one.task for one in found],
        }
    )
    heads = {
        "promise": tables.text(here.say("department.promise"), 76),
        "name": tables.link(here.say("field.scenario.name"), "medium"),
        "lead": tables.text(here.say("field.scenario.lead_id"), "small"),
        "takes": tables.text(here.say("department.takes"), "small"),
        "task": tables.text(here.say("department.task"), "large"),
    }
    _table(rows, heads)


def returns(here: Visit, choice: Choice) -> None:
    """How the returns that were due last stand, and which are late or missing."""
    window = brief_facts.last_due(here.db, choice)
    held = dict.fromkeys(Standing, 0)
    for one in kept(here.db, brief_facts.returned, choice, window):
        if one.standing in held:
            held[Standing(one.standing)] += one.count
    owed = sum(held[it] for it in (*OPEN, *FILED))
    if not owed:
        st.caption(here.say("department.nothing_owed", period=window.term.name))
        return
    missing = sum(held[it] for it in OPEN)
    facts = {"owed": owed, "on_time": held[Standing.ON_TIME], "late": held[Standing.LATE], "missing": missing}
    st.markdown(here.say("department.filed", period=window.term.name, **facts))
    if not choice.is_today:
        st.caption(here.say("department.only_today"))
        return
    asking = Asking((window,), choice.day, choice.leads, still=False)
    _late(here, kept(here.db, owing.owed, asking, WANTING, limit=LISTED), held[Standing.LATE] + missing)


def _late(here: Visit, found: Sequence[Owed], total: int) -> None:
    if not found:
        return
    if total > len(found):
        st.caption(here.say("department.first_of", shown=len(found), count=f"{total:,}"))
    rows = pd.DataFrame(
        {
            "standing": [here.say(f"returns.count_{it.standing}") for it in found],
            "name": [tables.to_scenario(here, it.code, it.name) for it in found],
            "due_on": [it.due_on for it in found],
            "filed_on": [it.filed_on for it in found],
        }
    )
    heads = {
        "standing": tables.text(here.say("department.standing"), 76),
        "name": tables.link(here.say("field.scenario.name"), "large"),
        "due_on": tables.day(here.say("department.due_on")),
        "filed_on": tables.day(here.say("department.filed_on")),
    }
    _table(rows, heads)


def _table(rows: pd.DataFrame, heads: dict[str, tables.Heading]) -> None:
    height = tables.height(len(rows), ROWS)
    st.dataframe(rows, column_config=heads, hide_index=True, height=height, placeholder="")
