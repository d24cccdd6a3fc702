"""Who is here and in which language, and the register that this process has open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import streamlit as st

from scenario_db import settings
from scenario_db.codes import Role
from scenario_db.database import Database, open_database
from scenario_db.roles import Person


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page is told about the person in front of it."""

    db: Database
    language: str
    person: Person

    def say(self, key: str) -> str:
        """The words of a key in the visit's language."""
        return key


@cache
def register() -> Database:
    """The register of this process, opened once and shared: each question takes a connection of its own."""
    return open_database(settings.current().db_url)


def begin() -> Visit:
    """The visit that this run belongs to."""
    language = st.query_params.get("lang", settings.current().language)
    return Visit(register(), language, Person("office", Role.OFFICE))


def choose_language(here: Visit) -> None:
    """The switch between the languages, at the foot of the menu."""
    st.sidebar.caption(here.language)
