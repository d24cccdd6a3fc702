"""Backups: of one moment while people write, tried before they count, refused when a single byte is not as it was."""

from __future__ import annotations

import lzma
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scenario_db import backups, contents, days, digests, ledger, migrations, moving, nightly, packed, proofs, restoring
from scenario_db.backups import Rule
from scenario_db.codes import Tier
from scenario_db.database import Database, UnavailableError, connect, open_database
from scenario_db.packed import BackupError
from scenario_db.records import Department, Scenario, Setting
from scenario_db.settings import HOME, Settings
from scenario_db.verify import verify
from tests import engines
from tests.conftest import missing
from tests.telling import OFFICE, on, write

KEEP = Rule(7, 5, 12)
NIGHT = datetime.fromisoformat("2026-06-15T02:30")


def tell_city(db: Database) -> None:
    """A city with a past, a kept file, and texts that are hard to carry: empty, quoted, listed, in many scripts."""
    first = Scenario(
        id="s1", name="智慧停车", tier=Tier.PLAN, aliases=("停车，一张图", 'a"b\\c', "{}"), remark="1\n2\t,'"
    )
    write(db, Department(id="d1", name="市城管局"), first, Scenario(id="s2", name="𠮷", tier=Tier.PLAN), at=on(3))
    write(db, replace(first, remark="", content="𝄞 é"), at=on(4))
    write(db, Setting(name="code_prefix", value="WX"), at=on(5))
    ledger.undo(db, 3, by=OFFICE)
    with db.writing() as tx:
        files: dict[str, list[Any]] = {"hash": ["a", "b"], "name": ["一", "二"], "size": [3, 0], "first_batch": [1, 1]}
        kinds = {"hash": "text", "name": "text", "size": "bigint", "first_batch": "bigint"}
        content = {"content": ("bytea", [b"\x00\xff'", b""])}
        tx.insert_many("kept_file", {name: (kinds[name], values) for name, values in files.items()} | content)


@pytest.fixture
def city(db: Database) -> Database:
    tell_city(db)
    return db


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The same city for all that do not change it, where the engine makes no difference."""
    with closing(open_database(f"duckdb:///{tmp_path_factory.mktemp('one') / 'register.duckdb'}")) as db:
        tell_city(db)
        yield db


@pytest.fixture(scope="module")
def backup(small: Database, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One backup, for all that only read it."""
    return backups.make(small, tmp_path_factory.mktemp("kept"), keep=KEEP).path


def content_of(db: Database) -> str:
    with db.snapshot() as then:
        return contents.whole(contents.of(then, contents.tables(then)))


def kind_of(refused: pytest.ExceptionInfo[BackupError]) -> str:
    return refused.value.problem.kind


@contextmanager
def other_engine(db: Database, folder: Path) -> Iterator[str]:
    """A blank place on the engine that `db` does not stand on."""
    if db.engine == "postgres":
        yield f"duckdb:///{folder / 'other.duckdb'}"
        return
    url = engines.find_postgres()
    if not url:
        missing(engines.MISSING)
    with engines.schema_of_its_own(url) as blank:
        yield blank


# The drill


def test_what_is_restored_is_what_stood_there_at_that_mark_while_somebody_wrote(city: Database, tmp_path: Path) -> None:
    over, acknowledged = threading.Event(), list[int]()
    first = Scenario(id="s9", name="数字孪生", tier=Tier.PLAN, remark="0")
    write(city, first)

    def people() -> None:
        while not over.is_set():
            acknowledged.append(write(city, replace(first, remark=str(len(acknowledged) + 1))).batch)

    busy = threading.Thread(target=people)
    busy.start()
    try:
        made = backups.make(city, tmp_path / "kept", keep=KEEP)
    finally:
        over.set()
        busy.join()
    target = f"duckdb:///{tmp_path / 'restored.duckdb'}"
    restored = restoring.restored(made.path, target)
    assert acknowledged[-1] > made.manifest.mark
    assert (made.findings.problems, restored.findings.problems) == ((), ())
    with closing(open_database(target)) as back:
        until_mark = {batch: it for batch, it in digests.of_all(city).items() if batch <= made.manifest.mark}
        assert digests.of_all(back) == until_mark
        assert content_of(back) == made.manifest.content
        assert proofs.found(back) == []
        assert ledger.new_ids(back, "scenario", 1) == ledger.new_ids(city, "scenario", 1)


