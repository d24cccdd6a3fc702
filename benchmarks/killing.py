"""Signal 9 at any moment while people write: is what was acknowledged there, is any batch half there, does it open?

Each round starts a process that opens the register and lets several people write; each batch changes both of her two
records to the same stamp. What was acknowledged comes through a pipe. Some moments after the first of it the process
is killed; then the register is opened and held against the pipe. One round in ten is killed while it opens the
register, another one writes much at once, so that the engine also moves its log into the file meanwhile.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks import measuring
from scenario_db import ledger, proofs
from scenario_db.changes import Origin, StaleError
from scenario_db.codes import Role, Source, Tier
from scenario_db.database import Database, open_database
from scenario_db.engine import UnavailableError
from scenario_db.records import Scenario
from scenario_db.roles import Person
from scenario_db.settings import HOME
from scenario_db.verify import verify

LONGEST = 0.8
WHILE_OPENING, MUCH = 3, 7
"""The last digit of the rounds that are killed early, and of those that write much."""

_LARGE, _TEXT = 400, "路侧设施、云控平台和开放接口统一建设；" * 150
_READY = b"ready\n"


@dataclass(slots=True)
class Tally:
    """What was found, round by round."""

    rounds: int = 0
    killed_while_opening: int = 0
    acknowledged: int = 0
    lost: int = 0
    written_unacknowledged: int = 0
    half: int = 0
    not_opened: int = 0
    findings: int = 0


def measure(url: str, rounds: int, people: int, *, seed: int) -> Tally:
    """So many rounds on one register, which goes on from round to round."""
    chance, tally = random.Random(seed), Tally()
    with closing(open_database(url)) as db:
        _fill(db, people)
    for turn in range(rounds):
        told = _killed(url, people, turn, chance, tally)
        tally.rounds += 1
        tally.acknowledged += len(told)
        try:
            with closing(open_database(url)) as db:
                _judge(db, told, turn, tally)
        except UnavailableError:
            tally.not_opened += 1
    with closing(open_database(url)) as db:
        tally.findings = len(verify(db).problems) + len(proofs.found(db))
    return tally


def _fill(db: Database, people: int) -> None:
    found = [Scenario(id=key, name=key, tier=Tier.PLAN) for at in range(people) for key in _own(at, much=True)]
    changes = ledger.compare(db, ledger.wanted(found))
    ledger.record(db, changes, by=Person("office", Role.OFFICE), origin=Origin(Source.COMMAND))


def _own(at: int, *, much: bool) -> Sequence[str]:
    """Whose records: two for each, and of the first person many."""
    return [f"s{at}-{it}" for it in range(_LARGE if much and at == 0 else 2)]


def _killed(url: str, people: int, turn: int, chance: random.Random, tally: Tally) -> list[str]:
    """One life of the process; the stamps that it acknowledged."""
    command = [sys.executable, "-m", "benchmarks.killing", url, str(people), str(turn)]
    early, first = turn % 10 == WHILE_OPENING, b""
    with subprocess.Popen(command, cwd=HOME, stdout=subprocess.PIPE) as child:
        if child.stdout is None:
            return []
        if early:
            time.sleep(chance.uniform(0, 1.5))
        elif child.stdout.readline() == _READY:
            first = child.stdout.readline()  # on a busy machine the first one takes longer than a whole round
            time.sleep(chance.uniform(0, LONGEST))
        child.kill()
        lines = [line for line in (first + child.stdout.read()).splitlines(keepends=True) if line.endswith(b"\n")]
    tally.killed_while_opening += early and _READY not in lines
    return [line.decode().strip() for line in lines if line != _READY]


def _judge(db: Database, told: Sequence[str], turn: int, tally: Tally) -> None:
    """Each stamp is a batch; each batch changed all of its records, and stands in the audit."""
    sql = """
        select b.note, count(it.id), count(distinct it.remark), count(distinct a.number)
        from batch as b
        left join scenario_version as it on it.batch = b.id
        left join audit as a on a.event = 'batch' and a.subject = cast(b.id as text)
        where b.note like :turn
        group by b.id, b.note
    """
    there = {note: tuple(rest) for note, *rest in db.rows(sql, turn=f"{turn}/%")}
    tally.lost += len(set(told) - there.keys())
    tally.written_unacknowledged += len(there.keys() - set(told))
    whole = {(2, 1, 1), (_LARGE, 1, 1)}
    tally.half += sum(it not in whole for it in there.values())


def _write(url: str, people: int, turn: int) -> None:
    """The life of the process that is killed."""
    db = open_database(url)
    threads = [threading.Thread(target=_go_on, args=(db, turn, at)) for at in range(people)]
    os.write(1, _READY)
    for thread in threads:
        thread.start()


def _go_on(db: Database, turn: int, at: int) -> None:
    me, own = Person(f"person {at}", Role.OFFICE), _own(at, much=turn % 10 == MUCH)
    for stamp in _stamps(turn, at):
        content = _TEXT if len(own) > 2 else None
        found = [Scenario(id=key, name=key, tier=Tier.PLAN, remark=stamp, content=content) for key in own]
        try:
            changes = ledger.compare(db, ledger.wanted(found))
            ledger.record(db, changes, by=me, origin=Origin(Source.COMMAND, stamp))
        except StaleError:
            continue
        os.write(1, f"{stamp}\n".encode())  # one short line at once: a pipe takes it whole or not at all


def _stamps(turn: int, at: int) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"{turn}/{at}/{number}"


def run(given: Namespace) -> None:
    """All rounds; prints what was found."""
    with tempfile.TemporaryDirectory() as folder:
        url = given.url or f"duckdb:///{Path(folder) / 'register.duckdb'}"
        seconds, tally = measuring.seconds(lambda: measure(url, given.rounds, given.people, seed=given.seed))
    found = {name: getattr(tally, name) for name in Tally.__slots__} | {"seconds": round(seconds)}
    if given.json:
        print(json.dumps(found))
    else:
        measuring.show([found])


if __name__ == "__main__":
    _write(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
