"""The opener and its two engines: one SQL for both, hardened, and a sentence for whatever cannot be reached."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from contextlib import closing, suppress
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from scenario_db import ledger
from scenario_db.codes import Tier
from scenario_db.database import Database, TakenError, UnavailableError, connect, open_database
from scenario_db.engine import Standing, chosen, with_marks
from scenario_db.migrations import ForeignRegisterError
from scenario_db.records import Scenario
from scenario_db.wording import Words
from tests.telling import OFFICE, write

HOME = Path(__file__).resolve().parent.parent
PARKING = Scenario(id="s1", name="智慧停车", tier=Tier.BUILD)


# One SQL for both


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("select 1", ()),
        ("select :a, :b_2, :a", ("a", "b_2", "a")),
        ("select ':a', ':it''s :b', :c", ("c",)),
        ("select cast(:a as text[])", ("a",)),
        ("select now()::date", ()),
        ("select x[1:2]", ()),
        ("-- whose :a, it's\nselect :b", ("b",)),
    ],
)
def test_parameters_are_found_and_nothing_else(sql, names):
    assert with_marks(sql, "$", "")[1] == names


def test_only_the_parameters_that_are_named_go_along():
    assert chosen(("a",), {"a": Tier.BUILD, "b": 2}) == {"a": "build"}
    assert type(chosen(("a",), {"a": [Tier.BUILD]})["a"][0]) is str  # type: ignore[index]
    assert chosen((), {"b": 2}) is None


def test_percent_colons_and_quotes_mean_what_they_say(db):
    sql = "select '100%', ':a', '''', cast(:a as text) like '50\\%%' escape '\\', 7 % 4"
    assert db.rows(sql, a="50% :b") == [("100%", ":a", "'", True, 3)]
    assert db.rows("select '100%', 7 % 4", unused=1) == [("100%", 3)]


def test_a_list_may_be_empty(db):
    sql = "select count(*) from scenario where id in (select unnest(cast(:ids as text[])))"
    assert db.value(sql, ids=[]) == 0


def test_nothing_is_no_value(db):
    assert db.value("select id from scenario") is None
    assert list(db.frame("select id, name from scenario").columns) == ["id", "name"]


def test_money_stays_exact(db):
    assert db.value("select cast(:a as decimal(18,4)) + 0.0001", a=Decimal("0.1")) == Decimal("0.1001")


def test_a_transaction_that_fails_leaves_nothing(db):
    def fails() -> None:
        with db.writing() as tx:
            tx.execute("insert into counter values ('x', 1)")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert db.rows("select name from counter where name = 'x'") == []


def test_a_key_that_stands_already_is_taken(db):
    with pytest.raises(TakenError), db.writing() as tx:
        tx.execute("insert into counter values ('id', 1)")


def test_readers_do_not_wait_for_a_writer(db):
    with db.writing() as tx:
        tx.execute("update ledger_mark set mark = 7")
        assert db.value("select mark from ledger_mark") == 0


def test_what_was_written_is_there_after_closing(db_url):
    db = open_database(db_url)
    write(db, PARKING)
    db.close()
    db = open_database(db_url)
    assert db.value("select name from scenario") == "智慧停车"
    db.close()


def test_a_register_that_was_closed_says_so(db_url):
    db = open_database(db_url)
    db.close()
    with pytest.raises(UnavailableError):
        db.value("select 1")
    with pytest.raises(UnavailableError), db.writing():
        pass


def test_two_openings_in_one_process_write_one_after_the_other(db, db_url):
    other = open_database(db_url)
    write(db, PARKING)
    ledger.saved(other, Scenario(id="s2", name="一网统管", tier=Tier.PLAN), by=OFFICE)
    write(db, Scenario(id="s3", name="数字医疗", tier=Tier.PLAN))
    assert db.value("select count(*) from scenario") == 3
    other.close()


# Hardened


@pytest.fixture
def duck(tmp_path):
    db = open_database(f"duckdb:///{tmp_path / 'register.duckdb'}")
    yield db
    db.close()


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_text('/etc/hostname')",
        "select * from read_csv('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from glob('/etc/*')",
        "copy scenario_version to '/tmp/leak.csv'",
        "export database '/tmp/leak'",
        "attach '/tmp/leak.duckdb'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set memory_limit = '1TB'",
        "set lock_configuration = false",
        "reset enable_external_access",
        "select 1; set threads = 1",
        "select 1; set allowed_directories = ['/']",
        "create secret (type s3)",
    ],
)
def test_no_sql_reaches_beyond_the_register(duck, sql):
    with pytest.raises(duckdb.Error):
        duck.rows(sql)


def test_no_variable_of_the_program_is_a_table(duck):
    frame = pd.DataFrame({"a": [1]})
    assert len(frame) == 1
    with pytest.raises(duckdb.CatalogException):
        duck.rows("select * from frame")


def test_only_the_owner_may_read_the_file(tmp_path):
    folder = tmp_path / "data"
    open_database(f"duckdb:///{folder / 'register.duckdb'}").close()
    assert stat.S_IMODE((folder / "register.duckdb").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


# What cannot be reached: a sentence, without a path, a server or a password


def refused(url: str) -> str:
    with pytest.raises(UnavailableError) as unavailable:
        open_database(url)
    for language in ("zh", "en"):
        said = Words(language).problem(unavailable.value.problem)
        assert said
        assert not re.search(r"/tmp|/proc|secret|Error|127\.0\.0\.1", said)
    return unavailable.value.problem.kind


@pytest.mark.parametrize(
    "content",
    [b"", b"not a register" * 1000, b"SQLite format 3\0" + bytes(8192), b"PK\3\4" + bytes(100)],
)
def test_a_file_of_another_kind_is_refused(tmp_path, content):
    path = tmp_path / "register.duckdb"
    path.write_bytes(content)
    assert refused(f"duckdb:///{path}") == "register_damaged"
    assert path.read_bytes() == content


@pytest.mark.parametrize("cut", [0.01, 0.3, 0.6])
def test_a_file_that_was_cut_off_is_refused(tmp_path, cut):
    path = tmp_path / "register.duckdb"
    open_database(f"duckdb:///{path}").close()
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * cut)])
    assert refused(f"duckdb:///{path}") == "register_damaged"


def test_a_file_whose_first_block_was_overwritten_is_refused(tmp_path):
    path = tmp_path / "register.duckdb"
    open_database(f"duckdb:///{path}").close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 512)
        file.seek(8192)
        file.write(b"\xff" * 512)
    assert refused(f"duckdb:///{path}") == "register_damaged"


@pytest.mark.parametrize("place", ["/proc/nowhere/register.duckdb", "/dev/null/register.duckdb", "/tmp"])
def test_a_place_that_cannot_be_written_is_refused(place):
    assert refused(f"duckdb:///{place}") == "register_no_place"


def test_a_file_that_another_program_holds_is_refused(tmp_path):
    url = f"duckdb:///{tmp_path / 'register.duckdb'}"
    script = f"from scenario_db.database import connect; db = connect({url!r}); print('open', flush=True); input()"
    command = (sys.executable, "-c", script)
    with subprocess.Popen(command, cwd=HOME, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        holder.stdout.readline()
        assert refused(url) == "register_in_use"
        holder.communicate(b"\n")
    open_database(url).close()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://root:secret@127.0.0.1:1/register",
        "postgresql://root:secret@[bad/register",
        "postgresql://root:secret@127.0.0.1:1/register?poem=1",
    ],
)
def test_a_server_that_does_not_answer_is_refused(url):
    assert refused(url) == "register_no_answer"


@pytest.mark.schema
def test_a_database_of_another_program_is_left_alone(db_url):
    db = connect(db_url)
    with db.writing() as tx:
        tx.script("create table batch (pancakes bigint)")
    db.close()
    with pytest.raises(ForeignRegisterError):
        open_database(db_url)
    db = connect(db_url)
    tables = "select table_name from information_schema.tables where table_schema = current_schema()"
    assert db.rows(tables) == [("batch",)]
    db.close()


def test_a_server_that_went_away_is_told_and_found_again(db):
    if db.engine != "postgres":
        return
    with pytest.raises(UnavailableError) as gone, db.writing() as tx:
        tx.rows("select pg_terminate_backend(pg_backend_pid())")
    assert gone.value.problem.kind == "not_saved"
    assert db.value("select mark from ledger_mark") == 0


def test_a_database_is_told_by_its_engine(db: Database):
    assert db.engine in ("duckdb", "postgres")


# What every run asks


def test_what_every_run_asks_is_asked_anew_once_something_is_written(db):
    sql = "select count(*) from scenario"
    assert db.until_written(sql) == db.until_written(sql) == 0
    write(db, PARKING)
    assert db.until_written(sql) == 1


def test_what_another_opening_of_this_process_writes_is_seen_at_once(db, db_url):
    sql = "select count(*) from scenario"
    assert db.until_written(sql) == 0
    with closing(open_database(db_url)) as other:
        write(other, PARKING)
    assert db.until_written(sql) == 1


def test_an_answer_that_was_on_its_way_while_somebody_wrote_is_not_kept():
    standing = Standing()

    def ask_while_somebody_writes() -> str:
        standing.fall()
        return "old"

    assert standing.find("q", ask_while_somebody_writes) == "old"
    assert standing.find("q", lambda: "new") == "new"
    assert standing.find("q", lambda: "never asked") == "new"


def test_a_write_that_failed_lets_go_of_the_answers_too(db):
    sql = "select count(*) from scenario"
    assert db.until_written(sql) == 0
    with suppress(KeyError), db.writing() as tx:
        tx.execute("delete from scenario_version")
        raise KeyError
    assert db.until_written(sql) == 0