@pytest.mark.schema
def test_a_register_moves_to_the_other_engine_and_back(city: Database, tmp_path: Path) -> None:
    before = content_of(city)
    with other_engine(city, tmp_path) as there:
        assert moving.move(city, there).findings.problems == ()
        with closing(open_database(there)) as other:
            assert content_of(other) == before
            with pytest.raises(BackupError) as refused:
                moving.move(city, there)
            assert kind_of(refused) == "register_to_fill_not_empty"
            back = f"duckdb:///{tmp_path / 'back.duckdb'}"
            moving.move(other, back)
        with closing(open_database(back)) as again:
            assert content_of(again) == content_of(city) == before
            assert digests.of_all(again) == digests.of_all(city)


def test_a_register_is_not_moved_onto_itself(tmp_path: Path) -> None:
    url = f"duckdb:///{tmp_path / 'register.duckdb'}"
    with closing(open_database(url)) as db, pytest.raises(BackupError) as refused:
        moving.move(db, url)
    assert kind_of(refused) == "move_to_itself"


# What is no backup


PLACES = 60


def test_a_flipped_bit_anywhere_is_refused(backup: Path, tmp_path: Path) -> None:
    whole, accepted = backup.read_bytes(), []
    broken = tmp_path / backup.name
    for place in {*range(0, len(whole), len(whole) // PLACES), len(whole) - 1}:
        broken.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        accepted += [place] if opens(broken) else []
    assert accepted == []


def test_a_cut_anywhere_is_refused_and_leaves_nothing(backup: Path, tmp_path: Path) -> None:
    whole, target = backup.read_bytes(), tmp_path / "register.duckdb"
    broken = tmp_path / backup.name
    accepted = []
    for size in {*range(0, len(whole), len(whole) // PLACES), 1, 63, 64, 65, len(whole) - 1}:
        broken.write_bytes(whole[:size])
        accepted += [size] if opens(broken) else []
    with pytest.raises(BackupError) as refused:
        restoring.restored(broken, f"duckdb:///{target}")
    assert (accepted, kind_of(refused), target.exists()) == ([], "backup_damaged", False)


def opens(path: Path) -> bool:
    try:
        with packed.opened(path):
            return True
    except BackupError:
        return False


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"schema": 9999}, "backup_newer"),
        ({"format": packed.FORMAT + 1}, "backup_newer"),
        ({"content": "other", "tables": {}}, "backup_damaged"),
    ],
)
def test_a_sealed_file_that_says_something_else_is_refused(
    backup: Path, tmp_path: Path, changed: dict[str, object], kind: str
) -> None:
    with packed.opened(backup) as (parcel, manifest), packed.new(tmp_path / "other.zip") as other:
        for name in parcel.namelist()[:-1]:
            other.writestr(name, parcel.read(name))
        packed.describe(other, replace(manifest, **changed))  # type: ignore[arg-type]
    target = tmp_path / "register.duckdb"
    with pytest.raises(BackupError) as refused:
        restoring.restored(tmp_path / "other.zip", f"duckdb:///{target}")
    assert (kind_of(refused), [*tmp_path.glob("register*")]) == (kind, [])


def test_rows_that_differ_from_the_manifest_never_come_in(backup: Path, tmp_path: Path) -> None:
    with packed.opened(backup) as (parcel, manifest), packed.new(tmp_path / "other.zip") as other:
        for name in parcel.namelist()[:-1]:
            other.writestr(name, parcel.read(name))
        tables = dict(manifest.tables) | {"scenario_version": replace(manifest.tables["scenario_version"], digest="0")}
        packed.describe(other, replace(manifest, tables=tables))
    with pytest.raises(BackupError) as refused:
        restoring.restored(tmp_path / "other.zip", f"duckdb:///{tmp_path / 'register.duckdb'}")
    assert (kind_of(refused), [*tmp_path.glob("register*")]) == ("backup_damaged", [])


