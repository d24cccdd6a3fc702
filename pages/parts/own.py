"""One's own account: who one is, whom one stands in for, another password, the ways out."""

from __future__ import annotations

import streamlit as st

from pages.parts import arriving, touring
from pages.parts.visit import Visit
from scenario_db import credentials, departments, sessions, settings, standins
from scenario_db.credentials import SignInError
from scenario_db.problems import Problem, RegisterError
from scenario_db.sessions import Session

_TIMES = "own.times"


def show(here: Visit) -> None:
    """At the head of every page, for whoever has signed in."""
    if here.session is None:
        return
    with st.popover(here.person.name, width="content", key=f"own.menu.{st.session_state.get(_TIMES, 0)}"):
        unit = departments.names_on(here.db).get(here.person.department_id or "", "")
        told = (here.session.account.login, here.say.code(here.person.role), unit)
        st.caption(" · ".join(part for part in told if part))
        _stand_in(here, here.session)
        touring.button(here, _close)
        asked = _by_password() and st.button(here.say("signin.another_password"), width="stretch", on_click=_close)
        if st.button(here.say("signin.leave"), width="stretch"):
            sessions.end(here.db, here.session)
            _go()
        if st.button(
            here.say("signin.leave_everywhere"), width="stretch", help=here.say("signin.leave_everywhere_help")
        ):
            sessions.end_all(here.db, here.session.account.login, by=here.person)
            _go()
    if asked:
        _ask(here, here.session)


def _close() -> None:
    """A new menu in place of the open one: else the first Escape would go to it, and not to the dialog it opened."""
    st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1


def _go() -> None:
    """Out of here; where a provider signed her in, out of there too."""
    if settings.current().sign_in == "oidc":
        st.logout()
        st.stop()  # the browser is led there; another run would take that back
    st.rerun()


def _stand_in(here: Visit, found: Session) -> None:
    others = {it.login: it.name for it in standins.open_to(here.db, found.account.login, here.today)}
    if not others:
        return
    st.selectbox(
        here.say("signin.acting_for"),
        ["", *others],
        key=arriving.ACTS_FOR,
        format_func=lambda login: others.get(login, found.account.name),
        persist_state="session",
    )


def _ask(here: Visit, found: Session) -> None:
    @st.dialog(here.say("signin.another_password"))
    def dialog() -> None:
        _form(here, found)

    dialog()


def is_new(here: Visit) -> bool:
    """Whether she was handed her password and has not chosen her own; where others say who it is, nobody asks."""
    return _by_password() and here.session is not None and here.session.account.must_change


def _by_password() -> bool:
    return settings.current().sign_in not in ("header", "oidc")


def ask_for_a_password(here: Visit) -> None:
    """Whoever is new chooses her own before anything else; the run ends here until she has."""
    if here.session is None or not is_new(here):
        return
    st.title(here.say("signin.first_password"))
    st.caption(here.say("signin.rules", least=settings.current().password_length))
    left, _ = st.columns([1, 1.6])
    with left:
        _form(here, here.session)
    st.stop()


def _form(here: Visit, found: Session) -> None:
    with st.form("own.password", border=False):
        old = st.text_input(here.say("signin.old_password"), type="password", autocomplete="current-password")
        new = st.text_input(
            here.say("signin.new_password"),
            type="password",
            autocomplete="new-password",
            help=here.say("signin.rules", least=settings.current().password_length),
        )
        again = st.text_input(here.say("signin.new_again"), type="password", autocomplete="new-password")
        if not st.form_submit_button(here.say("signin.another_password"), type="primary"):
            return
    if not old or not new:
        st.error(here.say.problem(Problem("password_unsaid")))
        return
    if new != again:
        st.error(here.say.problem(Problem("password_differs")))
        return
    try:
        credentials.choose(
            here.db, found.account.login, old, new, by=found.account.person(found.address), session=found.id
        )
    except SignInError as refused:
        st.error(here.say.problem(Problem("password_now_wrong", facts=refused.problem.facts)))
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))
    else:
        st.rerun()
