"""From one engine to the other: the whole register with its history, compared on both sides; the old one stays."""

from __future__ import annotations

import tempfile
from pathlib import Path

from scenario_db import backups, restoring
from scenario_db.database import Database
from scenario_db.packed import BackupError
from scenario_db.problems import Problem
from scenario_db.restoring import Restored


def move(db: Database, url: str) -> Restored:
    """Copies the register as it is at one mark. Raises BackupError, UnavailableError; then nothing was written."""
    _refuse_itself(db, url)
    restoring.refuse_full(url)
    with tempfile.TemporaryDirectory() as place:
        backups.refuse_full(Path(place), db.size())
        path = Path(place) / "register.zip"
        backups.write(db, path)
        return restoring.restored(path, url)


def _refuse_itself(db: Database, url: str) -> None:
    if db.file is not None and Path(url.removeprefix("duckdb:///")).resolve() == db.file.resolve():
        raise BackupError(Problem("move_to_itself"))
