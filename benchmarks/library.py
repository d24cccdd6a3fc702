"""A library as large as one likes, with a past: written straight into the tables, since telling it takes hours.

What a register would hold: each scenario in several versions, told in batches over the years, one in eight under a
parent; for those that spend money a plan, twelve monthly targets and the year's returns; three partners each, and a
problem here and there; links of need, chains of steps across scenarios, milestones; demands, one in nine met.
The same seed gives the same library.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from benchmarks import belongings
from benchmarks.making import DEPARTMENTS, WORDS, Columns, Size, at, first, spending
from scenario_db.database import Database

BATCHES_A_ROUND = 20
YEARS = 5
PATHS = (
    (55, ("plan", "reserve", "build")),
    (15, ("reserve", "reserve", "reserve")),
    (14, ("plan", "plan", "plan")),
    (12, ("reserve", "build", "operate")),
    (4, ("plan", "reserve", "exit")),
)
"""How tiers follow each other over the versions of a scenario, and of a hundred how many go that way."""

LISTS = ("aliases", "transformations", "industry_tags", "regions", "technologies", "fund_sources", "cooperation")


def fill(db: Database, size: Size) -> None:
    rnd = random.Random(size.seed)
    began = at(date(size.day.year - YEARS, 1, 2))
    moments = _moments(began, size)
    with db.writing() as tx:
        tx.insert_many("department_version", _departments(began))
        for columns in _scenarios(rnd, size, moments):
            tx.insert_many("scenario_version", columns)
    for table, pieces in (
        ("annual_plan_version", _plans(rnd, size)),
        ("monthly_target_version", _targets(size)),
        ("progress_report_version", _returns(rnd, size)),
        ("partner_version", belongings.partners(rnd, size)),
        ("issue_version", belongings.issues(rnd, size)),
        ("link_version", belongings.links(rnd, size)),
        ("milestone_version", belongings.milestones(rnd, size)),
        ("demand_version", belongings.demands(size)),
    ):
        with db.writing() as tx:
            for columns in pieces:
                tx.insert_many(table, columns)
    with db.writing() as tx:
        tx.insert_many("batch", _batches(moments))
        tx.execute("update ledger_mark set mark = :mark, moved_at = :at", mark=len(moments), at=moments[-1])
        tx.script("analyze")


def _moments(began: datetime, size: Size) -> list[datetime]:
    """When each batch was recorded: all rounds of versions, the last one yesterday."""
    count = size.versions * BATCHES_A_ROUND
    step = (at(size.day) - began) / count
    return [began + step * i for i in range(count)]


def _batches(moments: Sequence[datetime]) -> Columns:
    size = len(moments)
    return {
        "id": ("bigint", list(range(1, size + 1))),
        "recorded_at": ("timestamp", moments),
        "source": ("text", ["import"] * size),
        "author": ("text", ["benchmark"] * size),
        "author_role": ("text", ["office"] * size),
    }


def _departments(began: datetime) -> Columns:
    names = [f"第{i}局" for i in range(1, DEPARTMENTS + 1)]
    ids = [f"d{i}" for i in range(1, DEPARTMENTS + 1)]
    same: Columns = dict.fromkeys(("name", "findable", "sort_key"), ("text", names))
    return first(ids, began) | {"type": ("text", ["city"] * DEPARTMENTS)} | same


def _scenarios(rnd: random.Random, size: Size, moments: Sequence[datetime]) -> Iterator[Columns]:
    """Round by round, batch by batch, as they would have been recorded."""
    paths = rnd.choices([path for _, path in PATHS], [weight for weight, _ in PATHS], k=size.scenarios)
    for turn in range(size.versions):
        for group in range(BATCHES_A_ROUND):
            numbers = range(group, size.scenarios, BATCHES_A_ROUND)
            tiers = [paths[i][turn * 3 // size.versions] for i in numbers]
            batch = turn * BATCHES_A_ROUND + group
            yield _versions(numbers, turn, batch, moments) | _facts(rnd, numbers, tiers, moments[batch].date())


def _versions(numbers: range, turn: int, batch: int, moments: Sequence[datetime]) -> Columns:
    count, following = len(numbers), batch + BATCHES_A_ROUND
    is_last = following >= len(moments)
    return {
        "id": ("text", [f"s{i}" for i in numbers]),
        "version": ("bigint", [turn + 1] * count),
        "recorded_at": ("timestamp", [moments[batch]] * count),
        "superseded_at": ("timestamp", [None if is_last else moments[following]] * count),
        "batch": ("bigint", [batch + 1] * count),
        "superseded_by": ("bigint", [None if is_last else following + 1] * count),
    }


def _facts(rnd: random.Random, numbers: range, tiers: Sequence[str], since: date) -> Columns:
    count = len(numbers)
    none: Sequence[Any] = [[]] * count
    empty: Columns = dict.fromkeys(LISTS, ("text[]", none))
    names = [f"应用场景{i:07d}" for i in numbers]
    facts: Columns = {
        "code": ("text", [f"WX-2022-{i:07d}" for i in numbers]),
        "name": ("text", names),
        "parent_id": ("text", [f"s{i - i % 8}" if i % 8 == 1 else None for i in numbers]),
        "domain": ("text", [("industry", "enterprise", "line", "government")[i % 4] for i in numbers]),
        "tier": ("text", tiers),
        "tier_since": ("date", [since] * count),
        "record_status": ("text", ["entered"] * count),
        "suspended": ("boolean", [False] * count),
        "classified": ("boolean", [False] * count),
        "lead_id": ("text", [f"d{1 + i * 7 % DEPARTMENTS}" for i in numbers]),
        "summary": ("text", [rnd.choice(WORDS) * 2 for _ in numbers]),
        "total_invest": ("decimal(18,4)", [100 + i % 5000 for i in numbers]),
        "findable": ("text", [f"{name}|yingyongchangjing{name[4:]}|yycj" for name in names]),
        "sort_key": ("text", [f"yingyongchangjing{name[4:]}" for name in names]),
        "planned_start": ("date", [date(2025, 1, 1) + timedelta(days=i * 13 % 1095) for i in numbers]),
        "planned_finish": ("date", [since + timedelta(days=200 + i % 700) for i in numbers]),
    }
    return facts | empty


def _plans(rnd: random.Random, size: Size) -> Iterator[Columns]:
    numbers = spending(size)
    for year in (size.day.year - 1, size.day.year):
        yield first([f"s{i}/{year}" for i in numbers], at(date(year, 1, 10))) | {
            "scenario_id": ("text", [f"s{i}" for i in numbers]),
            "year": ("bigint", [year] * len(numbers)),
            "planned_invest": ("decimal(18,4)", [rnd.randint(50, 6000) for _ in numbers]),
        }


def _targets(size: Size) -> Iterator[Columns]:
    numbers, year = spending(size), size.day.year
    for month in range(1, 13):
        yield first([f"s{i}/{year}/{month}" for i in numbers], at(date(year, 1, 10))) | {
            "scenario_id": ("text", [f"s{i}" for i in numbers]),
            "year": ("bigint", [year] * len(numbers)),
            "month": ("bigint", [month] * len(numbers)),
            "target_invest": ("decimal(18,4)", [10 + i % 300 for i in numbers]),
        }


def _returns(rnd: random.Random, size: Size) -> Iterator[Columns]:
    """Each month since January of the year before; one in twenty is missing."""
    begun = date(size.day.year - 1, 1, 1)
    months = (size.day.year - begun.year) * 12 + size.day.month - 1
    for month in range(months):
        end = date(begun.year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)
        period = f"{end:%Y-%m}"
        numbers = [i for i in spending(size) if rnd.random() > 0.05]
        count = len(numbers)
        recorded = at(end + timedelta(days=5))
        yield first([f"s{i}/month/{period}" for i in numbers], recorded) | {
            "scenario_id": ("text", [f"s{i}" for i in numbers]),
            "period_type": ("text", ["month"] * count),
            "period": ("text", [period] * count),
            "period_end": ("date", [end] * count),
            "invest_ytd": ("decimal(18,4)", [end.month * (10 + i % 300) for i in numbers]),
            "progress": ("text", [rnd.choice(WORDS) for _ in numbers]),
            "unchanged": ("boolean", [False] * count),
            "status": ("text", ["effective"] * count),
        }
