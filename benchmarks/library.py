"""A library as large as one likes, with a past: written straight into the tables, since telling it takes hours.

What a register would hold: each scenario in several versions, told in batches over the years, one in eight under a
parent; for those that spend money a plan, twelve monthly targets and the year's returns; three partners each, and a
problem here and there; links of need, chains of steps across scenarios, milestones; demands, one in nine met.
The same seed gives the same library.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from scenario_db import days
from scenario_db.database import Database

ZONE = ZoneInfo("Asia/Shanghai")
Columns = dict[str, tuple[str, Sequence[Any]]]

DEPARTMENTS = 60
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

WORDS = (
    "公共数据库汇聚人口、法人、地理和信用数据，向各部门开放接口；",
    "路侧设施、云控平台和开放接口统一建设，子场景共用；",
    "完成招标并签订合同，进场施工，累计完成主体工程的六成；",
    "一件事一次办，材料减少一半，办理时限压缩到三个工作日；",
)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a library is to be; `day` is its today."""

    scenarios: int
    versions: int
    day: date
    seed: int = 20260101


def fill(db: Database, size: Size) -> None:
    """Fills an empty register."""
    rnd = random.Random(size.seed)
    began = _at(date(size.day.year - YEARS, 1, 2))
    moments = _moments(began, size)
    with db.writing() as tx:
        tx.insert_many("department_version", _departments(began))
        for columns in _scenarios(rnd, size, moments):
            tx.insert_many("scenario_version", columns)
    for table, pieces in (
        ("annual_plan_version", _plans(rnd, size)),
        ("monthly_target_version", _targets(size)),
        ("progress_report_version", _returns(rnd, size)),
        ("partner_version", _partners(rnd, size)),
        ("issue_version", _issues(rnd, size)),
        ("link_version", _links(rnd, size)),
        ("milestone_version", _milestones(rnd, size)),
        ("demand_version", _demands(size)),
    ):
        with db.writing() as tx:
            for columns in pieces:
                tx.insert_many(table, columns)
    with db.writing() as tx:
        tx.insert_many("batch", _batches(moments))
        tx.script("analyze")


def _at(day: date) -> datetime:
    return days.start_of(day, ZONE)


def _moments(began: datetime, size: Size) -> list[datetime]:
    """When each batch was recorded: all rounds of versions, the last one yesterday."""
    count = size.versions * BATCHES_A_ROUND
    step = (_at(size.day) - began) / count
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


def _first(ids: Sequence[str], at: Sequence[datetime] | datetime) -> Columns:
    """The columns of records that have one version."""
    moments = [at] * len(ids) if isinstance(at, datetime) else at
    return {
        "id": ("text", ids),
        "version": ("bigint", [1] * len(ids)),
        "recorded_at": ("timestamp", moments),
        "batch": ("bigint", [1] * len(ids)),
    }


def _departments(began: datetime) -> Columns:
    names = [f"第{i}局" for i in range(1, DEPARTMENTS + 1)]
    ids = [f"d{i}" for i in range(1, DEPARTMENTS + 1)]
    same: Columns = dict.fromkeys(("name", "findable", "sort_key"), ("text", names))
    return _first(ids, began) | {"type": ("text", ["city"] * DEPARTMENTS)} | same


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


def _spending(size: Size) -> list[int]:
    """Those that have a plan: six in ten."""
    return [i for i in range(size.scenarios) if i % 10 < 6]


def _plans(rnd: random.Random, size: Size) -> Iterator[Columns]:
    numbers = _spending(size)
    for year in (size.day.year - 1, size.day.year):
        yield _first([f"s{i}/{year}" for i in numbers], _at(date(year, 1, 10))) | {
            "scenario_id": ("text", [f"s{i}" for i in numbers]),
            "year": ("bigint", [year] * len(numbers)),
            "planned_invest": ("decimal(18,4)", [rnd.randint(50, 6000) for _ in numbers]),
        }


def _targets(size: Size) -> Iterator[Columns]:
    numbers, year = _spending(size), size.day.year
    for month in range(1, 13):
        yield _first([f"s{i}/{year}/{month}" for i in numbers], _at(date(year, 1, 10))) | {
            "scenario_id": ("text", [f"s{i}" for i in numbers]),
            "year": ("bigint", [year] * len(numbers)),
            "month": ("bigint", [month] * len(numbers)),
            "target_invest": ("decimal(18,4)", [10 + i % 300 for i in numbers]),
        }


def _returns(rnd: random.Random, size: Size) -> Iterator[Columns]:
    """Each month since January of the year before; one in twenty is missing."""
    first = date(size.day.year - 1, 1, 1)
    months = (size.day.year - first.year) * 12 + size.day.month - 1
    for month in range(months):
        end = date(first.year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)
        period = f"{end:%Y-%m}"
        numbers = [i for i in _spending(size) if rnd.random() > 0.05]
        count = len(numbers)
        recorded = _at(end + timedelta(days=5))
        yield _first([f"s{i}/month/{period}" for i in numbers], recorded) | {
            "scenario_id": ("text", [f"s{i}" for i in numbers]),
            "period_type": ("text", ["month"] * count),
            "period": ("text", [period] * count),
            "period_end": ("date", [end] * count),
            "invest_ytd": ("decimal(18,4)", [end.month * (10 + i % 300) for i in numbers]),
            "progress": ("text", [rnd.choice(WORDS) for _ in numbers]),
            "unchanged": ("boolean", [False] * count),
            "status": ("text", ["effective"] * count),
        }


