"""The data dictionary is what its command makes, and leaves nothing out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scenario_db import codes
from scenario_db.database import Database, open_database
from scenario_db.dictionary import dictionary
from scenario_db.kinds import KINDS

HOME = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def empty():
    register = open_database("duckdb:///:memory:")
    yield register
    register.close()


def test_the_page_is_what_the_command_makes():
    command = (sys.executable, "-m", "scenario_db.dictionary")
    made = subprocess.run(command, cwd=HOME, capture_output=True, check=True).stdout.decode()
    assert (HOME / "docs" / "data-dictionary.md").read_text(encoding="utf-8") == made


def test_every_table_and_column_says_what_it_means(empty: Database):
    tables = empty.rows("select table_name, comment from duckdb_tables() where not internal")
    columns = empty.rows("select table_name || '.' || column_name, comment from duckdb_columns() where not internal")
    ours = [row for row in (*tables, *columns) if not row[0].startswith("schema_")]
    views = {f"{kind}." for kind in KINDS}
    silent = [name for name, comment in ours if not comment and not any(name.startswith(view) for view in views)]
    assert silent == []


def test_every_table_is_in_the_page(empty: Database):
    page = dictionary(empty)
    tables = [row[0] for row in empty.rows("select table_name from duckdb_tables() where not internal")]
    assert [name for name in tables if f"## {name}\n" not in page and not name.startswith("schema_")] == []


def test_every_closed_list_of_a_field_is_named_with_it(empty: Database):
    page = dictionary(empty)
    for kind in KINDS.values():
        section = page.split(f"## {kind.table}\n")[1].split("\n## ")[0]
        for column in kind.columns:
            [line] = [line for line in section.splitlines() if line.startswith(f"| {column.name} |")]
            if column.choices:
                assert f"codes.{column.choices.__name__}" in line
                assert hasattr(codes, column.choices.__name__)
