"""Who is here, in which language and as of which day, and the register that this process has open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

import streamlit as st

from pages.parts import arriving, door
from scenario_db import days, demonstration, departments, keeping, settings
from scenario_db.accounts import BELONGS
from scenario_db.answers import kept
from scenario_db.codes import Role
from scenario_db.database import Database, open_database
from scenario_db.demonstration import people
from scenario_db.roles import Person
from scenario_db.sessions import Session
from scenario_db.wording import LANGUAGES, Words


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page is told about the person in front of it."""

    db: Database
    say: Words
    person: Person
    zone: ZoneInfo
    session: Session | None = None

    @property
    def language(self) -> str:
        """zh or en."""
        return self.say.language

    @property
    def today(self) -> date:
        """The city's date."""
        return days.today(self.zone)

    def clock(self, moment: datetime) -> str:
        """A moment of the register on the city's clock, to the minute."""
        return f"{days.local(moment, self.zone):%Y-%m-%d %H:%M}"


@cache
def register() -> Database:
    """The register of this process, opened once and shared: each question takes a connection of its own.

    An embedded register that is empty begins with the demonstration, unless the office wants to start empty; one that
    several processes share is never filled by a start.
    """
    chosen = settings.current()
    db = open_database(chosen.db_url, memory=chosen.memory, threads=chosen.threads)
    if chosen.start_with == "demo" and db.engine == "duckdb" and demonstration.is_empty(db):
        office = Person(Words(chosen.language).code(Role.OFFICE), Role.OFFICE)
        demonstration.tell(db, today=days.today(chosen.zone), by=office)
        people.come(db, office, Words(chosen.language))
    return db


ROLES = (Role.OFFICE, Role.CLERK, Role.REVIEWER, Role.LEADER, Role.GROUP, Role.ADMIN)
"""Whom one may act as where nobody signs in; the first is who one is until one chooses."""

OF_A_UNIT = (Role.CLERK, Role.REVIEWER)
"""Roles that mean nothing without a department; a working group's mean nothing without the group."""


_HANDED_ON: ContextVar[Visit | None] = ContextVar("visit.handed_on", default=None)


@contextmanager
def handed_on(here: Visit) -> Iterator[None]:
    """What the front door found is what the page begins with."""
    before = _HANDED_ON.set(here)
    try:
        yield
    finally:
        _HANDED_ON.reset(before)


def begin() -> Visit:
    """The visit that this run belongs to."""
    return _HANDED_ON.get() or _found()


def _found() -> Visit:
    chosen, say = settings.current(), words()
    db = register()
    if door.is_open(db):
        return Visit(db, say, _person(db, say), chosen.zone)
    found = arriving.session(db, say)
    person = arriving.person(db, found, days.today(chosen.zone))
    return Visit(db, say, person, chosen.zone, found)


def words() -> Words:
    """The words of the moment: of the language that was chosen, or of the one in the address."""
    usual = settings.current().language
    language = st.session_state.get("lang") or st.query_params.get("lang") or usual
    return Words(language if language in LANGUAGES else usual)


def _person(db: Database, words: Words) -> Person:
    """Until people sign in, whoever sits at this machine is who was chosen in the menu."""
    held = st.session_state.get("visit.role", Role.OFFICE)
    role = _role(held)
    if held != role:
        st.session_state["visit.role"] = role
    bodies = _bodies(db, role)
    body = st.session_state.get("visit.unit")
    body = body if body in bodies else next(iter(bodies), None)
    name = f"{bodies.get(body or '', '')} {words.code(role)}".strip()
    unit, group = (body, None) if role in OF_A_UNIT else (None, body)
    return Person(name, role, unit, working_group_id=group)


def _bodies(db: Database, role: Role) -> dict[str, str]:
    """The departments or working groups that one may act for in that role, by id."""
    if role in OF_A_UNIT:
        return {it.id: it.name for it in kept(db, departments.find)}
    return kept(db, keeping.groups) if role in BELONGS else {}


def _role(held: str) -> Role:
    """What the control holds: after a change of language on another page it is the label of the other language."""
    labels = {Words(language).code(role): role for language in LANGUAGES for role in Role}
    return labels.get(held) or Role(held)


def say_if_demonstration(here: Visit) -> None:
    """The banner of a library that was made up."""
    if demonstration.is_told(here.db):
        told = f"{here.say('word.demonstration_is')}。{here.say('word.demonstration_hint')}"
        st.markdown(f":orange-badge[{here.say('word.demonstration')}]", help=told, width="content")


def choose_language(here: Visit) -> None:
    """The switches at the head of every page: language, and who one is."""
    st.session_state.setdefault("lang", here.language)
    st.segmented_control(
        here.say("word.language"),
        LANGUAGES,
        key="lang",
        format_func={"zh": "中文", "en": "EN"}.__getitem__,
        persist_state="session",
        label_visibility="collapsed",
        width="content",
        required=True,
    )
    _put_language_into_the_address()
    if here.session is None:
        with st.popover(here.person.name, width="content", key="visit.who"):
            _choose_who_one_is(here)


def _choose_who_one_is(here: Visit) -> None:
    """Where nobody signs in: the demonstration, and a register without accounts on one's own machine."""
    st.selectbox(
        here.say("word.acting_as"),
        ROLES,
        key="visit.role",
        format_func=here.say.code,
        persist_state="session",
        help=here.say("word.acting_as_help"),
    )
    bodies = _bodies(here.db, here.person.role)
    if bodies:
        st.selectbox(
            here.say("people.col_unit"),
            list(bodies),
            key="visit.unit",
            format_func=lambda key: bodies.get(key, key),
            persist_state="session",
            label_visibility="collapsed",
        )


def _put_language_into_the_address() -> None:
    """By hand: a bound control would write its label (中文), and leave out the language it began with."""
    language = st.session_state["lang"]
    if language != settings.current().language:
        st.query_params["lang"] = language
    elif "lang" in st.query_params:
        del st.query_params["lang"]
