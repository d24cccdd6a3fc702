"""Online backups: one file each, of one moment, in an open format, tried before they count, kept by rule.

People go on writing meanwhile: all is read in one transaction. What was written is put into a register of its own,
counted, compared with the register at that mark, and looked over; only then does the file get its name.
"""

from __future__ import annotations

import fcntl
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenario_db import contents, days, packed, settings, trials
from scenario_db.contents import Table
from scenario_db.database import Database, Snapshot
from scenario_db.packed import BackupError, Manifest
from scenario_db.problems import Problem
from scenario_db.verify import Findings

if TYPE_CHECKING:
    import pyarrow as pa

_NAME = re.compile(r"register-(\d{4}-\d{2}-\d{2})-(\d{6})-mark-(\d+)\.zip")
_UNFINISHED = ".unfinished-"
MIB = 1024 * 1024
_SPARE = 64 * MIB
_ROWS_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was tried: where it is, what it says of itself, what `verify` says of it, which went for it."""

    path: Path
    manifest: Manifest
    findings: Findings
    gone: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """The last backup of so many days, weeks and months is kept. Days are counted as they occur: no clock deletes."""

    daily: int
    weekly: int
    monthly: int


def rule(chosen: settings.Settings) -> Rule:
    """The rule that is set."""
    return Rule(chosen.backup_daily, chosen.backup_weekly, chosen.backup_monthly)


def make(db: Database, folder: Path, *, keep: Rule, now: datetime | None = None) -> Made:
    """Makes a backup, tries it, and lets go of those that the rule does not keep. Raises BackupError.

    `now` is the city's time, for the name.
    """
    _make_folder(folder)
    with alone(folder):
        for left in folder.glob(f"{_UNFINISHED}*"):  # of a process that was killed
            _discard(left)
        refuse_full(folder, db.size())
        try:
            return _made(db, folder, keep, now or days.local(days.now(), settings.current().zone))
        except OSError as failed:
            raise _unwritten(folder) from failed


def _made(db: Database, folder: Path, keep: Rule, now: datetime) -> Made:
    with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=folder) as place:
        unnamed = Path(place) / "backup.zip"
        manifest, findings = write(db, unnamed)
        path = folder / f"register-{now:%Y-%m-%d-%H%M%S}-mark-{manifest.mark:06}.zip"
        if path.exists():
            raise BackupError(Problem("backup_under_way"))
        unnamed.rename(path)
    there = found(folder)
    gone = tuple(sorted({*there} - kept(there, keep)))
    for one in gone:
        one.unlink(missing_ok=True)
    return Made(path, manifest, findings, gone)


def write(db: Database, path: Path) -> tuple[Manifest, Findings]:
    """Writes the register as it is at one mark into a new file, once its parts were tried. Raises BackupError."""
    with tempfile.TemporaryDirectory(prefix="parts-", dir=path.parent) as place, packed.new(path) as parcel:
        folder = Path(place)
        made_at = days.now()
        with db.snapshot() as then:
            [(mark, moved_at)] = then.rows("select mark, moved_at from ledger_mark")
            [(number, sealed)] = then.rows("select number, hash from audit_head")
            [(schema,)] = then.rows("select max(number) from schema_step")
            there = contents.tables(then)
            for table in there:
                _put(then, table, folder)
            here = contents.of(then, there) if db.engine == "postgres" else contents.sums(then, there)
        trial = trials.tried(folder, schema)
        if here != (trial.content if db.engine == "postgres" else trial.sums):
            raise packed.damaged(path)
        for file in sorted(folder.glob("*.parquet")):
            parcel.write(file, file.name)
        manifest = Manifest(
            made_at=made_at,
            mark=mark,
            moved_at=moved_at,
            schema=schema,
            engine=db.engine,
            audit_head=f"{number}:{sealed}",
            tables=trial.content,
            content=contents.whole(dict(trial.content)),
        )
        packed.describe(parcel, manifest)
    with packed.opened(path) as (written, _):
        if written.testzip():
            raise packed.damaged(path)
    return manifest, trial.findings


def _put(then: Snapshot, table: Table, folder: Path) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415 - half a second that only a backup needs

    parts = _parts(then, table)
    first = next(parts, None)
    if first is None:
        return
    with pq.ParquetWriter(folder / f"{table.name}.parquet", first.schema, compression="zstd") as writer:
        writer.write_batch(first)
        for part in parts:
            writer.write_batch(part)


def _parts(then: Snapshot, table: Table) -> Iterator[pa.RecordBatch]:
    for sql, given in contents.questions(then, table, ", ".join(table.columns)):
        for part in then.batches(sql, _ROWS_AT_ONCE, given):
            if part.num_rows:
                yield part


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as refused:
        raise _unwritten(folder) from refused


def _unwritten(folder: Path) -> BackupError:
    return BackupError(Problem("backup_not_written", facts={"file": folder.name}))


def refuse_full(folder: Path, size: int) -> None:
    """Room for the copy and for the register that it is tried in. Raises BackupError."""
    need, free = 2 * size + _SPARE, shutil.disk_usage(folder).free
    if free < need:
        facts = {"need": need // MIB, "free": free // MIB}
        raise BackupError(Problem("backup_no_room", facts=facts))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One backup at a time into one folder; the lock of a process that was killed is gone with it."""
    try:
        lock: Any = (folder / ".lock").open("w")
    except OSError as refused:
        raise _unwritten(folder) from refused
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            raise BackupError(Problem("backup_under_way")) from taken
        yield


def _discard(left: Path) -> None:
    if left.is_dir():
        shutil.rmtree(left, ignore_errors=True)


def found(folder: Path) -> list[Path]:
    """The backups in a folder, the oldest first; other files are none of ours."""
    return sorted(path for path in folder.glob("register-*.zip") if _NAME.fullmatch(path.name))


def moment_of(path: Path) -> datetime:
    """When a backup was made, in the city's time, as its name says."""
    return datetime.fromisoformat("{}T{}".format(*_said(path)))


def _said(path: Path) -> tuple[str, ...]:
    match = _NAME.fullmatch(path.name)
    return match.groups()[:2] if match else ()


def _day(path: Path) -> date:
    return moment_of(path).date()


def kept(paths: Iterable[Path], keep: Rule) -> set[Path]:
    """Those that the rule keeps; the last one always."""
    ordered = sorted(paths)
    spans = (
        (keep.daily, lambda day: day),
        (keep.weekly, lambda day: day.isocalendar()[:2]),
        (keep.monthly, lambda day: (day.year, day.month)),
    )
    chosen = set(ordered[-1:])
    for count, span in spans:
        last = {span(_day(path)): path for path in ordered}
        chosen |= set(list(last.values())[max(len(last) - count, 0) :])
    return chosen
