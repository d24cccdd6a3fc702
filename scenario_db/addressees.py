"""Whom a department's digest goes to: its people who have accounts, each for what is hers to do; else its mailbox."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scenario_db.codes import Channel, Role
from scenario_db.database import Database
from scenario_db.piles import WHOSE, Owed
from scenario_db.records import Department


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody of a department: how she is called, her login name, what she is there for, and her address if any."""

    name: str
    login: str
    role: Role
    email: str = ""

    def does(self, it: Owed) -> bool:
        """Whether that is for her to do."""
        return it.whose in WHOSE[self.role]


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes to one address by one way."""

    channel: Channel
    recipient: str
    owed: tuple[Owed, ...]


def of_units(db: Database, units: Sequence[str]) -> Mapping[str, Sequence[Addressee]]:
    """The people of these departments who may do something there; those of the demonstration until there are others."""
    sql = """
        select department_id, name, login, role, coalesce(email, '')
        from account
        where department_id in (select unnest(cast(:units as text[])))
          and role in ('clerk', 'reviewer')
          and not disabled
          and not (demonstration and exists (select 1 from account as other where not other.demonstration))
        order by login
    """
    found: dict[str, list[Addressee]] = defaultdict(list)
    for unit, name, login, role, email in db.rows(sql, units=list(units)):
        found[unit].append(Addressee(name, login, Role(role), email))
    return found


def parcels(
    unit: Department, people: Sequence[Addressee], owed: Sequence[Owed], channels: Iterable[Channel]
) -> list[Parcel]:
    """One digest a person and way, each of what is hers; what reaches nobody so goes to the department itself."""
    return [parcel for channel in (Channel.IN_APP, *channels) for parcel in _by(channel, unit, people, owed)]


def _by(channel: Channel, unit: Department, people: Sequence[Addressee], owed: Sequence[Owed]) -> Iterable[Parcel]:
    reached: set[str] = set()
    for one in people:
        address = _address(channel, one)
        hers = tuple(it for it in owed if one.does(it))
        if address and hers:
            reached.update(it.subject for it in hers)
            yield Parcel(channel, address, hers)
    left = tuple(it for it in owed if it.subject not in reached)
    mailbox = unit.email if channel is Channel.EMAIL else unit.name
    if mailbox and left:
        yield Parcel(channel, mailbox, left)


def _address(channel: Channel, one: Addressee) -> str:
    if channel is Channel.EMAIL:
        return one.email
    return one.login if channel is Channel.WEBHOOK else called(one.name, one.login)


def called(name: str, login: str) -> str:
    """Somebody as what is delivered in the library names her."""
    return f"{name}（{login}）"
