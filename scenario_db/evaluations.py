"""实用 · 管用 · 好用: what is in 运营, how each was judged, whose first evaluation is late; entered, and concluded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, cast

from scenario_db import days, denials, ledger, names, periods, rules, thresholds
from scenario_db.changes import Receipt
from scenario_db.codes import Period, Tier
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import Evaluation, Metric
from scenario_db.roles import Action, Person

SCORES = ("useful", "effective", "usable")
"""The three of which each has a score and what it rests on."""


class EvaluationError(RegisterError):
    """What was filled in does not make an evaluation or an indicator yet."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0])
        self.problems = tuple(problems)


class Standing(StrEnum):
    """How far a scenario in 运营 has come with its evaluation: its last conclusion, or that there is none."""

    LATE = "late"
    NOT_DUE = "not_due"
    RETIRE = "retire"
    IMPROVE = "improve"
    KEEP = "keep"
    SPREAD = "spread"


@dataclass(frozen=True, slots=True)
class Search:
    """Which scenarios in 运营: by text, by how they stand, only those whose scores wait for a conclusion.

    `moment` (UTC, exclusive) is `days.ALWAYS` where the day is today.
    """

    day: date
    text: str = ""
    standing: Standing | None = None
    waiting: bool = False
    named: tuple[str, ...] = ()
    moment: datetime = days.ALWAYS

    def parameters(self, db: Database) -> dict[str, Any]:
        """The parameters of `_FOUND`."""
        return {
            "wanted": names.key(self.text),
            "named": list(self.named),
            "standing": self.standing or "",
            "only_waiting": self.waiting,
            "moment": self.moment,
            "due_before": days.months_before(self.day, thresholds.of(db, self.moment).first_evaluation_months),
        }


@dataclass(frozen=True, slots=True)
class Listed:
    """A scenario in 运营 with its last evaluation that was concluded; `waiting` is the period that was not yet."""

    code: str
    name: str
    lead: str
    since: date
    standing: Standing
    period: str
    scores: tuple[Decimal | None, Decimal | None, Decimal | None]
    satisfaction: Decimal | None
    waiting: str


_FOUND = """
    with last as (
        select scenario_id, max(case when conclusion is not null then period end) as period, max(period) as newest
        from evaluation_on(cast(:moment as timestamp))
        group by scenario_id
    ), running as (
        select
            s.id, s.code, s.name, s.lead_id, s.findable, coalesce(s.tier_since, cast(s.recorded_at as date)) as since,
            last.period, case when last.newest > coalesce(last.period, '') then last.newest end as waiting
        from scenario_on(cast(:moment as timestamp)) as s
        left join last on last.scenario_id = s.id
        where s.tier = 'operate' and s.record_status = 'entered'
    ), judged as (
        select
            running.*, e.score_useful, e.score_effective, e.score_usable, e.satisfaction,
            coalesce(e.conclusion, case when running.since <= :due_before then 'late' else 'not_due' end) as standing
        from running
        left join evaluation_on(cast(:moment as timestamp)) as e
            on e.scenario_id = running.id and e.period = running.period
    ), found as (
        select *
        from judged
        where (cast(:standing as text) = '' or standing = cast(:standing as text))
          and (not cast(:only_waiting as boolean) or waiting is not null)
          and (
              cast(:wanted as text) = ''
              or strpos(findable, cast(:wanted as text)) > 0
              or strpos(replace(lower(code), '-', ''), cast(:wanted as text)) > 0
              or lead_id in (select unnest(cast(:named as text[])))
          )
    )
"""
"""`found`: each scenario in 运营 once, with the last evaluation that the office concluded."""


