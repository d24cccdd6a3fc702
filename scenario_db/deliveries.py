"""How a digest leaves the house: waiting, under way, delivered or not; tried again with patience, never sent twice.

Before anything is sent the register says that it is under way, and whoever says so first is the one who sends: two
processes cannot send the same. What was under way when a process died is not sent again by itself, since nobody knows
whether it arrived; the office sees it and may send it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol, cast

from scenario_db import ledger, names
from scenario_db.changes import Origin, StaleError
from scenario_db.codes import Channel, DeliveryStatus, Source
from scenario_db.database import Database
from scenario_db.kinds import KINDS
from scenario_db.records import Delivery
from scenario_db.roles import Person

MOST_TRIES = 6

LONGEST_SAID = 300
"""So many characters of what the other side said are kept."""

LOST_AFTER = timedelta(minutes=10)
"""No attempt lasts as long: whoever made it is gone."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt: delivered, or not and why; `again` where another try may do better."""

    delivered: bool
    said: str = ""
    again: bool = False


class Carrier(Protocol):
    """One way out of the house. It never raises for what the other side does: that is the outcome."""

    @property
    def channel(self) -> Channel:
        """Which way it is."""
        ...

    def carry(self, it: Delivery) -> Outcome:
        """Makes one attempt, within its time."""
        ...


@dataclass(frozen=True, slots=True)
class Sent:
    """A digest as the list shows it, with the moment (UTC) of its last change."""

    delivery: Delivery
    department: str
    at: datetime


def patience(tries: int) -> timedelta:
    """How long to wait after so many tries: 2, 4, 8 … minutes, at most an hour."""
    return timedelta(minutes=min(60, 2**tries))


def waiting(db: Database, channels: Iterable[Channel], now: datetime, *, limit: int = 100) -> list[Delivery]:
    """What is to be tried now by these channels, the oldest first."""
    sql = f"""
        select recorded_at, {", ".join(KINDS["delivery"].names)}
        from delivery
        where status = 'waiting' and channel in (select unnest(cast(:channels as text[])))
        order by recorded_at, id
        limit :limit
    """
    found = [(at, _read(row)) for at, *row in db.rows(sql, channels=list(channels), limit=limit)]
    return [it for at, it in found if not it.tries or at + patience(it.tries) <= now]


def carry_all(
    db: Database, carriers: Mapping[Channel, Carrier], *, by: Person, day: date, now: datetime
) -> list[Delivery]:
    """Tries everything that waits, once; gives what became of it. Raises as `ledger.record` does."""
    return [
        done for it in waiting(db, carriers, now) if (done := _carried(db, carriers[it.channel], it, by=by, day=day))
    ]


def _carried(db: Database, carrier: Carrier, it: Delivery, *, by: Person, day: date) -> Delivery | None:
    claimed = replace(it, status=DeliveryStatus.SENDING, tries=it.tries + 1)
    if not _changed(db, it, claimed, by):
        return None
    after = _after(claimed, carrier.carry(claimed), day)
    return after if _changed(db, claimed, after, by) else None


def _after(it: Delivery, outcome: Outcome, day: date) -> Delivery:
    said = names.tidy(outcome.said)[:LONGEST_SAID] or None
    if outcome.delivered:
        return replace(it, status=DeliveryStatus.SENT, sent_on=day, detail=said)
    again = outcome.again and it.tries < MOST_TRIES
    return replace(it, status=DeliveryStatus.WAITING if again else DeliveryStatus.FAILED, detail=said)


def _changed(db: Database, before: Delivery, after: Delivery, by: Person) -> bool:
    """Writes the next state; False where another process was faster."""
    changes = ledger.compare(db, ledger.wanted([after]))
    if not changes or changes[0].before != before:
        return False
    try:
        ledger.record(db, changes, by=by, origin=Origin(Source.SCHEDULE))
    except StaleError:
        return False
    return True


def give_up_lost(db: Database, now: datetime, *, by: Person, said: str) -> int:
    """What has been under way for too long is not known to have arrived: it says so, and is not tried again."""
    sql = f"select {', '.join(KINDS['delivery'].names)} from delivery where status = 'sending' and recorded_at < :then"
    lost = [_read(row) for row in db.rows(sql, then=now - LOST_AFTER)]
    return sum(_changed(db, it, replace(it, status=DeliveryStatus.FAILED, detail=said), by) for it in lost)


def send_anew(db: Database, key: str, *, by: Person) -> None:
    """Lets a digest that failed be tried again from the start. Raises DeniedError, StaleError."""
    sql = f"select {', '.join(KINDS['delivery'].names)} from delivery where id = :id and status = 'failed'"
    for row in db.rows(sql, id=key):
        ledger.saved(db, replace(_read(row), status=DeliveryStatus.WAITING, tries=0), by=by)


def find(db: Database, *, limit: int = 50, offset: int = 0) -> list[Sent]:
    """A page of the digests, the latest first."""
    columns = ", ".join(f"it.{name}" for name in KINDS["delivery"].names)
    sql = f"""
        select coalesce(d.name, ''), it.recorded_at, {columns}
        from delivery as it
        left join department as d on d.id = it.department_id
        order by it.recorded_at desc, it.id
        limit :limit offset :offset
    """
    return [Sent(_read(row), name, at) for name, at, *row in db.rows(sql, limit=limit, offset=offset)]


def counts(db: Database) -> dict[DeliveryStatus, int]:
    """How many digests are in each state."""
    return {DeliveryStatus(it): number for it, number in db.rows("select status, count(*) from delivery group by 1")}


def _read(row: Iterable[object]) -> Delivery:
    return cast("Delivery", KINDS["delivery"].read(list(row)))
