"""The data dictionary, made from the comments of the tables: `python -m scenario_db.dictionary`."""

from __future__ import annotations

import sys

from scenario_db.database import Database, open_database
from scenario_db.kinds import KINDS

_LEDGER = (
    "ledger_mark",
    "counter",
    "batch",
    "import_row",
    "kept_file",
    "draft",
    "account",
    "old_password",
    "account_session",
    "stand_in",
    "token",
    "audit",
    "audit_head",
    "brief",
    "brief_file",
    "saved_view",
    "subscription",
    "tour_seen",
)

_HEAD = """# Data dictionary

Made from the comments of the tables by `python -m scenario_db.dictionary > docs/data-dictionary.md`; a test holds it to
them.

A table `…_version` holds versions. Each is true from `recorded_at` until `superseded_at` (UTC, half open); the version
of today has no `superseded_at`. The plain name (`scenario`) is the view of today, `scenario_on(moment)` that of any
moment.
Amounts are in 万元 with four decimal places. Closed lists (“one of codes.Tier”) stand in `scenario_db/codes.py`.
"""


def dictionary(db: Database) -> str:
    """The whole page."""
    tables = (*_LEDGER, *(kind.table for kind in KINDS.values()))
    return "\n".join((_HEAD, *(_table(db, name) for name in tables)))


def _table(db: Database, name: str) -> str:
    sql = "select comment from duckdb_tables() where table_name = :name and not internal"
    comment = db.value(sql, name=name)
    sql = """
        select column_name, data_type, is_nullable, comment
        from duckdb_columns()
        where table_name = :name and not internal
        order by column_index
    """
    rows = [_row(*row) for row in db.rows(sql, name=name)]
    lines = (f"## {name}", "", comment, "", "| column | type | empty | meaning |", "|---|---|---|---|", *rows, "")
    return "\n".join(lines)


def _row(column: str, kind: str, nullable: bool, comment: str) -> str:  # noqa: FBT001 - a row of the question above
    return f"| {column} | {kind.lower()} | {'yes' if nullable else ''} | {comment} |"


def main() -> None:
    """Prints the page, from an empty register of today's schema."""
    db = open_database("duckdb:///:memory:")
    sys.stdout.write(dictionary(db))
    db.close()


if __name__ == "__main__":
    main()