def find(db: Database, search: Search, *, limit: int = 50, offset: int = 0) -> list[Listed]:
    """A page of those in 运营: the late first, then those to leave or mend, those longest in 运营 first."""
    sql = f"""
        {_FOUND}
        select
            f.code, f.name, coalesce(d.name, ''), f.since, f.standing, coalesce(f.period, ''), f.score_useful,
            f.score_effective, f.score_usable, f.satisfaction, coalesce(f.waiting, '')
        from found as f
        left join department_on(cast(:moment as timestamp)) as d on d.id = f.lead_id
        order by
            case f.standing when 'late' then 0 when 'retire' then 1 when 'improve' then 2 when 'not_due' then 3
                when 'keep' then 4 else 5 end,
            f.since, f.code
        limit :limit offset :offset
    """
    rows = db.rows(sql, limit=limit, offset=offset, **search.parameters(db))
    return [
        Listed(code, name, lead, since, Standing(standing), period, (one, two, three), pleased, waiting)
        for code, name, lead, since, standing, period, one, two, three, pleased, waiting in rows
    ]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many a choice means, by standing; of how many the scores wait for a conclusion."""

    standings: dict[Standing, int]
    waiting: int

    @property
    def all(self) -> int:
        """All of them; each has one standing."""
        return sum(self.standings.values())

    @property
    def evaluated(self) -> int:
        """Those with a conclusion."""
        return self.all - self.standings.get(Standing.LATE, 0) - self.standings.get(Standing.NOT_DUE, 0)


def tally(db: Database, search: Search) -> Tally:
    """How many a Search means."""
    rows = db.rows(f"{_FOUND} select standing, count(*), count(waiting) from found group by 1", **search.parameters(db))
    return Tally({Standing(it): many for it, many, _ in rows}, sum(waiting for *_, waiting in rows))


# One scenario


def of_scenario(db: Database, scenario: str) -> list[tuple[int, Evaluation]]:
    """Its evaluations with their versions, the latest period first."""
    sql = f"""
        select version, {", ".join(KINDS["evaluation"].names)}
        from evaluation
        where scenario_id = :id
        order by period desc
    """
    return [(row[0], cast("Evaluation", KINDS["evaluation"].read(row[1:]))) for row in db.rows(sql, id=scenario)]


def periods_open(day: date) -> list[str]:
    """The half-years that may be judged on a day: this one and the three before, the one that ended last first."""
    now = periods.containing(Period.HALF, day)
    before = now.before
    return [it.name for it in (before, now, before.before, before.before.before)]


def proposed(db: Database, it: Evaluation, *, by: Person, day: date, version: int) -> Receipt | None:
    """Saves scores with what they rest on, for the office to conclude. Raises EvaluationError, StaleError, DeniedError.

    `version` is the one that the form was opened with, 0 for a new one.
    """
    denials.require(db, by, Action.WRITE)
    _require([*_unfit(db, it), *_without_evidence(it)])
    return ledger.saved(db, replace(it, proposed_by=by.name, proposed_on=day), by=by, version=version)


def concluded(db: Database, it: Evaluation, *, by: Person, day: date, version: int) -> Receipt | None:
    """Concludes what follows from the scores, with the reason. Raises as `proposed` does."""
    denials.require(db, by, Action.REVIEW_FINAL)
    wanting = [name for name in ("conclusion", "reason") if not str(getattr(it, name) or "").strip()]
    missing = [_needed("evaluation", name) for name in wanting]
    _require([*_unfit(db, it), *_without_evidence(it, all_three=True), *missing])
    return ledger.saved(db, replace(it, evaluator=by.name, concluded_on=day), by=by, version=version)


def measured(db: Database, it: Metric, *, by: Person, day: date) -> Receipt | None:
    """Saves an indicator as of its day; the same day again corrects it, and the history keeps what was said before.

    Raises EvaluationError and DeniedError.
    """
    denials.require(db, by, Action.WRITE)
    found = [_needed("metric", name) for name in ("name", "as_of") if not getattr(it, name)]
    if all(getattr(it, name) is None for name in ("value", "baseline", "target")):
        found.append(_needed("metric", "value"))
    if _is_ahead(it.as_of, day):
        found.append(Problem("metric_of_tomorrow", facts={"day": it.as_of}))
    _require(found)
    tidy = replace(it, id="", name=it.name.strip(), unit=(it.unit or "").strip() or None)
    return ledger.saved(db, tidy, by=by)


def _is_ahead(as_of: date | None, day: date) -> bool:
    """A form may leave the day out, whatever the record says."""
    return as_of is not None and as_of > day


def _require(problems: Sequence[Problem]) -> None:
    if problems:
        raise EvaluationError(problems)


def _unfit(db: Database, it: Evaluation) -> list[Problem]:
    tier = db.value("select tier from scenario where id = :id", id=it.scenario_id)
    found = [] if tier == Tier.OPERATE else [Problem("not_in_operation")]
    if periods.named(Period.HALF, it.period) is None:
        found.append(_needed("evaluation", "period"))
    return found + [
        Problem(problem.kind, facts={"kind": "evaluation", "field": name, "value": problem.facts["value"]})
        for name, problem in rules.problems_with(it)
    ]


def _without_evidence(it: Evaluation, *, all_three: bool = False) -> list[Problem]:
    """A score says what it rests on; a proposal has one score at least, a conclusion all three."""
    given = [name for name in SCORES if getattr(it, f"score_{name}") is not None]
    wanting = [name for name in SCORES if name not in given] if all_three or not given else []
    bare = [name for name in given if not (getattr(it, f"evidence_{name}") or "").strip()]
    return [_needed("evaluation", f"score_{name}") for name in wanting] + [
        _needed("evaluation", f"evidence_{name}") for name in bare
    ]


def _needed(kind: str, name: str) -> Problem:
    return Problem("needed_here", facts={"kind": kind, "field": name})
