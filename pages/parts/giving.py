"""Workbooks to give out: blank, or filled with what the register holds, so that nobody types it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import streamlit as st

from importers import template
from importers.forms import FORMS, LEDGER, RETURNS, Form
from importers.template import Occasion
from pages.parts import leaving
from pages.parts.visit import Visit
from scenario_db import departments

MONTHS_BACK = 12


def templates(here: Visit) -> None:
    """Which form, whose, for which month; then the two downloads, made when they are asked for.

    Who works for a department begins with its return of the month, others with the ledger of all.
    """
    known = {it.id: it.name for it in departments.find(here.db)}
    own = here.person.department_id
    usual = RETURNS if own else LEDGER
    with st.expander(here.say("upload.templates")), st.container(horizontal=True, vertical_alignment="bottom"):
        form = st.selectbox(
            here.say("upload.form"),
            FORMS,
            FORMS.index(usual),
            key="upload.form",
            format_func=lambda it: here.say(f"upload.form_{it.name}"),
        )
        unit = st.selectbox(
            here.say("kind.department"),
            [None, *known],
            list(known).index(own) + 1 if own in known else 0,
            key="upload.unit",
            format_func=lambda key: known.get(key, here.say("word.every")),
            placeholder=here.say("word.every"),
        )
        period = st.selectbox(here.say("upload.period"), _months(here.today), key="upload.period")
        occasion = Occasion(here.today, period, known.get(unit or "", ""))
        _download(here, "prefilled", partial(_prefilled, here, form, occasion, unit), form, occasion)
        blank = partial(template.blank, form, here.say, occasion, units=list(known.values()))
        _download(here, "blank", blank, form, occasion)


def _prefilled(here: Visit, form: Form, occasion: Occasion, unit: str | None) -> bytes:
    made = partial(template.prefilled, here.db, form, here.say, occasion, by=here.person, department_id=unit)
    return leaving.told(here, f"prefilled/{form.name}", made, department=unit or "", period=occasion.period)()


def _download(here: Visit, nature: str, make: Callable[[], bytes], form: Form, occasion: Occasion) -> None:
    name = "-".join(filter(None, (here.say(f"upload.form_{form.name}"), occasion.department, occasion.period)))
    label = here.say(f"upload.template_{nature}")
    st.download_button(label, make, file_name=f"{name}.xlsx", key=f"upload.give.{nature}", on_click="ignore")


def _months(today: date) -> list[str]:
    """The current month and those before it."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS_BACK:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return [f"{it:%Y-%m}" for it in found]
