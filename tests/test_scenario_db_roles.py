"""Who may do what: one table, and what it does not name is denied."""

from __future__ import annotations

import pytest

from scenario_db import ledger, roles
from scenario_db.changes import Origin
from scenario_db.codes import Role, Source
from scenario_db.database import Database, open_database
from scenario_db.roles import Action, DeniedError, Person
from scenario_db.wording import Words

READS = {Action.READ, Action.EXPORT}
OF_CLERKS = READS | {Action.READ_ALL, Action.WRITE, Action.IMPORT, Action.REPORT, Action.PROPOSE, Action.RAISE}
MAY = {
    Role.CLERK: OF_CLERKS,
    Role.REVIEWER: OF_CLERKS - {Action.IMPORT} | {Action.REVIEW_FIRST},
    Role.GROUP: READS | {Action.COORDINATE},
    Role.OFFICE: set(Action) - {Action.REVIEW_FIRST, Action.KEEP_ACCOUNTS},
    Role.LEADER: READS | {Action.READ_ALL, Action.INSTRUCT},
    Role.ADMIN: {Action.READ, Action.READ_ALL, Action.KEEP_ACCOUNTS, Action.READ_AUDIT},
}
NEEDED = dict.fromkeys(Source, Action.WRITE) | {
    Source.IMPORT: Action.IMPORT,
    Source.UNDO: Action.UNDO,
    Source.INSTRUCTION: Action.INSTRUCT,
    Source.COORDINATION: Action.COORDINATE,
}


@pytest.fixture(scope="module")
def register():
    db = open_database("duckdb:///:memory:")
    yield db
    db.close()


def test_every_role_stands_in_the_table():
    assert set(roles.ALLOWED) == set(Role) == set(MAY)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_a_role_may_what_the_table_names_and_nothing_else(role, action):
    person = Person("某人", role)
    assert roles.may(person, action) == (action in MAY[role])
    if action not in MAY[role]:
        with pytest.raises(DeniedError) as denied:
            roles.require(person, action)
        assert denied.value.problem.facts == {"person": "某人", "role": role, "action": action}
        assert "某人" in Words("zh").problem(denied.value.problem)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("source", Source)
def test_the_ledger_asks_where_the_write_happens(register: Database, role, source):
    person, before = Person("某人", role), register.value("select mark from ledger_mark")
    allowed = NEEDED[source] in MAY[role]
    if allowed:
        ledger.record(register, [], by=person, origin=Origin(source))
    else:
        with pytest.raises(DeniedError):
            ledger.record(register, [], by=person, origin=Origin(source))
    assert register.value("select mark from ledger_mark") == before + allowed
