"""What may be given and what is answered, as JSON Schema: what checks a request also stands in the document."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from scenario_db import outside, scenarios
from scenario_db.codes import Domain, MoveType, Period, Tier
from scenario_db.lifecycle import LEAVES_FOR

Schema = Mapping[str, Any]

MOST_ROWS = 500
MOST_RETURNS = 50
_LONGEST_TEXT = 4000


def text(longest: int = _LONGEST_TEXT, *, least: int = 0) -> Schema:
    """A text of so many characters."""
    return {"type": "string", "minLength": least, "maxLength": longest}


def one_of(*members: str) -> Schema:
    """One of a closed list."""
    return {"type": "string", "enum": [str(it) for it in members]}


def member(kind: type[StrEnum]) -> Schema:
    """One of the members of a list of codes."""
    return one_of(*kind)


def number(least: int, most: int, **more: Any) -> Schema:
    """A whole number between two."""
    return {"type": "integer", "minimum": least, "maximum": most, **more}


def empty_or(schema: Schema) -> Schema:
    """The same, or null."""
    return {**schema, "type": [schema["type"], "null"]}


def listed(items: Schema, *, least: int = 0, most: int = 100) -> Schema:
    """Several of them."""
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


def thing(properties: Mapping[str, Schema], *required: str, closed: bool = True) -> Schema:
    """An object of these fields; closed, no others may be given."""
    more = {"additionalProperties": False} if closed else {}
    return {"type": "object", "properties": dict(properties), "required": list(required), **more}


DAY: Schema = {"type": "string", "format": "date", "pattern": "^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
NUMBER: Schema = {"type": "number"}
TRUTH: Schema = {"type": "boolean"}
CODE = text(64, least=1)
AMOUNT: Schema = {"type": "number", "minimum": -100_000_000_000, "maximum": 100_000_000_000}
FORMAT = one_of("json", "csv", "arrow")
LIMIT = number(1, MOST_ROWS, default=100)
OFFSET = number(0, 10_000_000, default=0)
SINCE: Schema = {"type": "string", "pattern": "^[0-9]{1,15}(:[^\\u0000]{1,200})?$", "default": "0"}
KEY: Schema = {"type": "string", "pattern": "^[A-Za-z0-9._:-]{8,128}$"}
SORT = {**one_of(*scenarios.SORTS), "default": "code"}
KIND = {**one_of(*outside.KINDS_TOLD), "default": "scenario"}

SCENARIO_ROW = thing(
    {
        "code": text(),
        "name": text(),
        "tier": member(Tier),
        "domain": empty_or(text()),
        "stage": empty_or(text()),
        "suspended": TRUTH,
        "lead": empty_or(text()),
        "total_invest": empty_or(NUMBER),
        "planned": empty_or(NUMBER),
        "done": empty_or(NUMBER),
        "completion": empty_or(NUMBER),
        "period": empty_or(text()),
        "updated_at": MOMENT,
    }
)

OWED_ROW = thing(
    {
        "scenario": text(),
        "name": text(),
        "period_type": member(Period),
        "period": text(),
        "due_on": DAY,
        "standing": text(),
        "version": number(0, 2**31),
    }
)

CHANGE_ROW = thing(
    {
        "mark": number(1, 2**53),
        "id": text(),
        "version": number(1, 2**31),
        "recorded_at": MOMENT,
        "left": TRUTH,
        "record": {"type": "object"},
    }
)

ONE_SCENARIO = thing(
    {
        "day": DAY,
        "version": number(1, 2**31),
        "scenario": {"type": "object"},
        "belonging": {"type": "object", "additionalProperties": listed({"type": "object"}, most=100_000)},
    },
    closed=False,
)

_SAID: dict[str, Schema] = {
    "invest_period": empty_or(AMOUNT),
    "invest_ytd": empty_or(AMOUNT),
    "progress_pct": empty_or(AMOUNT),
    "progress": empty_or(text()),
    "issue": empty_or(text()),
    "next_step": empty_or(text()),
    "next_deadline": empty_or(DAY),
}

RETURN = thing(
    {
        "scenario": CODE,
        "period_type": member(Period),
        "period": text(16, least=1),
        "version": number(0, 2**31, default=0),
        "unchanged": {**TRUTH, "default": False},
        **_SAID,
    },
    *("scenario", "period_type", "period"),
)

RETURNS = thing({"returns": listed(RETURN, least=1, most=MOST_RETURNS), "note": text(200)}, "returns")

MOVE = thing(
    {
        "scenario": CODE,
        "type": member(MoveType),
        "to": member(Tier),
        "green_channel": {**TRUTH, "default": False},
        "reason": text(),
        "reason_code": one_of(*LEAVES_FOR),
        "document": text(200),
        "into": CODE,
        "resume_due": DAY,
    },
    *("scenario", "type"),
)

RECEIPT = thing(
    {
        "batch": empty_or(number(1, 2**53)),
        "recorded_at": empty_or(MOMENT),
        "records": number(0, 2**31),
        "repeated": TRUTH,
        "warnings": listed({"$ref": "#/components/schemas/Problem"}, most=10_000),
    },
    *("batch", "records", "repeated", "warnings"),
)

PROBLEM = thing({"kind": text(), "place": text(), "text": text()}, "kind", "place", "text")
PROBLEMS = thing({"status": number(400, 599), "problems": listed(PROBLEM, least=1, most=10_000)}, "status", "problems")

TIERS, DOMAINS = (listed(member(it), most=20) for it in (Tier, Domain))
LEADS = listed(text(200, least=1), most=50)
