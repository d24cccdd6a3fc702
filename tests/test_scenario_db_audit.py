"""The audit: what is told, and that whatever is done to its lines, or to what they tell of, is found."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from scenario_db import audit, days, denials, ledger, proofs, roles, seals
from scenario_db.changes import Origin
from scenario_db.codes import AuditEvent, Domain, Role, Source, Tier
from scenario_db.records import Department, Scenario
from scenario_db.roles import Action, DeniedError, Person
from scenario_db.seals import Head, SealError
from tests.telling import OFFICE, write

RICH = Scenario(
    id="s1",
    name="智慧停车",
    tier=Tier.BUILD,
    lead_id="d1",
    domain=Domain.INDUSTRY,
    aliases=("停车", "泊位"),
    total_invest=Decimal("1234.5"),
    planned_start=date(2026, 1, 2),
    summary="一段\n说明",
    suspended=True,
)


@pytest.fixture
def city(db):
    write(db, Department(id="d1", name="市城管局"), RICH)
    write(db, replace(RICH, total_invest=Decimal("-0.0000"), aliases=(), summary=None))
    for number in range(4):
        audit.tell(db, AuditEvent.EXPORT, by=OFFICE, subject=f"file {number}", details={"rows": number})
    write(db, replace(RICH, name="智慧停车二期"))
    return db


def run(db, sql: str) -> None:
    with db.writing() as tx:
        tx.script(sql)


def kinds(db, *heads: Head) -> set[str]:
    return {it.kind for it in proofs.found(db, heads)}


def test_what_nobody_touched_is_whole(city):
    assert proofs.found(city, [audit.head(city)]) == []
    assert [it.event for it in audit.find(city, audit.Search(), limit=3, offset=1)] == [AuditEvent.EXPORT] * 3


def test_a_batch_is_told_with_who_and_of_what(city):
    told = audit.find(city, audit.Search(event=AuditEvent.BATCH), limit=10)
    assert [it.subject for it in told] == ["3", "2", "1"]
    assert (told[-1].who, told[-1].role) == (OFFICE.name, str(OFFICE.role))
    assert told[-1].details["kinds"] == {"department": 1, "scenario": 1}


TAMPERED = {
    "a line changed": ("update audit set who = 'nobody' where number = 4", "audit_line_wrong"),
    "its moment changed": (
        "update audit set told_at = told_at - interval '1 day' where number = 4",
        "audit_line_wrong",
    ),
    "a line taken out": ("delete from audit where number = 4", "audit_gap"),
    "a line put in": (
        "update audit set number = 99 where number = 7; insert into audit select 7, told_at, who, role, address, event,"
        " 'forged', details, hash from audit where number = 99; update audit set number = 8 where number = 99;"
        " update audit_head set number = 8",
        "audit_line_wrong",
    ),
    "two lines changed places": (
        "update audit set number = 90 where number = 4; update audit set number = 4 where number = 5;"
        " update audit set number = 5 where number = 90",
        "audit_line_wrong",
    ),
    "the end cut off": ("delete from audit where number > 5", "audit_cut_off"),
    "the beginning cut off": ("delete from audit where number < 3", "audit_gap"),
    "the beginning cut off as if it were old": (
        "update audit_head set first_number = 2, first_hash = (select hash from audit where number = 2);"
        " delete from audit where number < 3",
        "audit_begins_late",
    ),
    "a version changed": ("update scenario_version set summary = 'x' where version = 1", "audit_batch_other"),
    "an amount changed": ("update scenario_version set total_invest = 1 where version = 1", "audit_batch_other"),
    "a version taken out": ("delete from scenario_version where version = 2", "audit_batch_other"),
    "an author changed": ("update batch set author = 'x' where id = 2", "audit_batch_other"),
    "a batch taken out": ("delete from batch where id = 2", "audit_batch_gone"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_it_is_found_that_there_was(city, what):
    sql, found = TAMPERED[what]
    run(city, sql)
    assert found in kinds(city)


def test_an_end_cut_off_with_its_head_is_found_by_the_head_that_was_kept_elsewhere(city):
    kept = audit.head(city)
    run(city, "delete from audit where number > 3")
    run(city, "update audit_head set number = 3, hash = (select hash from audit where number = 3)")
    run(city, "delete from batch where id = 3")
    assert "audit_cut_off" in kinds(city, kept)


def test_an_embedded_register_keeps_its_head_beside_itself(city):
    kept = seals.written_down(city)
    if city.engine == "duckdb":
        assert kept == audit.head(city)
        assert city.file.with_name(f"{city.file.name}.audit-head").stat().st_mode & 0o077 == 0
    else:
        assert kept is None


def test_a_chain_made_anew_without_the_key_is_found(city):
    lines = city.rows("select number, told_at, who, role, address, event, subject, details from audit order by number")
    before, other = "", b"another key, since the right one is not in the database"
    for number, at, *rest in lines:
        before = seals.seal(other, before, [number, at.isoformat(timespec="microseconds"), *rest])
        with city.writing() as tx:
            tx.execute("update audit set hash = :hash where number = :number", hash=before, number=number)
    with city.writing() as tx:
        tx.execute("update audit_head set hash = :hash", hash=before)
    assert "audit_key_other" in kinds(city)


def test_a_batch_that_nobody_tells_of_is_found(city):
    run(city, "update ledger_mark set mark = 4, moved_at = moved_at + interval '1 second'")
    forged = "insert into batch (id, recorded_at, source, author, author_role)"
    run(city, f"{forged} select 4, moved_at, 'form', 'x', 'office' from ledger_mark")
    assert kinds(city) == {"audit_batch_untold"}


def test_old_lines_are_let_go_of_and_the_rest_stays_whole(city):
    kept = audit.head(city)
    assert audit.prune(city, 1) == 0
    with city.writing() as tx:  # as if those had been told long ago
        secret, before = seals.key(city), ""
        rows = tx.rows("select number, told_at, who, role, address, event, subject, details from audit order by number")
        for number, at, *rest in rows:
            moment = at - timedelta(days=500) if number <= 5 else at
            before = seals.seal(secret, before, [number, moment.isoformat(timespec="microseconds"), *rest])
            sql = "update audit set told_at = :at, hash = :hash where number = :number"
            tx.execute(sql, at=moment, hash=before, number=number)
        tx.execute("update audit_head set hash = :hash", hash=before)
    seals.write_down(city, audit.head(city))
    assert audit.prune(city, 400) == 5
    assert audit.prune(city, 400) == 0
    assert proofs.found(city) == []
    assert "audit_head_other" in kinds(city, kept)
    last = audit.find(city, audit.Search(), limit=1)[0]
    assert (last.event, last.details["count"]) == (AuditEvent.PRUNED, 5)


def test_what_comes_from_outside_is_kept_as_text_and_cut(db):
    audit.tell(
        db, AuditEvent.SIGN_IN_FAILED, who="x\0" + "长" * 5000, subject="'; drop table audit", address="1" * 9000
    )
    [line] = audit.find(db, audit.Search(), limit=5)
    assert (len(line.who), line.subject, len(line.address)) == (audit.LONGEST, "'; drop table audit", audit.LONGEST)
    assert proofs.found(db) == []


def test_lines_are_found_by_event_day_and_words(city):
    now = days.now()
    search = audit.Search(now - timedelta(hours=1), now + timedelta(hours=1), AuditEvent.EXPORT, "FILE 2")
    assert (audit.count(city, search), audit.find(city, search, limit=5)[0].subject) == (1, "file 2")
    assert audit.count(city, replace(search, until=now - timedelta(minutes=59))) == 0


def test_a_denied_attempt_is_told_though_what_was_tried_is_rolled_back(city):
    clerk = Person("张三", Role.CLERK, "d2", login="zhang", address="10.1.2.3")
    changes = ledger.compare(city, ledger.wanted([replace(RICH, name="别的")]))
    with pytest.raises(DeniedError):
        ledger.record(city, changes, by=clerk, origin=Origin(Source.FORM))
    with pytest.raises(DeniedError):
        ledger.record(city, changes, by=replace(clerk, role=Role.LEADER), origin=Origin(Source.FORM))
    told = audit.find(city, audit.Search(event=AuditEvent.DENIED), limit=5)
    assert [(it.who, it.address, it.subject) for it in told] == [
        ("zhang", "10.1.2.3", "denied"),
        ("zhang", "10.1.2.3", "not_yours"),
    ]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_each_denial_of_each_role_is_told(register, role, action):
    person, before = Person("某人", role), audit.head(register).number
    if roles.may(person, action):
        denials.require(register, person, action)
        assert audit.head(register).number == before
        return
    with pytest.raises(DeniedError):
        denials.require(register, person, action)
    assert audit.head(register).number == before + 1


@pytest.fixture(scope="module")
def register():
    from scenario_db.database import open_database  # noqa: PLC0415 - one register for many small cases

    db = open_database("duckdb:///:memory:")
    yield db
    db.close()


def test_many_at_once_make_one_chain(db):
    def tell(name: int) -> None:
        for number in range(5):
            audit.tell(db, AuditEvent.EXPORT, by=OFFICE, subject=f"{name}.{number}")

    threads = [threading.Thread(target=tell, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert audit.head(db).number == 20
    assert proofs.found(db) == []


@pytest.mark.parametrize("text", ["", "x", "5", "5:abc", "-1:" + "0" * 64])
def test_a_head_that_is_none_is_refused(text):
    with pytest.raises(SealError):
        seals.read(text)


def test_without_a_setting_the_key_is_a_file_that_nobody_else_reads(city, monkeypatch):
    monkeypatch.delenv("SCENARIO_AUDIT_KEY")
    if city.engine != "duckdb":
        return
    key = seals.key(city)
    path = city.file.with_name(f"{city.file.name}.audit-key")
    assert path.read_bytes() == key
    assert path.stat().st_mode & 0o077 == 0
    assert "audit_key_other" in kinds(city)
