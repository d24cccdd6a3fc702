"""Fires requests at the interface of a small city, and holds the register against every answer."""

from __future__ import annotations

import logging
import os
import random
import sys
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from logging.handlers import BufferingHandler
from typing import Any

from api import document
from benchmarks import fuzzing
from benchmarks.fuzzing import Shot
from benchmarks.nearly import Sender
from scenario_db import days, histories, ledger, proofs, settings, tokens
from scenario_db.changes import Origin
from scenario_db.codes import Period, Role, Source, Tier, TokenScope
from scenario_db.database import Database, open_database
from scenario_db.periods import containing
from scenario_db.records import Department, Scenario
from scenario_db.roles import Person
from scenario_db.tokens import Token
from scenario_db.verify import verify
from scenario_db.wording import Words
from tests.knocking import Said, System

_CODES = tuple(f"WX-2026-{number:04}" for number in range(1, 121))
_SHARE = 0.4
"""So many of the requests write as a system would; half of those as they should be, half with one fault."""


@dataclass(frozen=True, slots=True)
class Found:
    """How the requests were answered, what broke, what was written by a refused or half by an accepted one.

    `sent` counts those that were right, had one fault, or were random, and of each how many wrote.
    """

    statuses: dict[str, int]
    broken: int
    logged: int
    partial: int
    batches: int
    findings: int
    sent: dict[str, tuple[int, int]]


def fired(requests: int, seed: int) -> Found:
    """The whole of it on a register in memory."""
    with closing(open_database("duckdb:///:memory:")) as db:
        return at(db, requests, seed)


def at(db: Database, requests: int, seed: int) -> Found:
    """The same on a register that is empty."""
    os.environ["SCENARIO_API_PER_MINUTE"] = "1000000"
    token = _built(db)
    system, chance = System(db, token), random.Random(seed)
    sender = Sender(system, chance, days.today(settings.current().zone))
    statuses, wrote = [], {name: [0, 0] for name in ("right", "one fault", "random")}
    broken, partial, first = 0, 0, histories.mark(db)
    with _log() as log:
        for shot in fuzzing.shots(document.made(Words("en")), _known(), seed=seed, count=requests):
            sort, sent = _chosen(chance, sender, shot)
            before = histories.mark(db)
            said = _asked(system, sent)
            broken += said is None or said.status >= HTTPStatus.INTERNAL_SERVER_ERROR
            if sort == "right":
                sender.heard(sent, said)
            statuses.append(said.status if said else HTTPStatus.INTERNAL_SERVER_ERROR)
            partial += said is not None and not _is_whole(db, said, sent, before)
            wrote[sort][0] += 1
            wrote[sort][1] += histories.mark(db) > before
    return Found(
        statuses=fuzzing.counted(statuses),
        broken=broken,
        logged=sum(it.exc_info is not None for it in log.buffer),
        partial=partial,
        batches=histories.mark(db) - first,
        findings=len(verify(db).problems) + len(proofs.found(db)),
        sent={name: (count, written) for name, (count, written) in wrote.items()},
    )


def _chosen(chance: random.Random, sender: Sender, shot: Shot) -> tuple[str, Shot]:
    if chance.random() >= _SHARE:
        return "random", shot
    return ("right", sender.right()) if chance.random() < 0.5 else ("one fault", sender.wrong())


@contextmanager
def _log() -> Iterator[BufferingHandler]:
    """All that is logged meanwhile."""
    kept = BufferingHandler(sys.maxsize)
    logging.getLogger().addHandler(kept)
    try:
        yield kept
    finally:
        logging.getLogger().removeHandler(kept)


def _asked(system: System, shot: Shot) -> Said | None:
    """None where something broke; its traceback is printed, since that is what one looks for."""
    try:
        return system.ask(shot.method, shot.path, query=shot.query, body=shot.body, **shot.headers)
    except (LookupError, ValueError, TypeError, AttributeError, RuntimeError, ArithmeticError):
        traceback.print_exc()
        print(shot)
        return None


def _is_whole(db: Database, said: Said, shot: Shot, before: int) -> bool:
    """A refusal writes nothing; what was accepted is one batch with as many records as the answer says."""
    now = histories.mark(db)
    if said.status != 200 or shot.method == "GET":
        return now == before
    told: dict[str, Any] = said.json
    if told["batch"] is None or told["repeated"]:
        return now == before
    return bool(now == before + 1 == told["batch"] and sum(histories.counts(db, now).values()) == told["records"])


def _built(db: Database) -> str:
    """Some scenarios of two departments, and a token that may do everything."""
    tiers = (Tier.BUILD, Tier.BUILD, Tier.RESERVE, Tier.PLAN, Tier.OPERATE, Tier.EXIT)
    units = [Department(id="d1", name="市城管局"), Department(id="d2", name="市民政局")]
    led = [
        Scenario(id=f"x{i}", code=code, name=f"场景{i}", tier=tiers[i % len(tiers)], lead_id=f"d{i % 2 + 1}")
        for i, code in enumerate(_CODES)
    ]
    office = Person("office", Role.OFFICE)
    changes = [*ledger.compare(db, ledger.wanted(units)), *ledger.compare(db, ledger.wanted(led))]
    ledger.record(db, changes, by=office, origin=Origin(Source.FORM), at=days.now() - timedelta(days=400))
    return tokens.add(db, Token("", "fuzz", tuple(TokenScope)), by=Person("keeper", Role.ADMIN))


def _known() -> dict[str, list[Any]]:
    today = days.today(settings.current().zone)
    months = containing(Period.MONTH, today).back(12)
    terms = [it.name for it in months] + ["2026-13", "2026-Q3"]
    return {
        "scenario": [*_CODES],
        "code": [*_CODES],
        "into": [*_CODES],
        "period": terms,
        "period_type": ["month"] * 30 + [*Period],
        "version": [0, 0, 0, 0, 1],
        "unchanged": [False] * 9 + [True],
        "green_channel": [False] * 19 + [True],
        "progress_pct": [0, 10, 55.5],
        "next_deadline": [str(today + timedelta(days=9))],
        "type": ["suspend", "suspend", "demote", "demote", "exit", "promote", "merge", "commission"],
        "to": ["build", "reserve", "plan"],
        "resume_due": [str(today + timedelta(days=30))],
        "lead": ["市城管局", "d2"],
    }
