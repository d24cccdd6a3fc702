"""Telephone numbers are personal data: who may see them, and how they look to everybody else (domain.md, Decided 5)."""

from __future__ import annotations

import re

from scenario_db.records import Record
from scenario_db.roles import Action, Person, may

PERSONAL = ("contact", "phone")
"""The fields that may hold a number: people write one beside the name as well."""

_OWNERS = ("lead_id", "proposer_id", "department_id")
"""The fields that say whose record it is."""

_NUMBER = re.compile(r"\d[\d\- ]{5,}\d")


def masked(text: str | None) -> str | None:
    """The text with the middle of each number hidden: 13812341234 gives 138****1234."""
    return _NUMBER.sub(lambda found: f"{found[0][:3]}****{found[0][-4:]}", text) if text else text


_PUBLIC = re.compile(
    r"(?<!\d)(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8}|\d{17}[\dXx])(?!\d)"
    r"|[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)
"""Mobiles, land lines, identity numbers and mailboxes, but no years, amounts or document numbers."""


def published(text: str | None) -> str:
    """A text as it may be published: numbers and mailboxes of people are taken out."""
    return _PUBLIC.sub("***", text) if text else ""


def may_see(person: Person | None, *records: Record) -> bool:
    """Whether the numbers of records that belong together are for that person: the office, and the unit they are of."""
    if person is None:
        return False
    owners = {getattr(record, name, None) for record in records for name in _OWNERS}
    return may(person, Action.SEE_PHONES) or (person.department_id is not None and person.department_id in owners)
