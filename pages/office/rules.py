"""阈值: the rules of thumb that the office may change, each with its default, its bounds and who changed it last."""

from __future__ import annotations

import streamlit as st

from pages.parts import tables, visit
from pages.parts.visit import Visit
from scenario_db import thresholds
from scenario_db.changes import Version
from scenario_db.problems import RegisterError
from scenario_db.roles import Action, may
from scenario_db.thresholds import RULES, Rule, Subject, Thresholds, Unit


def told(here: Visit, rule: Rule, held: Thresholds, last: Version | None) -> dict[str, str]:
    """A rule as a row: what it is now, what it was made with, who changed it and when."""
    return {
        "about": here.say.code(rule.subject),
        "rule": here.say(f"threshold.{rule.name}"),
        "now": counted(here, rule, getattr(held, rule.name)),
        "default": counted(here, rule, rule.default),
        "bounds": f"{rule.lowest}–{rule.highest}",
        "last": f"{last.batch.author} {here.clock(last.batch.recorded_at)}" if last else "",
    }


def counted(here: Visit, rule: Rule, value: int) -> str:
    """A value with what it counts: 10 天, 95%, 周五."""
    if rule.unit is Unit.WEEKDAY:
        return here.say("subscription.weekdays").split()[value - 1]
    between = "" if rule.unit is Unit.PERCENT else " "
    return f"{value}{between}{here.say.code(rule.unit)}"


def change(here: Visit, held: Thresholds, last: dict[str, Version]) -> None:
    """One rule changed: chosen, the old value beside the new, saved against the version that was seen."""
    subject = st.segmented_control(
        here.say("rules.about"), list(Subject), key="rules.about", default=Subject.LIGHT, format_func=here.say.code
    )
    names = [rule.name for rule in RULES.values() if rule.subject is subject]
    name = st.selectbox(
        here.say("rules.rule"), names, key="rules.name", format_func=lambda it: here.say(f"threshold.{it}")
    )
    if not name:
        return
    rule, now = RULES[name], getattr(held, name)
    version = last[name].number if name in last else 0
    with st.form(f"rules.form.{name}.{version}", border=False, width=420):
        label = here.say("rules.new", now=now, unit=here.say.code(rule.unit))
        value = st.number_input(label, rule.lowest, rule.highest, now, 1)
        if st.form_submit_button(here.say("rules.save"), type="primary") and value != now:
            save(here, name, int(value), version)


def save(here: Visit, name: str, value: int, version: int) -> None:
    """Writes it, or says why it cannot be, or that somebody was faster."""
    try:
        problem = thresholds.change(here.db, name, value, by=here.person, version=version)
    except RegisterError as refused:
        problem = refused.problem
    if problem:
        st.error(here.say.problem(problem))
    else:
        st.rerun()


here = visit.begin()
st.title(here.say("page.rules"))
held, last = thresholds.of(here.db), thresholds.last_changes(here.db)
st.caption(here.say("rules.intro"))
if may(here.person, Action.SET_RULES):
    change(here, held, last)
rows = [told(here, rule, held, last.get(rule.name)) for rule in RULES.values()]
tables.of_words(here, rows, ("about", "rule", "now", "default", "bounds", "last"), of="rules", wide="rule")
