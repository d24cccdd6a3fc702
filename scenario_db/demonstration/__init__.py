"""The demonstration library: a city's year in its scenarios, told through the ledger as if it had happened.

The names and the quoted facts are those of an article of 2022; tiers, departments, figures, dates and people are
invented and marked 示例. All days count back from the day of telling, so that it always looks current.
"""

from __future__ import annotations

from datetime import date

from scenario_db import roles, settings
from scenario_db.codes import Source
from scenario_db.database import Database
from scenario_db.demonstration import bonds, doorsteps, facts, journeys, opening, returns, verdicts
from scenario_db.demonstration.months import Months
from scenario_db.demonstration.story import Story
from scenario_db.problems import Problem, RegisterError
from scenario_db.roles import Action, Person

_CHAPTERS = (
    opening.providers,
    opening.demands,
    journeys.scenarios,
    journeys.pending,
    doorsteps.stated,
    returns.plans,
    returns.returns,
    bonds.partners,
    bonds.links,
    bonds.issues,
    verdicts.indicators,
    verdicts.promises,
    verdicts.evaluations,
    verdicts.proposals,
    verdicts.labels,
)


class NotEmptyError(RegisterError):
    """The demonstration goes only into an empty register."""


def tell(db: Database, *, today: date, by: Person) -> None:
    """Writes the demonstration library with its history up to the day before `today` (the city's date).

    The same day gives the same library. Raises NotEmptyError where the register has had any batch, DeniedError where
    `by` may not enter departments.
    """
    roles.require(by, Action.NEW_DEPARTMENT)
    if not is_empty(db):
        raise NotEmptyError(Problem("register_not_empty"))
    story = Story(db, facts.read(), Months(today), settings.current().zone)
    opening.departments(story, by)
    for chapter in _CHAPTERS:
        chapter(story)
    story.tell()


def is_empty(db: Database) -> bool:
    """Whether nothing was ever recorded."""
    return not db.value("select max(id) from batch")


def is_told(db: Database) -> bool:
    """Whether the register began with the demonstration."""
    return bool(db.until_written("select source from batch where id = 1") == Source.DEMO)
