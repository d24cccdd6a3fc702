"""Workbooks by command: read, held against the register, written; what is said of each to whoever runs the machine."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from importers import doubles, known, parcel, policies, preview, report
from importers.forms import FORMS
from importers.policies import NewDepartments, Policies
from importers.preview import Preview
from scenario_db import stages
from scenario_db.database import Database
from scenario_db.problems import Problem, RegisterError, errors
from scenario_db.roles import Person
from scenario_db.wording import Words

ARGUMENTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("files", "import_file", {"nargs": "+", "metavar": "FILE"}),
    ("--form", "import_form", {"choices": [form.name for form in FORMS]}),
    ("--dry-run", "import_dry_run", {"action": "store_true"}),
    ("--new-departments", "import_new_departments", {"choices": [str(policy) for policy in NewDepartments]}),
    ("--policy", "import_policy", {"action": "append", "metavar": "NAME=VALUE"}),
    ("--json", "import_json", {"action": "store_true"}),
)
"""What the command takes, with the names of its explanations."""


class BringError(RegisterError):
    """Nothing is read: a file cannot be opened, or the command names a policy that there is not."""


@dataclass(frozen=True, slots=True)
class Brought:
    """The lines to print, why workbooks could not be read at all, and whether rows of others were left out."""

    lines: list[str]
    unread: list[Problem]
    left_out: bool


def bring(db: Database, say: Words, given: argparse.Namespace, by: Person, today: date) -> Brought:
    """Carries the command out; who sits at a terminal is told the stages of each workbook. Raises BringError."""
    files = [part for path in map(Path, given.files) for part in _parts(path)]
    chosen = _policies(db, given)
    forms = [form for form in FORMS if given.form in (None, form.name)]
    told: list[tuple[Preview, int | None, int]] = []
    for name, data in files:
        tell = stages.told_at_a_terminal(say)
        found = preview.of(db, data, name, by=by, day=today, policies=chosen, forms=forms, tell=tell)
        doubtful = len({it.key[0] for it in doubles.found(db, found, tell=tell)})
        written = found.changes and not given.dry_run
        told.append((found, preview.commit(db, found, by=by, tell=tell).batch if written else None, doubtful))
    lines = [report.as_object(say, told)] if given.json else list(report.as_lines(say, told, dry_run=given.dry_run))
    unread = [problem for found, *_ in told if not found.rows for problem in errors(found.problems)]
    return Brought(lines, unread, any(found.counts["refused"] + found.counts["conflict"] for found, *_ in told))


def _parts(path: Path) -> list[tuple[str, bytes]]:
    """The workbook, or those in the zip; a zip that cannot be opened stops the command before anything is written."""
    try:
        data = path.read_bytes()
    except OSError as unread:
        raise BringError(Problem("file_not_read", facts={"file": path.name})) from unread
    found = parcel.unpack(data, path.name)
    if isinstance(found, Problem):
        raise BringError(found)
    return found


def _policies(db: Database, given: argparse.Namespace) -> Policies:
    """How all workbooks of the command are taken; whether they create units is decided once, before the first."""
    found = policies.said(given.policy or ())
    if isinstance(found, Problem):
        raise BringError(found)
    said = NewDepartments(given.new_departments) if given.new_departments else found.new_departments
    return replace(found, new_departments=known.policy_for(db, said))
