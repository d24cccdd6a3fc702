"""Processes of the product on one PostgreSQL behind a real nginx, each on a core of its own: what they carry together.

nginx runs with the settings of `deploy/nginx.conf`, without TLS and on another port. Readers are signed in, have 总览
open and let it run again as soon as the last run was over, so that the processes are never idle. With as many processes
as cores the load cannot stand beside them on a core of its own; therefore, besides the runs a second, the processor
time is told that a run took of the process, of PostgreSQL, of nginx and of the load. And: after how long a page of one
process shows what another acknowledged, and whether readers come in again when a process was killed.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import statistics
import subprocess
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect

from benchmarks import library, measuring
from benchmarks.making import Size
from benchmarks.overview import DAY
from benchmarks.people import Editor, Seen, line, one_run, percentile, serving, shows
from benchmarks.several import KEEPER, enrolled, signed_in
from scenario_db import tokens
from scenario_db.codes import TokenScope
from scenario_db.database import open_database
from scenario_db.settings import HOME
from scenario_db.tokens import Token

_TICKS = os.sysconf("SC_CLK_TCK")
_LONGEST_S = 10.0
_AGAIN = 20
"""So many readers come again after a process was killed."""


@dataclass(slots=True)
class Front:
    """nginx before some processes."""

    url: str
    nginx: subprocess.Popen[bytes]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)


def settings_of(port: int, ports: Sequence[int], folder: Path) -> str:
    """The settings of `deploy/nginx.conf` for processes at these ports, in plain HTTP and for no user in particular."""
    text = (HOME / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    [redirecting, serving_people] = re.findall(r"^server \{.*?^\}", text, re.DOTALL | re.MULTILINE)
    plain = re.sub(r"^ *(ssl_\w+|listen) .*\n", "", serving_people, flags=re.MULTILINE)
    plain = plain.replace("server {", f"server {{\n    listen 127.0.0.1:{port};", 1)
    text = text.replace(redirecting, "").replace(serving_people, plain).replace("; Secure", "")
    servers = "\n".join(f"    server 127.0.0.1:{at};" for at in ports)
    text = re.sub(r"^    server 127\.0\.0\.1:8501;$", servers, text, flags=re.MULTILINE)
    places = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n"
        f"events {{ worker_connections 4096; }}\nhttp {{\naccess_log off;\n{places}{text}\n}}\n"
    )


@contextmanager
def fronted(given: Namespace, count: int) -> Iterator[Front]:
    """So many processes, each on its core, behind nginx."""
    with tempfile.TemporaryDirectory(prefix="fronted-") as name, ExitStack() as stack:
        folder, ports = Path(name), [given.port + 1 + at for at in range(count)]
        settings = folder / "nginx.conf"
        settings.write_text(settings_of(given.port, ports, folder), encoding="utf-8")
        front = Front(f"http://127.0.0.1:{given.port}", subprocess.Popen([given.nginx, "-c", settings, "-p", folder]))
        stack.callback(_end, front.nginx)
        for port in ports:
            begun = _begin(stack, folder, given, port)
            front.urls.append(begun[0])
            front.processes.append(begun[1])
        yield front


def _begin(stack: ExitStack, folder: Path, given: Namespace, port: int) -> tuple[str, subprocess.Popen[bytes]]:
    home = folder / str(port)
    home.mkdir(exist_ok=True)
    core = str((port - given.port - 1) % (os.cpu_count() or 1))
    return stack.enter_context(serving(home, given.url, port, core))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(30)


def _spent(process: int) -> float:
    """Seconds of processor that a process has taken with those of its children that have ended."""
    told = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, told[11:15])) / _TICKS


def _family(process: int) -> float:
    """The same with its children that live: nginx and PostgreSQL have one for each connection or worker."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return _spent(process) + sum(_spent(int(child)) for child in children if Path(f"/proc/{child}").exists())


async def _reader(held_by: connect, page: str, seen: Seen, begins: float, until: float) -> None:
    """Lets the page run again and again; counted is what ended in the time that is measured."""
    try:
        async with held_by as held:
            seen.first.append(await one_run(page, held, seen))
            while time.perf_counter() < until:
                took = await one_run(page, held, seen)
                if begins <= time.perf_counter() <= until:
                    seen.runs.append(took)
    except (OSError, TimeoutError):
        seen.failed += 1


