"""Tokens by command: made and shown once, listed without themselves, ended; what cannot be is refused in a sentence."""

from __future__ import annotations

from argparse import Namespace
from datetime import date

import pytest

from scenario_db import keys, tokens
from scenario_db.codes import Role
from scenario_db.problems import RegisterError
from scenario_db.records import Department
from scenario_db.roles import Person
from scenario_db.wording import Words
from tests.telling import write

KEEPER = Person("管理员", Role.ADMIN)
NOTHING = {"id": None, "name": None, "scope": None, "department": None, "until": None}


def command(db, do: str, **given: object) -> list[str]:
    return keys.TOKEN[do](db, Words("en"), Namespace(**{**NOTHING, **given}), KEEPER)


def test_a_token_is_made_listed_and_ended(db):
    write(db, Department(id="d1", name="市民政局"))
    assert command(db, "list") == ["There are no tokens yet."]
    made = command(db, "add", name="中台", scope=["read", "moves"], department="市民政局", until="2099-01-01")[-1]
    found = tokens.prove(db, made, today=date(2026, 1, 1))
    assert found is not None
    assert command(db, "list") == [f"{found.id}\t中台\tread moves\t市民政局\tnever used\t2099-01-01"]
    command(db, "end", id=found.id)
    assert tokens.prove(db, made, today=date(2026, 1, 1)) is None
    assert command(db, "list")[0].endswith("\tended")
    for do, given, kind in (
        ("add", {"name": "中台"}, "token_lacks"),
        ("add", {"name": "中台", "scope": ["read"], "department": "没有"}, "account_no_such_unit"),
        ("add", {"name": "中台", "scope": ["read"], "until": "tomorrow"}, "not_a_day"),
        ("end", {"id": found.id}, "token_unknown"),
    ):
        with pytest.raises(RegisterError) as refused:
            command(db, do, **given)
        assert refused.value.problem.kind == kind
