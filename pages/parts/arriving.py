"""Who has arrived: the session of the browser's cookie at every run, and the plain page of whoever has none."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from pages.parts import door
from scenario_db import accounts, days, sessions, settings, standins
from scenario_db.accounts import Account
from scenario_db.database import Database
from scenario_db.engine import UnavailableError
from scenario_db.problems import Problem
from scenario_db.roles import Person
from scenario_db.sessions import Session
from scenario_db.wording import Words

ACTS_FOR = "visit.for"
"""The login name for whom somebody stands in during this visit."""

_WHOSE = "visit.session"


def token() -> str:
    """What the browser holds; by OpenID Connect, what Streamlit's own sign-in says of this one sign-in."""
    if settings.current().sign_in == "oidc":
        return _told_by_provider()
    return st.context.cookies.get(door.COOKIE, "")


def _told_by_provider() -> str:
    """A name for this sign-in at the provider: who, where, when; it ends like any, though the cookie lives on."""
    if not st.user.is_logged_in:
        return ""
    claims = st.user.to_dict()
    return f"oidc/{claims.get('iss', '')}/{claims.get('sub', '')}/{claims.get('iat', '')}"


def session(db: Database, words: Words) -> Session:
    """The session of this run; without one, a page that says so, and the run ends."""
    held = token()
    found = sessions.found(db, held)
    if found is None and settings.current().sign_in == "oidc":
        found = _by_provider(db, held, words)
    if found is None:
        _say_that_it_is_over(db, words)
        st.stop()
    if found.is_stale(days.now()):
        threading.Thread(target=_touch, args=(db, found), daemon=True).start()
    _keep_apart(found)
    return found


def _touch(db: Database, found: Session) -> None:
    """Beside the run, which does not wait for a long import of somebody else; if it fails, the next run tries again."""
    try:
        sessions.touch(db, found)
    except UnavailableError:
        return


def _keep_apart(found: Session) -> None:
    """What one person has chosen and typed in a tab is not shown to the next who signs in there."""
    if st.session_state.get(_WHOSE, found.id) != found.id:
        for name in list(st.session_state):
            del st.session_state[name]
    st.session_state[_WHOSE] = found.id


def _by_provider(db: Database, held: str, words: Words) -> Session | None:
    """The account that a claim names; its session begins once, soon after the provider's: what is over stays so."""
    if not held:
        _only(partial(_lead_to_the_provider, words), words("word.product"))
        st.stop()
    claims = st.user.to_dict()
    signed_in = datetime.fromtimestamp(float(str(claims.get("iat") or 0)), UTC).replace(tzinfo=None)
    if sessions.known(db, held) or days.now() - signed_in > timedelta(hours=settings.current().session_hours):
        return None
    found = _named(db)
    if found is None:
        return None
    sessions.begin(db, found, address=st.context.ip_address or "", token=held)
    return sessions.found(db, held)


def _lead_to_the_provider(words: Words) -> None:
    st.title(words("word.product"))
    if st.button(words("signin.enter"), type="primary"):
        st.login()


def _named(db: Database) -> Account | None:
    """The account that the provider's claim names, while it is not disabled."""
    found = accounts.get(db, str(st.user.to_dict().get(settings.current().oidc_claim, "")))
    return None if found is None or found.disabled else found


def _say_that_it_is_over(db: Database, words: Words) -> None:
    """The page of whoever has left, or whose time is over."""

    def over() -> None:
        if settings.current().sign_in == "oidc":
            _say_how_to_leave_the_provider(words, known=_named(db) is not None)
            return
        st.title(words("signin.over"))
        st.markdown(words("signin.over_hint"))
        st.markdown(f"[{words('signin.again')}](/signin?lang={words.language})")

    _only(over, words("signin.over"))


def _only(show: Callable[[], None], title: str) -> None:
    """In place of any page, and of the menu with the names of pages that are not hers any more."""

    def alone() -> None:
        show()

    here = urlsplit(st.context.url or "").path.rsplit("/", 1)[-1] or None
    pages = [st.Page(alone, title=title, default=True)]
    if here:
        pages.append(st.Page(partial(show), title=title, url_path=here))
    st.navigation(pages, position="hidden").run()


def _say_how_to_leave_the_provider(words: Words, *, known: bool) -> None:
    """Its sign-in lives on in the browser: only who leaves it too can come again, or come as somebody else."""
    st.title(words("signin.over" if known else "word.product"))
    st.markdown(words("signin.over_provider") if known else words.problem(Problem("not_known_here")))
    if st.button(words("signin.leave"), type="primary"):
        st.logout()


def person(db: Database, found: Session, day: date) -> Person:
    """Who acts: she herself, or she for somebody whom she stands in for today."""
    own = found.account.person(found.address)
    wanted = st.session_state.get(ACTS_FOR)
    if not wanted:
        return own
    others = {it.login: it for it in standins.open_to(db, own.login, day)}
    return standins.acting(own, others[wanted]) if wanted in others else own
