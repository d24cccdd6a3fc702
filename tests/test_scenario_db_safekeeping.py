"""Backup, restore, moving and the whole library as a workbook, by command: what is printed, and when it is refused."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

import manage
from scenario_db import audit, backups, seals
from scenario_db.audit import Search
from scenario_db.codes import AuditEvent, Tier
from scenario_db.database import open_database
from scenario_db.records import Department, Provider, Scenario
from tests.telling import write

DONE, WITH_FINDINGS, REFUSED = 0, 1, 2
HOSTILE = '=HYPERLINK("http://x","y")'


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a register that has its key in a file beside it."""
    monkeypatch.delenv("SCENARIO_AUDIT_KEY", raising=False)
    monkeypatch.setenv("SCENARIO_LANGUAGE", "en")
    monkeypatch.setenv("SCENARIO_DB_URL", f"duckdb:///{tmp_path / 'register.duckdb'}")
    monkeypatch.setattr(os, "umask", lambda _: 0)
    with closing(open_database(f"duckdb:///{tmp_path / 'register.duckdb'}")) as db:
        scenario = Scenario(id="s1", name=HOSTILE, tier=Tier.PLAN, lead_id="d1", contact="张三 13812341234")
        write(db, Department(id="d1", name="市城管局"), scenario)
    return tmp_path


def ran(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = manage.main([str(one) for one in arguments])
    said = capsys.readouterr()
    return code, said.out.strip(), said.err.strip()


def test_a_backup_is_made_restored_elsewhere_and_its_audit_needs_the_old_key(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said, _ = ran(capsys, "backup", place / "kept")
    [made] = backups.found(place / "kept")
    assert (code, made.name in said) == (DONE, True)
    assert ran(capsys, "restore", made)[0::2] == (REFUSED, (
        "The register to be filled is not empty (there is something in department_version); nothing was written. "
        "Use an empty one; a demonstration is put aside by manage.py empty."
    ))  # fmt: skip
    with closing(open_database(f"duckdb:///{place / 'register.duckdb'}")) as db:
        [line] = audit.find(db, Search(event=AuditEvent.EXPORT), limit=9)
        assert line.subject == made.name
    monkeypatch.setenv("SCENARIO_DB_URL", f"duckdb:///{place / 'elsewhere.duckdb'}")
    code, said, _ = ran(capsys, "restore", made)
    assert (code, "put elsewhere.duckdb.audit-key back" in said) == (DONE, True)
    (place / "elsewhere.duckdb.audit-key").write_text((place / "register.duckdb.audit-key").read_text())
    assert ran(capsys, "verify")[0] == DONE


def test_after_a_restore_in_its_place_the_head_of_before_is_kept(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran(capsys, "backup", place / "kept")
    [made] = backups.found(place / "kept")
    (place / "register.duckdb").rename(place / "lost.duckdb")
    code, said, _ = ran(capsys, "restore", made)
    assert (code, "The audit head of before is now register.duckdb.audit-head." in said) == (DONE, True)
    assert [*place.glob("register.duckdb.audit-head.emptied-*")] != []


def test_a_damaged_backup_is_refused_in_a_sentence(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "no.zip").write_bytes(b"PK" * 200)
    code, said, complained = ran(capsys, "restore", place / "no.zip")
    assert (code, said) == (REFUSED, "")
    assert complained.startswith("The backup no.zip is not whole")
    assert ran(capsys, "restore", place / "missing.zip")[0] == REFUSED


def test_a_register_that_moves_takes_its_key_along(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"duckdb:///{place / 'new' / 'register.duckdb'}"
    code, said, _ = ran(capsys, "move", "--to", url)
    assert (code, said.startswith("Copied up to batch 1")) == (DONE, True)
    monkeypatch.setenv("SCENARIO_DB_URL", url)
    assert ran(capsys, "verify")[0] == DONE
    assert ran(capsys, "move", "--to", "oracle://x")[0] == REFUSED
    with closing(open_database(url)) as db:
        assert seals.has_key(db)


def test_all_records_of_today_go_into_a_workbook_that_executes_nothing(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = place / "all.xlsx"
    with closing(open_database(f"duckdb:///{place / 'register.duckdb'}")) as db:
        write(db, Provider(id="p1", name="某公司", contact="李四 13900001111"))
    assert ran(capsys, "export", "--all", file)[0] == DONE
    book = openpyxl.load_workbook(file)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    texts = {str(cell.value) for cell in cells}
    assert {HOSTILE, "市城管局", "某公司", "张三 138****1234"} <= texts
    assert not any("13812341234" in text or "13900001111" in text for text in texts)
