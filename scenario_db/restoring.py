"""From a backup back to a register: only into an empty one, all or nothing, and compared before it counts."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from scenario_db import contents, days, migrations, packed
from scenario_db.contents import Table
from scenario_db.database import Database, Transaction, connect, replacing
from scenario_db.packed import BackupError, Manifest
from scenario_db.problems import Problem
from scenario_db.verify import Findings, verify

_NOTHING = "select 0"
_FILLED = {
    **dict.fromkeys(
        ("ledger_mark", "counter", "audit", "audit_head", "old_password", "draft", "saved_view", "tour_seen"), _NOTHING
    ),
    "batch": "select count(*) from batch where id > 1",
    "setting_version": "select count(*) from setting_version where name <> 'start_with'",
    "account": "select count(*) from account where not demonstration",
}
"""What makes a table count as filled: a register may say that it starts empty, and that somebody tried to come in."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in, what `verify` says of it, and the name under which the empty register was put aside."""

    manifest: Manifest
    findings: Findings
    aside: str


def restored(path: Path, url: str, *, memory: str = "4GB", threads: int = 0) -> Restored:
    """Makes the register at that URL what the backup says. Raises BackupError, FullError, UnavailableError."""
    with packed.opened(path) as (parcel, manifest):
        refuse_full(url)
        name = f"emptied-{days.now():%Y%m%d-%H%M%S}"
        with replacing(url, name, memory=memory, threads=threads) as db:
            _refuse_newer(db, path, manifest)
            migrations.bring_up_to_date(db, last=manifest.schema)
            _fill(db, path, parcel, manifest)
            migrations.bring_up_to_date(db)
            findings = verify(db)
    return Restored(manifest, findings, name)


def _refuse_newer(db: Database, path: Path, manifest: Manifest) -> None:
    if manifest.schema > migrations.newest(db.engine):
        facts = {"file": path.name, "program": manifest.program}
        raise BackupError(Problem("backup_newer", facts=facts))


def _fill(db: Database, path: Path, parcel: zipfile.ZipFile, manifest: Manifest) -> None:
    with tempfile.TemporaryDirectory(dir=path.parent) as place:

        def part(name: str) -> Path | None:
            if not manifest.tables[name].rows:
                return None
            return Path(parcel.extract(f"{name}.parquet", place))

        def compare(tx: Transaction, there: list[Table]) -> None:
            if contents.of(tx, there) != dict(manifest.tables):
                raise packed.damaged(path)

        fill(db, part, compare)


def fill(db: Database, part: Callable[[str], Path | None], judge: Callable[[Transaction, list[Table]], None]) -> None:
    """All rows in one transaction, which is also judged: what is refused was never there.

    `part` gives the Parquet file of a table, None where the table is empty.
    """
    with db.snapshot() as then:
        there = contents.tables(then)
    migrations.clear(db, [table.name for table in there])
    with db.writing() as tx:
        for table in there:
            file = part(table.name)
            if file is not None:
                tx.load(table.name, table.columns, file)
        judge(tx, there)


def refuse_full(url: str) -> None:
    """Raises BackupError where somebody has worked in the register at that URL; no register at all is empty too."""
    if url.startswith("duckdb:///") and not Path(url.removeprefix("duckdb:///")).exists():
        return
    with closing(connect(url)) as db, db.snapshot() as then:
        for table in contents.tables(then):
            [(count,)] = then.rows(_FILLED.get(table.name, f"select count(*) from {table.name}"))
            if count:
                raise BackupError(Problem("register_to_fill_not_empty", facts={"table": table.name}))
