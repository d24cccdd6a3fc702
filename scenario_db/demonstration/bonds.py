"""What binds scenarios and departments: partners and their promises, links and chains, problems and who is needed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from scenario_db.codes import InterfaceStatus, IssueLevel, IssueStatus, LinkType
from scenario_db.demonstration import opening
from scenario_db.demonstration.facts import Played, Row
from scenario_db.demonstration.journeys import DECIDED
from scenario_db.demonstration.months import OPENING
from scenario_db.demonstration.story import Story

MEETINGS = (11, 8, 5, 2)
"""How many months back the departments met; there partners confirm."""

MEETING_DAY = 12
TIME_TO_ANSWER = timedelta(days=45)
TIME_TO_DISPUTE = 20


def partners(story: Story) -> None:
    """The partners of all scenarios: asked when it enters or later, confirmed at a meeting, or not yet."""
    for it in story.facts.scenarios:
        for number, row in enumerate(it.partners):
            if "days" in row:
                _asked_lately(story, it, row)
            else:
                _asked_at_once(story, it, row, number)


def _known_as(story: Story, it: Played, row: Row) -> dict[str, Any]:
    return {
        "scenario_id": story.id("scenario", it.name),
        "department_id": story.id("department", row["who"]),
        "role": row["role"],
    }


def _asked(story: Story, row: Row, day: date) -> dict[str, Any]:
    contact = story.clerk(row["who"], day, other=2)
    return {"task": row["task"], "contact": contact, "requested_on": day, "due_on": day + TIME_TO_ANSWER}


def _asked_at_once(story: Story, it: Played, row: Row, number: int) -> None:
    first, known = it.entered == OPENING, _known_as(story, it, row)
    day = opening.day(story) if first else story.months.day(it.entered, DECIDED)
    scene = story.by_office(day, 10, "library") if first else story.by_office(day, 15, "decision")
    if row["status"] == InterfaceStatus.NONE:
        scene.say("partner", **known, task=row["task"], interface_status=row["status"])
        return
    scene.say("partner", **known, **_asked(story, row, day), interface_status=InterfaceStatus.TALKING)
    later = [ago for ago in MEETINGS if ago < it.entered]
    met = story.months.day(later[number % 2] if len(later) > 1 else later[0], MEETING_DAY)
    confirmed = {"confirmed_by": story.clerk(row["who"], met), "confirmed_on": met, "interface_status": row["status"]}
    story.by_office(met, 14, "meeting").say("partner", **known, **confirmed)


def _asked_lately(story: Story, it: Played, row: Row) -> None:
    day, known = story.months.back(row["days"]), _known_as(story, it, row)
    disputed = row["status"] == InterfaceStatus.DISPUTED
    status = InterfaceStatus.TALKING if disputed else row["status"]
    scene = story.by_unit(it.lead, day, 10, "asked")
    scene.say("partner", **known, **_asked(story, row, day), interface_status=status)
    if disputed:
        answered = story.months.back(row["days"] - TIME_TO_DISPUTE)
        answer = story.by_unit(row["who"], answered, 14, "disputed")
        answer.say("partner", **known, interface_status=InterfaceStatus.DISPUTED)


def links(story: Story) -> None:
    """Links between scenarios, and chains of one scenario step by step."""
    for row in story.facts.network["link"]:
        ago = row.get("ago", MEETINGS[0])
        story.by_office(story.months.day(ago, 19), 10, "links").say(
            "link",
            from_id=story.id("scenario", row["from"]),
            to_id=story.id("scenario", row["to"]),
            type=row["type"],
            step_no=0,
            content=row["content"],
            status=row["status"],
        )
    for row in story.facts.network["chain"]:
        _chain(story, row)


def _chain(story: Story, row: Row) -> None:
    scene = story.by_office(story.months.day(MEETINGS[0], 19), 10, "links")
    scenario = story.id("scenario", row["scenario"])
    for number, step in enumerate(row["steps"], 1):
        scene.say(
            "link",
            from_id=scenario,
            to_id=scenario,
            type=LinkType.CHAIN,
            step_no=number,
            content=step["content"],
            department_id=story.id("department", step["who"]),
            status=step["status"],
            evidence=row["evidence"],
        )


def issues(story: Story) -> None:
    """Problems as they were raised, taken further up, and closed."""
    rows = story.facts.network["issue"]
    leads = {it.name: it.lead for it in story.facts.scenarios}
    for row, key in zip(rows, story.new_ids("issue", len(rows)), strict=True):
        _raised(story, row, key, leads[row["scenario"]])
        for step in row.get("steps", ()):
            scene = story.by_office(story.months.day(step["ago"], DECIDED), 15, "decision")
            scene.say("issue", key, **{name: step[name] for name in step if name != "ago"}, status=IssueStatus.WORKING)
        if "closed" in row:
            day = story.months.back(row["closed"])
            evidence = story.words["evidence"]
            scene = story.by_office(day, 16, "closed")
            scene.say("issue", key, status=IssueStatus.CLOSED, closed_on=day, evidence=evidence)


def _raised(story: Story, row: Row, key: str, lead: str) -> None:
    day = story.months.back(row["days"])
    story.by_unit(lead, day, 10, "asked").say(
        "issue",
        key,
        scenario_id=story.id("scenario", row["scenario"]),
        category=row["category"],
        description=row["description"],
        needs_department_id=story.id("department", row["needs"]),
        level=IssueLevel.DEPARTMENT,
        assigned_to=story.clerk(row["needs"], day, other=1),
        raised_on=day,
        due_on=day + timedelta(days=row["due"]),
        status=IssueStatus.OPEN,
    )
