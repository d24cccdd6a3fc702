"""Subscriptions: a view or a brief that comes to somebody every week or month, with what she may see on that day.

They go out with the rounds, as reminders do: a batch with a key for each, so that it goes once whatever the number of
processes. A subscription is no record (docs/decisions/0018); what was delivered is.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, cast

from scenario_db import accounts, addressees, addresses, days, denials, ledger, tellings, views, windows
from scenario_db.addresses import Address
from scenario_db.briefs import BriefError, Scope, Subject
from scenario_db.changes import Origin
from scenario_db.codes import Channel, DeliveryStatus, Period, Role, Source
from scenario_db.database import Database
from scenario_db.kinds import KINDS, storable
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import Delivery
from scenario_db.roles import Action, DeniedError, Person
from scenario_db.tellings import Topic
from scenario_db.wording import Words

MOST = 20
"""So many subscriptions somebody has at most."""

AT_ONCE = 20
"""So many go out in one round; the next one comes half a minute later."""

RHYTHMS = (Period.WEEK, Period.MONTH)
_LONGEST = {Period.WEEK: 7, Period.MONTH: 31}


class SubscriptionError(RegisterError):
    """That cannot be subscribed to, or not so often, or it is no more."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who gets what, how often and on which day; without a scope a view, with one a brief."""

    id: str
    owner: str
    login: str
    name: str
    role: Role
    department_id: str | None
    title: str
    page: str
    address: Address
    scope: Scope | None
    subject_id: str
    rhythm: Period
    day: int
    next_on: date
    language: str
    made_at: datetime
    seen_at: datetime

    @property
    def topic(self) -> Topic:
        """What it is about."""
        subject = Subject(self.scope, self.subject_id) if self.scope else None
        return Topic(self.title, self.page, self.address, subject)


Write = Callable[[Database, Subject, tuple[date, date], Person, Words], str]
"""Who writes a brief of a subject, of a day against an earlier one, for somebody, and gives its id on the shelf."""


@dataclass(frozen=True, slots=True)
class Post:
    """How things go out: who writes briefs, the ways out of the house, and the address under which people come."""

    write: Write
    channels: Sequence[Channel] = ()
    public_url: str = ""


_FIELDS = ", ".join(Subscription.__slots__)


def find(db: Database, person: Person) -> list[Subscription]:
    """Her own, the next first."""
    sql = f"select {_FIELDS} from subscription where owner = :owner order by next_on, title, id"
    return [_read(*row) for row in db.rows(sql, owner=views.owner(person))]


def everybodys(db: Database, person: Person, *, limit: int = 50, offset: int = 0) -> list[Subscription]:
    """Who gets what: a page of all of them, by name. Raises DeniedError."""
    denials.require(db, person, Action.REMIND)
    sql = f"select {_FIELDS} from subscription order by name, title, id limit :limit offset :offset"
    return [_read(*row) for row in db.rows(sql, limit=limit, offset=offset)]


def count(db: Database) -> int:
    """How many there are."""
    found: int = db.value("select count(*) from subscription")
    return found


def _read(*row: Any) -> Subscription:
    it = Subscription(*row)
    return replace(
        it,
        role=Role(it.role),
        address=addresses.read(str(it.address)),
        scope=Scope(it.scope) if it.scope else None,
        subject_id=it.subject_id or "",
        rhythm=Period(it.rhythm),
    )


def subscribe(
    db: Database, person: Person, topic: Topic, when: tuple[Period, int], *, today: date, language: str
) -> Subscription:
    """Begins one; the first comes on the next such day, today included. Raises SubscriptionError, DeniedError.

    What is chosen of days is left out: it tells of the day on which it goes out.
    """
    denials.require(db, person, Action.READ if topic.subject is None else Action.EXPORT)
    rhythm, day = when
    _refuse(db, person, topic, rhythm, day)
    now = days.now()
    it = Subscription(
        id=secrets.token_hex(8),
        owner=views.owner(person),
        login=person.login,
        name=storable(person.name),
        role=person.role,
        department_id=person.department_id,
        title=storable(topic.title),
        page=topic.page,
        address={name: parts for name, parts in topic.address.items() if name not in ("day", "vs")},
        scope=topic.subject.scope if topic.subject else None,
        subject_id=topic.subject.id if topic.subject else "",
        rhythm=rhythm,
        day=day,
        next_on=next_day(rhythm, day, today),
        language=language,
        made_at=now,
        seen_at=now,
    )
    given = {name: getattr(it, name) for name in Subscription.__slots__} | {"address": addresses.written(it.address)}
    sql = f"insert into subscription ({_FIELDS}) values ({', '.join(f':{name}' for name in Subscription.__slots__)})"
    with db.writing() as tx:
        tx.execute(sql, **given)
    return it


def _refuse(db: Database, person: Person, topic: Topic, rhythm: Period, day: int) -> None:
    if topic.page not in tellings.PAGES:
        raise SubscriptionError(Problem("subscription_without_figures"))
    if rhythm not in RHYTHMS or not 1 <= day <= _LONGEST[rhythm]:
        raise SubscriptionError(Problem("subscription_odd_day"))
    if len(find(db, person)) >= MOST:
        raise SubscriptionError(Problem("subscription_too_many", facts={"most": MOST}))


def end(db: Database, person: Person, key: str) -> None:
    """Ends one: her own, or as the office anybody's. Raises DeniedError; one that is over already stays so."""
    whose = db.value("select owner from subscription where id = :key", key=key)
    if whose is None:
        return
    if whose != views.owner(person):
        denials.require(db, person, Action.REMIND)
    with db.writing() as tx:
        tx.execute("delete from subscription where id = :key", key=key)


