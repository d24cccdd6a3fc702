"""简报: the ten answers about the city, a department or a working group on one day, compared with an earlier one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from scenario_db import brief_facts, days, denials, departments, histories, scope
from scenario_db.brief_parts import Figure, Part, Question
from scenario_db.brief_prospects import demands, pipeline, providers, results
from scenario_db.brief_questions import Asked, all_lights, linkage, returns, size, spread, year_money
from scenario_db.choices import Choice
from scenario_db.codes import CodeList
from scenario_db.database import Database
from scenario_db.problems import Problem, RegisterError
from scenario_db.roles import Action, DeniedError, Person
from scenario_db.stages import Tell, untold

ANSWERS: tuple[Callable[[Asked], Part], ...] = (
    size, spread, year_money, all_lights, returns, linkage, pipeline, demands, providers, results,
)  # fmt: skip
"""In the order of the questions."""

NOBODY = ("",)
"""The leads of a working group without departments: an empty choice would choose all."""


class Scope(StrEnum):
    """What a brief is about."""

    CITY = "city"
    DEPARTMENT = "department"
    GROUP = "group"


_NO_SUCH = {Scope.DEPARTMENT: "brief_no_department", Scope.GROUP: "brief_no_group"}


class BriefError(RegisterError):
    """There is no such subject for a brief."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The city, or one department or working group with its id and its name of the day."""

    scope: Scope = Scope.CITY
    id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the figures rest on: how many of how many have a plan, and have returned the last month that was due."""

    scenarios: int
    with_plan: int
    period: str
    filed: int
    owed: int


@dataclass(frozen=True, slots=True)
class Brief:
    """The answers in the order of the questions; `mark` is the ledger's when they were asked."""

    subject: Subject
    now: Choice
    then: Choice
    mark: int
    parts: tuple[Part, ...]

    def part(self, question: Question) -> Part:
        """The answer to a question."""
        return next(it for it in self.parts if it.question is question)

    @property
    def coverage(self) -> Coverage:
        """From the parts on size, money and returns."""
        of_money, of_returns = self.part(Question.MONEY), self.part(Question.RETURNS)
        return Coverage(
            _count(self.part(Question.SIZE), "scenarios"),
            _count(of_money, "with_plan"),
            str(of_returns.figure("period").value),
            _count(of_returns, "filed"),
            _count(of_returns, "owed"),
        )


HEADLINES: tuple[tuple[Question, tuple[str, ...]], ...] = (
    (Question.SIZE, ("scenarios", "build", "reserve", "plan", "operate")),
    (Question.MONEY, ("planned", "done", "completion")),
    (Question.LIGHTS, ("red", "yellow")),
    (Question.RETURNS, ("stale", "in_time")),
    (Question.LINKAGE, ("cross", "waits", "overdue")),
    (Question.PIPELINE, ("ratio", "ready")),
    (Question.DEMANDS, ("uncovered",)),
    (Question.PROVIDERS, ("local_share", "social_share")),
    (Question.RESULTS, ("evaluated", "gone")),
)
"""The figures that a brief is held against the one before it by."""


def headlines(brief: Brief) -> list[tuple[Question, Figure]]:
    """Those figures, each with its question."""
    return [(question, brief.part(question).figure(name)) for question, names in HEADLINES for name in names]


def about(db: Database, of_what: Scope, key: str, *, moment: datetime = days.ALWAYS) -> Subject:
    """A subject by its id. Raises BriefError where the register had none of it."""
    if of_what is Scope.CITY:
        return Subject()
    if of_what is Scope.DEPARTMENT:
        name = departments.names_on(db, moment).get(key)
    else:
        name = dict(groups(db, moment=moment)).get(key)
    if name is None:
        raise BriefError(Problem(_NO_SUCH[of_what], facts={"value": key}))
    return Subject(of_what, key, name)


def groups(db: Database, *, moment: datetime = days.ALWAYS) -> list[tuple[str, str]]:
    """The working groups with their ids, in the office's order."""
    sql = "select id, name from code_item_on(cast(:moment as timestamp)) where list = :list order by position, name"
    return [(key, name) for key, name in db.rows(sql, moment=moment, list=CodeList.WORKING_GROUP)]


def choice_of(db: Database, subject: Subject, on: Choice) -> Choice:
    """A choice narrowed to what the subject leads, as the choice's day knew it."""
    if subject.scope is Scope.CITY:
        return on
    if subject.scope is Scope.DEPARTMENT:
        return replace(on, leads=(subject.id,))
    return replace(on, leads=brief_facts.of_group(db, on, subject.id) or NOBODY)


def of(
    db: Database,
    subject: Subject,
    *,
    now: Choice,
    then: date,
    zone: ZoneInfo,
    by: Person,
    tell: Tell = untold,
) -> Brief:
    """The brief of a subject. Raises DeniedError where it is not within what that person reads.

    Both days are asked of the departments that the subject has on the later one: a reorganisation moves nothing.
    """
    denials.require(db, by, Action.READ)
    mark = histories.mark(db)
    later = choice_of(db, subject, now)
    _refuse_beyond(db, by, later)
    asked = Asked(db, replace(later, day=then, moment=days.end_of(then, zone)), later, zone)
    parts: list[Part] = []
    for at, answer in enumerate(ANSWERS):
        tell("counting", at / len(ANSWERS))
        parts.append(answer(asked))
    return Brief(subject, later, asked.then, mark, tuple(parts))


def _refuse_beyond(db: Database, by: Person, choice: Choice) -> None:
    """Who reads only a working group's or a district's scenarios gets no brief on others."""
    hers = scope.leads(db, by)
    if hers is not None and not (choice.leads and set(choice.leads) <= {*hers, *NOBODY}):
        facts = {"person": by.name, "role": by.role, "action": str(Action.READ_ALL)}
        raise denials.told(db, by, DeniedError(Problem("denied", facts=facts)))


def subjects(db: Database, by: Person, *, moment: datetime = days.ALWAYS) -> list[Subject]:
    """Of whom that person may have a brief: the city, its departments and working groups, as far as she reads them."""
    hers, called = scope.leads(db, by), departments.find(db, moment=moment)
    units = [Subject(Scope.DEPARTMENT, it.id, it.name) for it in called if hers is None or it.id in hers]
    if hers is None:
        return [Subject(), *units, *(Subject(Scope.GROUP, key, name) for key, name in groups(db, moment=moment))]
    own = by.working_group_id if not by.district_id else None
    return [*(Subject(Scope.GROUP, key, name) for key, name in groups(db, moment=moment) if key == own), *units]


def _count(part: Part, name: str) -> int:
    value = part.figure(name).value
    return value if isinstance(value, int) else 0
