"""Bringing a register to today's schema: by steps, twice or killed midway without harm, and never backwards."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from scenario_db import migrations
from scenario_db.codes import Tier
from scenario_db.database import Database, connect, open_database
from scenario_db.kinds import KINDS
from scenario_db.migrations import NewerRegisterError
from scenario_db.records import Scenario
from scenario_db.verify import verify
from tests.telling import write

pytestmark = pytest.mark.schema

HOME = Path(__file__).resolve().parent.parent
PARKING = Scenario(id="s1", name="智慧停车", tier=Tier.BUILD)


def steps(db: Database) -> list[int]:
    return [row[0] for row in db.rows("select number from schema_step order by number")]


@pytest.fixture
def more_steps(tmp_path, monkeypatch):
    """A schema of tomorrow; gives the folder, so that further steps can be put into it."""
    folder = tmp_path / "schema"
    folder.mkdir()
    for path in migrations.SCHEMA.glob("*.sql"):
        (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(migrations, "SCHEMA", folder)
    return folder


def test_steps_are_numbered_without_gaps():
    for engine in ("duckdb", "postgres"):
        numbers = [number for number, _, _ in migrations.steps(engine)]
        assert numbers == list(range(1, len(numbers) + 1))


def test_a_second_opening_changes_nothing(db, db_url):
    write(db, PARKING)
    db.close()
    again = open_database(db_url)
    assert again.value("select name from scenario") == "智慧停车"
    assert steps(again) == [number for number, _, _ in migrations.steps(again.engine)]
    again.close()


def test_every_kind_has_its_table_its_view_and_its_any_day(db):
    for name, kind in KINDS.items():
        columns = ", ".join(
            (*kind.names, "version", "recorded_at", "superseded_at", "batch", "superseded_by", "source_row")
        )
        assert db.rows(f"select {columns} from {kind.table}") == []
        assert db.rows(f"select {columns} from {name}") == []
        assert db.rows(f"select {columns} from {name}_on(cast('9999-12-31' as timestamp))") == []


def test_a_newer_register_is_refused_and_left_alone(db, db_url):
    with db.writing() as tx:
        tx.execute("insert into schema_step values (99, 'of_tomorrow', timestamp '2030-01-01')")
    db.close()
    with pytest.raises(NewerRegisterError) as refused:
        open_database(db_url)
    assert refused.value.problem.facts["register"] == 99
    left = connect(db_url)
    assert steps(left)[-1] == 99
    left.close()


def test_a_step_of_tomorrow_runs_once_and_its_column_is_seen_today(db, db_url, more_steps):
    write(db, PARKING)
    db.close()
    (more_steps / "0099_mood.sql").write_text("alter table scenario_version add column mood text;")
    tomorrow = open_database(db_url)
    assert steps(tomorrow)[-1] == 99
    assert tomorrow.rows("select name, mood from scenario") == [("智慧停车", None)]
    assert tomorrow.rows("select mood from scenario_on(cast('9999-12-31' as timestamp))") == [(None,)]
    tomorrow.close()
    open_database(db_url).close()


def test_a_step_for_one_engine_runs_on_that_one_only(db, db_url, more_steps):
    engine = db.engine
    db.close()
    other = "postgres" if engine == "duckdb" else "duckdb"
    (more_steps / f"0099_mood.{engine}.sql").write_text("create table mood (it text);")
    (more_steps / f"0098_mood.{other}.sql").write_text("this is no sql;")
    tomorrow = open_database(db_url)
    assert steps(tomorrow)[-1] == 99
    tomorrow.close()


def test_a_step_that_fails_leaves_nothing_and_can_be_mended(db, db_url, more_steps):
    write(db, PARKING)
    db.close()
    step = more_steps / "0099_mood.sql"
    step.write_text("create table mood (it text); insert into nowhere values (1);")
    with pytest.raises(Exception, match="nowhere"):
        open_database(db_url)
    step.write_text("create table mood (it text);")
    mended = open_database(db_url)
    assert (steps(mended)[-1], mended.rows("select it from mood")) == (99, [])
    assert mended.value("select name from scenario") == "智慧停车"
    mended.close()


KILLED = """
import os, signal, sys
from scenario_db import database
left = int(sys.argv[2])
def counting(method):
    def run(self, *given, **options):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return method(self, *given, **options)
    return run
for name in ("rows", "execute", "script"):
    setattr(database.Transaction, name, counting(getattr(database.Transaction, name)))
database.open_database(sys.argv[1]).close()
"""


@pytest.mark.slow
@pytest.mark.parametrize("after", [1, 3, 5, 8, 20])
def test_killed_midway_it_is_whole_at_the_next_opening(db_url, after):
    command = (sys.executable, "-c", KILLED, db_url, str(after))
    killed = subprocess.run(command, cwd=HOME, capture_output=True, check=False)
    assert killed.returncode == -9
    db = open_database(db_url)
    write(db, PARKING)
    assert verify(db).problems == ()
    db.close()


def test_a_question_about_today_looks_at_no_history(db):
    if db.engine != "postgres":
        return
    plan = "\n".join(line for (line,) in db.rows("explain select count(*) from scenario_on('9999-12-31')"))
    assert "scenario_version_live" in plan
    assert "scenario_version_past" not in plan


def test_a_register_that_kept_all_versions_together_keeps_them_in_two_parts(db, db_url):
    if db.engine != "postgres":
        return
    write(db, PARKING)
    write(db, replace(PARKING, name="智慧停车一张图"))
    _as_before(db)
    db.close()
    again = open_database(db_url)
    parts = {
        name: again.value(f"select string_agg(name, '') from scenario_version_{name}") for name in ("live", "past")
    }
    assert parts == {"live": "智慧停车一张图", "past": "智慧停车"}
    assert again.value("select obj_description('scenario_version'::regclass)").startswith("场景")
    assert not verify(again).problems
    write(again, replace(PARKING, name="停车"))
    assert again.value("select count(*) from scenario_version_past") == 2
    again.close()


def _as_before(db: Database) -> None:
    """The scenarios in one table, as the first step made it."""
    with db.writing() as tx:
        tx.script("""
            create table whole (like scenario_version including comments);
            insert into whole select * from scenario_version;
            comment on table whole is '场景 · Application scenarios';
            drop table scenario_version cascade;
            alter table whole rename to scenario_version;
            alter table scenario_version add primary key (id, version);
            delete from schema_reading;
        """)
