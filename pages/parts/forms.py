"""Input fields made from the fields of a record: one widget for each kind of column, prefilled, with its label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypedDict

import streamlit as st

from pages.parts.visit import Visit
from scenario_db import departments, lists
from scenario_db.answers import kept
from scenario_db.codes import CodeList
from scenario_db.kinds import Column, kind_of
from scenario_db.problems import Problem
from scenario_db.records import Record

LONG = frozenset(
    {"summary", "pain_point", "content", "outcome", "data_need", "policy_basis", "operation_model", "remark"}
)
"""Texts that take several lines."""

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


class Said(TypedDict):
    """What every widget is given: its label, the words beside it, its key."""

    label: str
    help: str | None
    key: str


def fill(here: Visit, it: Record, names: Sequence[str], *, key: str) -> dict[str, Any]:
    """The fields as they are filled in now, two in a row, long texts across; `key` tells several forms apart."""
    given: dict[str, Any] = {}
    short = [name for name in names if name not in LONG]
    left, right = st.columns(2)
    for at, name in enumerate(short):
        with left if at % 2 == 0 else right:
            given[name] = _field(here, it, name, f"{key}.{name}")
    for name in (name for name in names if name in LONG):
        kind = kind_of(it).name
        label, hint = here.say.field(kind, name), here.say.help(kind, name)
        given[name] = st.text_area(label, getattr(it, name) or "", key=f"{key}.{name}", height=88, help=hint) or None
    return given


def _field(here: Visit, it: Record, name: str, key: str) -> Any:
    kind = kind_of(it)
    column, held = kind.column(name), getattr(it, name)
    said: Said = {"label": here.say.field(kind.name, name), "help": here.say.help(kind.name, name), "key": key}
    if column.ref == "department":
        return _department(here, held, said)
    if column.ref == "code_item":
        return _working_group(here, held, said)
    if column.choices:
        return _choice(here, column, held, said)
    if column.sql_type == "boolean":
        return _yes_no(here, column, held, said)
    if column.sql_type == "date":
        return st.date_input(value=held, min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD", **said)
    return _text(column, held, said)


def _text(column: Column, held: Any, said: Said) -> Any:
    if column.listed:
        text = st.text_input(value="、".join(held), **said)
        return tuple(part.strip() for part in text.replace("，", "、").split("、") if part.strip())
    if column.money:
        return st.text_input(value="" if held is None else f"{held.normalize():f}", **said)
    return st.text_input(value=held or "", **said) or (None if column.nullable else "")


def _department(here: Visit, held: str | None, said: Said) -> str | None:
    called = {it.id: it.name for it in kept(here.db, departments.find)}
    ids = list(called)
    at = ids.index(held) if held in called else None
    return st.selectbox(options=ids, index=at, format_func=lambda it: called.get(it, it), placeholder="—", **said)


def _working_group(here: Visit, held: str | None, said: Said) -> str | None:
    called = {it.id: it.name for it in kept(here.db, lists.entries, CodeList.WORKING_GROUP)}
    ids = list(called) if held is None or held in called else [*called, held]
    at = ids.index(held) if held else None
    return st.selectbox(options=ids, index=at, format_func=lambda it: called.get(it, it), placeholder="—", **said)


def _choice(here: Visit, column: Column, held: Any, said: Said) -> Any:
    options = list(column.choices or ())
    if column.listed:
        chosen = st.multiselect(options=options, default=list(held), format_func=here.say.code, placeholder="—", **said)
        return tuple(chosen)
    at = options.index(held) if held in options else None
    return st.selectbox(options=options, index=at, format_func=here.say.code, placeholder="—", **said)


def _yes_no(here: Visit, column: Column, held: bool | None, said: Said) -> bool | None:  # noqa: FBT001 - a value
    if not column.nullable:
        return st.checkbox(value=bool(held), **said)
    words = {True: here.say("word.yes"), False: here.say("word.no")}
    at = None if held is None else [True, False].index(held)
    return st.selectbox(options=[True, False], index=at, format_func=words.__getitem__, placeholder="—", **said)


def amounts(it: Record, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """What was filled in, amounts as numbers; an amount that is none is a problem with its field."""
    kind, read, problems = kind_of(it), dict(given), []
    for name in (name for name in given if kind.column(name).money):
        text = (given[name] or "").replace(",", "").replace("，", "").strip()
        try:
            read[name] = Decimal(text) if text else None
        except InvalidOperation:
            facts = {"kind": kind.name, "field": name, "value": given[name]}
            problems.append(Problem("not_an_amount_here", facts=facts))
            read[name] = getattr(it, name)
    return read, problems
