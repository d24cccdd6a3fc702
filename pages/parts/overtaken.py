"""A return that somebody else filed while one was typing: both texts side by side, and whose is to stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from pages.parts import filing, tables
from pages.parts.visit import Visit
from scenario_db import drafts, progress, shown
from scenario_db.comparing import records_of
from scenario_db.drafts import Draft
from scenario_db.handouts import scenario_names


def contested(here: Visit) -> None:
    """What one has typed over a return that somebody else has filed since: both texts, and whose is to stand."""
    mine = drafts.found(here.db, here.person, filing.REPORT, drafts.subjects(here.db, here.person))
    now = records_of(here.db, filing.REPORT, list(mine))
    lost = {key: it for key, it in mine.items() if now.get(key, (0, None))[0] != it.version}
    if not lost:
        return
    st.warning(here.say("returns.overtaken", count=len(lost)))
    named = scenario_names(here.db, [key.split("/")[0] for key in lost])
    rows = [
        row
        for key, it in lost.items()
        for row in _side_by_side(here, named.get(key.split("/")[0], key), now.get(key, (0, None))[1], it)
    ]
    tables.of_words(here, rows, ("name", "period", "field", "theirs", "mine", "by"), of="returns", wide="mine")
    with st.container(horizontal=True):
        st.button(here.say("returns.keep_mine"), on_click=_keep_mine, args=(here, lost, now))
        st.button(here.say("returns.keep_theirs"), on_click=_keep_theirs, args=(here, list(lost)))


def _side_by_side(here: Visit, name: str, theirs: Any, mine: Draft) -> list[dict[str, str]]:
    period = str(getattr(theirs, "period", ""))
    by = " ".join(str(it) for it in (getattr(theirs, "reported_by", ""), getattr(theirs, "reported_on", "")) if it)
    return [
        {
            "name": name,
            "period": period,
            "field": here.say.field("progress_report", field),
            "theirs": shown.value(here.say, filing.REPORT.column(field), getattr(theirs, field, None), {}),
            "mine": shown.value(here.say, filing.REPORT.column(field), value, {}),
            "by": by,
        }
        for field, value in mine.values.items()
    ]


def _keep_mine(here: Visit, lost: Mapping[str, Draft], now: Mapping[str, tuple[int, Any]]) -> None:
    """What was typed is laid over the return of now, and sent."""
    drafts.keep(here.db, here.person, {key: replace(it, version=now.get(key, (0,))[0]) for key, it in lost.items()})
    found = progress.of_ids(here.db, list(lost))
    again = [filing.filing_of(it, replace(lost[it.owed.report_id], version=it.owed.version)) for it in found]
    filing.send(here, again)


def _keep_theirs(here: Visit, keys: Sequence[str]) -> None:
    drafts.forget(here.db, here.person, keys)
    filing.start_again()