async def _read(url: str, given: Namespace, spent: list[dict[str, float]], told: dict[str, int]) -> Seen:
    seen, now = Seen(), time.perf_counter()
    begins = now + given.warming
    until = begins + given.seconds
    cookies = [await asyncio.to_thread(signed_in, url) for _ in range(given.readers)]
    reading = [asyncio.create_task(_reader(line(url, it), given.page, seen, begins, until)) for it in cookies]
    for moment in (begins, until):
        await asyncio.sleep(max(0.0, moment - time.perf_counter()))
        spent.append({name: (_spent if name == "load" else _family)(process) for name, process in told.items()})
    await asyncio.gather(*reading)
    return seen


def carried(given: Namespace, count: int) -> dict[str, object]:
    """What so many processes carry, and who spent how much on it."""
    spent: list[dict[str, float]] = []
    with fronted(given, count) as front:
        told = {f"process {at}": it.pid for at, it in enumerate(front.processes)}
        told |= {"nginx": front.nginx.pid, "load": os.getpid()}
        told |= {"postgres": given.postgres} if given.postgres else {}
        seen = asyncio.run(_read(front.url, given, spent, told))
    runs = len(seen.runs) or 1
    used = {name: spent[1][name] - spent[0][name] for name in told}
    ours = sum(used[f"process {at}"] for at in range(count))
    return {
        "processes": count,
        "readers": given.readers,
        "page_kb": round(statistics.median(seen.bytes or [0]) / 1024, 1),
        "runs_s": round(runs / given.seconds, 1),
        "p50_ms": percentile(seen.runs, 0.5),
        "p95_ms": percentile(seen.runs, 0.95),
        "cores_of_processes": round(ours / given.seconds, 2),
        "ms_a_run": round(ours / runs * 1000, 1),
        "postgres_ms_a_run": round(used.get("postgres", 0.0) / runs * 1000, 1),
        "nginx_ms_a_run": round(used["nginx"] / runs * 1000, 1),
        "load_ms_a_run": round(used["load"] / runs * 1000, 1),
        "failed": seen.failed,
        "load_average": round(os.getloadavg()[0], 1),
    }


async def _until_shown(held: ClientConnection, page: str, query: str, words: str) -> float:
    """For how many milliseconds a page that is run again and again does not show the words."""
    began = time.perf_counter()
    while time.perf_counter() - began < _LONGEST_S:
        if await shows(held, page, query, words):
            break
    return (time.perf_counter() - began) * 1000


async def _behind(front: Front, editor: Editor, times: int) -> list[float]:
    """A card open at one process, a return filed at another: from the acknowledgement until the card shows it."""
    late = []
    async with line(front.urls[-1], signed_in(front.urls[-1])) as held:
        query = f"code={editor.filed['scenario']}"
        await shows(held, "scenario", query, "")
        for _ in range(times):
            words = f"看到{secrets.token_hex(6)}"
            await asyncio.to_thread(editor.save, words)
            late.append(await _until_shown(held, "scenario", query, words))
    return late


def stale(given: Namespace, token: str) -> dict[str, object]:
    """How long a page elsewhere is behind; and whether readers come in again once a process was killed."""
    with fronted(given, given.processes) as front:
        editor = Editor(front.urls[0], token, 1)
        editor.open()
        late = asyncio.run(_behind(front, editor, given.saves))
        cookies = [signed_in(front.url) for _ in range(_AGAIN)]
        front.processes[0].kill()
        front.processes[0].wait()
        let_in, longest = asyncio.run(_come_again(front.url, cookies, given.page))
    return {
        "saves": len(late),
        "page_elsewhere_p50_ms": round(statistics.median(late), 1),
        "page_elsewhere_longest_ms": round(max(late), 1),
        "came_again_after_a_kill": f"{let_in} of {len(cookies)}",
        "longest_ms": round(longest, 1),
    }


async def _come_again(url: str, cookies: Sequence[str], page: str) -> tuple[int, float]:
    let_in, longest = 0, 0.0
    for cookie in cookies:
        try:
            async with line(url, cookie) as held:
                longest = max(longest, await one_run(page, held, Seen()))
                let_in += 1
        except (OSError, TimeoutError):
            continue
    return let_in, longest


def run(given: Namespace) -> None:
    """One process, then all of them; then what a page elsewhere shows."""
    with closing(open_database(given.url)) as db:
        if not db.value("select count(*) from scenario"):
            library.fill(db, Size(given.scenarios, given.versions, DAY))
        enrolled(db)
        token = tokens.add(db, Token("", f"fronted {secrets.token_hex(4)}", tuple(TokenScope)), by=KEEPER)
    os.environ["SCENARIO_SIGN_IN"] = "required"  # an open register refuses whoever comes through a proxy
    rows = [carried(given, count) for count in (1, given.processes, 1, given.processes)]
    measuring.show(rows)
    behind = stale(given, token)
    measuring.show([behind])
    if given.json:
        measuring.say({"rows": rows, "behind": behind})