def next_day(rhythm: Period, day: int, since: date) -> date:
    """The first such day on or after that one; the last of a month that has no such day."""
    if rhythm is Period.WEEK:
        return since + timedelta(days=(day - 1 - since.weekday()) % 7)
    found = _in_month(since, day)
    return found if found >= since else _in_month(days.months_before(since.replace(day=1), -1), day)


def _in_month(of: date, day: int) -> date:
    last = days.months_before(of.replace(day=1), -1) - timedelta(days=1)
    return of.replace(day=min(day, last.day))


def go(db: Database, post: Post, *, by: Person, day: date) -> int:
    """Sends what is due on that day, each once; gives how many went. Raises as `ledger.record` does."""
    calendar = windows.calendar(db)
    due = [it for it in _due(db, day) if calendar.working_on_or_after(it.next_on) <= day]
    for it in due[:AT_ONCE]:
        person, email = _today(db, it)
        if person is not None:
            _send(db, it, person, email if Channel.EMAIL in post.channels else "", post, by=by, day=day)
        with db.writing() as tx:
            following = next_day(it.rhythm, it.day, day + timedelta(days=1))
            tx.execute("update subscription set next_on = :next where id = :id", next=following, id=it.id)
    return len(due[:AT_ONCE])


def _due(db: Database, day: date) -> list[Subscription]:
    sql = f"select {_FIELDS} from subscription where next_on <= :day order by next_on, id"
    return [_read(*row) for row in db.rows(sql, day=day)]


def _today(db: Database, it: Subscription) -> tuple[Person | None, str]:
    """Who that is today with the rights of today, and her address; nobody whose account is gone or disabled.

    Who came without an account is nobody any more once people sign in; nor is who came with the demonstration.
    """
    real = accounts.any_real(db)
    if not it.login:
        return (None if real else Person(it.name, it.role, it.department_id)), ""
    found = accounts.get(db, it.login)
    if found is None or found.disabled or (found.demonstration and real):
        return None, ""
    return found.person(), found.email or ""


def _send(db: Database, it: Subscription, person: Person, email: str, post: Post, *, by: Person, day: date) -> None:
    key = f"subscription/{it.id}/{it.next_on}"
    if db.value("select id from batch where commit_key = :key", key=key):
        return
    say = Words(it.language)
    body = _body(db, it, person, post, day)
    subject = say("subscription.subject", title=it.title, day=day)
    inside = Delivery(
        channel=Channel.IN_APP,
        recipient=recipient(person),
        subject=subject,
        body=body,
        status=DeliveryStatus.SENT,
        sent_on=day,
    )
    outside = replace(inside, channel=Channel.EMAIL, recipient=email, status=DeliveryStatus.WAITING, sent_on=None)
    found = [inside, *([outside] if email else [])]
    made = [replace(one, id=new) for one, new in zip(found, ledger.new_ids(db, "delivery", len(found)), strict=True)]
    changes = ledger.compare(db, ledger.wanted(made))
    origin = Origin(Source.SCHEDULE, say("subscription.batch", title=it.title), commit_key=key)
    ledger.record(db, changes, by=by, origin=origin)


def _body(db: Database, it: Subscription, person: Person, post: Post, day: date) -> str:
    """The figures in words with the link; where she may not see it any more, that."""
    say = Words(it.language)
    then = day - timedelta(days=7) if it.rhythm is Period.WEEK else days.months_before(day, 1)
    page, address = it.page, it.address
    try:
        lines = tellings.of(db, it.topic, person, say, day=day, then=then)
        if it.topic.subject is not None:
            made = post.write(db, it.topic.subject, (day, then), person, say)
            page, address = "briefs", {"brief": [(addresses.PLAIN, made)]}
    except (DeniedError, BriefError) as refused:
        return say.problem(refused.problem)
    way = addresses.link(db, page, address, say, public_url=post.public_url)
    return "\n".join((*lines, way, say("subscription.end")))


def recipient(person: Person) -> str:
    """As it stands on what is delivered to a person, and to no department."""
    return addressees.called(person.name, views.owner(person))


_ARRIVED = """
    from delivery
    where channel = 'in_app' and department_id is null
      and strpos(recipient, '（' || :owner || '）') > 0
"""


def arrived(db: Database, person: Person, *, limit: int = 10) -> list[tuple[datetime, Delivery]]:
    """What came to her, the latest first, each with its moment (UTC)."""
    columns = ", ".join(KINDS["delivery"].names)
    sql = f"select recorded_at, {columns} {_ARRIVED} order by recorded_at desc, id limit :limit"
    rows = db.rows(sql, owner=views.owner(person), limit=limit)
    return [(at, _delivery(row)) for at, *row in rows]


def _delivery(row: Iterable[Any]) -> Delivery:
    return cast("Delivery", KINDS["delivery"].read(list(row)))


def unseen(db: Database, person: Person) -> Delivery | None:
    """The latest that came since she last said that she had seen it; None too where she subscribes to nothing."""
    sql = "select max(seen_at) from subscription where owner = :owner"
    since = db.until_written(sql, owner=views.owner(person))
    if since is None:
        return None
    return next((it for at, it in arrived(db, person, limit=1) if at > since), None)


def seen(db: Database, person: Person) -> None:
    """She has seen what came."""
    with db.writing() as tx:
        tx.execute(
            "update subscription set seen_at = :now where owner = :owner", now=days.now(), owner=views.owner(person)
        )
