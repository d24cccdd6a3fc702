"""The steps with a problem, as a dialog: the same from the workbench and from the problem's own page."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import streamlit as st

from pages.parts import tables
from pages.parts.visit import Visit
from scenario_db import departments, issues, ledger, raising, supervision
from scenario_db.answers import kept
from scenario_db.codes import Instrument, IssueOrigin
from scenario_db.issues import STEPS, IssueStep, Said
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import Issue, Scenario

GRACE = timedelta(days=14)
"""The date that is proposed where a new one is asked for."""


def title(here: Visit, it: Issue) -> str:
    """What the dialog is about."""
    return f"{it.code} {here.say('issue.deal')}"


def deal_with(here: Visit, key: str, first: IssueStep | None = None) -> None:
    """Opens the dialog with the steps that this person may take with the problem of that id."""
    it, lead = issues.get(here.db, key)
    version = ledger.history(here.db, "issue", key)[-1].number
    open_to = issues.steps_open_to(here.person, it, lead, issues.group_of(here.db, lead))

    @st.dialog(title(here, it), width="medium")
    def dialog() -> None:
        st.markdown(it.description)
        if it.answer:
            st.info(f"{here.say.field('issue', 'answer')}：{it.answer}")
        if not open_to:
            st.caption(here.say("issue.nothing_to_do"))
            return
        step = st.segmented_control(
            here.say("issue.step"),
            open_to,
            default=first if first in open_to else _usual(open_to),
            format_func=here.say.code,
            key=f"steps.step.{key}",
            required=True,
            label_visibility="collapsed",
        )
        _form(here, it, step, version)

    dialog()


def _usual(open_to: list[IssueStep]) -> IssueStep:
    """What is most often wanted: an answer from who is needed, the closing from who raised it."""
    usual = (IssueStep.ANSWER, IssueStep.CLOSE, IssueStep.RAISE_AGAIN, IssueStep.REOPEN)
    return next((step for step in usual if step in open_to), open_to[0])


def _form(here: Visit, it: Issue, step: IssueStep, version: int) -> None:
    with st.form(f"steps.{it.id}.{step}", border=False):
        said = _said(here, it, step)
        if not st.form_submit_button(here.say.code(step), type="primary"):
            return
    try:
        issues.take(here.db, it.id, step, said, by=here.person, day=here.today, version=version)
    except RegisterError as refused:
        st.error(here.say.problem(refused.problem))
    else:
        st.rerun()


def _said(here: Visit, it: Issue, step: IssueStep) -> Said:
    """The fields that the step asks for."""
    asks = STEPS[step].asks
    given: dict[str, Any] = {}
    if "words" in asks:
        before = it.description if step is IssueStep.RAISE_AGAIN else ""
        given["words"] = st.text_area(here.say(f"issue.words_{step}"), value=before, max_chars=2000)
    if step is IssueStep.RAISE_AGAIN:
        given["needs_department_id"] = department(here, it.needs_department_id)
    if step is IssueStep.LETTER:
        given |= _letter(here, it)
    if "due_on" in asks or step in (IssueStep.LETTER, IssueStep.NOT_ENOUGH):
        given["due_on"] = st.date_input(
            here.say.field("issue", "due_on"),
            value=max(it.due_on or here.today, here.today + GRACE),
            format="YYYY-MM-DD",
            help=here.say.help("issue", "due_on"),
        )
    return Said(**given)


def _letter(here: Visit, it: Issue) -> dict[str, Any]:
    found = supervision.one(here.db, it.code, here.today)
    proposed = supervision.LETTER_FOR[found.alert if found else None]
    letters: list[Instrument] = [one for one in Instrument if one != Instrument.NONE]
    kind, number, day = st.columns([1.2, 2, 1.2])
    said, hint = partial(here.say.field, "issue"), partial(here.say.help, "issue")
    return {
        "instrument": kind.selectbox(
            said("instrument"), letters, letters.index(proposed), format_func=here.say.code, help=hint("instrument")
        ),
        "document": number.text_input(said("document"), placeholder="〔2026〕1号", help=hint("document")),
        "document_on": day.date_input(
            said("document_on"), value=here.today, format="YYYY-MM-DD", help=hint("document_on")
        ),
    }


def department(here: Visit, chosen: str | None, label: str = "") -> str | None:
    """Which department; `label` in place of the field's own."""
    units = {it.id: it.name for it in kept(here.db, departments.find)}
    options = list(units)
    found: str | None = st.selectbox(
        label or here.say.field("issue", "needs_department_id"),
        options,
        options.index(chosen) if chosen in options else None,
        format_func=units.__getitem__,
        placeholder="—",
        help=None if label else here.say.help("issue", "needs_department_id"),
    )
    return found


def offer(here: Visit, it: Scenario) -> None:
    """On a scenario's card: the way to a new problem, for whoever may raise one of it."""
    if raising.may_be_raised(here.person, it) and st.button(here.say("issue.raise"), key="steps.raise"):
        raise_one(here, (it.id, it.name))


def raise_one(here: Visit, scenario: tuple[str, str] | None = None) -> None:
    """Opens the dialog for a new problem, of a scenario (id, name) that is given or chosen there."""

    @st.dialog(here.say("issue.raise"), width="medium")
    def dialog() -> None:
        chosen = scenario or _chosen_scenario(here)
        if chosen is None:
            return
        if scenario:
            st.markdown(f"**{tables.plain(scenario[1])}**")
        with st.form("steps.new", border=False):
            new = _new(here, chosen[0])
            if not st.form_submit_button(here.say("issue.raise"), type="primary"):
                return
        try:
            raising.raised(here.db, new, by=here.person, day=here.today)
        except RegisterError as refused:
            unsaid = refused.problem.kind == "instruction_unsaid"  # the office's problems are instructions too
            st.error(here.say.problem(Problem("issue_unsaid") if unsaid else refused.problem))
        else:
            st.rerun()

    dialog()


def _chosen_scenario(here: Visit) -> tuple[str, str] | None:
    text = st.text_input(here.say("issue.of_scenario"), key="steps.find", placeholder=here.say("word.search_hint"))
    found = raising.may_be_raised_from(here.db, here.person, text)
    if not found:
        st.caption(here.say("word.none_found"))
        return None
    options: dict[str, str] = dict(found)
    only = 0 if len(options) == 1 else None
    hint = here.say("word.please_choose")
    key = st.selectbox(
        here.say("kind.scenario"), list(options), only, format_func=options.__getitem__, placeholder=hint
    )
    return (key, options[key]) if key else None


def _new(here: Visit, key: str) -> Issue:
    said, hint = partial(here.say.field, "issue"), partial(here.say.help, "issue")
    words = st.text_area(said("description"), max_chars=2000, help=hint("description"))
    left, middle, right = st.columns(3)
    with left:
        needed = department(here, None)
    category = middle.selectbox(
        said("category"), list(issues.CATEGORIES), format_func=here.say.code, help=hint("category")
    )
    due = right.date_input(said("due_on"), value=here.today + GRACE, format="YYYY-MM-DD", help=hint("due_on"))
    return Issue(
        scenario_id=key,
        description=words,
        needs_department_id=needed,
        category=category,
        due_on=due,
        origin=IssueOrigin.DEPARTMENT,
    )
