"""What the server takes for a page, at each size: as it is asked again, after something was saved, and on a past day.

Each page is asked over the websocket, as a browser does, beside an empty page of Streamlit in the same run. *Again* is
the usual case: what was worked out is kept until the next save. *After a save* nothing is kept.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
from argparse import Namespace
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from benchmarks import library, measuring
from benchmarks.making import Size
from benchmarks.overview import DAY
from benchmarks.people import Editor, Seen, line, one_run, serving
from scenario_db import tokens
from scenario_db.codes import Role, TokenScope
from scenario_db.database import open_database
from scenario_db.roles import Person
from scenario_db.tokens import Token

RUNS = 7
PAST_DAYS = 200


async def _runs(url: str, page: str, query: str, times: int) -> tuple[list[float], int]:
    """So many runs of one visit after the first; milliseconds, and the bytes of the largest."""
    seen = Seen()
    async with line(url) as held:
        await one_run(page, held, seen, query)
        found = [await one_run(page, held, seen, query) for _ in range(times)]
    return found, max(seen.bytes)


async def _after_saves(url: str, page: str, editor: Editor) -> list[float]:
    """The run after each of some saves, in one visit."""
    async with line(url) as held:
        await one_run(page, held, Seen(), "")
        found = []
        for _ in range(RUNS):
            await asyncio.to_thread(editor.save)
            found.append(await one_run(page, held, Seen(), ""))
        return found


def _middle(found: Sequence[float]) -> float:
    return round(statistics.median(found), 1)


def _row(url: str, size: int, page: str, token: str) -> dict[str, object]:
    again, most = asyncio.run(_runs(url, page, "", RUNS))
    query = f"day={DAY - timedelta(days=PAST_DAYS)}"
    past, _ = asyncio.run(_runs(url, page, query, RUNS))
    editor = Editor(url, token, 0)
    editor.open()
    saved = asyncio.run(_after_saves(url, page, editor))
    return {
        "scenarios": size,
        "page": page,
        "again_ms": _middle(again),
        "past_day_ms": _middle(past),
        "after_a_save_ms": _middle(saved),
        "longest_after_a_save_ms": round(max(saved), 1),
        "kb": round(most / 1024, 1),
    }


def run(given: Namespace) -> None:
    """Prints a line for each size and page, and the empty page first."""
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory(prefix="screens-") as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text("import streamlit as st\nst.title('empty')\n", encoding="utf-8")
        with serving(Path(folder), "duckdb:///:memory:", given.port, "", script=str(empty)) as (url, _):
            found, most = asyncio.run(_runs(url, "", "", RUNS))
            rows.append({"scenarios": 0, "page": "(empty)", "again_ms": _middle(found), "past_day_ms": 0.0})
            rows[-1] |= {"after_a_save_ms": 0.0, "longest_after_a_save_ms": 0.0, "kb": round(most / 1024, 1)}
    for size in given.scenarios:
        with tempfile.TemporaryDirectory(prefix="screens-") as folder:
            database = f"duckdb:///{Path(folder) / 'register.duckdb'}"
            with closing(open_database(database)) as db:
                library.fill(db, Size(size, given.versions, DAY))
                token = tokens.add(db, Token("", "screens", tuple(TokenScope)), by=Person("keeper", Role.ADMIN))
            with serving(Path(folder), database, given.port, "") as (url, _):
                for page in given.pages:
                    rows.append(_row(url, size, page, token))
                    print(rows[-1], file=sys.stderr, flush=True)
    measuring.show(rows)
    if given.json:
        measuring.say({"rows": rows})
