"""The forms of a plan and of milestones, and the plan's past beside them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

import pandas as pd
import streamlit as st

from pages.parts import amounts, blank, tables
from pages.parts.visit import Visit
from scenario_db import plans, scenarios, shown
from scenario_db.choices import Choice
from scenario_db.codes import LIVE, MilestoneStatus
from scenario_db.plans import Plan
from scenario_db.problems import Level, RegisterError
from scenario_db.records import Milestone, Scenario
from scenario_db.roles import Action, may

_SAID = "plan.said"
_DATES = ("original_date", "planned_date", "actual_date")


def choose(here: Visit) -> None:
    """The scenarios whose plan one may look at: those of one's unit, else all; found by name or code."""
    text = st.text_input(here.say("word.search"), key="plan.text", placeholder=here.say("word.search_hint"))
    unit = here.person.department_id
    choice = Choice(here.today, tiers=LIVE, leads=(unit,) if unit else (), text=text)
    total = scenarios.count(here.db, choice)
    if not total:
        if text or unit:
            st.info(here.say("light.none_chosen" if text else "plan.none_led"))
        else:
            blank.nothing(here, "portfolio.empty")
        return
    page = tables.page_of(total, "plan.page")
    found = scenarios.find(here.db, choice, limit=tables.ROWS, offset=page * tables.ROWS)
    rows = [
        {
            "name": f"/plan?{urlencode({'code': row['code'], 'lang': here.language})}#{quote(row['name'])}",
            "planned": row["planned"],
            "done": row["done"],
            "completion": tables.part(row["completion"]),
        }
        for row in found.to_dict("records")
    ]
    heads = {
        "name": tables.link(here.say("field.scenario.name"), "large"),
        "planned": tables.amount(
            amounts.as_typed(here, here.say("word.planned", year=here.today.year)), among=found["planned"]
        ),
        "done": tables.amount(amounts.as_typed(here, here.say("word.done", year=here.today.year)), among=found["done"]),
        "completion": tables.share(here.say("word.completion")),
    }
    st.dataframe(rows, column_config=heads, hide_index=True, height=tables.height(len(rows), 16), placeholder="")


def which_year(here: Visit) -> int:
    """The year of the plan: this one, unless another is chosen."""
    year = here.today.year
    chosen: int = st.segmented_control(
        here.say("field.annual_plan.year"),
        [year - 1, year, year + 1],
        key="plan.year",
        default=year,
        required=True,
        label_visibility="collapsed",
    )
    return chosen


def said(here: Visit) -> None:
    """What became of the last save."""
    done = st.session_state.pop(_SAID, None)
    if done:
        st.success(here.say("plan.saved", batch=done))


def plan(here: Visit, it: Scenario, year: int) -> None:
    """The year's amount, its words and its twelve months, saved with a reason where there is a plan already."""
    held = plans.of(here.db, it.id, year)
    with st.form(f"plan.form.{it.id}.{year}.{held.version}", border=False):
        amount = st.number_input(
            amounts.as_typed(here, here.say("field.annual_plan.planned_invest")),
            value=tables.figure(held.planned),
            min_value=0.0,
            step=1.0,
            help=here.say.help("annual_plan", "planned_invest"),
        )
        months = st.data_editor(
            pd.DataFrame([[tables.figure(one) for one in held.months]], columns=[str(month) for month in plans.MONTHS]),
            column_config={
                str(month): st.column_config.NumberColumn(here.say("plan.month", month=month), width=56, min_value=0)
                for month in plans.MONTHS
            },
            hide_index=True,
            placeholder="",
            key=f"plan.months.{it.id}.{year}.{held.version}",
        )
        label, hint = here.say("field.annual_plan.target"), here.say.help("annual_plan", "target")
        target = st.text_area(label, held.target or "", height=80, help=hint)
        reason = st.text_input(here.say("plan.reason")) if held.version else ""
        sent = st.form_submit_button(
            here.say("plan.save"), type="primary", disabled=not may(here.person, Action.REPORT)
        )
    targets = tuple(_decimal(one) for one in months.iloc[0])
    new = Plan(it.id, year, held.version, _decimal(amount), target.strip() or None, targets)
    for problem in plans.problems_with(here.db, new):
        (st.error if problem.level is Level.ERROR else st.warning)(here.say.problem(problem))
    if sent:
        _saved(here, lambda: plans.save(here.db, new, by=here.person, reason=reason))


