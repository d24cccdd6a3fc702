"""How each scenario enters, moves and leaves: proposed by a department, decided by the office, on its day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from scenario_db.codes import MoveType, Precision, RecordStatus, ReviewStatus, Stage, Tier
from scenario_db.demonstration import opening
from scenario_db.demonstration.facts import Played, Row, Step
from scenario_db.demonstration.months import OPENING
from scenario_db.demonstration.story import Scene, Story

PROPOSED, REVIEWED, DECIDED = 8, 10, 18
"""Days of the month."""

STAGES: Mapping[Tier, Stage] = MappingProxyType(
    {
        Tier.PLAN: Stage.IDEA,
        Tier.RESERVE: Stage.STUDY,
        Tier.BUILD: Stage.TENDER,
        Tier.OPERATE: Stage.OPERATION,
        Tier.EXIT: Stage.OPERATION,
    }
)
"""The stage in which a scenario comes to a tier."""

_FLAGS = ("level", "region", "system", "department", "business")
_COPIED = (
    "aliases",
    "domain",
    "category",
    "transformations",
    "industry_tags",
    "scale",
    "form",
    "solution_tier",
    "regions",
    "pain_point",
    "summary",
    "content",
    "outcome",
    "data_need",
    "invest_type",
    "operation_model",
    "security",
)


def scenarios(story: Story) -> None:
    """All scenarios with all their moves."""
    for it in story.facts.scenarios:
        ids = story.new_ids("move", len(it.steps))
        for number, (step, key) in enumerate(zip(it.steps, ids, strict=True)):
            before = it.steps[number - 1] if number else None
            _tell_step(story, it, step, key, before)
        for row in it.later:
            _amended(story, it, row)


def _tell_step(story: Story, it: Played, step: Step, key: str, before: Step | None) -> None:
    if step.ago == OPENING:
        scene = story.by_office(opening.day(story), 10, "library")
        scene.say("move", key, **_move(story, it, step, before), **_decided(story, step))
        scene.say("scenario", story.id("scenario", it.name), **_entering(story, it), **_arriving(story, it, step))
        return
    _proposed(story, it, step, key, before)
    scene = story.by_office(_day(story, step), 15, "decision")
    scene.say("move", key, **_decided(story, step))
    scene.say("scenario", story.id("scenario", it.name), **_arriving(story, it, step))
    if step.into:
        _merged(story, scene, it, step.into)


def _day(story: Story, step: Step) -> date:
    return opening.day(story) if step.ago == OPENING else story.months.day(step.ago, DECIDED)


def _proposed(story: Story, it: Played, step: Step, key: str, before: Step | None) -> None:
    scene = story.by_filer(it.lead, story.months.day(step.ago, REVIEWED), 10, "proposal")
    scene.say("move", key, **_move(story, it, step, before), status=ReviewStatus.FINAL_REVIEW)
    if step.type is MoveType.ENTER:
        waiting = RecordStatus.FINAL_REVIEW
        scenario = story.id("scenario", it.name)
        scene.say("scenario", scenario, **_entering(story, it), tier=step.to, record_status=waiting)


def _move(story: Story, it: Played, step: Step, before: Step | None) -> dict[str, Any]:
    first = min(_day(story, step), story.months.day(step.ago, PROPOSED))
    reviewed = min(_day(story, step), story.months.day(step.ago, REVIEWED))
    return {
        "scenario_id": story.id("scenario", it.name),
        "type": step.type,
        "from_tier": before.to if before else None,
        "to_tier": step.to,
        "from_stage": _stage(before) if before else None,
        "to_stage": _stage(step),
        "reason_code": step.code,
        "reason": step.reason or story.words["move"][step.type],
        "proposed_by": story.clerk(it.lead, first),
        "proposed_on": first,
        "first_reviewer": story.clerk(it.lead, first, other=1),
        "first_reviewed_on": reviewed,
        "first_opinion": story.words["move"]["first_opinion"],
    }


def _decided(story: Story, step: Step) -> dict[str, Any]:
    day = _day(story, step)
    return {
        "document": story.words["document"].format(year=day.year, number=day.month),
        "final_reviewer": story.words["office"].format(name=story.words["names"][2]),
        "final_reviewed_on": day,
        "final_opinion": story.words["move"]["final_opinion"],
        "effective_on": day,
        "status": ReviewStatus.EFFECTIVE,
    }


def _stage(step: Step) -> Stage:
    at_work = step.to is Tier.BUILD and step.ago == OPENING
    return Stage.CONSTRUCTION if at_work else STAGES[step.to]


def _entering(story: Story, it: Played) -> dict[str, Any]:
    """The fields with which a scenario enters; those that a tier brings come with the move."""
    remark = story.words["remark_invented" if it.invented else "remark"]
    return {
        "name": it.name,
        "parent_id": story.id("scenario", it.parent) if it.parent else None,
        "lead_id": story.id("department", it.lead),
        "leader": story.words["leader"],
        "contact": story.clerk(it.lead, opening.day(story)),
        "phone": f"1380000{sum(map(ord, it.name)) % 10_000:04d}",
        "fund_sources": it.fields.get("funds", ()),
        "open_to_market": "open" in it.fields,
        "cooperation": it.fields.get("open", ()),
        "remark": remark + it.remark,
        **{name: it.fields[name] for name in _COPIED if name in it.fields},
        **_crossing(it.fields.get("cross", ())),
        **_costing(it.money),
        **_spanning(story, it),
    }


def _crossing(flags: tuple[str, ...]) -> dict[str, Any]:
    return {f"cross_{name}": name in flags for name in _FLAGS} | {"cross_declared": len(flags) >= 2}


def _costing(money: Row) -> dict[str, Any]:
    if "total" not in money:
        return {}
    total, text, qualifier = (money.get(name) for name in ("total", "text", "qualifier"))
    return {"total_invest": Decimal(str(total)), "total_invest_text": text, "invest_qualifier": qualifier}


def _spanning(story: Story, it: Played) -> dict[str, Any]:
    if not it.span:
        return {}
    start, finish = it.span
    return {
        "planned_start": story.months.first(start),
        "planned_start_precision": Precision.MONTH,
        "planned_finish": story.months.last(-finish),
        "planned_finish_precision": Precision.MONTH,
    }


def _arriving(story: Story, it: Played, step: Step) -> dict[str, Any]:
    """What a move makes of the scenario itself."""
    stays = step.type in (MoveType.SUSPEND, MoveType.RESUME)
    given: dict[str, Any] = {"tier": step.to, "record_status": RecordStatus.ENTERED}
    given |= {} if stays else {"tier_since": _day(story, step), "stage": _stage(step)}
    given |= _pausing(story, step) if stays else {}
    given |= {"policy_basis": story.words["policy_basis"]} if step.to in (Tier.RESERVE, Tier.BUILD) else {}
    given |= _approved(story, it, step) if step.to in (Tier.BUILD, Tier.OPERATE) else {}
    return given


def _pausing(story: Story, step: Step) -> dict[str, Any]:
    if step.type is MoveType.RESUME:
        return {"suspended": False, "suspend_reason": None, "resume_due": None}
    return {"suspended": True, "suspend_reason": step.reason, "resume_due": story.months.last(step.ago - 4)}


def _approved(story: Story, it: Played, step: Step) -> dict[str, Any]:
    """What stands in the record of a scenario from 建设 on: approval, body, begin and end of the work."""
    start, finish = it.span or (step.ago, 0)
    given = story.months.day(it.approved or max(start, step.ago) + 1, 20)
    number = sum(map(ord, it.name)) % 90 + 10
    return {
        "implementer": story.words["clerk"].format(department=it.lead, name="").strip(),
        "approval_no": story.words["approval"].format(year=given.year, number=number),
        "approval_date": given,
        **(_exactly("actual_start", story.months.day(start, 15)) if start > step.ago else {}),
        **(_exactly("actual_finish", story.months.day(max(-finish, step.ago), 15)) if step.to is Tier.OPERATE else {}),
    }


def _merged(story: Story, scene: Scene, it: Played, into: str) -> None:
    kept = next(other for other in story.facts.scenarios if other.name == into)
    aliases = (*kept.fields.get("aliases", ()), it.name)
    scene.say("scenario", story.id("scenario", into), aliases=aliases)


def _amended(story: Story, it: Played, row: Row) -> None:
    scene = story.by_unit(it.lead, story.months.day(row["ago"], 13), 10, "amended", note=row["note"])
    scene.say("scenario", story.id("scenario", it.name), **_costing(row["money"]))


def pending(story: Story) -> None:
    """Moves that are still under way: proposed, reviewed once, or returned."""
    rows = story.facts.network["pending"]
    for row, key in zip(rows, story.new_ids("move", len(rows)), strict=True):
        _pending(story, row, key)


def _pending(story: Story, row: Row, key: str) -> None:
    it = next(it for it in story.facts.scenarios if it.name == row["scenario"])
    proposed = story.months.back(row["days"])
    story.by_unit(it.lead, proposed, 10, "pending").say(
        "move",
        key,
        scenario_id=story.id("scenario", it.name),
        type=MoveType.PROMOTE,
        from_tier=it.steps[-1].to,
        to_tier=row["to"],
        from_stage=STAGES[it.steps[-1].to],
        to_stage=STAGES[Tier(row["to"])],
        reason=row["reason"],
        proposed_by=story.clerk(it.lead, proposed),
        proposed_on=proposed,
        status=ReviewStatus.FIRST_REVIEW,
    )
    if "first" in row:
        _first_reviewed(story, it, key, story.months.back(row["first"]))
    if "returned" in row:
        _returned(story, key, story.months.back(row["returned"]), row["opinion"])


def _first_reviewed(story: Story, it: Played, key: str, day: date) -> None:
    story.by_unit(it.lead, day, 16, "pending").say(
        "move",
        key,
        first_reviewer=story.clerk(it.lead, day, other=1),
        first_reviewed_on=day,
        first_opinion=story.words["move"]["first_opinion"],
        status=ReviewStatus.FINAL_REVIEW,
    )


def _returned(story: Story, key: str, day: date, opinion: str) -> None:
    story.by_office(day, 16, "returned").say(
        "move",
        key,
        final_reviewer=story.words["office"].format(name=story.words["names"][2]),
        final_reviewed_on=day,
        final_opinion=opinion,
        status=ReviewStatus.RETURNED,
    )


def _exactly(name: str, day: date) -> dict[str, date | Precision]:
    """A date that is known to the day."""
    return {name: day, f"{name}_precision": Precision.DAY}
