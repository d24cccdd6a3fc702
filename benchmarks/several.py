"""Several processes of the product on one PostgreSQL, one of them killed again and again while systems write to all.

What is counted: acknowledged returns that are not there, returns that two processes both won with the same version, how
long after an acknowledgement the other process still shows the state before, whether a sign-in at one process holds at
the other, and whether the schema was made once although all began at the same moment on an empty database.
"""

from __future__ import annotations

import json
import random
import secrets
import statistics
import subprocess
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from benchmarks import library, measuring
from benchmarks.making import Size
from benchmarks.overview import DAY
from benchmarks.people import Editor, serving
from scenario_db import accounts, credentials, tokens
from scenario_db.accounts import Account
from scenario_db.codes import Role, TokenScope
from scenario_db.database import Database, open_database
from scenario_db.roles import Person
from scenario_db.tokens import Token

KEEPER = Person("keeper", Role.ADMIN)
LIVES_S = (4.0, 9.0)
"""So long a process lives before it is killed."""

LONGEST_S = 10.0
"""So long the other process is asked whether it shows what was acknowledged."""

_LOGIN, _FIRST, _PASSWORD = "crowd", "nine-short-words-there", "eight-long-words-here"


@dataclass(slots=True)
class Tally:
    """What was acknowledged, and what was seen; appended to by many threads."""

    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    both_won: int = 0
    contests: int = 0
    behind_ms: list[float] = field(default_factory=list)
    kills: int = 0


@dataclass(slots=True)
class Servers:
    """The processes, by their address; one that is killed is begun anew at the same address."""

    home: Path
    database: str
    urls: list[str] = field(default_factory=list)
    stack: ExitStack = field(default_factory=ExitStack)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def begin(self, port: int) -> str:
        folder = self.home / str(port)
        folder.mkdir(exist_ok=True)
        url, process = self.stack.enter_context(serving(folder, self.database, port, ""))
        self.running[url] = process
        return url

    def kill(self, url: str) -> None:
        """Signal 9, and another process at the same address."""
        self.running[url].kill()
        self.running[url].wait()
        self.begin(int(url.rpartition(":")[2]))


def _write(servers: Servers, token: str, number: int, tally: Tally, until: float) -> None:
    """One system files the return of one scenario again and again, at whichever process answers."""
    editor = Editor(servers.urls[number % len(servers.urls)], token, number)
    _open(editor, servers, until)
    while time.monotonic() < until:
        editor.url = random.choice(servers.urls)
        said = f"第{secrets.token_hex(6)}次填报"
        try:
            editor.save(said)
        except HTTPError as refused:
            tally.refused.append(refused.code)
            _open(editor, servers, until)  # it was written, though the process died before it said so
        except OSError:
            time.sleep(0.2)
        else:
            tally.acknowledged.append((str(editor.filed["scenario"]), said))


def _open(editor: Editor, servers: Servers, until: float) -> None:
    while time.monotonic() < until:
        editor.url = random.choice(servers.urls)
        try:
            editor.open()
        except (OSError, ValueError):
            time.sleep(0.2)
        else:
            return


def _contend(servers: Servers, token: str, number: int, tally: Tally, until: float) -> None:
    """The same return with the same version at two processes at once: one of them may win."""
    with ThreadPoolExecutor(len(servers.urls)) as pool:
        while time.monotonic() < until:
            editors = [Editor(url, token, number) for url in servers.urls]
            try:
                editors[0].open()
            except (OSError, ValueError):
                time.sleep(0.2)
                continue
            for other in editors[1:]:
                other.filed = dict(editors[0].filed)
            words = [f"争{secrets.token_hex(6)}" for _ in editors]
            won = list(pool.map(_won, editors, words))
            tally.contests += 1
            tally.both_won += won.count(True) > 1
            if won.count(True) == 1:
                tally.behind_ms += _behind(editors[won.index(False)], words[won.index(True)])


def _won(editor: Editor, words: str) -> bool:
    try:
        editor.save(words)
    except OSError:
        return False
    return True


def _behind(other: Editor, words: str) -> list[float]:
    """For how many milliseconds the other process does not show what was acknowledged; nothing where it was killed."""
    began = time.perf_counter()
    while time.perf_counter() - began < LONGEST_S:
        try:
            if words in json.dumps(other.asked(f"scenarios/{other.filed['scenario']}"), ensure_ascii=False):
                break
        except (OSError, ValueError):
            return []
    return [(time.perf_counter() - began) * 1000]


