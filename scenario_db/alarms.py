"""A backup that is in trouble, told to those who run the register: one letter a day to each administrator's address."""

from __future__ import annotations

from datetime import date

from scenario_db import accounts, ledger
from scenario_db.changes import Origin
from scenario_db.codes import Channel, Role, Source
from scenario_db.database import Database
from scenario_db.problems import Problem
from scenario_db.records import Delivery
from scenario_db.roles import Person
from scenario_db.wording import Words


def tell(db: Database, trouble: Problem, say: Words, *, by: Person, day: date) -> None:
    """Lays a letter ready for each of them, once a day whatever the number of processes.

    Raises as `ledger.record` does.
    """
    key = f"alarm/{day}"
    if db.value("select id from batch where commit_key = :key", key=key):
        return
    keepers = [it for it in accounts.find(db) if it.role is Role.ADMIN and it.email and not it.disabled]
    subject, body = say("reminder.backup_subject"), say.problem(trouble)
    ids = ledger.new_ids(db, "delivery", len(keepers))
    letters = [
        Delivery(id=one, channel=Channel.EMAIL, recipient=it.email or "", subject=subject, body=body)
        for one, it in zip(ids, keepers, strict=True)
    ]
    if letters:
        changes = ledger.compare(db, ledger.wanted(letters))
        ledger.record(db, changes, by=by, origin=Origin(Source.SCHEDULE, commit_key=key))
