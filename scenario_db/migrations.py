"""The numbered steps that make the schema, each in one transaction with the record that it ran."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scenario_db import days
from scenario_db.kinds import KINDS
from scenario_db.problems import Problem, RegisterError

if TYPE_CHECKING:
    from scenario_db.database import Database, Transaction

SCHEMA = Path(__file__).parent / "schema"
_STEP = re.compile(r"(\d{4})_(\w+)(?:\.(duckdb|postgres))?\.sql")

_FIRST = """
create table schema_step (
    number bigint not null primary key,
    name text not null,
    applied_at timestamp not null
);
create table schema_reading (
    text_hash text not null primary key
);
"""


class NewerRegisterError(RegisterError):
    """The register was written by a newer program than this one."""


def steps(engine: str) -> list[tuple[int, str, Path]]:
    """The steps in order, with number and name; a step whose name ends in an engine is for that engine alone."""
    found = ((_STEP.fullmatch(path.name), path) for path in sorted(SCHEMA.glob("[0-9]*.sql")))
    return [(int(m[1]), m[2], path) for m, path in found if m and m[3] in (None, engine)]


class ForeignRegisterError(RegisterError):
    """The database holds the tables of another program."""


def bring_up_to_date(db: Database, *, last: int | None = None) -> None:
    """Runs the steps that have not run, then makes the views anew where their text changed.

    A newer register and a database of somebody else's are refused before anything is written. With `last` it stops
    after that step and makes no views: what was kept at that step is put in, then the rest is run.
    """
    with db.writing() as tx:
        _alone(db, tx)
        _begin(db, tx)
    for number, name, path in steps(db.engine):
        with db.writing() as tx:
            _alone(db, tx)
            if last is None or number <= last:
                _run(tx, number, name, path)
    if last is not None:
        return
    with db.writing() as tx:
        _alone(db, tx)
        _make_views(db, tx)


def newest(engine: str) -> int:
    """The last step that this program knows."""
    return max(number for number, _, _ in steps(engine))


def take_down(db: Database) -> None:
    """Takes the tables of an empty register away, so that it can be made anew at an earlier step."""
    sql = """
        select table_name
        from information_schema.tables
        where table_schema = current_schema() and table_type = 'BASE TABLE'
    """
    with db.writing() as tx:
        _alone(db, tx)
        for (table,) in tx.rows(sql):
            tx.script(f'drop table if exists "{table}" cascade')  # a part goes with its whole


def clear(db: Database, tables: Sequence[str]) -> None:
    """Takes out what the steps themselves put in, before what was kept is put in."""
    with db.writing() as tx:
        for table in tables:
            tx.execute(f"delete from {table}")


def _alone(db: Database, tx: Transaction) -> None:
    """Lets one process at a time change the schema; within a process the writer is alone anyway."""
    if db.engine == "postgres":
        tx.rows("select pg_advisory_xact_lock(727002)")


def _begin(db: Database, tx: Transaction) -> None:
    sql = "select table_name from information_schema.tables where table_schema = current_schema()"
    there = {row[0] for row in tx.rows(sql)}
    if "schema_step" in there:
        _refuse_newer(db, tx)
        return
    if there:
        raise ForeignRegisterError(Problem("register_foreign", facts={"table": min(there)}))
    tx.script(_FIRST)


def _refuse_newer(db: Database, tx: Transaction) -> None:
    found, known = tx.value("select max(number) from schema_step") or 0, newest(db.engine)
    if found > known:
        raise NewerRegisterError(Problem("register_newer", facts={"register": found, "program": known}))


def _run(tx: Transaction, number: int, name: str, path: Path) -> None:
    if tx.value("select name from schema_step where number = :number", number=number):
        return
    tx.script(path.read_text(encoding="utf-8"))
    tx.execute("insert into schema_step values (:number, :name, :at)", number=number, name=name, at=days.now())


def _make_views(db: Database, tx: Transaction) -> None:
    """A view of `*` knows the columns of the day on which it was made, so a further step makes it anew too."""
    text = (SCHEMA / f"reading.{db.engine}.sql").read_text(encoding="utf-8")
    choosing = (SCHEMA / f"choosing.{db.engine}.sql").read_text(encoding="utf-8")
    newest = tx.value("select max(number) from schema_step")
    mark = hashlib.sha256("|".join((text, choosing, *KINDS, str(newest))).encode()).hexdigest()
    if tx.value("select text_hash from schema_reading where text_hash = :mark", mark=mark):
        return
    for kind in KINDS:
        tx.script(text.replace("{kind}", kind))
    tx.script(choosing)
    tx.execute("delete from schema_reading")
    tx.execute("insert into schema_reading values (:mark)", mark=mark)
