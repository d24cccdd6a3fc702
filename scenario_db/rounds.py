"""What the register does by itself, round after round: a backup a day, problems nobody raises, reminders, digests.

Any number of processes may go their rounds: a problem's id is made of what it is about, the day's reminders bear a key
that the register takes once, and a digest is sent by whoever first says that it is under way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from scenario_db import alarms, deliveries, ledger, nightly, raising, reminders, settings
from scenario_db.changes import Origin, StaleError
from scenario_db.codes import Channel, Role, Source
from scenario_db.database import Database
from scenario_db.deliveries import Carrier
from scenario_db.mail import Mail
from scenario_db.reminders import Note
from scenario_db.roles import Person
from scenario_db.settings import Settings
from scenario_db.webhook import Webhook
from scenario_db.wording import Words


def carriers(chosen: Settings) -> Mapping[Channel, Carrier]:
    """The ways out of the house that are set; none of them unless somebody set it."""
    found: dict[Channel, Carrier] = {}
    if chosen.smtp_url:
        found[Channel.EMAIL] = Mail(chosen.smtp_url, chosen.mail_from)
    if chosen.webhook_url:
        found[Channel.WEBHOOK] = Webhook(chosen.webhook_url, chosen.webhook_secret)
    return found


def go(db: Database, ways: Mapping[Channel, Carrier], say: Words, *, day: date, now: datetime) -> None:
    """One round, as of that day and moment (UTC). Raises as `ledger.record` does."""
    chosen, by = settings.current(), itself(say)
    tried = nightly.go(db, chosen, now=now)
    trouble = nightly.wrong(chosen, now=now)
    if trouble and Channel.EMAIL in ways and (tried or trouble.kind != "backup_none_yet"):
        alarms.tell(db, trouble, say, by=by, day=day)  # before the first was tried, another process may be making it
    _raise_problems(db, say, by, day)
    reminders.go_by_themselves(db, Note(say, channels=tuple(ways)), by=by, day=day)
    deliveries.give_up_lost(db, now, by=by, said=say("reminder.lost"))
    deliveries.carry_all(db, ways, by=by, day=day, now=now)


def itself(say: Words) -> Person:
    """Who it is that does what nobody does."""
    return Person(say("issue.by_itself"), Role.OFFICE)


def _raise_problems(db: Database, say: Words, by: Person, day: date) -> None:
    found = raising.due_by_themselves(db, day, say)
    if not found:
        return
    try:
        ledger.record(db, ledger.compare(db, ledger.wanted(found)), by=by, origin=Origin(Source.SCHEDULE))
    except StaleError:
        return  # another process was faster: they stand
