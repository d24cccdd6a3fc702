"""A copy tried in a process of its own, which gives way to everybody: filled into a register, counted, looked over.

The server only reads and writes while it copies. What takes long, and holds locks of the interpreter and memory of the
engine, happens here; whoever is killed here takes nobody along.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenario_db import contents, migrations, restoring, settings
from scenario_db.contents import Content
from scenario_db.database import Transaction, replacing
from scenario_db.packed import BackupError
from scenario_db.problems import Problem
from scenario_db.verify import Findings, verify

_MEMORY, _THREADS = "2GB", 1
"""What a trial may take: people are at work beside it."""

_LAST_IN_LINE = 19


@dataclass(frozen=True, slots=True)
class Trial:
    """The content of the copy as it came back, the same told cheaply, and what `verify` says of it."""

    content: Mapping[str, Content]
    sums: Mapping[str, Content]
    findings: Findings


def tried(folder: Path, schema: int) -> Trial:
    """Tries the Parquet files of a folder, one a table, which are of that schema. Raises BackupError."""
    command = [sys.executable, "-m", "scenario_db.trials", str(folder), str(schema)]
    done = subprocess.run(command, cwd=settings.HOME, stdout=subprocess.PIPE, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise BackupError(Problem("backup_not_tried"))
    said: dict[str, Any] = json.loads(done.stdout)
    content, sums = ({name: Content(*it) for name, it in said[key].items()} for key in ("content", "sums"))
    problems = tuple(Problem(kind, facts=facts) for kind, facts in said["problems"])
    return Trial(content, sums, Findings(problems=problems, **said["counts"]))


def main(folder: Path, schema: int) -> None:
    """What the process does, and says on its output."""
    os.nice(_LAST_IN_LINE)
    with tempfile.TemporaryDirectory(prefix="trial-", dir=folder) as place:
        url = f"duckdb:///{Path(place) / 'trial.duckdb'}"
        with replacing(url, "none", memory=_MEMORY, threads=_THREADS) as db:
            migrations.bring_up_to_date(db, last=schema)
            content: dict[str, Content] = {}
            sums: dict[str, Content] = {}

            def count(tx: Transaction, there: list[contents.Table]) -> None:
                content.update(contents.of(tx, there))
                sums.update(contents.sums(tx, there))

            restoring.fill(db, lambda name: _there(folder / f"{name}.parquet"), count)
            migrations.bring_up_to_date(db)
            findings = verify(db)
    told = {
        "content": {name: (it.rows, it.digest) for name, it in content.items()},
        "sums": {name: (it.rows, it.digest) for name, it in sums.items()},
        "counts": {name: getattr(findings, name) for name in ("records", "versions", "batches")},
        "problems": [(it.kind, dict(it.facts)) for it in findings.problems],
    }
    sys.stdout.write(json.dumps(told, default=str))


def _there(file: Path) -> Path | None:
    return file if file.exists() else None


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
