"""Many people with a page open at once, each of whose page runs again every few seconds, and others who save meanwhile.

A server is started on a library of its own, as `make run` starts it, and spoken to as a browser does: over one
websocket a person. An answer counts from the moment the browser asks until the run is over. Editors file returns
through the interface of the same process, each for a scenario of her own, so that every save moves the ledger's mark.
The load stands on the same cores as the server, unless `--cores` says which cores are the server's.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import resource
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import Request, urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from benchmarks import library, measuring
from benchmarks.making import Size
from benchmarks.overview import DAY
from scenario_db import tokens
from scenario_db.codes import Role, TokenScope
from scenario_db.database import open_database
from scenario_db.roles import Person
from scenario_db.settings import HOME
from scenario_db.tokens import Token

EVERY_S = 5.0
"""How often the page of one person runs again."""

ARRIVING_S = 20.0
"""They come within so many seconds, not all at once."""

_SMALL = 256
"""The message that a run is over is one of the small ones; larger ones are not unpacked."""


@dataclass(slots=True)
class Seen:
    """What the people saw: milliseconds of first pages and of the runs after them, bytes of a page, what failed."""

    first: list[float] = field(default_factory=list)
    runs: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)
    saves: list[float] = field(default_factory=list)
    failed: int = 0


async def one_run(page: str, held: ClientConnection, seen: Seen, query: str = "") -> float:
    """One run of the page; gives its milliseconds."""
    asked = BackMsg()
    asked.rerun_script.page_name = page
    asked.rerun_script.query_string = query
    began = time.perf_counter()
    await held.send(asked.SerializeToString())
    taken = 0
    while True:
        told = await held.recv()
        taken += len(told)
        if len(told) < _SMALL and isinstance(told, bytes) and _is_over(told):
            seen.bytes.append(taken)
            return (time.perf_counter() - began) * 1000


async def shows(held: ClientConnection, page: str, query: str, words: str) -> bool:
    """Whether one run of the page sends these words."""
    asked, found = BackMsg(), False
    asked.rerun_script.page_name, asked.rerun_script.query_string = page, query
    await held.send(asked.SerializeToString())
    while True:
        told = await held.recv()
        content = told if isinstance(told, bytes) else told.encode()
        found = found or words.encode() in content
        if len(content) < _SMALL and _is_over(content):
            return found


def _is_over(told: bytes) -> bool:
    message = ForwardMsg.FromString(told)
    return bool(message.WhichOneof("type") == "script_finished")


async def _person(url: str, page: str, seen: Seen, comes: float, until: float) -> None:
    """Comes, sees the first page, and has it run again until the end; runs that came too late are not made up for."""
    await asyncio.sleep(comes)
    try:
        async with line(url) as held:
            seen.first.append(await one_run(page, held, seen))
            turn = time.perf_counter() + random.uniform(0, EVERY_S)
            while turn < until:
                await asyncio.sleep(max(0.0, turn - time.perf_counter()))
                seen.runs.append(await one_run(page, held, seen))
                turn = max(turn + EVERY_S, time.perf_counter())
    except (OSError, TimeoutError, ValueError):
        seen.failed += 1


def line(url: str, cookie: str = "") -> connect:
    """A websocket as a browser opens it, with the cookie that it was given."""
    host = url.removeprefix("http://")
    return connect(
        f"ws://{host}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        origin=Origin(url),
        max_size=None,
        compression=None,
        open_timeout=60,
        additional_headers={"Cookie": cookie} if cookie else None,
    )


async def _visitor(url: str, page: str, seen: Seen, until: float) -> None:
    """Somebody new every three seconds once all have come, who looks once and goes."""
    await asyncio.sleep(ARRIVING_S)
    while time.perf_counter() < until:
        try:
            async with line(url) as held:
                seen.late.append(await one_run(page, held, seen))
        except (OSError, TimeoutError):
            seen.failed += 1
        await asyncio.sleep(3)


@dataclass(slots=True)
class Editor:
    """Somebody who files the return of one scenario again and again."""

    url: str
    token: str
    number: int
    filed: dict[str, object] = field(default_factory=dict)

    async def work(self, seen: Seen, until: float) -> None:
        """Saves every five seconds until the end."""
        await asyncio.sleep(random.uniform(0, EVERY_S))
        await asyncio.to_thread(self.open)
        turn = time.perf_counter()
        while turn < until:
            await asyncio.sleep(max(0.0, turn - time.perf_counter()))
            try:
                seen.saves.append(await asyncio.to_thread(self.save))
            except OSError:
                seen.failed += 1
            turn = max(turn + EVERY_S, time.perf_counter())

    def open(self) -> None:
        """Finds the return that this one files."""
        [found] = self.asked(f"returns?limit=1&offset={self.number}")["items"]
        self.filed = {name: found[name] for name in ("scenario", "period_type", "period", "version")}

    def save(self, words: str = "") -> float:
        """Files it once more with other words; gives the milliseconds."""
        said = self.filed | {
            "progress": words or f"完成第{random.randint(1, 10**9)}项",
            "invest_ytd": random.randint(0, 500),
        }
        began = time.perf_counter()
        self.asked("returns", {"returns": [said], "note": "月报"})
        self.filed["version"] = int(str(self.filed["version"])) + 1
        return (time.perf_counter() - began) * 1000

    def asked(self, path: str, body: dict[str, object] | None = None) -> dict[str, list[dict[str, object]]]:
        """What the interface answers."""
        heads = {"authorization": f"Bearer {self.token}", "idempotency-key": secrets.token_hex(16)}
        data = json.dumps(body).encode() if body else None
        request = Request(f"{self.url}/api/v1/{path}", data, heads | {"content-type": "application/json"})
        with urlopen(request, timeout=60) as answer:
            told: dict[str, list[dict[str, object]]] = json.load(answer)
            return told


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who comes: those who look and those who save, to which server and page, for how long."""

    url: str
    page: str
    people: int
    seconds: float
    editors: int = 0
    token: str = ""