def _decimal(value: Any) -> Decimal | None:
    return None if value is None or pd.isna(value) else Decimal(str(value))


def _saved(here: Visit, work: Any) -> None:
    try:
        receipt = work()
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))
        return
    if receipt is None:
        st.info(here.say("plan.same"))
        return
    st.session_state[_SAID] = receipt.batch
    st.rerun()


def past(here: Visit, it: Scenario, year: int) -> None:
    """What is due by each month, and how the plan came to be what it is."""
    held = plans.of(here.db, it.id, year)
    if not held.version:
        st.info(here.say("plan.none", year=year))
        return
    if year == here.today.year:
        share = float(held.share_due(here.today.month))
        st.metric(here.say("plan.due", month=here.today.month), f"{share:.1%}", border=True)
    if held.adjusted:
        st.caption(
            here.say(
                "plan.adjusted", original=shown.amount(held.original or 0), planned=shown.amount(held.planned or 0)
            )
        )
    rows = [
        {
            "day": str(one.on),
            "amount": "—" if one.amount is None else shown.amount(one.amount),
            "by": one.by,
            "reason": one.reason,
        }
        for one in reversed(held.past)
    ]
    tables.of_words(here, rows, ("day", "amount", "by", "reason"), of="plan", wide="reason")


def milestones(here: Visit, it: Scenario) -> None:
    """The milestones as a table to fill in; rows are added and taken out at its foot."""
    held = plans.milestones(here.db, it.id)
    rows = pd.DataFrame(
        [{"name": one.name, **{day: getattr(one, day) for day in _DATES}, "evidence": one.evidence} for one in held],
        columns=["name", *_DATES, "evidence"],
    )
    label = {name: here.say.field("milestone", name) for name in rows.columns}
    hint = {name: here.say.help("milestone", name) for name in rows.columns}
    edited = st.data_editor(
        rows.astype({"name": "object", "evidence": "object"}),
        num_rows="dynamic",
        hide_index=True,
        placeholder="",
        disabled=["original_date"],
        column_config={
            "name": st.column_config.TextColumn(label["name"], width="medium", required=True, help=hint["name"]),
            **{
                day: st.column_config.DateColumn(label[day], format="YYYY-MM-DD", width=110, help=hint[day])
                for day in _DATES
            },
            "evidence": st.column_config.TextColumn(label["evidence"], width="large", help=hint["evidence"]),
        },
        key=f"plan.milestones.{it.id}.{len(held)}",
    )
    if st.button(here.say("plan.save_milestones"), disabled=not may(here.person, Action.REPORT)):
        status = {one.name: one.status for one in held}
        wanted = [_milestone(it, row, status) for row in edited.to_dict("records") if row.get("name")]
        _saved(here, lambda: plans.save_milestones(here.db, it.id, wanted, by=here.person, today=here.today))


def _milestone(it: Scenario, row: dict[Any, Any], status: dict[str, MilestoneStatus]) -> Milestone:
    name = str(row["name"]).strip()
    days = {day: _day(row.get(day)) for day in _DATES}
    evidence = row.get("evidence")
    return Milestone(
        scenario_id=it.id,
        name=name,
        original_date=days["original_date"],
        planned_date=days["planned_date"],
        actual_date=days["actual_date"],
        evidence=evidence if isinstance(evidence, str) and evidence else None,
        status=status.get(name, MilestoneStatus.PENDING),
    )


def _day(value: Any) -> date | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()
