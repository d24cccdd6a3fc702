"""Backup, restore and moving by command: what is said of each, for whoever runs the machine."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from scenario_db import audit, backups, moving, proofs, restoring, seals, settings
from scenario_db.codes import AuditEvent
from scenario_db.database import Database, open_database
from scenario_db.problems import Problem
from scenario_db.restoring import Restored
from scenario_db.roles import Person
from scenario_db.wording import Words

Told = tuple[list[str], Sequence[Problem]]
"""The lines to print, and what was found wrong."""

ARGUMENTS: dict[str, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    "backup": (("dir", "backup_dir", {"metavar": "DIR"}),),
    "restore": (("file", "restore_file", {"metavar": "FILE"}),),
    "move": (("--to", "move_to", {"metavar": "URL", "required": True}),),
}


def backup(db: Database, say: Words, given: argparse.Namespace, by: Person) -> Told:
    """Makes a backup, and tells the audit that everything was copied."""
    made = backups.make(db, Path(given.dir), keep=backups.rule(settings.current()))
    manifest = made.manifest
    facts = {"mark": manifest.mark, "content": manifest.content}
    audit.tell(db, AuditEvent.EXPORT, by=by, subject=made.path.name, details=facts)
    counted = {
        "rows": f"{sum(it.rows for it in manifest.tables.values()):,}",
        "size": f"{made.path.stat().st_size / backups.MIB:.1f}",
        "gone": len(made.gone),
    }
    done = say("command.backup_done", file=made.path, **counted, mark=manifest.mark, content=manifest.content[:16])
    return _told(say, made.findings.problems, [done])


def restore(say: Words, given: argparse.Namespace, chosen: settings.Settings) -> Told:
    """Fills the empty register; then its audit is looked over under the key that stands here."""
    done = restoring.restored(Path(given.file), chosen.db_url, memory=chosen.memory, threads=chosen.threads)
    with closing(_opened(chosen, chosen.db_url)) as db:
        lines = []
        if kept := seals.put_head_aside(db, done.aside):
            lines.append(say("command.restore_head", file=kept.name))
        found, key_here = list(done.findings.problems), seals.has_key(db)
        found += proofs.found(db) if key_here else []
        lines += [] if key_here else [say("command.restore_key", file=seals.file_of_key(db))]
    facts = {**_counts(done), "head": done.manifest.audit_head, "problems": len(found)}
    return _told(say, found, [*lines, say("command.restore_done", **facts)])


def move(db: Database, say: Words, given: argparse.Namespace, by: Person) -> Told:
    """Copies the register to another database, and tells the audit of the old one."""
    settings.read({settings.variable("db_url"): given.to})  # a URL that cannot be is refused as the setting would be
    done = moving.move(db, given.to)
    chosen = settings.current()
    with closing(_opened(chosen, given.to)) as other:
        carried = seals.carry(db, other)
        found = [*done.findings.problems, *(proofs.found(other) if carried else ())]
    facts = {"mark": done.manifest.mark, "content": done.manifest.content}
    audit.tell(db, AuditEvent.EXPORT, by=by, subject=settings.without_password(given.to), details=facts)
    lines = [] if carried else [say("command.move_key", file=seals.file_of_key(db))]
    return _told(say, found, [*lines, say("command.move_done", **_counts(done), content=done.manifest.content[:16])])


def _opened(chosen: settings.Settings, url: str) -> Database:
    return open_database(url, memory=chosen.memory, threads=chosen.threads)


def _counts(done: Restored) -> dict[str, object]:
    found = done.findings
    return {"mark": done.manifest.mark, "records": f"{found.records:,}", "versions": f"{found.versions:,}"}


def _told(say: Words, found: Sequence[Problem], lines: list[str]) -> Told:
    return [*(say.problem(problem) for problem in found), *lines], found


COMMANDS: dict[str, Callable[[Database, Words, argparse.Namespace, Person], Told]] = {"backup": backup, "move": move}
