"""What is to be done and what was: plans of the year with twelve targets, milestones, and the returns of each month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from scenario_db.codes import MilestoneStatus, MoveType, Period, Precision, Stage, Tier
from scenario_db.demonstration import opening, paces
from scenario_db.demonstration.facts import Played
from scenario_db.demonstration.journeys import DECIDED
from scenario_db.demonstration.months import OPENING
from scenario_db.demonstration.story import Scene, Story

DUE, LATE = 24, 28
"""Days of the month on which departments file; the 25th is the day that is set."""

PERIODS = {
    Tier.BUILD: (Period.MONTH, 1),
    Tier.RESERVE: (Period.QUARTER, 3),
    Tier.PLAN: (Period.HALF, 6),
    Tier.OPERATE: (Period.HALF, 6),
}
"""What each tier owes: months, quarters, half-years (domain: freshness)."""

_WRONG = Decimal("1.2")
"""By how much a month's figure was wrong before it was corrected."""

_REACHED = (0.12, 0.3, 0.75, 1.0)
"""At which part of its time a scenario reaches its four milestones."""


def plans(story: Story) -> None:
    """The plan of each year for what is in 建设 as it is given out, and of each scenario when it comes to 建设."""
    for it in story.facts.scenarios:
        for year, day in _given_out(story, it):
            _plan(story, _giving_out(story, day), it, year)
        if it.adjusted:
            _adjusted(story, it)
        _called_off(story, it)
        began = it.came_to(Tier.BUILD)
        if began is not None and it.span:
            _milestones(story, it, began)


def _given_out(story: Story, it: Played) -> Iterator[tuple[int, date]]:
    began = it.came_to(Tier.BUILD)
    if "plan" not in it.money or began is None:
        return
    arrived = opening.day(story) if began == OPENING else story.months.day(began, DECIDED)
    yield arrived.year, arrived
    for year in story.months.years:
        given = date(year - 1, 12, 20)
        if given > arrived and it.tier(story.months.ago(year - 1, 12)) is Tier.BUILD:
            yield year, given


def _giving_out(story: Story, day: date) -> Scene:
    """The batch in which plans are given out: with the decision that brings a scenario to 建设, else on their own."""
    if day.day == DECIDED:
        return story.by_office(day, 15, "decision")
    return story.by_office(day, 16, "plans", year=day.year)


def _plan(story: Story, scene: Scene, it: Played, year: int) -> None:
    amount = paces.planned(it, story.months, year, story.months.ago(year, 1) + 1)
    scenario = story.id("scenario", it.name)
    target = story.words["target"].format(plan=f"{amount:f}")
    scene.say("annual_plan", scenario_id=scenario, year=year, planned_invest=amount, target=target)
    for month, share in enumerate(paces.targets(it, amount), 1):
        scene.say("monthly_target", scenario_id=scenario, year=year, month=month, target_invest=share)


def _adjusted(story: Story, it: Played) -> None:
    """The year's plan is set anew: what is left of it is spread over the months that are left."""
    day = story.months.day(it.adjusted["ago"], 16)
    old = paces.planned(it, story.months, day.year, it.adjusted["ago"] + 1)
    new = paces.planned(it, story.months, day.year, it.adjusted["ago"])
    scene, scenario = story.by_office(day, 11, "adjusted"), story.id("scenario", it.name)
    target = story.words["target"].format(plan=f"{new:f}")
    scene.say("annual_plan", scenario_id=scenario, year=day.year, planned_invest=new, target=target)
    for month, share in _spread(paces.targets(it, old), new - old, day.month):
        scene.say("monthly_target", scenario_id=scenario, year=day.year, month=month, target_invest=share)


def _called_off(story: Story, it: Played) -> None:
    """Where a scenario falls back from 建设, its plan of the year names no amount any more."""
    ago = next((step.ago for step in it.steps if step.type is MoveType.DEMOTE), None)
    if ago is None or "plan" not in it.money:
        return
    day = story.months.day(ago, DECIDED)
    scene, scenario = _giving_out(story, day), story.id("scenario", it.name)
    scene.say(
        "annual_plan", scenario_id=scenario, year=day.year, planned_invest=None, target=story.words["target_called_off"]
    )


def _spread(shares: list[Decimal], more: Decimal, first: int) -> list[tuple[int, Decimal]]:
    left = list(range(first, 13))
    each = (more / len(left)).quantize(paces.TENTH)
    given = {month: shares[month - 1] + each for month in left}
    given[12] += more - each * len(left)
    return list(given.items())


def _milestones(story: Story, it: Played, began: int) -> None:
    """Four milestones; done when they are due, put off where it is slow, missed where it is stuck."""
    entered = opening.day(story) if began == OPENING else story.months.day(began, DECIDED)
    for name, due in zip(story.words["milestone"]["names"], _dues(story, it), strict=True):
        given: dict[str, Any] = {"scenario_id": story.id("scenario", it.name), "name": name}
        reached = {"actual_date": due, "status": MilestoneStatus.DONE, "evidence": story.words["evidence"]}
        scene = _giving_out(story, entered)
        scene.say("milestone", **given, original_date=due, planned_date=due, **(reached if due <= entered else {}))
        if due > entered:
            _due(story, it, given, due)


def _dues(story: Story, it: Played) -> list[date]:
    start, finish = it.span or (0, 0)
    length = start + finish
    return [story.months.day(start - round(length * part), 15) for part in _REACHED]


