"""What became of it: indicators, half-yearly evaluations of what is in 运营, published batches, labelled month ends."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

from scenario_db import periods
from scenario_db.codes import Conclusion, Period, Tier
from scenario_db.demonstration import opening
from scenario_db.demonstration.facts import Played
from scenario_db.demonstration.months import OPENING
from scenario_db.demonstration.paces import dice
from scenario_db.demonstration.story import Story

PUBLISHED = (OPENING, 6, 1)
"""How many months back a batch was published."""

GRADES = (
    (Decimal(90), Conclusion.SPREAD),
    (Decimal(75), Conclusion.KEEP),
    (Decimal(60), Conclusion.IMPROVE),
    (Decimal(0), Conclusion.RETIRE),
)
"""From which mean score on an evaluation concludes what."""


def indicators(story: Story) -> None:
    """The figures that the article names, on the day it speaks of."""
    scene = story.by_office(opening.day(story), 18, "indicators")
    for row in story.facts.network["metric"]:
        scene.say(
            "metric",
            scenario_id=story.id("scenario", row["scenario"]),
            name=row["name"],
            as_of=row["day"],
            value=Decimal(str(row["value"])),
            unit=row["unit"],
            qualifier=row.get("qualifier"),
        )


def evaluations(story: Story) -> None:
    """Each January and July, what is in 运营 is judged for the half-year before."""
    ends = [ago for ago in story.months.told if story.months.first(ago).month in (6, 12)]
    for ago in ends:
        day = story.months.day(ago - 1, 20)
        if story.months.is_past(day):
            for it in story.facts.scenarios:
                if it.tier(ago) is Tier.OPERATE and it.usage:
                    _evaluated(story, it, ago, day)


def _evaluated(story: Story, it: Played, ago: int, day: date) -> None:
    end = story.months.last(ago)
    period = f"{end.year}-H{end.month // 6}"
    scene, scenario = story.by_office(day, 10, "evaluation", period=period), story.id("scenario", it.name)
    scores = _scores(it, period)
    names = ("score_useful", "score_effective", "score_usable", "satisfaction")
    mean = sum(scores, Decimal(0)) / len(scores)
    conclusion = next(conclusion for least, conclusion in GRADES if mean >= least)
    scene.say(
        "evaluation",
        scenario_id=scenario,
        period=period,
        **dict(zip(names, scores, strict=True)),
        **_evidence(story),
        conclusion=conclusion,
        reason=story.words["reason"][conclusion],
        evaluator=scene.by.name,
        concluded_on=day,
    )
    scene.say(
        "metric",
        scenario_id=scenario,
        name=story.words["usage"],
        as_of=end,
        value=Decimal(str(_usage(it, ago))),
        unit=story.words["usage_unit"],
        baseline=Decimal(str(it.usage[0])),
        evidence=story.words["usage_source"],
    )


def _evidence(story: Story) -> dict[str, str]:
    names = ("evidence_useful", "evidence_effective", "evidence_usable")
    return {name: story.words[name] for name in names}


def promises(story: Story) -> None:
    """What those that are used promised when they entered: a tenth more than they began with."""
    scene = story.by_office(opening.day(story), 19, "promises")
    for it in story.facts.scenarios:
        if it.usage and it.entered == OPENING:
            begun = Decimal(str(it.usage[0]))
            scene.say(
                "metric",
                scenario_id=story.id("scenario", it.name),
                name=story.words["usage"],
                as_of=opening.day(story),
                unit=story.words["usage_unit"],
                baseline=begun,
                target=begun * Decimal("1.1"),
            )


def proposals(story: Story) -> None:
    """What went into 运营 lately has its first scores from its lead, and waits for the office's conclusion."""
    day = story.months.back(6)
    for it in story.facts.scenarios:
        if it.tier(0) is Tier.OPERATE and not it.usage and it.entered != it.came_to(Tier.OPERATE):
            period = periods.containing(Period.HALF, day).name
            scene = story.by_unit(it.lead, day, 10, "proposed_scores", period=period)
            names = ("score_useful", "score_effective", "score_usable")
            scene.say(
                "evaluation",
                scenario_id=story.id("scenario", it.name),
                period=period,
                **dict(zip(names, (Decimal(82), Decimal(79), Decimal(85)), strict=True)),
                **_evidence(story),
                proposed_by=scene.by.name,
                proposed_on=day,
            )


def _scores(it: Played, period: str) -> list[Decimal]:
    """Better where it is used more and more, poor where it is used less and less."""
    chance = dice(it.name, period)
    middle = {True: 91, False: 78}[it.usage[-1] >= it.usage[0]] if len(it.usage) > 1 else 52
    return [Decimal(str(round(middle + chance.uniform(-4, 4), 1))) for _ in range(4)]


def _usage(it: Played, ago: int) -> float:
    return it.usage[min((OPENING - ago) // 6, len(it.usage) - 1)]


def labels(story: Story) -> None:
    """Published batches, numbered within their year, and the ends of quarters."""
    numbers: Counter[int] = Counter()
    for ago in PUBLISHED:
        day = story.months.day(ago, 26)
        numbers[day.year] += 1
        _published(story, ago, day, story.words["label"]["numbers"][numbers[day.year]])
    for ago in story.months.told:
        if story.months.first(ago).month % 3 == 0:
            _month_end(story, ago)


def _published(story: Story, ago: int, day: date, number: str) -> None:
    """A batch holds what has entered since the one before."""
    label = story.words["label"]["batch"].format(year=day.year, number=number)
    scene = story.by_office(day, 17, "published", label=label)
    scene.say("snapshot", label=label, day=day, note=story.words["evidence"])
    for it in story.facts.scenarios:
        if ago == next((one for one in PUBLISHED if it.entered >= one), None):
            scene.say("scenario", story.id("scenario", it.name), batch_name=label)


def _month_end(story: Story, ago: int) -> None:
    day = story.months.last(ago)
    label = story.words["label"]["month_end"].format(year=day.year, month=day.month)
    scene = story.by_office(day, 18, "month_end", label=label)
    scene.say("snapshot", label=label, day=day, note=story.words["evidence"])
