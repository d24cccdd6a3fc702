"""Reminders (催办): what departments are reminded of, each thing once a day, in one digest for each of their people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import cast

from scenario_db import addressees, arrears, denials, departments, duties, ledger
from scenario_db.changes import Change, Origin, Receipt
from scenario_db.codes import Channel, DeliveryStatus, Duty, Source
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.piles import Owed
from scenario_db.records import Delivery, Issue, Record, Reminder, Setting
from scenario_db.roles import Action, Person
from scenario_db.wording import Words

SWITCH = "remind_by_itself"
"""The setting by which the office lets reminders go out by themselves; without it they do not."""

BEFORE, EVERY = 2, 7
"""Reminders by themselves: two days before a date, the day after it, then every week."""

BY_ITSELF = (Duty.ISSUE, Duty.PARTNER)
"""What is reminded of so, beside returns."""

_NUMBERED = (Duty.ISSUE, Duty.CLOSING)
"""Duties whose number people know: the code of a problem."""

_GROUPED: Mapping[Duty, str] = {Duty.RETURN: "returns", Duty.RETURN_REVIEW: "unread"}
"""Duties that are told as one for all scenarios of a period."""

_SHOWN = 20
"""So many things are named in a digest; the others are counted."""


@dataclass(frozen=True, slots=True)
class Note:
    """What goes out beside the list of things: the office's words, the language, and the ways out of the house."""

    say: Words
    message: str = ""
    channels: tuple[Channel, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A reminder as the list shows it."""

    reminder: Reminder
    department: str
    scenario: str
    at: datetime


def remind(
    db: Database, owed: Sequence[Owed], note: Note, *, by: Person, day: date, key: str = ""
) -> tuple[Receipt | None, int]:
    """Reminds departments of what they owe, in one batch: the reminders, the digests, and on problems their count.

    What a department was reminded of that day already is left out; gives how many that were. With a `key` the batch
    is written once, whichever process comes first. Raises DeniedError, and as `ledger.record` does.
    """
    denials.require(db, by, Action.REMIND)
    known = _told_on(db, day)
    fresh = [it for it in owed if it.department_id and _key(it) not in known]
    if not fresh:
        return None, len(owed)
    origin = Origin(Source.SCHEDULE if key else Source.FORM, note.say("reminder.batch"), commit_key=key)
    changes = [
        *_changes(db, _reminders(db, fresh, note, by, day)),
        *_changes(db, _digests(db, fresh, note, day)),
        *_changes(db, _urged(db, fresh)),
    ]
    return ledger.record(db, changes, by=by, origin=origin), len(owed) - len(fresh)


def _changes(db: Database, found: Sequence[Record]) -> list[Change]:
    return ledger.compare(db, ledger.wanted(found)) if found else []


def _told_on(db: Database, day: date) -> set[tuple[str, str, str]]:
    sql = "select department_id, duty, coalesce(subject, '') from reminder where sent_on = :day"
    return {(unit, duty, subject) for unit, duty, subject in db.rows(sql, day=day)}


def _key(it: Owed) -> tuple[str, str, str]:
    return it.department_id or "", str(it.duty), it.subject


def _reminders(db: Database, owed: Sequence[Owed], note: Note, by: Person, day: date) -> list[Reminder]:
    return [
        Reminder(
            id=key,
            department_id=it.department_id or "",
            scenario_id=it.scenario_id,
            duty=it.duty,
            subject=it.subject,
            period=it.number if it.duty is Duty.RETURN else None,
            message=" · ".join(filter(None, (note.message, what(note.say, it)))),
            due_on=it.due_on,
            sent_by=by.name,
            sent_on=day,
        )
        for key, it in zip(ledger.new_ids(db, "reminder", len(owed)), owed, strict=True)
    ]


def _urged(db: Database, owed: Sequence[Owed]) -> list[Issue]:
    ids = sorted({it.subject for it in owed if it.duty in (Duty.ISSUE, Duty.CLOSING)})
    sql = f"select {', '.join(KINDS['issue'].names)} from issue where id in (select unnest(cast(:ids as text[])))"
    found = [cast("Issue", KINDS["issue"].read(row)) for row in db.rows(sql, ids=ids)]
    return [replace(it, urge_count=it.urge_count + 1) for it in found]


def _digests(db: Database, owed: Sequence[Owed], note: Note, day: date) -> list[Delivery]:
    """For each person one digest by each way: in the library always, outside where there is an address."""
    units = {it.id: it for it in departments.find(db)}
    people = addressees.of_units(db, sorted({it.department_id or "" for it in owed}))
    by_unit: dict[str, list[Owed]] = defaultdict(list)
    for it in owed:
        by_unit[it.department_id or ""].append(it)
    found = [
        Delivery(
            channel=it.channel,
            recipient=it.recipient,
            department_id=unit,
            subject=note.say("reminder.subject", count=len(it.owed)),
            body=digest(it.owed, note, day),
            status=DeliveryStatus.SENT if it.channel is Channel.IN_APP else DeliveryStatus.WAITING,
            sent_on=day if it.channel is Channel.IN_APP else None,
        )
        for unit, its in by_unit.items()
        for it in addressees.parcels(units[unit], people.get(unit, ()), its, note.channels)
    ]
    keys = ledger.new_ids(db, "delivery", len(found))
    return [replace(it, id=key) for key, it in zip(keys, found, strict=True)]


def digest(owed: Sequence[Owed], note: Note, day: date) -> str:
    """The text that goes to one address."""
    lines = [_line(note.say, number, it, day) for number, it in enumerate(owed[:_SHOWN], 1)]
    more = len(owed) - _SHOWN
    rest = [note.say("reminder.and_more", count=more)] if more > 0 else []
    return "\n".join(filter(None, (note.message, *lines, *rest, note.say("reminder.where"))))


def _line(say: Words, number: int, it: Owed, day: date) -> str:
    over = it.days_over(day)
    due = say("reminder.line_over" if over else "reminder.line_due", day=it.due_on, days=over) if it.due_on else ""
    told = " ".join(filter(None, (it.number if it.duty in _NUMBERED else "", it.scenario, what(say, it))))
    return f"{number}. {say.code(it.duty)} · {told} {due}".strip()


def what(say: Words, it: Owed) -> str:
    """The words of a duty; of returns, how many there are."""
    grouped = it.duty in _GROUPED and not it.scenario_id
    return say(f"reminder.{_GROUPED[it.duty]}", period=it.number, count=it.count) if grouped else it.what


def is_on(db: Database) -> bool:
    """Whether the office lets reminders go out by themselves."""
    return bool(db.value("select value from setting where name = :name", name=SWITCH) == "on")


def switch(db: Database, *, on: bool, by: Person) -> None:
    """Lets reminders go out by themselves, or not. Raises DeniedError."""
    denials.require(db, by, Action.SET_RULES)
    ledger.saved(db, Setting(name=SWITCH, value="on" if on else "off"), by=by)


def due_by_themselves(owed: Iterable[Owed], day: date) -> list[Owed]:
    """Those of which somebody is reminded that day without being asked: shortly before, the day after, weekly."""
    return [it for it in owed if it.due_on and _is_day(day, it.due_on)]


def _is_day(day: date, due: date) -> bool:
    over = (day - due).days
    return over == -BEFORE or (over > 0 and (over - 1) % EVERY == 0)


def go_by_themselves(db: Database, note: Note, *, by: Person, day: date) -> Receipt | None:
    """The day's reminders, once a day whatever the number of processes; None where they are off, out, or none."""
    key = f"remind/{day}"
    if not is_on(db) or db.value("select id from batch where commit_key = :key", key=key):
        return None
    units = list(departments.names_on(db))
    until = day + timedelta(days=BEFORE)
    owed = [
        *arrears.of_departments(db, (), day, until=until),
        *duties.of_departments(db, units, BY_ITSELF, until=until, limit=5000),
    ]
    return remind(db, due_by_themselves(owed, day), note, by=by, day=day, key=key)[0]


def read(db: Database, keys: Sequence[str], *, by: Person, day: date) -> Receipt | None:
    """That somebody of the department has read its reminders. Raises DeniedError, and as `ledger.record` does."""
    sql = f"""
        select {", ".join(KINDS["reminder"].names)}
        from reminder
        where id in (select unnest(cast(:ids as text[]))) and read_on is null
    """
    found = [cast("Reminder", KINDS["reminder"].read(row)) for row in db.rows(sql, ids=list(keys))]
    changes = _changes(db, [replace(it, read_by=by.name, read_on=day) for it in found])
    return ledger.record(db, changes, by=by, origin=Origin(Source.FORM)) if changes else None


def find(db: Database, *, limit: int = 50, offset: int = 0) -> list[Told]:
    """A page of the reminders, the latest first."""
    columns = ", ".join(f"it.{name}" for name in KINDS["reminder"].names)
    sql = f"""
        select coalesce(d.name, ''), coalesce(s.name, ''), it.recorded_at, {columns}
        from reminder as it
        left join department as d on d.id = it.department_id
        left join scenario as s on s.id = it.scenario_id
        order by it.sent_on desc nulls last, it.recorded_at desc, it.id
        limit :limit offset :offset
    """
    rows = db.rows(sql, limit=limit, offset=offset)
    return [Told(cast("Reminder", KINDS["reminder"].read(row)), unit, name, at) for unit, name, at, *row in rows]


def count(db: Database) -> int:
    """How many reminders there are."""
    found: int = db.value("select count(*) from reminder")
    return found


def by_department(owed: Iterable[Owed], day: date) -> Mapping[str, tuple[int, int]]:
    """For each department how many things it owes, and how many of them are overdue."""
    found: dict[str, tuple[int, int]] = {}
    for it in owed:
        number, over = found.get(it.department_id or "", (0, 0))
        found[it.department_id or ""] = (number + 1, over + (it.days_over(day) > 0))
    return found