def _due(story: Story, it: Played, given: dict[str, Any], due: date) -> None:
    ago = story.months.ago(due.year, due.month)
    if ago < 0 or it.tier(ago) not in (Tier.BUILD, Tier.OPERATE):
        return
    mood = paces.mood(it, ago)
    scene = _filing(story, it, ago)
    if mood == "red":
        scene.say("milestone", **given, status=MilestoneStatus.LATE)
    elif mood == "yellow":
        scene.say("milestone", **given, planned_date=story.months.day(ago - 3, 15))
    else:
        reached = {"actual_date": due + timedelta(days=3), "evidence": story.words["evidence"]}
        scene.say("milestone", **given, status=MilestoneStatus.DONE, **reached)


def _dated(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month}


def returns(story: Story) -> None:
    """The returns of all closed months; who has fallen silent files none."""
    for it in story.facts.scenarios:
        for ago in story.months.told:
            tier = it.tier(ago)
            if tier in PERIODS and ago >= it.silent:
                _owed(story, it, tier, ago)
        if it.corrected >= 0:
            _correct(story, it)


def _owed(story: Story, it: Played, tier: Tier, ago: int) -> None:
    period, every = PERIODS[tier]
    end = story.months.last(ago)
    if end.month % every:
        return
    scene = _filing(story, it, ago)
    mood = paces.mood(it, ago) if tier is Tier.BUILD else str(tier)
    filed = _filed(story, it, ago)
    by = {"reported_by": story.clerk(it.lead, filed), "reported_on": filed, "filed_on": filed}
    given = _words(story, it, mood, ago, period) | by
    if tier is Tier.BUILD:
        given |= _figures(story, it, ago)
        _worked(story, scene, it, ago)
    scene.say("progress_report", **given)


def _filed(story: Story, it: Played, ago: int) -> date:
    every = story.unit(it.lead).get("late", 0)
    return story.months.day(ago, LATE if every and ago and ago % every == 0 else DUE)


def _filing(story: Story, it: Played, ago: int) -> Scene:
    return story.by_filer(it.lead, _filed(story, it, ago), 11, "returns", **_dated(story.months.first(ago)))


def _named(period: Period, end: date) -> str:
    names = {
        Period.MONTH: f"{end:%Y-%m}",
        Period.QUARTER: f"{end.year}-Q{end.month // 3}",
        Period.HALF: f"{end.year}-H{end.month // 6}",
    }
    return names[period]


def _phrase(story: Story, name: str, mood: str, seed: str) -> str | None:
    phrases = story.words[name].get(mood)
    return paces.dice(name, seed).choice(phrases) if phrases else None


def _words(story: Story, it: Played, mood: str, ago: int, period: Period) -> dict[str, Any]:
    end = story.months.last(ago)
    seed = it.name if it.pastes else f"{it.name} {end}"
    return {
        "scenario_id": story.id("scenario", it.name),
        "period_type": period,
        "period": _named(period, end),
        "period_end": end,
        "progress": _phrase(story, "progress", mood, seed),
        "issue": _phrase(story, "trouble", mood, seed),
        "next_step": _phrase(story, "next", mood, seed),
        "next_deadline": story.months.last(ago - 1),
        "next_deadline_precision": Precision.MONTH,
    }


def _figures(story: Story, it: Played, ago: int) -> dict[str, Decimal | None]:
    if "plan" not in it.money:
        return {}
    month = story.months.first(ago)
    year = paces.spent(it, story.months, month.year)
    ytd = year[month.month - 1]
    said = (ytd * _WRONG).quantize(paces.TENTH) if ago == it.corrected else ytd
    return {
        "invest_period": ytd - (year[month.month - 2] if month.month > 1 else Decimal(0)),
        "invest_ytd": said,
        "invest_cum": None if it.told else _before(story, it, month.year) + ytd,
        "progress_pct": _done(it, ago),
    }


def _before(story: Story, it: Played, year: int) -> Decimal:
    """What was spent in the years before, as far as the story goes back."""
    began = story.months.first(it.span[0] if it.span else 0).year
    earlier = range(max(story.months.years.start, began), year)
    return sum((paces.spent(it, story.months, one)[-1] for one in earlier), Decimal(0))


def _done(it: Played, ago: int) -> Decimal:
    start, finish = it.span or (ago + 1, 0)
    part = max(start - ago, 0) / max(start + finish, 1)
    return Decimal(str(round(min(part * paces.PACES[it.pace].share, 0.98) * 100)))


def _worked(story: Story, scene: Scene, it: Played, ago: int) -> None:
    """The stage that goes with the month: the work begins one month after 建设, the trial as the facts say."""
    scenario, began = story.id("scenario", it.name), it.came_to(Tier.BUILD)
    if began != OPENING and began is not None and ago == began - 2 and not it.unstarted:
        day = story.months.day(ago, 6)
        scene.say(
            "scenario", scenario, stage=Stage.CONSTRUCTION, actual_start=day, actual_start_precision=Precision.DAY
        )
    if ago == it.trial:
        scene.say("scenario", scenario, stage=Stage.TRIAL)


def _correct(story: Story, it: Played) -> None:
    """A month's figure that was wrong is corrected in the next; the old one stays in the history."""
    end = story.months.last(it.corrected)
    day = story.months.day(it.corrected - 1, 5)
    story.by_unit(it.lead, day, 10, "corrected", **_dated(end)).say(
        "progress_report",
        scenario_id=story.id("scenario", it.name),
        period_type=Period.MONTH,
        period=_named(Period.MONTH, end),
        invest_ytd=paces.spent(it, story.months, end.year)[end.month - 1],
    )
