"""Accounts on a page: the list, the form of one, the first password that is handed over, stand-ins."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import streamlit as st

from pages.parts import tables
from pages.parts.visit import Visit
from scenario_db import accounts, credentials, days, departments, passwords, standins
from scenario_db import keeping as commands
from scenario_db.accounts import BELONGS, Account
from scenario_db.codes import DepartmentType, Role
from scenario_db.problems import RegisterError

_LEAVE = timedelta(days=14)


def listed(here: Visit, found: Sequence[Account]) -> Account | None:
    """All accounts; gives the one that is chosen."""
    units = departments.names_on(here.db) | commands.groups(here.db)
    rows = [
        {
            "login": it.login,
            "name": it.name,
            "role": here.say.code(it.role),
            "unit": units.get(it.department_id or it.working_group_id or it.district_id or "", ""),
            "email": it.email or "",
            "state": _state(here, it),
        }
        for it in found
    ]
    picked = st.dataframe(
        rows,
        column_config={
            name: tables.fitting(here.say(f"people.col_{name}"), [it[name] for it in rows]) for name in rows[0]
        },
        hide_index=True,
        placeholder="",
        height=tables.height(len(rows)),
        on_select="rerun",
        selection_mode="single-row",
        key="admitting.rows",
    )
    return found[picked.selection.rows[0]] if picked.selection.rows else None


def _state(here: Visit, it: Account) -> str:
    if it.disabled:
        return here.say("people.disabled")
    if it.locked_until and it.locked_until > days.now():
        return here.say("people.locked", until=here.clock(it.locked_until))
    if it.must_change:
        return here.say("people.fresh")
    return here.say("people.example" if it.demonstration else "people.in_use")


def one(here: Visit, it: Account | None) -> None:
    """The account that was chosen: changed, disabled, given another first password."""
    if it is None:
        st.caption(here.say("people.pick"))
        return
    with st.container(horizontal=True):
        if st.button(here.say("people.alter")):
            _alter(here, it)
        if st.button(here.say("people.reset")):
            _reset(here, it)


def add(here: Visit) -> None:
    """Opens the form of a new account."""

    @st.dialog(here.say("people.add"), width="medium")
    def dialog() -> None:
        login = st.text_input(here.say("people.col_login"), max_chars=64, key="admitting.login")
        it = _filled(here, Account(login, "", Role.ADMIN), key="new")
        if st.button(here.say("people.add"), type="primary", key="admitting.make"):
            login = accounts.folded(login)
            _hand_over(here, login, lambda password: accounts.add(here.db, it, password, by=here.person))

    dialog()


def _alter(here: Visit, it: Account) -> None:
    @st.dialog(f"{here.say('people.alter')} {it.login}", width="medium")
    def dialog() -> None:
        changed = _filled(here, it, key=it.login)
        disabled = st.checkbox(here.say("people.disabled"), it.disabled, key=f"admitting.{it.login}.disabled")
        if st.button(here.say("people.save"), type="primary", key="admitting.save"):
            _try(here, lambda: accounts.change(here.db, replace(changed, disabled=disabled), by=here.person))

    dialog()


def _reset(here: Visit, it: Account) -> None:
    _hand_over(here, it.login, lambda password: credentials.reset(here.db, it.login, password, by=here.person))


def _try(here: Visit, act: Callable[[], object]) -> None:
    """Does it, and begins the page anew; what is refused is said where it was asked."""
    try:
        act()
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))
    else:
        st.rerun()


def _hand_over(here: Visit, login: str, act: Callable[[str], object]) -> None:
    """Makes a first password and shows it at once: with the first account of all, the next run asks to sign in."""
    password = passwords.first()
    try:
        act(password)
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))
    else:
        st.success(here.say("people.first", login=login))
        st.code(password, language=None)


def _filled(here: Visit, it: Account, *, key: str) -> Account:
    """Name, role, and whose it is: asked for where the role belongs to somebody."""
    name = st.text_input(here.say("people.col_name"), it.name, max_chars=60, key=f"admitting.{key}.name")
    first = key == "new" and not accounts.any_real(here.db)
    roles = [Role.ADMIN] if first else list(Role)  # who else could make the second
    role = st.selectbox(
        here.say("people.col_role"),
        roles,
        roles.index(it.role),
        format_func=here.say.code,
        key=f"admitting.{key}.role",
    )
    unit = group = district = None
    if BELONGS.get(role) == "department_id":
        unit = _one_of(here, "unit", _units(here), it.department_id, key)
    if BELONGS.get(role) == "working_group_id":
        group = _one_of(here, "group", commands.groups(here.db), it.working_group_id, key)
    if role is Role.LEADER:
        found = departments.find(here.db)
        districts = {one.id: one.name for one in found if one.type is DepartmentType.DISTRICT}
        district = _one_of(here, "district", districts, it.district_id, key)
    email = st.text_input(here.say("people.col_email"), it.email or "", max_chars=120, key=f"admitting.{key}.email")
    changed = replace(it, name=name, role=role, email=email)
    return replace(changed, department_id=unit, working_group_id=group, district_id=district)


def _units(here: Visit) -> dict[str, str]:
    return {it.id: it.name for it in departments.find(here.db)}


def _one_of(here: Visit, what: str, names: Mapping[str, str], held: str | None, key: str) -> str | None:
    ids = list(names)
    return st.selectbox(
        here.say(f"people.{what}"),
        ids,
        ids.index(held) if held is not None and held in names else None,
        format_func=lambda it: names.get(it, it),
        key=f"admitting.{key}.{what}",
        placeholder="—",
    )


def stand_ins(here: Visit, found: Sequence[Account]) -> None:
    """Who acts for whom; entered and taken back."""
    names = {it.login: f"{it.name}（{it.login}）" for it in found}
    for it in standins.find(here.db):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{names[it.login]} → {names[it.for_login]} · {it.first_day} – {it.last_day}")
            if st.button(here.say("people.end"), key=f"admitting.end.{it.id}"):
                standins.end(here.db, it, by=here.person)
                st.rerun()
    if not standins.find(here.db):
        st.caption(here.say("people.no_stand_ins"))
    if len(names) > 1 and st.button(here.say("people.stand_in")):
        _stand_in(here, {it.login: names[it.login] for it in found if it.role is not Role.ADMIN and not it.disabled})


def _someone(here: Visit, label: str, names: Mapping[str, str]) -> str | None:
    return st.selectbox(
        label, list(names), None, format_func=names.__getitem__, placeholder=here.say("word.please_choose")
    )


def _stand_in(here: Visit, names: Mapping[str, str]) -> None:
    @st.dialog(here.say("people.stand_in"), width="medium")
    def dialog() -> None:
        left, right = st.columns(2)
        with left:
            login = _someone(here, here.say("people.col_name"), names)
            first = st.date_input(here.say("people.col_first"), here.today, format="YYYY-MM-DD")
        with right:
            other = _someone(here, here.say("people.col_other"), names)
            last = st.date_input(here.say("people.col_last"), here.today + _LEAVE, format="YYYY-MM-DD")
        if st.button(here.say("people.save"), type="primary", key="admitting.stand"):
            _try(here, lambda: standins.add(here.db, login or "", other or "", first, last, by=here.person))

    dialog()
