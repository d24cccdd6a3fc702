"""What the office is told of backups: nothing while they are made, a sentence when one failed or none was made."""

from __future__ import annotations

import streamlit as st

from pages.parts.visit import Visit
from scenario_db import days, nightly, settings
from scenario_db.codes import Role

_TOLD = (Role.OFFICE, Role.ADMIN)


def warn(here: Visit) -> None:
    """Tells the office and the administrator."""
    trouble = nightly.wrong(settings.current(), now=days.now()) if here.person.role in _TOLD else None
    if trouble:
        st.error(here.say.problem(trouble))
