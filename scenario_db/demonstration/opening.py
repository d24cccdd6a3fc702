"""The opening: departments with their names, the lists that the office edits, providers, the first demands."""

from __future__ import annotations

from datetime import date

from scenario_db.codes import AliasNature, DemandStatus, DepartmentType, Precision
from scenario_db.demonstration.facts import Row
from scenario_db.demonstration.months import OPENING
from scenario_db.demonstration.story import Scene, Story
from scenario_db.roles import Person

DAY = 9
"""The day of the month on which the library opens."""


def day(story: Story) -> date:
    """The day on which the library opens."""
    return story.months.day(OPENING, DAY)


def departments(story: Story, by: Person) -> None:
    """The first batch, by whoever asked for the demonstration: units, aliases, editable lists."""
    scene = story.scene(day(story), 9, by, story.note("opening"))
    for row in story.facts.departments:
        _department(story, scene, row)
    for name, items in story.facts.lists.items():
        for position, item in enumerate(items, 1):
            scene.say("code_item", list=name, name=item, position=position)
    _renamed(story)


def _department(story: Story, scene: Scene, row: Row) -> None:
    name, key = row["name"], story.id("department", row["name"])
    called = {**row, **row.get("was", {})}
    scene.say(
        "department",
        key,
        name=called["name"],
        full_name=called.get("full_name"),
        type=row.get("type", DepartmentType.CITY),
        parent_id=story.id("department", row["parent"]) if "parent" in row else None,
        working_group_id=f"working_group/{row['group']}" if "group" in row else None,
        cdo_name=story.words["chief_data_officer"].format(department=called["name"]) if "group" in row else None,
        data_officer=story.clerk(name, day(story), other=3) if "group" in row else None,
    )
    for alias in row.get("also", ()):
        scene.say("department_alias", department_id=key, alias=alias, nature=AliasNature.SHORT)
    for former in row.get("former", ()):
        _former(scene, key, former["name"], former["until"])


def _former(scene: Scene, key: str, name: str, until: date) -> None:
    scene.say("department_alias", department_id=key, alias=name, nature=AliasNature.FORMER, valid_to=until)


def _renamed(story: Story) -> None:
    for row in story.facts.departments:
        if "was" in row:
            _rename(story, row, row["was"])


def _rename(story: Story, row: Row, was: Row) -> None:
    until, key = story.months.day(was["until"], 3), story.id("department", row["name"])
    scene = story.by_office(until, 9, "renamed", old=was["name"], new=row["name"])
    officer = story.words["chief_data_officer"].format(department=row["name"])
    data_officer = story.clerk(row["name"], until, other=3)
    scene.say(
        "department", key, name=row["name"], full_name=row["full_name"], cdo_name=officer, data_officer=data_officer
    )
    for name in (was["name"], was["full_name"]):
        _former(scene, key, name, until)


def providers(story: Story) -> None:
    """The service providers, and from its month on what each does in a scenario."""
    scene = story.by_office(day(story), 11, "providers")
    paid = {row["name"] for it in story.facts.scenarios for row in it.providers if "amount" in row}
    for row in story.facts.network["provider"]:
        note = story.words["amount_note"] if row["name"] in paid else ""
        given = {**row, "capability": row["capability"] + note}
        scene.say("provider", story.id("provider", row["name"]), **given)
    for it in story.facts.scenarios:
        for row in it.providers:
            _takes_part(story, story.id("scenario", it.name), row)


def _takes_part(story: Story, scenario: str, row: Row) -> None:
    ago = row.get("from", OPENING)
    scene = story.by_office(day(story) if ago == OPENING else story.months.day(ago, 12), 11, "providers")
    provider = story.id("provider", row["name"])
    scene.say(
        "provider_scenario", provider_id=provider, scenario_id=scenario, role=row["role"], amount=row.get("amount")
    )


def demands(story: Story) -> None:
    """Demands as they were raised, judged, answered and met."""
    for row in story.facts.network["demand"]:
        key = story.id("demand", row["title"])
        _raised(story, key, row)
        for answer in row.get("answered", ()):
            _answered(story, key, answer)
        if "met" in row:
            _judging(story, row["met"]).say("demand", key, status=DemandStatus.MET)


def _raised(story: Story, key: str, row: Row) -> None:
    ago = row["ago"]
    first = ago == OPENING
    scene = story.by_office(day(story), 15, "demands") if first else _judging(story, ago)
    scene.say(
        "demand",
        key,
        title=row["title"],
        domain=row["domain"],
        proposer_id=story.id("department", row["who"]) if "who" in row else None,
        proposer=row.get("proposer"),
        source=story.words["demand_source"],
        pain_point=row["pain_point"],
        urgency=row["urgency"],
        raised_on=story.months.first(ago),
        raised_on_precision=Precision.MONTH,
        status=DemandStatus.OPEN,
        remark=story.words["demand_remark"],
    )
    if "status" in row:
        _judging(story, max(ago - 2, 0)).say("demand", key, status=row["status"])


def _judging(story: Story, ago: int) -> Scene:
    return story.by_office(story.months.day(ago, 14), 15, "answered")


def _answered(story: Story, key: str, answer: Row) -> None:
    scene = _judging(story, answer["ago"])
    scene.say("demand", key, status=DemandStatus.TURNED)
    scene.say(
        "demand_scenario",
        demand_id=key,
        scenario_id=story.id("scenario", answer["by"]),
        note=story.words["demand_remark"],
    )
