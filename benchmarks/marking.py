"""A workbook with bad cells handed back to whoever sent it, marked: how long it takes, and in how much memory."""

from __future__ import annotations

import random
from argparse import Namespace

from benchmarks import measuring
from benchmarks.workbooks import BAD, HEADINGS, Ledger, ledger
from importers import marked
from importers.workbook import address
from scenario_db.problems import Place, Problem
from scenario_db.wording import Words

FILE, SHEET, TOP, SEED = "ledger.xlsx", "台账", 4, 20260101


def _problems(rows: int, bad: int) -> list[Problem]:
    """As many bad cells as asked for, no two the same."""
    places = random.Random(SEED).sample(range(rows * len(HEADINGS)), min(bad, rows * len(HEADINGS)))
    facts = {"value": BAD[11], "heading": HEADINGS[11]}
    cells = (address(TOP + 1 + at // len(HEADINGS), at % len(HEADINGS)) for at in places)
    return [Problem("not_a_date", Place(FILE, SHEET, cell), facts) for cell in cells]


def measure(rows: int, bad: int) -> dict[str, object]:
    """Seconds until the marked workbook is there, the first time and again with its marks on it."""
    data, problems = ledger(Ledger(rows)), _problems(rows, bad)
    total_s, once = measuring.seconds(lambda: _handed_back(data, problems))
    again_s, _ = measuring.seconds(lambda: _handed_back(once, problems))
    times = {"total_s": round(total_s, 3), "again_s": round(again_s, 3)}
    return {"rows": rows, "bad": len(problems), **times}


def _handed_back(data: bytes, problems: list[Problem]) -> bytes:
    found = marked.workbook(data, FILE, problems, Words("zh"))
    return b"" if isinstance(found, Problem) else found


def run(given: Namespace) -> None:
    """Measures, and says what was found."""
    with measuring.peak_mib() as peak:
        found = measure(given.rows, given.bad) | {"peak_mib": peak()}
    if given.json:
        measuring.say(found)
    else:
        measuring.show([found])
