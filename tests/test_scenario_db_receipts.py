"""What an import leaves beside its changes: written once, its receipt read back, its file kept as it arrived."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from scenario_db import histories, ledger, receipts
from scenario_db.changes import Origin, StaleError
from scenario_db.codes import Role, Source, Tier
from scenario_db.database import open_database
from scenario_db.receipts import KeptFile
from scenario_db.records import AnnualPlan, Scenario
from scenario_db.roles import Person
from scenario_db.verify import verify
from tests.telling import remove, write

HOME = Path(__file__).resolve().parent.parent
OFFICE = Person("办公室", Role.OFFICE)
FILE = b"PK\x03\x04\x00 a workbook"
PARKING = Scenario(id="s1", name="智慧停车", tier=Tier.BUILD)


def arrival(**more: object) -> Origin:
    told = {"file_name": "台账.xlsx", "file_hash": hashlib.sha256(FILE).hexdigest(), "content": FILE}
    return Origin(Source.IMPORT, **(told | more))  # type: ignore[arg-type]


def bring(db, *records, **more):
    changes = ledger.compare(db, ledger.wanted(records)) if records else []
    return ledger.record(db, changes, by=OFFICE, origin=arrival(**more))


# Written once


def test_the_same_commit_twice_is_written_once_and_has_one_receipt(db):
    changes = ledger.compare(db, ledger.wanted([PARKING]))
    receipt, again = (
        ledger.record(db, changes, by=OFFICE, origin=arrival(commit_key="k")) for _ in ("click", "second click")
    )
    assert again == receipt
    assert (histories.count(db), verify(db).problems) == (1, ())


def test_another_commit_of_what_was_compared_then_is_stale(db):
    changes = ledger.compare(db, ledger.wanted([PARKING]))
    ledger.record(db, changes, by=OFFICE, origin=arrival(commit_key="k"))
    with pytest.raises(StaleError):
        ledger.record(db, changes, by=OFFICE, origin=arrival(commit_key="l"))


def test_batches_without_a_key_are_told_apart(db):
    assert [bring(db).batch, bring(db).batch] == [1, 2]


# Entered by two people under one name


def test_who_enters_the_same_name_after_the_comparison_is_told(db):
    seen = histories.mark(db)
    write(db, PARKING)
    twin = ledger.compare(db, ledger.wanted([Scenario(id="s2", name="智慧 停车", tier=Tier.PLAN)]))
    with pytest.raises(StaleError) as told:
        ledger.record(db, twin, by=OFFICE, origin=arrival(compared_at=seen))
    assert [it.id for it in told.value.lost] == ["s1"]


def test_a_name_that_was_there_at_the_comparison_is_no_surprise(db):
    write(db, PARKING)
    bring(db, Scenario(id="s2", name="智慧停车", tier=Tier.PLAN), compared_at=histories.mark(db))
    assert db.value("select count(*) from scenario") == 2


# The receipt, read back


def test_a_receipt_counts_what_entered_changed_and_left(db):
    bring(db, PARKING, Scenario(id="s2", name="一网统管", tier=Tier.PLAN))
    written = write(db, Scenario(id="s1", name="停车一张图", tier=Tier.BUILD), AnnualPlan(scenario_id="s1", year=2026))
    gone = remove(db, Scenario(id="s2", name="一网统管", tier=Tier.PLAN))
    assert receipts.of(db, written.batch) == written
    assert (written.entered, written.changed) == ({"annual_plan": 1}, {"scenario": 1})
    assert receipts.of(db, gone.batch).left == {"scenario": 1}


def test_the_policy_stands_in_the_history(db):
    done = bring(db, PARKING, policy={"empty": "clear"})
    found = histories.batch(db, done.batch)
    assert found
    assert found.origin.policy == {"empty": "clear"}


# The file


def test_a_file_is_kept_once_byte_for_byte_and_found_by_each_batch_that_brought_it(db):
    first = bring(db, PARKING)
    second = bring(db, Scenario(id="s2", name="一网统管", tier=Tier.PLAN), file_name="改了名.xlsx")
    [size] = [it for (it,) in db.rows("select size from kept_file")]
    assert size == len(FILE)
    assert receipts.kept_file(db, first.batch) == KeptFile("台账.xlsx", FILE)
    assert receipts.kept_file(db, second.batch) == KeptFile("改了名.xlsx", FILE)


def test_a_file_that_is_not_to_be_kept_is_not(db):
    done = bring(db, PARKING, content=None)
    assert receipts.kept_file(db, done.batch) is None


# Killed in the middle

KILLED = """
import signal, sys
from scenario_db import batches, ledger
from scenario_db.changes import Origin
from scenario_db.codes import Role, Source, Tier
from scenario_db.database import open_database
from scenario_db.records import Scenario
from scenario_db.roles import Person

def stop(*_):
    print("in the middle", flush=True)
    signal.pause()

db = open_database(sys.argv[1])
batches.keep_file = stop
changes = ledger.compare(db, ledger.wanted([Scenario(id="s2", name="一网统管", tier=Tier.PLAN)]))
ledger.record(db, changes, by=Person("办公室", Role.OFFICE), origin=Origin(Source.IMPORT, file_name="x.xlsx"))
"""


def test_a_process_that_is_killed_in_the_middle_has_written_nothing(db_url):
    with closing(open_database(db_url)) as db:
        write(db, PARKING)
    told = subprocess.Popen([sys.executable, "-c", KILLED, db_url], cwd=HOME, stdout=subprocess.PIPE, text=True)
    assert told.stdout
    assert told.stdout.readline() == "in the middle\n"
    os.kill(told.pid, signal.SIGKILL)
    told.wait()
    told.stdout.close()
    with closing(open_database(db_url)) as db:
        assert db.rows("select id from scenario") == [("s1",)]
        assert (histories.count(db), verify(db).problems) == (1, ())
        assert bring(db, Scenario(id="s2", name="一网统管", tier=Tier.PLAN)).batch == 2
