"""A full disk under the embedded register: what is told, what stays, and that it comes back by itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HOME = Path(__file__).resolve().parent.parent

BEFORE = """
import json, os, random, resource
from contextlib import ExitStack
from pages.parts import server, visit
from scenario_db.problems import RegisterError

def limited(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

def write(number):
    texts = [random.randbytes(800).hex() for _ in range(1000)]
    with db.writing() as tx:
        tx.insert_many("batch", {
            "id": ("bigint", [number * 1000 + i for i in range(1000)]),
            "recorded_at": ("timestamp", ["2026-01-01"] * 1000),
            "source": ("text", ["form"] * 1000),
            "author": ("text", texts),
            "author_role": ("text", ["office"] * 1000),
        })
    return "written"

def count():
    return db.value("select count(*) from batch")

def kind(attempt, *given):
    try:
        return attempt(*given)
    except RegisterError as refused:
        return refused.problem.kind

def written_until_refused():
    for number in range(1, 100):
        found = kind(write, number)
        if found != "written":
            return number - 1, found

db = visit.register()
"""
"""A program of its own, since the limit on the size of files, like a disk, is for all of a process."""


@pytest.fixture
def child(tmp_path):
    """What a program of a few lines says in the end, on a register that starts empty."""

    def said(*lines: str) -> Any:
        program = "\n".join((BEFORE, *lines))
        url = f"duckdb:///{tmp_path / 'register.duckdb'}"
        settings = {"SCENARIO_DB_URL": url, "SCENARIO_START_WITH": "empty", "PATH": "/usr/bin:/bin"}
        command = (sys.executable, "-W", "ignore", "-c", program)
        done = subprocess.run(command, cwd=HOME, env=settings, capture_output=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout.splitlines()[-1])

    return said


def test_a_log_that_cannot_grow_is_told_and_nothing_is_lost(child):
    batches, refused, there, again = child(
        "limited(6_000_000)",
        "batches, refused = written_until_refused()",
        "there = count()",
        "limited(resource.RLIM_INFINITY)",
        "print(json.dumps([batches, refused, there, kind(write, 999)]))",
    )
    assert (refused, there, again) == ("not_saved", batches * 1000, "written")


@pytest.fixture(scope="module")
def full() -> str:
    """The limit at which the log (16 MB) may still be written, but no longer the file that it is brought into."""
    return "limited(17_500_000)"


def test_a_file_that_cannot_grow_is_told_as_unknown_and_opened_anew(child, full):
    batches, refused, there, healthy, again, after = child(
        full,
        "batches, refused = written_until_refused()",
        "there, healthy = count(), server.health(None).status_code",
        "limited(resource.RLIM_INFINITY)",
        "again = kind(write, 999)",
        "print(json.dumps([batches, refused, there, healthy, again, count()]))",
    )
    assert refused == "outcome_unknown"
    assert there in (batches * 1000, batches * 1000 + 1000)
    assert (healthy, again, after) == (200, "written", there + 1000)


def test_as_long_as_it_cannot_be_opened_anew_everybody_is_told_and_health_is_red(child, full):
    """A reader who is still at it keeps the broken instance alive."""
    told, after = child(
        "held = ExitStack()",
        "held.enter_context(db._engine.reading())",
        full,
        "_, refused = written_until_refused()",
        "told = [refused, kind(count), kind(write, 999), server.health(None).status_code]",
        "held.close()",
        "limited(resource.RLIM_INFINITY)",
        "after = [server.health(None).status_code, kind(write, 999)]",
        "print(json.dumps([told, after]))",
    )
    assert told == ["outcome_unknown", "register_stopped", "not_saved", 503]
    assert after == [200, "written"]