def _kill(servers: Servers, tally: Tally, until: float) -> None:
    while time.monotonic() + LIVES_S[1] < until:
        time.sleep(random.uniform(*LIVES_S))
        servers.kill(random.choice(servers.urls))
        tally.kills += 1


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_given: object) -> None:
        return None


def _signed_in_everywhere(urls: list[str]) -> bool:
    """Whether the cookie that one process gave is taken by the others."""
    cookie = signed_in(urls[0])
    return bool(cookie) and all(_page(url, cookie) == HTTPStatus.OK for url in urls)


def signed_in(url: str) -> str:
    """Signs in as one of the crowd; gives the cookies that came of it."""
    form = urlencode({"login": _LOGIN, "password": _PASSWORD, "next": "/", "lang": "zh"}).encode()
    asked = Request(f"{url}/signin", form, {"Origin": url, "Referer": f"{url}/signin"})
    try:
        answer = build_opener(_Stay).open(asked, timeout=30)
    except HTTPError as led_on:
        answer = led_on
    return "; ".join(it.partition(";")[0] for it in answer.headers.get_all("set-cookie") or ())


def enrolled(db: Database) -> None:
    """One of the crowd has an account, and a password of her own: with a first one she would see no page."""
    if accounts.get(db, _LOGIN) is None:
        accounts.add(db, Account(_LOGIN, "众", Role.LEADER), _FIRST, by=KEEPER)
        credentials.choose(db, _LOGIN, _FIRST, _PASSWORD, by=Person(_LOGIN, Role.LEADER))


def _page(url: str, cookie: str) -> int:
    try:
        with build_opener(_Stay).open(Request(url, headers={"Cookie": cookie}), timeout=30) as answer:
            return int(answer.status)
    except HTTPError as refused:
        return refused.code


@contextmanager
def _servers(given: Namespace) -> Iterator[Servers]:
    with tempfile.TemporaryDirectory(prefix="several-") as folder:
        servers = Servers(Path(folder), given.url)
        with servers.stack:
            ports = [given.port + at for at in range(given.processes)]
            with ThreadPoolExecutor(len(ports)) as pool:  # all at once on an empty database
                servers.urls = list(pool.map(servers.begin, ports))
            yield servers


def run(given: Namespace) -> None:
    """Prints the counts."""
    tally = Tally()
    with _servers(given) as servers, closing(open_database(given.url)) as db:
        once = db.value("select count(*) - count(distinct number) from schema_step") == 0
        token = _filled(db, given)
        together = _signed_in_everywhere(servers.urls)
        until = time.monotonic() + given.seconds
        with ThreadPoolExecutor(given.writers + 2) as pool:
            working = [pool.submit(_write, servers, token, at, tally, until) for at in range(given.writers)]
            working.append(pool.submit(_contend, servers, token, given.writers, tally, until))
            working.append(pool.submit(_kill, servers, tally, until))
        for one in working:
            one.result()
        found = _judged(db, tally) | {"schema_made_once": int(once), "signed_in_everywhere": int(together)}
    measuring.show([found])
    if given.json:
        measuring.say(found)


def _filled(db: Database, given: Namespace) -> str:
    library.fill(db, Size(given.scenarios, 3, DAY))
    token = tokens.add(db, Token("", "several", tuple(TokenScope)), by=KEEPER)
    enrolled(db)
    return token


def _judged(db: Database, tally: Tally) -> dict[str, object]:
    sql = """
        select s.code, r.progress
        from progress_report_version as r
        join scenario as s on s.id = r.scenario_id
        where r.progress in (select unnest(cast(:said as text[])))
    """
    there = set(db.rows(sql, said=[said for _, said in tally.acknowledged]))
    lost = [it for it in tally.acknowledged if it not in there]
    late = sorted(tally.behind_ms)
    return {
        "acknowledged": len(tally.acknowledged),
        "lost": len(lost),
        "kills": tally.kills,
        "contests": tally.contests,
        "both_won": tally.both_won,
        "other_saw_p50_ms": round(statistics.median(late), 1) if late else 0.0,
        "other_saw_longest_ms": round(late[-1], 1) if late else 0.0,
        "refused": json.dumps({str(code): tally.refused.count(code) for code in sorted(set(tally.refused))}),
    }
