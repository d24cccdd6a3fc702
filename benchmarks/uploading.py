"""Evil uploads through the door of the page: none may break it, hang it, or write half of what it says."""

from __future__ import annotations

import json
import time
import traceback
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field

from benchmarks import evil
from benchmarks.evil import Upload
from importers import parcel, preview
from scenario_db import days, histories, ledger, proofs, settings
from scenario_db.changes import Origin
from scenario_db.codes import Role, Source
from scenario_db.database import Database, open_database
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import Department
from scenario_db.roles import Person
from scenario_db.verify import verify
from scenario_db.wording import LANGUAGES, Words

OFFICE = Person("office", Role.OFFICE)
_BROKEN = (ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)
"""What would have broken the page; anything worse ends the run."""

_TOO_MUCH = ("Traceback", 'File "', "site-packages", "select ", "Error:")
"""What no sentence to people may hold."""


@dataclass(slots=True)
class Tally:
    """What became of the files: the kinds of refusals, what was written, what went wrong."""

    files: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    nothing_new: int = 0
    written: int = 0
    records: int = 0
    broken: int = 0
    half: int = 0
    odd_sentences: int = 0
    longest_s: float = 0.0
    findings: int = 0


def measure(db: Database, count: int, *, seed: int) -> Tally:
    """Sends them one after the other, as the office, which may write most."""
    tally, words, refused = Tally(), [Words(language) for language in LANGUAGES], Counter[str]()
    units = ledger.compare(db, ledger.wanted([Department(id="d1", name="市城管局")]))
    ledger.record(db, units, by=OFFICE, origin=Origin(Source.FORM))
    for sent in evil.uploads(count, seed=seed):
        before, began = histories.mark(db), time.perf_counter()
        tally.files += 1
        try:
            told = [problem for name, data in _unpacked(sent) for problem in _brought(db, name, data, tally)]
        except RegisterError as denied:
            told = [denied.problem]
        except _BROKEN:
            tally.broken += 1
            print(sent.sort, repr(sent.name))
            traceback.print_exc()
            continue
        tally.longest_s = max(tally.longest_s, round(time.perf_counter() - began, 1))
        tally.odd_sentences += sum(part in say.problem(it) for it in told for say in words for part in _TOO_MUCH)
        refused.update(it.kind for it in told[:1] if histories.mark(db) == before)
    tally.refused = dict(refused)
    tally.findings = len(verify(db).problems) + len(proofs.found(db))
    return tally


def _unpacked(sent: Upload) -> Iterator[tuple[str, bytes]]:
    found = parcel.unpack(sent.content, sent.name)
    if isinstance(found, Problem):
        raise RegisterError(found)
    yield from found


def _brought(db: Database, name: str, data: bytes, tally: Tally) -> list[Problem]:
    """Previews a workbook, writes what it would change, and holds the register against what was shown."""
    day = days.today(settings.current().zone)
    before = histories.mark(db)
    shown = preview.of(db, data, name, by=OFFICE, day=day)
    tally.half += histories.mark(db) != before
    if not shown.changes or shown.blocked:
        tally.nothing_new += bool(shown.rows)
        return list(shown.problems)
    try:
        receipt = preview.commit(db, shown, by=OFFICE)
    except RegisterError:
        tally.half += histories.mark(db) != before
        raise
    there = sum(histories.counts(db, receipt.batch).values())
    tally.written += 1
    tally.records += there
    tally.half += not (histories.mark(db) == receipt.batch == before + 1 and there == len(shown.changes))
    return list(shown.problems)


def run(given: Namespace) -> None:
    """Sends them to an empty register in memory; prints what became of them."""
    with closing(open_database("duckdb:///:memory:")) as db:
        found = asdict(measure(db, given.files, seed=given.seed))
    if given.json:
        print(json.dumps(found))
        return
    for kind, count in sorted(found.pop("refused").items()):
        print(f"{kind}  {count}")
    print("  ".join(f"{name} {value}" for name, value in found.items()))