def test_a_copy_that_came_out_otherwise_than_the_register_is_not_kept(
    small: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = contents.sums
    monkeypatch.setattr(contents, "sums", lambda *it: count(*it) | {"scenario_version": contents.Content(2, "0")})
    with pytest.raises(BackupError) as refused:
        backups.make(small, tmp_path, keep=KEEP)
    assert (kind_of(refused), backups.found(tmp_path)) == ("backup_damaged", [])


def test_a_copy_whose_trial_died_is_not_kept(small: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(BackupError) as refused:
        backups.make(small, tmp_path, keep=KEEP)
    assert (kind_of(refused), backups.found(tmp_path)) == ("backup_not_tried", [])


# Where it may go


def test_a_register_in_which_somebody_worked_is_not_overwritten(city: Database, db_url: str, backup: Path) -> None:
    before = content_of(city)
    if city.engine == "duckdb":
        city.close()
    with pytest.raises(BackupError) as refused:
        restoring.restored(backup, db_url)
    assert kind_of(refused) == "register_to_fill_not_empty"
    with closing(open_database(db_url)) as still:
        assert content_of(still) == before


def test_a_register_that_only_says_that_it_starts_empty_is_filled_and_kept_aside(backup: Path, tmp_path: Path) -> None:
    url = f"duckdb:///{tmp_path / 'register.duckdb'}"
    with closing(open_database(url)) as db:
        write(db, Setting(name="start_with", value="empty"))
    done = restoring.restored(backup, url)
    assert (tmp_path / f"{done.aside}.duckdb").exists()
    with closing(open_database(url)) as db:
        assert content_of(db) == done.manifest.content


@pytest.mark.schema
def test_a_backup_of_an_earlier_schema_is_brought_up_to_date(db_url: str, tmp_path: Path) -> None:
    with closing(connect(f"duckdb:///{tmp_path / 'old.duckdb'}")) as old:
        migrations.bring_up_to_date(old, last=7)
        made, _ = backups.write(old, tmp_path / "old.zip")
    open_database(db_url).close()  # an empty one of today stands there
    done = restoring.restored(tmp_path / "old.zip", db_url)
    assert (made.schema, done.findings.problems) == (7, ())
    with closing(open_database(db_url)) as db:
        newest = migrations.newest(db.engine)
        assert db.value("select max(number) from schema_step") == newest > 7
        write(db, Department(id="d1", name="市城管局"))


def test_the_register_of_step_two_opens_and_keeps_what_it_says(tmp_path: Path) -> None:
    file = tmp_path / "register.duckdb"
    file.write_bytes(lzma.decompress((HOME / "tests" / "kept" / "step-2.duckdb.xz").read_bytes()))
    with closing(connect(f"duckdb:///{file}")) as before, before.snapshot() as then:
        known = contents.tables(then)
        told = {name: it for name, it in contents.of(then, known).items() if name != "counter"}
    for _ in range(2):  # twice is safe
        with closing(open_database(f"duckdb:///{file}")) as db, db.snapshot() as then:
            found = verify(db)
            now = contents.of(then, contents.tables(then))
    assert (found.records, found.versions, found.batches, found.problems) == (1475, 1731, 147, ())
    assert {name: now[name] for name in told} == told


# Killed, full, in the way

KILLED = """
import os, sys
from pathlib import Path
from typing import Any
from scenario_db import backups, contents, packed, restoring
from scenario_db.database import open_database
die = lambda *_: os.kill(os.getpid(), 9)
folder, backup = Path(sys.argv[1]), Path(sys.argv[2])
if os.fork() == 0:
    packed.describe = die
    backups.make(open_database(f"duckdb:///{folder / 'a.duckdb'}"), folder / "kept", keep=backups.Rule(1, 1, 1))
os.wait()
contents.of = die
restoring.restored(backup, f"duckdb:///{folder / 'b.duckdb'}")
"""


def test_who_is_killed_midway_leaves_no_half_backup_and_no_half_register(backup: Path, tmp_path: Path) -> None:
    child = subprocess.run([sys.executable, "-c", KILLED, tmp_path, backup], cwd=HOME, check=False)
    assert child.returncode == -9
    assert backups.found(tmp_path / "kept") == []
    assert not (tmp_path / "b.duckdb").exists()
    with closing(open_database(f"duckdb:///{tmp_path / 'a.duckdb'}")) as db:
        made = backups.make(db, tmp_path / "kept", keep=KEEP)
    assert sorted(it.name for it in (tmp_path / "kept").iterdir()) == [".lock", made.path.name]
    restoring.restored(backup, f"duckdb:///{tmp_path / 'b.duckdb'}")


def test_a_full_disk_is_told_before_anything_is_written(
    small: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Full())
    with pytest.raises(BackupError) as refused:
        backups.make(small, tmp_path / "kept", keep=KEEP)
    assert kind_of(refused) == "backup_no_room"


class _Full:
    free = 1000


def test_one_backup_at_a_time_into_one_folder(small: Database, tmp_path: Path) -> None:
    with backups.alone(tmp_path), pytest.raises(BackupError) as refused:
        backups.make(small, tmp_path, keep=KEEP)
    assert kind_of(refused) == "backup_under_way"


def test_a_folder_that_cannot_be_made_is_told(small: Database, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BackupError) as refused:
        backups.make(small, tmp_path / "file", keep=KEEP)
    assert kind_of(refused) == "backup_not_written"


# The file itself


def test_any_program_reads_it_and_nobody_else_may(backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup) as parcel:
        assert parcel.testzip() is None
        parcel.extractall(tmp_path)
    sql = f"select name from '{tmp_path / 'scenario_version.parquet'}' where superseded_at is null"
    assert sorted(duckdb.connect().execute(sql).fetchall()) == [("智慧停车",), ("𠮷",)]
    assert backup.stat().st_mode & 0o777 == 0o600


def test_a_live_register_reads_no_file(backup: Path, tmp_path: Path) -> None:
    with closing(open_database(f"duckdb:///{tmp_path / 'register.duckdb'}")) as db:
        for sql in ("select * from read_parquet(:file)", "select * from read_text(:file)"):
            with pytest.raises((UnavailableError, duckdb.Error)):
                db.rows(sql, file=str(backup))


def test_the_program_names_its_own_version() -> None:
    assert f'\nversion = "{packed.PROGRAM}"\n' in (HOME / "pyproject.toml").read_text(encoding="utf-8")


def test_the_rule_keeps_the_last_of_each_day_week_and_month() -> None:
    first = date(2026, 1, 1)
    paths = [
        Path(f"register-{first + timedelta(it)}-{hour}0000-mark-000001.zip") for it in range(400) for hour in (10, 22)
    ]
    kept = sorted(backups.kept(paths, Rule(daily=3, weekly=2, monthly=4)))
    assert [path.name[9:21] for path in kept] == [
        "2026-11-30-2", "2026-12-31-2", "2027-01-31-2", "2027-02-02-2", "2027-02-03-2", "2027-02-04-2"
    ]  # fmt: skip


def test_a_clock_that_jumped_lets_no_backup_go_for_its_age() -> None:
    paths = [Path(f"register-{day}-020000-mark-000001.zip") for day in ("2026-06-01", "2026-06-02", "2046-06-02")]
    assert backups.kept(paths, Rule(3, 0, 0)) == set(paths)


# By itself


def settings_for(folder: Path) -> Settings:
    return Settings(backup_dir=str(folder), backup_hour=10, timezone="Asia/Shanghai")


def test_the_server_makes_one_a_day_and_says_when_it_cannot(small: Database, tmp_path: Path) -> None:
    chosen = settings_for(tmp_path / "kept")
    assert nightly.go(small, Settings(), now=NIGHT) is None
    first = nightly.go(small, chosen, now=NIGHT)
    assert first is not None
    assert (first.wrong, nightly.wrong(chosen, now=NIGHT)) == ("", None)
    assert nightly.line(chosen, now=NIGHT) == f"backup ok 2026-06-15T02:30:00Z mark {first.mark}"
    assert nightly.go(small, chosen, now=NIGHT + timedelta(hours=3)) is None
    (tmp_path / "kept" / "now").touch()
    asked_for = nightly.go(small, chosen, now=NIGHT + timedelta(hours=4))
    assert asked_for is not None
    assert not (tmp_path / "kept" / "now").exists()
    tomorrow = NIGHT + timedelta(hours=23)
    assert nightly.go(small, chosen, now=tomorrow) is None  # not yet ten in the city
    trouble = nightly.wrong(chosen, now=NIGHT + timedelta(hours=31))
    assert trouble is not None
    assert trouble.kind == "backup_old"


def test_a_backup_that_failed_is_told_and_tried_again_in_an_hour(
    small: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = settings_for(tmp_path / "kept")
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: _Full())
        failed = nightly.go(small, chosen, now=NIGHT)
    assert failed is not None
    trouble = nightly.wrong(chosen, now=NIGHT)
    assert (failed.wrong, trouble and trouble.kind) == ("backup_no_room", "backup_failed")
    assert nightly.go(small, chosen, now=NIGHT + timedelta(minutes=59)) is None
    again = nightly.go(small, chosen, now=NIGHT + timedelta(minutes=61))
    assert again is not None
    assert again.made


def test_a_folder_that_takes_nothing_ends_no_round(small: Database, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    chosen = settings_for(tmp_path / "file")
    failed = nightly.go(small, chosen, now=NIGHT)
    trouble = nightly.wrong(chosen, now=NIGHT)
    assert failed is not None
    assert (failed.wrong, trouble and trouble.kind) == ("backup_not_written", "backup_none_yet")


def test_a_machine_is_told_nothing_where_no_backup_is_wanted() -> None:
    assert nightly.line(Settings(), now=days.now()) == ""