def _partners(rnd: random.Random, size: Size) -> Iterator[Columns]:
    states = ("none", "talking", "confirmed", "confirmed", "confirmed", "delivered")
    recorded = _at(date(size.day.year - 1, 6, 1))
    for role in ("co_lead", "support", "data"):
        whom = [f"d{rnd.randint(1, DEPARTMENTS)}" for _ in range(size.scenarios)]
        ids = [f"s{i}/{one}/{role}" for i, one in enumerate(whom)]
        yield _first(ids, recorded) | {
            "scenario_id": ("text", [f"s{i}" for i in range(size.scenarios)]),
            "department_id": ("text", whom),
            "role": ("text", [role] * size.scenarios),
            "task": ("text", [rnd.choice(WORDS) for _ in whom]),
            "interface_status": ("text", [rnd.choice(states) for _ in whom]),
            "requested_on": ("date", [size.day - timedelta(days=rnd.randint(1, 500)) for _ in whom]),
        }


def _issues(rnd: random.Random, size: Size) -> Iterator[Columns]:
    numbers = range(0, size.scenarios, 25)
    count = len(numbers)
    yield _first([f"i{i}" for i in numbers], _at(date(size.day.year - 1, 6, 1))) | {
        "code": ("text", [f"WT-{i:07d}" for i in numbers]),
        "scenario_id": ("text", [f"s{i}" for i in numbers]),
        "category": ("text", ["data"] * count),
        "description": ("text", [rnd.choice(WORDS) for _ in numbers]),
        "needs_department_id": ("text", [f"d{rnd.randint(1, DEPARTMENTS)}" for _ in numbers]),
        "level": ("text", ["department"] * count),
        "instrument": ("text", ["none"] * count),
        "raised_on": ("date", [size.day - timedelta(days=rnd.randint(1, 500)) for _ in numbers]),
        "status": ("text", [rnd.choice(("open", "working", "closed")) for _ in numbers]),
        "urge_count": ("bigint", [0] * count),
    }


def _links(rnd: random.Random, size: Size) -> Iterator[Columns]:
    """What needs what: two in five need one before them. Chains: one scenario in ten begins one of three steps."""
    recorded = _at(date(size.day.year - 1, 6, 1))
    needing = [i for i in range(1, size.scenarios) if i % 5 < 2]
    needs = [(f"s{i}", f"s{rnd.randrange(i)}", 0) for i in needing]
    begun = range(0, size.scenarios - 3, 10)
    steps = [(f"s{i + n}", f"s{i + n + 1}", n + 1) for i in begun for n in range(3)]
    for kind, states, pairs in (("requires", ("working",), needs), ("chain", ("working", "working", "broken"), steps)):
        yield _first([f"{one}/{other}/{kind}/{number}" for one, other, number in pairs], recorded) | {
            "from_id": ("text", [one for one, _, _ in pairs]),
            "to_id": ("text", [other for _, other, _ in pairs]),
            "type": ("text", [kind] * len(pairs)),
            "step_no": ("bigint", [number for _, _, number in pairs]),
            "content": ("text", [rnd.choice(WORDS)[:12] for _ in pairs]),
            "status": ("text", [rnd.choice(states) for _ in pairs]),
        }


def _milestones(rnd: random.Random, size: Size) -> Iterator[Columns]:
    """Two for each that spends: one reached, one to come or missed."""
    numbers = _spending(size)
    for order, name in enumerate(("初步验收", "上线试运行")):
        planned = [size.day + timedelta(days=rnd.randint(-60, 240) - 300 * (1 - order)) for _ in numbers]
        reached = [day if order == 0 else None for day in planned]
        yield _first([f"s{i}/{name}" for i in numbers], _at(date(size.day.year - 1, 6, 1))) | {
            "scenario_id": ("text", [f"s{i}" for i in numbers]),
            "name": ("text", [name] * len(numbers)),
            "planned_date": ("date", planned),
            "original_date": ("date", planned),
            "actual_date": ("date", reached),
            "status": ("text", ["done" if day else "pending" for day in reached]),
        }


def _demands(size: Size) -> Iterator[Columns]:
    """One demand for twenty scenarios."""
    numbers = range(size.scenarios // 20)
    titles = [f"需求{i:06d}" for i in numbers]
    same: Columns = dict.fromkeys(("title", "findable", "sort_key"), ("text", titles))
    yield (
        same
        | _first([f"n{i}" for i in numbers], _at(date(size.day.year - 1, 6, 1)))
        | {
            "code": ("text", [f"XQ-2025-{i:06d}" for i in numbers]),
            "domain": ("text", [("industry", "enterprise", "line", "government")[i % 4] for i in numbers]),
            "proposer_id": ("text", [f"d{1 + i % DEPARTMENTS}" for i in numbers]),
            "raised_on": ("date", [size.day - timedelta(days=i * 7 % 500) for i in numbers]),
            "status": ("text", ["accepted" if i % 9 else "met" for i in numbers]),
        }
    )
