"""That the benchmarks run and say what scripts rely on; how fast anything is, no test judges."""

from __future__ import annotations

import json
from argparse import Namespace
from contextlib import closing

from benchmarks import (
    asking,
    evil,
    importing,
    killing,
    library,
    making,
    marking,
    overview,
    saving,
    uploading,
    workbooks,
)
from scenario_db import money, movements, portfolio, waiting
from scenario_db.choices import Choice
from scenario_db.codes import Tier
from scenario_db.database import open_database

SMALL = making.Size(400, 4, overview.DAY)


def test_a_library_made_for_measuring_answers_every_question(db):
    library.fill(db, SMALL)
    now = Choice(overview.DAY)
    assert sum(it.scenarios for it in portfolio.counts(db, now).values()) == 400 - len(_left(db))
    assert money.money(db, now).month == overview.DAY.month - 1
    assert movements.flows(db, overview._as_of(overview.DAY - overview.BACK), now) != []
    assert waiting.waits(db, now) != []


def _left(db):
    return db.rows("select id from scenario where tier = :tier", tier=Tier.EXIT)


def test_the_same_seed_gives_the_same_workbook():
    one, other = (list(workbooks._rows(workbooks.Ledger(50, messy=True))) for _ in range(2))
    assert one == other


def test_the_overview_says_one_object(capsys):
    overview.run(Namespace(scenarios=[40], versions=2, runs=1, url="", json=True))
    [row] = json.loads(capsys.readouterr().out)["rows"]
    assert set(row) == {"scenarios", "today_ms", "past_ms"}


def test_the_pages_answer_each_question_and_say_one_object(capsys):
    asking.run(Namespace(scenarios=40, versions=2, runs=1, url="", json=True))
    found = json.loads(capsys.readouterr().out)
    assert {it["page"] for it in found["rows"]} == set(asking.QUESTIONS)


def test_writers_that_overtake_each_other_lose_nothing(capsys):
    saving.run(Namespace(writers=8, seconds=1.0, records=2, url="", json=True))
    found = json.loads(capsys.readouterr().out)
    assert found["lost"] == 0 < found["acknowledged"]


def test_the_import_says_one_object_whose_counts_add_up(capsys):
    importing.run(Namespace(rows=60, messy=True, json=True))
    found = json.loads(capsys.readouterr().out)
    assert {"rows", "floor_s", "preview_s", "commit_s", "total_s", "peak_mib"} <= set(found)
    assert found["read"] == 60 == sum(found[name] for name in ("new", "changed", "same", "conflict", "refused"))


def test_the_marked_workbook_says_one_object(capsys):
    marking.run(Namespace(rows=30, bad=10, json=True))
    found = json.loads(capsys.readouterr().out)
    assert {"rows": 30, "bad": 10}.items() <= found.items()
    assert {"total_s", "again_s", "peak_mib"} <= set(found)


def test_whoever_is_killed_has_lost_nothing_that_was_acknowledged(tmp_path):
    found = killing.measure(f"duckdb:///{tmp_path / 'register.duckdb'}", 1, 4, seed=1)
    assert (found.rounds, found.lost, found.half, found.not_opened, found.findings) == (1, 0, 0, 0, 0)
    assert found.acknowledged > 0


def test_evil_files_break_nothing_and_write_nothing_half():
    with closing(open_database("duckdb:///:memory:")) as db:
        found = uploading.measure(db, 5, seed=3)
    assert (found.files, found.broken, found.half, found.odd_sentences, found.findings) == (5, 0, 0, 0, 0)
    assert found.written > 0


def test_the_same_seed_gives_the_same_evil_files_of_every_sort():
    one, other = (evil.uploads(len(evil.SORTS), seed=1) for _ in range(2))
    assert {it.sort for it in one} == {it.sort for it in other} == set(evil.SORTS)
    assert [it.name for it in one] == [it.name for it in other]
