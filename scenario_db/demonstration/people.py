"""One account for each role of the demonstration, whose password everybody may know: it stands on the sign-in page."""

from __future__ import annotations

from scenario_db import accounts
from scenario_db.accounts import Account
from scenario_db.codes import Role
from scenario_db.database import Database
from scenario_db.roles import Person
from scenario_db.wording import Words

PASSWORD = "demo-city-2026"  # noqa: S105 - shown on the sign-in page of the demonstration, and good for nothing else


def come(db: Database, by: Person, say: Words) -> None:
    """Enters them, each of a department and a working group where there are any."""
    unit = db.value("select lead_id from scenario where lead_id is not null group by lead_id order by count(*) desc, 1")
    group = db.value("select id from code_item where list = 'working_group' order by position, id")
    accounts.demonstrate(
        db,
        [
            Account(
                str(role),
                say("word.example_of", role=role),
                role,
                department_id=unit if role in (Role.CLERK, Role.REVIEWER) else None,
                working_group_id=group if role is Role.GROUP else None,
                demonstration=True,
            )
            for role in Role
        ],
        PASSWORD,
        by=by,
    )
