"""One scenario's evaluation on a page: what was promised and what came, its indicators, its scores, the two forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from pages.parts import forms, tables, writing
from pages.parts.visit import Visit
from scenario_db import evaluations, promised, rights, scenarios
from scenario_db.changes import Change, Receipt
from scenario_db.codes import Tier
from scenario_db.promised import Course, Promise
from scenario_db.records import Evaluation, Metric, Scenario
from scenario_db.roles import Action, may

FIGURE = ("as_of", "value", "qualifier", "unit", "baseline", "target", "evidence")
SCORES = (
    "score_useful", "evidence_useful", "score_effective", "evidence_effective", "score_usable", "evidence_usable",
    "satisfaction",
)  # fmt: skip
CONCLUSION = ("conclusion", "reason")


def said() -> None:
    """What was saved on the run before."""
    words = st.session_state.pop("evaluation.said", None)
    if words:
        st.toast(words)


def one(here: Visit, code: str) -> None:
    """The evaluation of one scenario, with its forms for who may fill them in."""
    st.page_link("pages/overview/evaluation.py", label=here.say("evaluation.back"))
    it = scenarios.by_code(here.db, code)
    if it is None:
        st.info(here.say("word.no_such_scenario", code=code))
        return
    st.header(it.name)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(it.code, color="gray")
        st.badge(here.say.code(it.tier), color="blue")
        st.page_link("pages/desk/scenario.py", label=here.say("page.scenario"), query_params={"code": it.code})
        st.page_link("pages/desk/moves.py", label=here.say("page.moves"), query_params={"code": it.code})
    told(here, it)
    left, right = st.columns(2, gap="large")
    blank = Metric(scenario_id=it.id, name="", as_of=here.today)
    if may(here.person, Action.WRITE) and not rights.beyond(
        here.db, here.person, [Change("metric", blank.id, None, blank)]
    ):
        with left, st.expander(here.say("evaluation.add_figure")):
            _figure(here, blank)
        past = {one.period: (version, one) for version, one in evaluations.of_scenario(here.db, it.id)}
        waits = next((period for period, (_, one) in past.items() if one.conclusion is None), None)
        wanted = it.tier is Tier.OPERATE and (waits is not None or not past)
        with right, st.expander(here.say("evaluation.judge"), expanded=wanted):
            _judge(here, it, past, waits)


def told(here: Visit, it: Scenario) -> None:
    """What was promised beside what came, and every evaluation; the same on the scenario's card."""
    _promise(here, promised.of_scenario(here.db, it.id))
    st.markdown(f"## {here.say('evaluation.past')}")
    found = [one for _, one in evaluations.of_scenario(here.db, it.id)]
    if found:
        _past(here, found)
    else:
        st.caption(here.say("evaluation.none_past" if it.tier is Tier.OPERATE else "evaluation.not_running"))


def _promise(here: Visit, found: Promise) -> None:
    st.markdown(f"## {here.say('evaluation.promise')}")
    kind = "promised_at_gate" if found.at_the_gate else "promised_at_entry"
    expected = tables.plain(found.outcome or found.outcome_now)
    if expected:
        st.markdown(f":gray[{here.say(f'evaluation.{kind}', day=found.day)}] {expected}")
    else:
        st.caption(here.say("evaluation.no_outcome"))
    if not found.courses:
        st.caption(here.say("evaluation.no_figures"))
        return
    rows = [_course(here, one) for one in found.courses]
    field = partial(here.say.field, "metric")
    heads = {
        "name": tables.text(field("name"), 190),
        "baseline": tables.text(field("baseline"), 90),
        "target": tables.text(here.say("evaluation.col_promised"), 90),
        "value": tables.text(here.say("evaluation.col_came"), 110),
        "day": tables.day(field("as_of")),
        "change": tables.text(here.say("evaluation.col_change"), 96),
        "reached": tables.text(here.say("evaluation.col_reached"), 84),
        "trend": st.column_config.LineChartColumn(here.say("evaluation.col_trend"), width=110),
        "evidence": tables.text(field("evidence"), "medium"),
    }
    st.dataframe(rows, column_config=heads, hide_index=True, height=tables.height(len(rows)), placeholder="")


def _course(here: Visit, it: Course) -> dict[str, object]:
    last = it.last
    values = [float(one.value) for one in it.figures if one.value is not None]
    start = it.baseline if it.baseline is not None else it.figures[0].value if len(values) > 1 else None
    change = last.value / start - 1 if last and last.value is not None and start else None
    return {
        "name": it.name,
        "baseline": _amount(here, it.baseline, it.unit),
        "target": _amount(here, it.target, it.unit),
        "value": f"{here.say.code(last.qualifier)}{_amount(here, last.value, it.unit)}" if last else None,
        "day": last.as_of if last else None,
        "change": None if change is None else f"{change:+.1%}",
        "reached": None if it.reached is None else here.say("word.yes" if it.reached else "word.no"),
        "trend": values if len(values) > 1 else None,
        "evidence": (last.evidence or "") if last else "",
    }


