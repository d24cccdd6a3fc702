"""Who may have to leave the library or go back, on a page: each with its reason, each the way to its 调库."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

import streamlit as st

from pages.parts import tables
from pages.parts.visit import Visit
from scenario_db import candidates, thresholds
from scenario_db.answers import kept
from scenario_db.candidates import Because, Candidate


def zombies(here: Visit) -> None:
    """Those in 运营 that show a sign of being used no more, by sign."""
    rules = thresholds.of(here.db)
    every, signs = kept(here.db, candidates.signs, here.today)
    facts = {"days": rules.operate_red_days, "percent": rules.falling_percent, "months": rules.first_evaluation_months}
    st.caption(here.say("candidate.zombies_how", **facts), help=here.say("candidate.source"))
    if not every:
        st.success(here.say("candidate.no_zombies"))
        return
    sign = st.segmented_control(
        here.say("candidate.sign"),
        list(signs),
        key="sign",
        format_func=lambda it: f"{here.say.code(it)} {signs.get(it, 0):,}",
        label_visibility="collapsed",
    )
    total = signs.get(sign, 0) if sign else every
    st.markdown(here.say("candidate.zombies", count=f"{total:,}"))
    page = tables.page_of(total, "page", in_address=True)
    _table(here, kept(here.db, candidates.zombies, here.today, sign, limit=tables.ROWS, offset=page * tables.ROWS))


def not_started(here: Visit) -> None:
    """Those of 建设 whose works have not begun long after they were promoted."""
    months = thresholds.of(here.db).start_after_promotion_months
    total = kept(here.db, candidates.count_not_started, here.today)
    if not total:
        st.success(here.say("candidate.all_started", months=months))
        return
    st.markdown(here.say("candidate.not_started_count", count=f"{total:,}", months=months))
    page = tables.page_of(total, "page", in_address=True)
    _table(here, candidates.not_started(here.db, here.today, limit=tables.ROWS, offset=page * tables.ROWS))


def disputed(here: Visit) -> None:
    """Those of 储备 that a needed partner has held up for too long."""
    days = thresholds.of(here.db).dispute_days
    total = kept(here.db, candidates.count_disputed, here.today)
    if not total:
        st.success(here.say("candidate.none_disputed", days=days))
        return
    st.markdown(here.say("candidate.disputed_count", count=f"{total:,}", days=days))
    page = tables.page_of(total, "page", in_address=True)
    _table(here, candidates.disputed(here.db, here.today, limit=tables.ROWS, offset=page * tables.ROWS))


def _table(here: Visit, found: Sequence[Candidate]) -> None:
    rows = [
        {
            "link": tables.to_scenario(here, it.code, it.name),
            "move": to_moves(here, it.code),
            "because": here.say("candidate.and").join(sentence(here, one) for one in it.because),
            "lead": it.lead,
            "since": it.since,
        }
        for it in found
    ]
    heads = {
        "link": tables.link(here.say("field.scenario.name"), 190),
        "move": tables.link(here.say("page.moves"), 64),
        "because": tables.text(here.say("candidate.col_because"), 540),
        "lead": tables.text(here.say("field.scenario.lead_id"), 110),
        "since": tables.day(here.say("candidate.col_since")),
    }
    st.dataframe(
        rows, column_config=heads, hide_index=True, placeholder="", height=tables.height(len(rows), tables.ROWS)
    )


def sentence(here: Visit, it: Because) -> str:
    """One sign in words."""
    return here.say(f"candidate.{it.kind}", **it.facts)


def to_moves(here: Visit, code: str) -> str:
    """The way to the moves of a scenario."""
    return f"/moves?{urlencode({'code': code, 'lang': here.language})}#{quote(here.say('page.moves'))}"
