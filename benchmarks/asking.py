"""The pages beside 总览 on a large library: each question that they ask, today, by itself."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial

from benchmarks import measuring
from benchmarks.overview import DAY, filled
from scenario_db import (
    arrears,
    bodies,
    chains,
    conversion,
    coverage,
    duties,
    gates,
    honesty,
    lights,
    linkages,
    peers,
    roadmap,
    scenarios,
    shortfalls,
    spending,
    starting,
    trends,
    upstream,
)
from scenario_db.choices import Choice
from scenario_db.codes import Role, Tier
from scenario_db.database import Database
from scenario_db.peers import Merit
from scenario_db.piles import Pile
from scenario_db.roles import Person

Question = Callable[[Database, Choice], object]

CLERK = Person("benchmark", Role.CLERK, "d1")
SHOWN = 50
LAST_MONTH = DAY.replace(day=1) - timedelta(days=1)

QUESTIONS: Mapping[str, Mapping[str, Question]] = {
    "linkage": {
        "matrix": linkages.matrix,
        "asks": linkages.asks,
        "held": lambda db, now: linkages.held(db, now, "d1"),
        "crossing": linkages.crossing,
        "disagreeing": linkages.disagreeing,
        "chains": chains.chains,
        "linked": upstream.linked,
        "around": lambda db, now: upstream.around(db, now, "s1"),
        "delayed": upstream.delayed,
    },
    "lights": {
        "counts": lights.counts,
        "listed": lambda db, now: lights.listed(db, now, limit=SHOWN),
        "ribbons": lambda db, _: lights.ribbons(db, DAY, [f"s{i}" for i in range(SHOWN)]),
        "doubts counted": honesty.counts,
        "doubts listed": lambda db, now: honesty.found(db, now, limit=SHOWN),
        "nearly ready": lambda db, now: gates.nearly_ready(db, now, limit=SHOWN),
    },
    "pipeline": {
        "lights of a month": lambda db, now: trends.at_end(db, now, LAST_MONTH),
        "conversion": conversion.conversion,
        "gone": lambda db, now: conversion.gone(db, now, Tier.RESERVE),
        "ahead": roadmap.ahead,
        "legs": roadmap.legs,
        "starting": starting.starting,
        "missing": starting.by_missing,
        "coverage": coverage.by_domain,
    },
    "money": {
        "by domain": spending.by_domain,
        "largest": spending.largest,
        "planning": spending.planning,
    },
    "department": {
        "abreast": peers.abreast,
        "parts": lambda db, now: bodies.parts(db, now, "d1"),
        "parts taken": lambda db, now: bodies.parts_taken(db, now, "d1"),
        "slowest": lambda db, now: spending.slowest(db, replace(now, leads=("d1",))),
        "late": lambda db, now: shortfalls.late(db, replace(now, leads=("d1",)), Merit.START),
        "unsolved": lambda db, now: shortfalls.unsolved(db, now, "d1"),
    },
    "workbench": {
        "returns": lambda db, _: arrears.of(db, CLERK, DAY),
        "counts": lambda db, _: duties.counts(db, CLERK, DAY),
        "pile": lambda db, _: duties.find(db, CLERK, Pile.TO_CONFIRM, limit=20),
    },
    "list": {
        "first page": lambda db, now: scenarios.find(db, now, limit=SHOWN),
    },
}
"""What the pages ask, by page."""


def measure(db: Database, runs: int) -> list[dict[str, object]]:
    """Milliseconds of each question, the median; one whose answer is kept costs only its first time, which warms up."""
    return [
        {"page": page, "question": name, "ms": measuring.median_ms(partial(ask, db, Choice(DAY)), runs=runs)}
        for page, questions in QUESTIONS.items()
        for name, ask in questions.items()
    ]


def run(given: Namespace) -> None:
    """Fills, measures and tells."""
    with filled(given.scenarios, given.versions, given.url) as db:
        found = measure(db, given.runs)
    if given.json:
        measuring.say({"scenarios": given.scenarios, "rows": found})
    else:
        measuring.show(found)
