"""The backup that the server makes by itself, once a day; what came of the last one stands beside the backups."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from scenario_db import audit, backups, days
from scenario_db.codes import AuditEvent
from scenario_db.database import Database
from scenario_db.problems import Problem, RegisterError
from scenario_db.settings import Settings

_LAST, _NOW = "last.json", "now"
AGAIN_AFTER = timedelta(hours=1)
TOO_OLD = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Last:
    """The last try: when (UTC), the file and mark or the kind of what went wrong, and when one last succeeded."""

    at: datetime
    made: str = ""
    mark: int = 0
    wrong: str = ""
    good_at: datetime | None = None


def go(db: Database, chosen: Settings, *, now: datetime) -> Last | None:
    """Makes the day's backup where it is due (`now` is UTC); None where nothing was to do. It never raises."""
    if not chosen.backup_dir:
        return None
    folder = Path(chosen.backup_dir)
    before = last(chosen)
    if not _due(folder, chosen, before, now):
        return None
    try:
        done = _made(db, folder, chosen, now)
    except RegisterError as refused:
        if refused.problem.kind == "backup_under_way":
            return None  # another process makes it
        done = Last(now, wrong=refused.problem.kind, good_at=before.good_at if before else None)
    _write_down(folder, done)
    return done


def _made(db: Database, folder: Path, chosen: Settings, now: datetime) -> Last:
    made = backups.make(db, folder, keep=backups.rule(chosen), now=days.local(now, chosen.zone))
    facts = {"mark": made.manifest.mark, "content": made.manifest.content}
    audit.tell(db, AuditEvent.EXPORT, who="backup", subject=made.path.name, details=facts)
    wrong = made.findings.problems[0].kind if made.findings.problems else ""
    return Last(now, made.path.name, made.manifest.mark, wrong, now)


def _due(folder: Path, chosen: Settings, before: Last | None, now: datetime) -> bool:
    if (folder / _NOW).exists():  # an embedded register is open in the server alone: so one asks it for a backup now
        with suppress(OSError):
            (folder / _NOW).unlink()
        return True
    there = [backups.moment_of(path) for path in backups.found(folder)]
    if before and before.wrong and not before.made and timedelta(0) <= now - before.at < AGAIN_AFTER:
        return False
    local = days.local(now, chosen.zone)
    begins = local.replace(hour=chosen.backup_hour, minute=0, second=0, microsecond=0)
    made_today = any(moment.date() == local.date() and moment >= begins for moment in there)
    return not there or (local >= begins and not made_today)


def last(chosen: Settings) -> Last | None:
    """What came of the last try, if there was one."""
    try:
        said = json.loads((Path(chosen.backup_dir) / _LAST).read_text(encoding="ascii"))
        good_at = datetime.fromisoformat(said["good_at"]) if said["good_at"] else None
        return Last(**{**said, "at": datetime.fromisoformat(said["at"]), "good_at": good_at})
    except (OSError, ValueError, KeyError, TypeError):
        return None  # none yet, or not to be read: the day's backup is then made anew


def _write_down(folder: Path, done: Last) -> None:
    new = folder / f".{_LAST}"
    try:
        new.touch(mode=0o600)
        new.write_text(json.dumps(asdict(done), default=str), encoding="ascii")
        new.replace(folder / _LAST)
    except OSError:  # a folder that takes no backup takes no note of it either; the age of the last one tells
        with suppress(OSError):
            new.unlink()


def wrong(chosen: Settings, *, now: datetime) -> Problem | None:
    """What the office should know: the last try failed, what it copied has faults, or none was made for too long."""
    if not chosen.backup_dir:
        return None
    done = last(chosen)
    if done is None:
        return Problem("backup_none_yet")
    at = f"{days.local(done.at, chosen.zone):%Y-%m-%d %H:%M}"
    if done.wrong and done.made:
        return Problem("backup_with_faults", facts={"at": at})
    if done.wrong:
        return Problem("backup_failed", facts={"at": at})
    return Problem("backup_old", facts={"at": at}) if now - done.at > TOO_OLD else None


def line(chosen: Settings, *, now: datetime) -> str:
    """The last backup in a line for machines; nothing where none is wanted."""
    if not chosen.backup_dir:
        return ""
    done, trouble = last(chosen), wrong(chosen, now=now)
    at = f" {done.at.isoformat(timespec='seconds')}Z mark {done.mark}" if done else ""
    return f"backup {trouble.kind.removeprefix('backup_') if trouble else 'ok'}{at}"
