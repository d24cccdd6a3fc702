"""The office's own lists: departments with all their names, and the entries that forms offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import pandas as pd
import streamlit as st

from pages.parts import blank, forms, tables
from pages.parts.visit import Visit
from scenario_db import departments, editing, lists, shown, units
from scenario_db.answers import kept
from scenario_db.codes import CodeList, DepartmentType
from scenario_db.editing import Opened
from scenario_db.problems import RegisterError
from scenario_db.records import CodeItem, Department
from scenario_db.roles import Action, may
from scenario_db.units import Load

FIELDS = (
    "name", "full_name", "type", "parent_id", "working_group_id", "leader", "cdo_name", "data_officer", "email",
    "valid_from", "valid_to", "successor_id",
)  # fmt: skip
"""What the office says of a department, beside its other names."""

NEW = "new"
ROWS = 10


def receipt() -> None:
    """What was saved on the run before."""
    if said := st.session_state.pop("units.said", None):
        st.success(said)


def chosen(here: Visit) -> str:
    """The list of departments with what hangs on each; gives the one that was chosen, NEW, or nothing."""
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    text = left.text_input(here.say("units.search"), key="q", bind="query-params", placeholder=here.say("units.hint"))
    found = departments.find(here.db, text)
    keeps = may(here.person, Action.NEW_DEPARTMENT)
    if keeps and right.button(here.say("units.new"), width="stretch"):
        st.session_state["units.chosen"] = NEW
    if not found:
        if text:
            st.info(here.say("units.none_found"))
        else:
            blank.nothing(here, "units.none_yet", Action.NEW_DEPARTMENT)
        return str(st.session_state.get("units.chosen", ""))
    st.caption(here.say("units.counted" if keeps else "units.counted_to_read", count=len(found)))
    first = tables.page_of(len(found), "units.page")
    listed = found[first : first + tables.ROWS]
    st.dataframe(
        _rows(here, listed),
        column_config=_heads(here),
        hide_index=True,
        height=tables.height(len(listed), ROWS),
        placeholder="",
        on_select=lambda: _choose([it.id for it in listed]),
        selection_mode="single-row",
        key="units.rows",
    )
    return str(st.session_state.get("units.chosen", ""))


def _choose(ids: Sequence[str]) -> None:
    rows = st.session_state["units.rows"].selection.rows
    st.session_state["units.chosen"] = ids[rows[0]] if rows else ""


def _rows(here: Visit, listed: Sequence[Department]) -> pd.DataFrame:
    others, loads = kept(here.db, units.other_names), kept(here.db, units.loads)
    groups = {it.id: it.name for it in kept(here.db, lists.entries, CodeList.WORKING_GROUP, all=True)}
    return pd.DataFrame(
        [
            {
                "name": it.name,
                "type": here.say.code(it.type),
                "group": groups.get(it.working_group_id or "", ""),
                "others": "、".join(others.get(it.id, ())),
                "leads": loads.get(it.id, Load(0, 0)).leads,
                "takes_part": loads.get(it.id, Load(0, 0)).takes_part,
                "until": it.valid_to,
            }
            for it in listed
        ],
        columns=["name", "type", "group", "others", "leads", "takes_part", "until"],
    )


def _heads(here: Visit) -> dict[str, tables.Heading]:
    return {
        "name": tables.text(here.say.field("department", "name"), 140),
        "type": tables.coded(here, here.say.field("department", "type"), DepartmentType, 90),
        "group": tables.text(here.say.field("department", "working_group_id"), 150),
        "others": tables.text(here.say("units.others"), "large"),
        "leads": tables.number(here.say("units.leads"), 70),
        "takes_part": tables.number(here.say("units.takes_part"), 70),
        "until": tables.day(here.say.field("department", "valid_to")),
    }


def one(here: Visit, key: str) -> None:
    """One department: a form for who keeps the list, the same fields to read for everybody else."""
    if may(here.person, Action.NEW_DEPARTMENT):
        _form(here, key)
    elif (base := editing.opened(here.db, "department", key)) is not None:
        _told(here, cast("Department", base.record))


def _told(here: Visit, unit: Department) -> None:
    """What is known of it; what is not stands nowhere."""
    called = shown.names(here.db, [unit])
    told = {here.say.field("department", name): shown.field(here.say, unit, name, called) for name in FIELDS}
    told[here.say("units.others")] = "、".join(it.alias for it in units.aliases(here.db, unit.id))
    st.header(unit.name)
    rows = [{"field": name, "value": value} for name, value in told.items() if value]
    tables.of_words(here, rows, ("field", "value"), of="word", wide="value")


def _form(here: Visit, key: str) -> None:
    """Its fields and other names, as it stood when it was opened."""
    base = _opened(here, key)
    if base is None:
        return
    unit = cast("Department", base.record)
    st.markdown(f"## {unit.name or here.say('units.new')}")
    with st.form(f"units.{unit.id}.{base.version}", border=False, enter_to_submit=False):
        given = forms.fill(here, unit, FIELDS, key=f"units.{unit.id}")
        called = [it.alias for it in units.aliases(here.db, unit.id)]
        names = st.text_input(here.say("units.others_asked"), "、".join(called), key=f"units.{unit.id}.others")
        sent = st.form_submit_button(here.say("word.save"), type="primary")
    if not sent:
        return
    wanted = replace(unit, **given)
    try:
        units.save(here.db, base, wanted, names.replace("，", "、").split("、"), by=here.person, day=here.today)
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))
    else:
        st.session_state["units.said"] = here.say("units.saved", name=wanted.name)
        for slot in ("units.chosen", f"units.opened.{key}"):
            st.session_state.pop(slot, None)
        st.rerun()


def _opened(here: Visit, key: str) -> Opened | None:
    slot = f"units.opened.{key}"
    if slot not in st.session_state:
        st.session_state[slot] = units.new(here.db) if key == NEW else editing.opened(here.db, "department", key)
    return cast("Opened | None", st.session_state[slot])


def entries(here: Visit) -> None:
    """The entries of one list: rows are added and renamed in the table; what is not offered any more stays known."""
    name = st.segmented_control(
        here.say("units.list"), tuple(CodeList), default=CodeList.WORKING_GROUP, key="units.list",
        format_func=here.say.code, required=True, label_visibility="collapsed",
    )  # fmt: skip
    name = name or CodeList.WORKING_GROUP
    found, may_edit = lists.entries(here.db, name, all=True), may(here.person, Action.SET_RULES)
    if not found and not may_edit:
        st.caption(here.say("word.none_yet"))
        return
    rows = pd.DataFrame(
        [{"name": it.name, "name_en": it.name_en, "active": it.active} for it in found],
        columns=["name", "name_en", "active"],
    )
    heads = {
        "name": tables.text(here.say.field("code_item", "name"), "medium"),
        "name_en": tables.text(here.say.field("code_item", "name_en"), "medium"),
        "active": st.column_config.CheckboxColumn(here.say("units.offered"), default=True, width="small"),
    }
    edited = st.data_editor(
        rows, num_rows="add" if may_edit else "fixed", disabled=not may_edit, hide_index=True,
        column_config=heads, placeholder="", key=f"units.entries.{name}.{len(found)}",
    )  # fmt: skip
    if may_edit and st.button(here.say("units.save_list")):
        _save_entries(here, name, found, edited.to_dict("records"))


def _save_entries(here: Visit, name: CodeList, found: Sequence[CodeItem], rows: Sequence[dict[str, Any]]) -> None:
    """An entry that was renamed is a new one, and the old one is no longer offered: its name is what records hold."""
    wanted = [
        CodeItem(
            list=name,
            name=str(row["name"] or "").strip(),
            name_en=row["name_en"] or None,
            position=at,
            active=bool(row["active"]),
        )
        for at, row in enumerate(rows)
    ]
    left = [replace(it, active=False) for it in found if it.name not in {one.name for one in wanted}]
    try:
        lists.save(here.db, [*wanted, *left], by=here.person)
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))
    else:
        st.session_state["units.said"] = here.say("units.list_saved")
        st.rerun()