def _amount(here: Visit, value: object, unit: str) -> str | None:
    return None if value is None else here.say("evaluation.amount", value=value, unit=unit).strip()


def _past(here: Visit, found: Sequence[Evaluation]) -> None:
    say = here.say
    rows = [
        {
            "period": one.period,
            "conclusion": say.code(one.conclusion) or say("evaluation.to_conclude"),
            "reason": one.reason or "",
            "useful": _score(one, "useful"),
            "effective": _score(one, "effective"),
            "usable": _score(one, "usable"),
            "satisfaction": None if one.satisfaction is None else f"{one.satisfaction.normalize():f}%",
            "by": " → ".join(filter(None, (one.proposed_by, one.evaluator))),
        }
        for one in found
    ]
    field = partial(say.field, "evaluation")
    heads = {
        "period": tables.text(field("period"), 80),
        "conclusion": tables.text(field("conclusion"), 80),
        "reason": tables.text(field("reason"), 170),
        "useful": tables.text(say("evaluation.col_useful"), 160),
        "effective": tables.text(say("evaluation.col_effective"), 160),
        "usable": tables.text(say("evaluation.col_usable"), 160),
        "satisfaction": tables.text(field("satisfaction"), 76),
        "by": tables.text(say("evaluation.col_by"), 150),
    }
    st.dataframe(rows, column_config=heads, hide_index=True, height=tables.height(len(rows)), placeholder="")


def _score(it: Evaluation, name: str) -> str | None:
    """A score with what it rests on."""
    score, evidence = getattr(it, f"score_{name}"), getattr(it, f"evidence_{name}")
    return None if score is None else " · ".join(filter(None, (f"{score.normalize():f}", evidence)))


def _figure(here: Visit, blank: Metric) -> None:
    """A figure of an indicator that is there, or of a new one."""
    courses = {one.name: one for one in promised.courses(here.db, blank.scenario_id)}
    name = st.selectbox(
        here.say.field("metric", "name"),
        list(courses),
        index=None,
        key="evaluation.metric",
        accept_new_options=True,
        placeholder=here.say("evaluation.which_figure"),
        help=here.say.help("metric", "name"),
    )
    held = courses.get(name or "")
    if held:
        blank = replace(blank, unit=held.unit, baseline=held.baseline, target=held.target)
    key = f"evaluation.figure.{blank.scenario_id}.{name or ''}"
    with st.form(key, border=False):
        given, problems = forms.amounts(blank, forms.fill(here, blank, FIGURE, key=key))
        if not st.form_submit_button(here.say("word.save"), type="primary"):
            return
    for problem in problems:
        st.error(here.say.problem(problem))
    if not problems:
        after = replace(blank, id="", name=name or "", **given)
        _done(here, lambda: evaluations.measured(here.db, after, by=here.person, day=here.today))


def _judge(here: Visit, it: Scenario, past: Mapping[str, tuple[int, Evaluation]], waits: str | None) -> None:
    """Scores with what they rest on; the office also says what follows."""
    if it.tier is not Tier.OPERATE:
        st.caption(here.say("evaluation.not_running"))
        return
    office = may(here.person, Action.REVIEW_FINAL)
    st.caption(here.say("evaluation.hint_office" if office else "evaluation.hint_lead"))
    periods = evaluations.periods_open(here.today)
    at = periods.index(waits) if waits in periods else 0
    label, hint = here.say.field("evaluation", "period"), here.say.help("evaluation", "period")
    period = st.selectbox(label, periods, index=at, key="evaluation.period", help=hint)
    version, held = past.get(period, (0, Evaluation(scenario_id=it.id, period=period)))
    if held.conclusion and not office:
        st.info(here.say("evaluation.is_concluded", conclusion=held.conclusion, by=held.evaluator or ""))
        return
    key = f"evaluation.judge.{held.id}.{version}"
    with st.form(key, border=False):
        names = (*SCORES, *CONCLUSION) if office else SCORES
        given, problems = forms.amounts(held, forms.fill(here, held, names, key=key))
        with st.container(horizontal=True):
            conclude = office and st.form_submit_button(here.say("evaluation.conclude"), type="primary")
            save = not held.conclusion and st.form_submit_button(
                here.say("evaluation.save_scores"), type="secondary" if office else "primary"
            )
    for problem in problems:
        st.error(here.say.problem(problem))
    if problems or not (conclude or save):
        return
    write = evaluations.concluded if conclude else evaluations.proposed
    after = replace(held, **given) if conclude else replace(held, **{**given, "conclusion": None, "reason": None})
    _done(here, lambda: write(here.db, after, by=here.person, day=here.today, version=version))


def _done(here: Visit, write: Callable[[], Receipt | None]) -> None:
    """Writes, and says so on the next run; what is wrong is told at once, all of it."""

    def work() -> None:
        receipt = write()
        st.session_state["evaluation.said"] = here.say("evaluation.saved" if receipt else "evaluation.unchanged")

    writing.attempt(here, work)