async def _seen(it: Crowd) -> Seen:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(max(1, it.editors)))
    seen = Seen()
    until = time.perf_counter() + ARRIVING_S + it.seconds
    looking = [_person(it.url, it.page, seen, ARRIVING_S * at / it.people, until) for at in range(it.people)]
    saving = [Editor(it.url, it.token, at).work(seen, until) for at in range(it.editors)]
    await asyncio.gather(_visitor(it.url, it.page, seen, until), *looking, *saving)
    return seen


@contextmanager
def serving(
    home: Path, database: str, port: int, cores: str, *, script: str = "app.py"
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server on that register, ready; ended with the block."""
    asked = {"SCENARIO_DB_URL": database, "SCENARIO_HOME": str(home), "SCENARIO_START_WITH": "empty"}
    asked |= {"SCENARIO_API_PER_MINUTE": "1000000"}
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    pinned = ["taskset", "-c", cores, *command] if cores else command
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(pinned, cwd=HOME, env=os.environ | asked, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(f"{url}/healthz" if script == "app.py" else f"{url}/_stcore/health")
            yield url, process
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(url: str) -> None:
    for _ in range(600):
        try:
            with urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(url)


def resident_mib(process: int) -> float:
    """How much memory that process holds."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return round(pages * resource.getpagesize() / measuring.MIB, 1)


def percentile(found: Sequence[float], share: float) -> float:
    """The value below which that share lies; 0 where there is none."""
    return round(sorted(found)[min(len(found) - 1, int(len(found) * share))], 1) if found else 0.0


def run(given: Namespace) -> None:
    """Prints a line for each number of people."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="people-") as folder:
        home = Path(folder)
        database = given.url or f"duckdb:///{home / 'register.duckdb'}"
        with closing(open_database(database)) as db:
            library.fill(db, Size(given.scenarios, given.versions, DAY))
            token = tokens.add(db, Token("", "people", tuple(TokenScope)), by=Person("keeper", Role.ADMIN))
        for people in given.people:
            with serving(home, database, given.port, given.cores) as (url, process):
                asyncio.run(_seen(Crowd(url, given.page, 1, 5)))  # what is kept of this state is worked out once
                before = resident_mib(process.pid)
                seen = asyncio.run(_seen(Crowd(url, given.page, people, given.seconds, given.editors, token)))
                rows.append(_row(given, people, seen, before, resident_mib(process.pid)))
    measuring.show(rows)
    if given.json:
        measuring.say({"rows": rows})


def _row(given: Namespace, people: int, seen: Seen, before: float, after: float) -> dict[str, object]:
    return {
        "page": given.page,
        "people": people,
        "runs_s": round(len(seen.runs) / (given.seconds + ARRIVING_S / 2), 1),
        "p50_ms": percentile(seen.runs, 0.5),
        "p95_ms": percentile(seen.runs, 0.95),
        "longest_ms": percentile(seen.runs, 1),
        "saves": len(seen.saves),
        "save_p50_ms": percentile(seen.saves, 0.5),
        "save_p95_ms": percentile(seen.saves, 0.95),
        "next_visitor_p50_ms": percentile(seen.late, 0.5),
        "next_visitor_longest_ms": percentile(seen.late, 1),
        "page_kb": round(statistics.median(seen.bytes) / 1024, 1) if seen.bytes else 0,
        "mib_before": before,
        "mib_after": after,
        "failed": seen.failed,
    }
