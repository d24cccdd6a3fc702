"""What leaves the house by an export button: asked for the right, and told in the audit, when it is really made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from pages.parts import background
from pages.parts.background import Progress
from pages.parts.visit import Visit
from scenario_db import audit, days, denials
from scenario_db.codes import AuditEvent
from scenario_db.problems import RegisterError
from scenario_db.roles import Action, may

LARGE = 5_000
"""From so many rows on a workbook takes seconds: it is made beside the page, and then lies ready."""


def button(here: Visit, subject: str, make: Callable[[], bytes], *, name: str, rows: int, chosen: object) -> None:
    """The button that exports those rows, for whoever may; it tells by which choice."""
    if not may(here.person, Action.EXPORT):
        return
    made = told(here, subject, make, rows=rows, filter=str(chosen))
    if rows > LARGE:
        _beside(here, ("export", here.person, here.language, subject, str(chosen), name), made, name, rows)
        return
    st.download_button(here.say("word.export"), made, file_name=name, disabled=not rows, on_click="ignore")


def _beside(here: Visit, key: tuple[object, ...], made: Callable[[], bytes], name: str, rows: int) -> None:
    """Begins to make it, shows how far it is, and hands it over; asked for again, it is made anew."""

    def work(progress: Progress) -> tuple[bytes, datetime]:
        progress.at("exporting", 0.3)
        began = days.now()
        return made(), began

    if st.button(here.say("word.prepare_export", count=f"{rows:,}")):
        background.forget(key)
        background.started(key, work)
    job = background.found(key)
    if job is None:
        return
    if not job.soon():
        background.show(here, job)
        return
    try:
        content, began = job.future.result()
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))
        return
    label = here.say("word.take_export", at=here.clock(began))
    st.download_button(label, content, file_name=name, type="primary", on_click="ignore")


def told(here: Visit, subject: str, make: Callable[[], bytes], **facts: object) -> Callable[[], bytes]:
    """The same making, with its line: what, by which filter, how many rows. Raises DeniedError."""

    def made() -> bytes:
        denials.require(here.db, here.person, Action.EXPORT)
        content = make()
        audit.tell(here.db, AuditEvent.EXPORT, by=here.person, subject=subject, details=facts)
        return content

    return made
