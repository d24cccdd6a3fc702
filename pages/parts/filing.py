"""Returns on one screen: last figures beside what is to be filled in, drafts kept at every edit, one send for all.

The grid is built once and then left alone: were its rows built anew at each edit, the grid would lose its place. What
is typed lies in the table of drafts, so a refresh builds the same grid with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import signs, tables
from pages.parts.visit import Visit
from scenario_db import drafts, honesty, owing, progress, returns
from scenario_db.answers import kept
from scenario_db.codes import Light
from scenario_db.drafts import Draft
from scenario_db.judging import SHAPES
from scenario_db.kinds import KINDS
from scenario_db.owing import Asking, Owed, Standing
from scenario_db.problems import Level, Problem, RegisterError
from scenario_db.returns import FIELDS, FIGURES, Filing, Opened

ROWS = 30
"""Returns on one screen."""

REPORT = KINDS["progress_report"]
_GRID, _ROUND, _DONE, _ALL = "progress.grid", "progress.round", "progress.done", "progress.all"


@dataclass(frozen=True, slots=True)
class Grid:
    """What is on the screen: the returns as they were opened, the drafts found with them, and the rows of then."""

    of: tuple[Any, ...]
    opened: tuple[Opened, ...]
    drafts: Mapping[str, Draft]
    rows: pd.DataFrame


def grid(here: Visit, asking: Asking, standings: Sequence[Standing], page: int, code: str) -> Grid:
    """The grid of this choice: the one that is on the screen, or a new one."""
    of = (drafts.owner(here.person), here.language, asking, tuple(standings), page, code)
    held: Grid | None = st.session_state.get(_GRID)
    if held and held.of == of and not st.session_state.pop(_ALL, False):
        return held
    if held and held.of == of:
        _keep_unchanged(here, held)
    found = owing.owed(here.db, asking, standings, wanted=code, limit=ROWS, offset=page * ROWS)
    opened = tuple(progress.opened(here.db, found))
    typed = drafts.found(here.db, here.person, REPORT, [it.report_id for it in found])
    made = Grid(of, opened, typed, _frame(here, opened, typed))
    start_again()
    st.session_state[_GRID] = made
    return grid(here, asking, standings, page, code) if st.session_state.get(_ALL) else made


def start_again() -> None:
    """The next run builds the grid anew, in a place of its own, so that no old edit is laid over it."""
    st.session_state.pop(_GRID, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _key() -> str:
    return f"progress.edited.{st.session_state.get(_ROUND, 0)}"


def _frame(here: Visit, opened: Sequence[Opened], typed: Mapping[str, Draft]) -> pd.DataFrame:
    rows = [_row(here, it, typed.get(it.owed.report_id)) for it in opened]
    return pd.DataFrame(rows, columns=list(_columns(here)))


def _row(here: Visit, it: Opened, draft: Draft | None) -> dict[str, Any]:
    typed = dict(draft.values) if draft else {}
    values = {**it.prefilled, **typed}
    return {
        "unchanged": bool(typed.get("unchanged")),
        "name": tables.to_scenario(here, it.owed.code, it.owed.name),
        "period": it.owed.term.name,
        "due": deadline(here, it.owed),
        "planned": tables.figure(it.planned),
        "last_ytd": tables.figure(it.last.invest_ytd if it.last else None),
        **{name: tables.figure(values[name]) if name in FIGURES else values[name] for name in FIELDS},
        "light_override": signs.label(here, Light(values["light_override"])) if values["light_override"] else None,
        "last_progress": (it.last.progress if it.last else None) or "",
    }


def deadline(here: Visit, it: Owed) -> str:
    """还有 3 天, 今天截止, 已逾期 2 天; how it stands where it is filed or was sent back."""
    if it.standing not in owing.OPEN or it.standing is Standing.RETURNED:
        return here.say(f"returns.standing_{it.standing}")
    left = (it.due_on - here.today).days
    words = "left" if left > 0 else "last_day" if left == 0 else "overdue"
    return here.say(f"returns.{words}", days=abs(left))


def _columns(here: Visit) -> dict[str, tables.Heading]:
    say = here.say
    field, hint = partial(say.field, "progress_report"), partial(say.help, "progress_report")
    return {
        "unchanged": st.column_config.CheckboxColumn(
            say("returns.unchanged"),
            width=tables.room(say("returns.unchanged"), 88, beside=tables.PEN),
            pinned=True,
            help=hint("unchanged"),
        ),
        "name": tables.link(say("field.scenario.name"), 160, pinned=True),
        "period": tables.text(say("returns.period"), 76),
        "due": tables.text(say("returns.deadline"), 100 if here.language == "zh" else 124),
        "last_ytd": tables.amount(say("returns.last_ytd"), 76),
        "invest_period": _figure(here, "invest_period", step=0.01),
        "invest_ytd": _figure(here, "invest_ytd", step=0.01, least=0),
        "progress_pct": _figure(here, "progress_pct", step=0.1, least=0, most=100),
        "last_progress": tables.text(say("returns.last_progress"), 130),
        "progress": _words(here, "progress", 220),
        "issue": _words(here, "issue", 160),
        "next_step": _words(here, "next_step", 160),
        "next_deadline": st.column_config.DateColumn(
            field("next_deadline"),
            format="YYYY-MM-DD",
            width=tables.room(field("next_deadline"), 100, beside=tables.PEN),
            help=hint("next_deadline"),
        ),
        "light_override": st.column_config.SelectboxColumn(
            field("light_override"),
            options=[signs.label(here, it) for it in BY_HAND],
            width=tables.room(field("light_override"), 90, beside=tables.PEN),
            help=hint("light_override"),
        ),
        "override_reason": _words(here, "override_reason", 160),
        "planned": tables.amount(say("returns.planned"), 76),
    }


BY_HAND = (Light.RED, Light.YELLOW, Light.GREEN)
"""Lights that somebody may set; grey means that there is no plan."""


def _figure(
    here: Visit, name: str, *, step: float, least: float | None = None, most: float | None = None
) -> tables.Heading:
    label, hint = here.say(f"returns.{name}"), here.say.help("progress_report", name)
    width = tables.room(label, 88, beside=tables.PEN)
    return st.column_config.NumberColumn(label, min_value=least, max_value=most, step=step, width=width, help=hint)


def _words(here: Visit, name: str, width: int) -> tables.Heading:
    label, hint = here.say.field("progress_report", name), here.say.help("progress_report", name)
    return st.column_config.TextColumn(label, width=tables.room(label, width, beside=tables.PEN), help=hint)


def edited(here: Visit, on: Grid) -> list[Filing]:
    """The grid to type into; gives what was typed or said to be unchanged, by now and before."""
    heads = _columns(here)
    st.data_editor(
        on.rows,
        column_config=heads,
        disabled=[name for name in heads if name not in (*FIELDS, "unchanged")],
        hide_index=True,
        height=tables.height(len(on.rows), 16),
        placeholder="",
        key=_key(),
        on_change=_keep,
        args=(here, on),
    )
    typed = _typed(on)
    return [filing_of(it, typed[it.owed.report_id]) for it in on.opened if it.owed.report_id in typed]


def _typed(on: Grid) -> dict[str, Draft]:
    """The drafts as they are now: those that were found, with what was edited since."""
    edits: Mapping[int, Mapping[str, Any]] = st.session_state.get(_key(), {}).get("edited_rows", {})
    found = dict(on.drafts)
    for at, changed in edits.items():
        it = on.opened[int(at)]
        before = found.get(it.owed.report_id, Draft(it.owed.version))
        values = {**before.values, **{name: _read(name, value) for name, value in changed.items()}}
        found[it.owed.report_id] = replace(before, values=values)
    return {key: it for key, it in found.items() if _says_something(it)}


def _says_something(it: Draft) -> bool:
    return any(value or (value is not False and name != "unchanged") for name, value in it.values.items())


def _read(name: str, value: Any) -> Any:
    if name in FIGURES:
        return Decimal(str(value)) if value is not None else None
    if name == "next_deadline":
        return pd.Timestamp(value).date() if value else None
    if name == "light_override":
        return next((it for it in BY_HAND if value and str(value).startswith(SHAPES[it])), None)
    return value


def _keep(here: Visit, on: Grid) -> None:
    """Keeps what was typed as soon as a cell is left."""
    typed = _typed(on)
    gone = [key for key in on.drafts if key not in typed]
    drafts.keep(here.db, here.person, {key: it for key, it in typed.items() if it != on.drafts.get(key)})
    drafts.forget(here.db, here.person, gone)


def filing_of(it: Opened, draft: Draft) -> Filing:
    values = {name: value for name, value in draft.values.items() if name in FIELDS}
    as_opened = replace(it, owed=replace(it.owed, version=draft.version))
    return Filing(as_opened, values, unchanged=bool(draft.values.get("unchanged")))


def all_unchanged() -> None:
    """Asks for every return on the screen that has not been touched to be unchanged; done where the grid is made.

    Not here: a click while a page is still on its way comes with the grid of the page before.
    """
    st.session_state[_ALL] = True


def _keep_unchanged(here: Visit, on: Grid) -> None:
    typed = _typed(on)
    rest = [it.owed for it in on.opened if it.owed.report_id not in typed]
    drafts.keep(here.db, here.person, {it.report_id: Draft(it.version, {"unchanged": True}) for it in rest})


def looked_over(here: Visit, filings: Sequence[Filing]) -> list[Filing]:
    """Shows what is wrong with what was typed, and what should be looked at; gives what can be sent."""
    good: list[Filing] = []
    for filing in filings:
        problems = returns.problems_with(filing, by=here.person, today=here.today)
        for it in problems:
            (st.error if it.level is Level.ERROR else st.warning)(here.say.problem(it))
        if not any(it.level is Level.ERROR for it in problems):
            _doubts(here, filing)
            good.append(filing)
    return good


def _doubts(here: Visit, filing: Filing) -> None:
    """What the office would ask about a return, asked before it goes; of one that is unchanged nothing is."""
    report = filing.report(by=here.person, today=here.today)
    for it in () if filing.unchanged else kept(here.db, honesty.before_sending, report, day=here.today):
        st.info(f"{filing.opened.owed.name}：{here.say.problem(it)}")


def send(here: Visit, filings: Sequence[Filing]) -> None:
    """Files everything that can be sent, in one batch; what somebody else was faster with stays a draft."""
    try:
        done = progress.file(here.db, filings, by=here.person, today=here.today)
    except RegisterError as refused:
        st.session_state[_DONE] = refused.problem
        return
    written = [it.opened.owed.report_id for it in filings if it.opened.owed.report_id not in done.lost_ids]
    drafts.forget(here.db, here.person, written)
    st.session_state[_DONE] = (len(written), done.receipt.batch if done.receipt else None)
    start_again()


def receipt(here: Visit) -> None:
    """What became of the last sending."""
    done = st.session_state.pop(_DONE, None)
    if isinstance(done, Problem):
        st.error(here.say.problem(done))
    elif done:
        count, batch = done
        link = (
            f" [{here.say('returns.batch', batch=batch)}](/history?batch={batch}&lang={here.language})" if batch else ""
        )
        st.success(f"{here.say('returns.sent', count=count)}{link}")
