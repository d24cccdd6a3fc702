"""How problems come up: a department raises one, a leader or the office instructs, or a date raises it by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from scenario_db import denials, ledger, names, roles, scope
from scenario_db.codes import IssueOrigin, RecordStatus, Role, Tier
from scenario_db.database import Database
from scenario_db.issues import StepError, door
from scenario_db.problems import Problem
from scenario_db.records import Issue, Scenario
from scenario_db.roles import Action, Person
from scenario_db.wording import Words

DAYS_AFTER_EXPIRY = 14
"""So long a department has to say what becomes of a scenario whose suspension is over."""


def raised(db: Database, it: Issue, *, by: Person, day: date) -> str:
    """Raises a problem from a scenario on that day; gives its id.

    Leaders and the office raise what was instructed (批示、交办), a department what its own scenario needs of others.
    Raises StepError where words, department or date are wanting, DeniedError, and as `ledger.record` does.
    """
    instructs = roles.may(by, Action.INSTRUCT)
    denials.require(db, by, Action.INSTRUCT if instructs else Action.RAISE)
    lead: str | None = db.value("select lead_id from scenario where id = :id", id=it.scenario_id)
    found = _unread(db, lead, by) or _unfit(it, lead, by, day)
    if found:
        raise StepError(found)
    [key] = ledger.new_ids(db, "issue", 1)
    origin = IssueOrigin.INSTRUCTION if instructs else IssueOrigin.DEPARTMENT
    new = replace(it, id=key, origin=origin, raised_by=by.name, raised_on=day, level_since=day)
    ledger.saved(db, new, by=by, source=door(by))
    return key


def _unread(db: Database, lead: str | None, by: Person) -> Problem | None:
    """Nobody asks about a scenario that is not hers to read."""
    hers = scope.leads(db, by)
    return None if hers is None or lead in hers else Problem("issue_not_read")


def _unfit(it: Issue, lead: str | None, by: Person, day: date) -> Problem | None:
    instructs = roles.may(by, Action.INSTRUCT)
    if not it.description.strip() or not it.needs_department_id or not it.due_on:
        return Problem("instruction_unsaid" if instructs else "issue_unsaid")
    if it.due_on < day:
        return Problem("issue_due_before", facts={"day": it.due_on})
    if it.needs_department_id == lead and not instructs:
        return Problem("issue_needs_itself")
    return None


def may_be_raised_from(db: Database, person: Person, text: str = "", *, limit: int = 20) -> list[tuple[str, str]]:
    """The scenarios, by id and name, of which this person may raise a problem and that hold the text."""
    sql = """
        select id, name
        from scenario
        where tier <> 'exit' and record_status = 'entered'
          and (cast(:everywhere as boolean) or lead_id = :unit)
          and (cast(:wanted as text) = '' or strpos(findable, cast(:wanted as text)) > 0)
        order by code
        limit :limit
    """
    given = {"everywhere": person.role is Role.OFFICE, "unit": person.department_id or "", "wanted": names.key(text)}
    return [(key, name) for key, name in db.rows(sql, limit=limit, **given)] if roles.may(person, Action.RAISE) else []


def may_be_raised(person: Person, it: Scenario) -> bool:
    """Whether this person may raise a problem of that scenario: its lead's people, and the office of any."""
    ours = person.role is Role.OFFICE or it.lead_id == person.department_id
    there = it.tier is not Tier.EXIT and it.record_status is RecordStatus.ENTERED
    return roles.may(person, Action.RAISE) and ours and there


def due_by_themselves(db: Database, day: date, say: Words) -> list[Issue]:
    """The problems that nobody raises: each suspension that is over by that day, once for each date it was to end.

    Their ids are made of the scenario and that date, so the same one cannot stand twice, whoever asks how often.
    """
    sql = """
        select 'expiry/' || id || '/' || cast(resume_due as text), id, lead_id, resume_due
        from scenario
        where suspended and resume_due < :day and tier <> 'exit'
          and not exists (
              select 1
              from issue_version as before
              where before.id = 'expiry/' || scenario.id || '/' || cast(scenario.resume_due as text)
          )
        order by resume_due, id
    """
    return [
        Issue(
            id=key,
            scenario_id=scenario,
            description=say("issue.suspension_over", day=resume_due),
            needs_department_id=lead,
            origin=IssueOrigin.EXPIRY,
            raised_by=say("issue.by_itself"),
            raised_on=day,
            due_on=day + timedelta(days=DAYS_AFTER_EXPIRY),
            level_since=day,
        )
        for key, scenario, lead, resume_due in db.rows(sql, day=day)
    ]
