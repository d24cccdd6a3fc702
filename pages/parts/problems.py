"""Problems on a page: the choice, the list with its colours, one problem with its history, who waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from pages.parts import steps, tables
from pages.parts.visit import Visit
from scenario_db import issues, ledger, scope, shown, supervision, waiting
from scenario_db.answers import kept
from scenario_db.choices import Choice
from scenario_db.codes import Instrument, IssueLevel, IssueStatus
from scenario_db.records import Issue
from scenario_db.supervision import Alert, Listed, Search, Whose

COLOURS = {Alert.BLUE: "blue", Alert.YELLOW: "orange", Alert.RED: "red"}

FACTS = (
    "category", "needs_department_id", "raised_by", "raised_on", "due_on", "assigned_to", "advice", "answer",
    "answered_by", "answered_on", "level", "level_since", "instrument", "document", "document_on", "urge_count",
    "reopened", "evidence", "closed_by", "closed_on",
)  # fmt: skip


def choose(here: Visit) -> Search:
    """Whose, how urgent, how far up, open or closed; all of it stands in the address."""
    unit = here.person.department_id or ""
    whose = Whose.ALL
    if unit:
        whose = st.segmented_control(
            here.say("issue.ours"),
            list(Whose),
            key="whose",
            default=Whose.ALL,
            format_func=here.say.code,
            required=True,
            bind="query-params",
            label_visibility="collapsed",
        )
    level = st.selectbox(
        here.say.field("issue", "level"),
        list(IssueLevel),
        index=None,
        key="level",
        format_func=here.say.code,
        placeholder=here.say.field("issue", "level"),
        bind="query-params",
        label_visibility="collapsed",
        width=150,
    )
    alert = st.selectbox(
        here.say("issue.colour"),
        list(Alert),
        index=None,
        key="alert",
        format_func=here.say.code,
        placeholder=here.say("issue.colour"),
        bind="query-params",
        label_visibility="collapsed",
        width=150,
    )
    overdue = st.toggle(here.say("issue.only_overdue"), key="overdue", bind="query-params")
    instructed = st.toggle(here.say("instruct.only"), key="instructed", bind="query-params")
    closed = st.toggle(here.say("issue.show_closed"), key="closed", bind="query-params")
    found = Search(here.today, unit, whose, overdue, closed, level, alert, instructed)
    return replace(found, leads=kept(here.db, scope.leads, here.person))


def is_narrow(here: Visit, search: Search) -> bool:
    """Whether anything was chosen."""
    return replace(search, leads=None) != Search(here.today, here.person.department_id or "")


def coloured(here: Visit, search: Search) -> None:
    """How many there are, and of each colour."""
    found = kept(here.db, supervision.alerts, search)
    badges = [f":{COLOURS[it]}-badge[{here.say.code(it)} {found[it]}]" for it in reversed(Alert) if it in found]
    st.markdown(" ".join([here.say("issue.title_count", count=f"{sum(found.values()):,}"), *badges]))


def listed(here: Visit, found: Sequence[Listed]) -> None:
    """A page of problems; the code leads to the problem, the name to its scenario."""
    rows = [
        {
            "alert": here.say.code(it.alert),
            "code": _to_issue(here, it.code),
            "description": it.description,
            "scenario": tables.to_scenario(here, it.scenario_code, it.scenario),
            "needed": it.needed,
            "lead": it.lead,
            "due": it.due_on,
            "age": it.age(here.today),
            "status": here.say.code(it.status),
            "letter": "" if it.instrument is Instrument.NONE else f"{here.say.code(it.instrument)} {it.document}",
        }
        for it in found
    ]
    say = {name: here.say(f"issue.col_{name}") for name in rows[0]}
    heads = {
        "alert": tables.coded(here, say["alert"], Alert, 84),
        "code": tables.link(say["code"], 112),
        "description": tables.text(say["description"], 216),
        "scenario": tables.link(say["scenario"], 150),
        "needed": tables.text(say["needed"], 100),
        "lead": tables.text(say["lead"], 100),
        "due": tables.day(say["due"]),
        "age": tables.number(say["age"], 56),
        "status": tables.coded(here, say["status"], IssueStatus, 72),
        "letter": tables.text(say["letter"], 120),
    }
    st.dataframe(
        rows, column_config=heads, hide_index=True, height=tables.height(len(rows), tables.ROWS), placeholder=""
    )


def _to_issue(here: Visit, code: str) -> str:
    return f"/issues?{urlencode({'issue': code, 'lang': here.language})}#{code}"


def one(here: Visit, code: str) -> None:
    """One problem: how it stands, what this person may do with it, and everything that was done."""
    st.page_link("pages/desk/issues.py", label=here.say("issue.all_issues"))
    found = supervision.one(here.db, code, here.today, kept(here.db, scope.leads, here.person))
    if found is None:
        st.info(here.say("issue.no_such", code=code))
        return
    it, lead = issues.get(here.db, found.id)
    _head(here, found)
    open_to = issues.steps_open_to(here.person, it, lead, issues.group_of(here.db, lead))
    with st.container(horizontal=True):
        for step in open_to:
            if st.button(here.say.code(step), key=f"issues.{step}"):
                steps.deal_with(here, it.id, step)
    st.markdown(it.description)
    called = shown.names(here.db, [it])
    facts = [(here.say.field("issue", name), shown.field(here.say, it, name, called)) for name in FACTS]
    st.table({label: value for label, value in facts if value not in ("", "0")}, border="horizontal")
    _history(here, it)


def _head(here: Visit, found: Listed) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(found.code, color="gray")
        st.badge(here.say.code(found.status), color="blue")
        if found.alert:
            st.markdown(f":{COLOURS[found.alert]}-badge[{here.say.code(found.alert)}]")
        st.page_link("pages/desk/scenario.py", label=found.scenario, query_params={"code": found.scenario_code})
        age = found.age(here.today)
        st.caption(f"{found.lead} → {found.needed}" + (f" · {here.say('issue.age_line', days=age)}" if age else ""))


def _history(here: Visit, it: Issue) -> None:
    """Every step in its order, the latest first: when, who, what changed, and the words."""
    st.markdown(f"## {here.say('issue.history')}")
    versions = ledger.history(here.db, "issue", it.id)
    called = shown.names(here.db, [version.record for version in versions])
    rows = [
        {
            "day": here.clock(version.batch.recorded_at),
            "by": version.batch.author,
            "what": "；".join(
                f"{here.say.field('issue', name)}：{shown.field(here.say, version.record, name, called)}"
                for name in version.fields
                if name in ("status", "level", "instrument", "document", "due_on", "needs_department_id", "urge_count")
            ),
            "words": version.batch.origin.note,
        }
        for version in reversed(versions)
    ]
    tables.of_words(here, rows, ("day", "by", "what", "words"), of="issue", wide="what")


def ages(here: Visit, search: Search) -> None:
    """Department by department: how many problems wait for it, and how long."""
    found = kept(here.db, supervision.ages, search)
    st.markdown(f"## {here.say('issue.ages')}")
    names = ("department", "open", "overdue", "over_30", "over_90", "oldest")
    rows = [{name: getattr(it, name) or None for name in names} for it in found]
    tables.of_words(here, rows, names, of="issue", most=10)


def blocks(here: Visit) -> None:
    """Who keeps whom waiting: problems and promises together."""
    found = kept(here.db, waiting.blocks, Choice(here.today))
    st.markdown(f"## {here.say('issue.blocks')}")
    rows = [
        {
            "waits": it.lead,
            "on": it.on,
            "count": it.count,
            "overdue": it.overdue or None,
            "oldest": it.age(here.today),
        }
        for it in found
    ]
    tables.of_words(here, rows, ("waits", "on", "count", "overdue", "oldest"), of="issue", most=10)
    st.caption(here.say("issue.blocks_hint"))
