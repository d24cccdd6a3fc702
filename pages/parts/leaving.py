"""What leaves the house by an export button: asked for the right, and told in the audit, when it is really made."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.parts.visit import Visit
from scenario_db import audit, denials
from scenario_db.codes import AuditEvent
from scenario_db.roles import Action, may


def button(here: Visit, subject: str, make: Callable[[], bytes], *, name: str, rows: int, chosen: object) -> None:
    """The button that exports those rows, for whoever may; it tells by which choice."""
    if not may(here.person, Action.EXPORT):
        return
    st.download_button(
        here.say("word.export"),
        told(here, subject, make, rows=rows, filter=str(chosen)),
        file_name=name,
        disabled=not rows,
        on_click="ignore",
    )


def told(here: Visit, subject: str, make: Callable[[], bytes], **facts: object) -> Callable[[], bytes]:
    """The same making, with its line: what, by which filter, how many rows. Raises DeniedError."""

    def made() -> bytes:
        denials.require(here.db, here.person, Action.EXPORT)
        content = make()
        audit.tell(here.db, AuditEvent.EXPORT, by=here.person, subject=subject, details=facts)
        return content

    return made
