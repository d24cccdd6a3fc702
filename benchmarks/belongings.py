"""What hangs on the scenarios of a large library: partners, problems, links, milestones; and demands beside them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from benchmarks.making import DEPARTMENTS, WORDS, Columns, Size, at, first, spending


def partners(rnd: random.Random, size: Size) -> Iterator[Columns]:
    states = ("none", "talking", "confirmed", "confirmed", "confirmed", "delivered")
    recorded = at(date(size.day.year - 1, 6, 1))
    for role in ("co_lead", "support", "data"):
        whom = [f"d{rnd.randint(1, DEPARTMENTS)}" for _ in range(size.scenarios)]
        ids = [f"s{i}/{one}/{role}" for i, one in enumerate(whom)]
        yield first(ids, recorded) | {
            "scenario_id": ("text", [f"s{i}" for i in range(size.scenarios)]),
            "department_id": ("text", whom),
            "role": ("text", [role] * size.scenarios),
            "task": ("text", [rnd.choice(WORDS) for _ in whom]),
            "interface_status": ("text", [rnd.choice(states) for _ in whom]),
            "requested_on": ("date", [size.day - timedelta(days=rnd.randint(1, 500)) for _ in whom]),
        }


def issues(rnd: random.Random, size: Size) -> Iterator[Columns]:
    numbers = range(0, size.scenarios, 25)
    count = len(numbers)
    yield first([f"i{i}" for i in numbers], at(date(size.day.year - 1, 6, 1))) | {
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


def links(rnd: random.Random, size: Size) -> Iterator[Columns]:
    """What needs what: two in five need one before them. Chains: one scenario in ten begins one of three steps."""
    recorded = at(date(size.day.year - 1, 6, 1))
    needing = [i for i in range(1, size.scenarios) if i % 5 < 2]
    needs = [(f"s{i}", f"s{rnd.randrange(i)}", 0) for i in needing]
    begun = range(0, size.scenarios - 3, 10)
    steps = [(f"s{i + n}", f"s{i + n + 1}", n + 1) for i in begun for n in range(3)]
    for kind, states, pairs in (("requires", ("working",), needs), ("chain", ("working", "working", "broken"), steps)):
        yield first([f"{one}/{other}/{kind}/{number}" for one, other, number in pairs], recorded) | {
            "from_id": ("text", [one for one, _, _ in pairs]),
            "to_id": ("text", [other for _, other, _ in pairs]),
            "type": ("text", [kind] * len(pairs)),
            "step_no": ("bigint", [number for _, _, number in pairs]),
            "content": ("text", [rnd.choice(WORDS)[:12] for _ in pairs]),
            "status": ("text", [rnd.choice(states) for _ in pairs]),
        }


def milestones(rnd: random.Random, size: Size) -> Iterator[Columns]:
    """Two for each that spends: one reached, one to come or missed."""
    numbers = spending(size)
    for order, name in enumerate(("初步验收", "上线试运行")):
        planned = [size.day + timedelta(days=rnd.randint(-60, 240) - 300 * (1 - order)) for _ in numbers]
        reached = [day if order == 0 else None for day in planned]
        yield first([f"s{i}/{name}" for i in numbers], at(date(size.day.year - 1, 6, 1))) | {
            "scenario_id": ("text", [f"s{i}" for i in numbers]),
            "name": ("text", [name] * len(numbers)),
            "planned_date": ("date", planned),
            "original_date": ("date", planned),
            "actual_date": ("date", reached),
            "status": ("text", ["done" if day else "pending" for day in reached]),
        }


def demands(size: Size) -> Iterator[Columns]:
    numbers = range(size.scenarios // 20)
    titles = [f"需求{i:06d}" for i in numbers]
    same: Columns = dict.fromkeys(("title", "findable", "sort_key"), ("text", titles))
    yield (
        same
        | first([f"n{i}" for i in numbers], at(date(size.day.year - 1, 6, 1)))
        | {
            "code": ("text", [f"XQ-2025-{i:06d}" for i in numbers]),
            "domain": ("text", [("industry", "enterprise", "line", "government")[i % 4] for i in numbers]),
            "proposer_id": ("text", [f"d{1 + i % DEPARTMENTS}" for i in numbers]),
            "raised_on": ("date", [size.day - timedelta(days=i * 7 % 500) for i in numbers]),
            "status": ("text", ["accepted" if i % 9 else "met" for i in numbers]),
        }
    )
