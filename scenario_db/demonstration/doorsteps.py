"""What was stated for the gates, and what the office waived: some scenarios stand before their next library."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from scenario_db.demonstration.facts import Row
from scenario_db.demonstration.story import Story


def stated(story: Story) -> None:
    """The items of each scenario as its department stated them; waivers are the office's, a day later."""
    for row in story.facts.network["stated"]:
        lead = next(it.lead for it in story.facts.scenarios if it.name == row["scenario"])
        own = [item for item in row["items"] if "waived" not in item]
        day = story.months.back(row["days"])
        scene = story.by_unit(lead, day, 14, "stated")
        for item in own:
            scene.say("gate_answer", **_answer(story, row, item), answered_by=scene.by.name, answered_on=day)
        _waived(story, row, [item for item in row["items"] if "waived" in item])


def _waived(story: Story, row: Row, items: list[Row]) -> None:
    if not items:
        return
    day = story.months.back(row["days"] - 1)
    scene = story.by_office(day, 14, "waived")
    for item in items:
        until = story.months.today + timedelta(days=item["waived"])
        given = {"waived": True, "expires_on": until, "answered_by": scene.by.name, "answered_on": day}
        scene.say("gate_answer", **_answer(story, row, item), **given)


def _answer(story: Story, row: Row, item: Row) -> dict[str, Any]:
    return {
        "scenario_id": story.id("scenario", row["scenario"]),
        "gate": row["gate"],
        "item": item["item"],
        "statement": item["statement"],
        "document": item.get("document"),
        "day": story.months.back(item["ago"]) if "ago" in item else None,
    }
