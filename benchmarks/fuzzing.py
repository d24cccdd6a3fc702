"""Requests at random for the interface, made of its own document, beside those that a system would really send."""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

_ODD_TEXTS = (
    *("", " ", "\0", "\ud800", "=1+1", "'; drop table scenario; --", "%"),
    *("../..", "\U0001f600", "停车", "a" * 5000, "\n"),
)
ODD: tuple[Any, ...] = (None, True, -1, 0, 2**63, 2**70, 1e308, -0.0, 0.1, [], {}, [[]], {"a": {"b": []}}, *_ODD_TEXTS)
_DAY, _YEARS = "{}-{:02}-{:02}", (1900, 2025, 2026, 2099)
_MARKS = ("0", "1", "3:s1", "999999999999999", "2:", "0:\x01", "3:%")


def _day(chance: random.Random) -> str:
    return _DAY.format(chance.choice(_YEARS), chance.randint(1, 12), chance.randint(1, 31))


def _mark(chance: random.Random) -> str:
    return chance.choice(_MARKS)


def _key(chance: random.Random) -> str:
    return f"key-{chance.choice((0, *(chance.randint(0, 10**9) for _ in range(9)))):05}"


_PATTERNS: Mapping[str, Callable[[random.Random], str]] = {
    "^(19|20)": _day,
    "^[0-9]{1,15}": _mark,
    "^[A-Za-z0-9._:-]": _key,
}
"""How a text is made that fits a pattern of the document, by how the pattern begins."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One request."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


def shots(document: Mapping[str, Any], known: Mapping[str, Sequence[Any]], *, seed: int, count: int) -> list[Shot]:
    """So many requests; `known` has values that exist, by the name of their field."""
    chance = random.Random(seed)
    operations = [(path, method, it) for path, methods in document["paths"].items() for method, it in methods.items()]
    return [_shot(chance, known, *chance.choice(operations)) for _ in range(count)]


def _shot(
    chance: random.Random, known: Mapping[str, Sequence[Any]], path: str, method: str, it: Mapping[str, Any]
) -> Shot:
    query: list[tuple[str, str]] = []
    headers: dict[str, str] = {}
    for one in it["parameters"]:
        if not one["required"] and chance.random() < 0.6:
            continue
        value = _made(chance, known, one["name"], one["schema"])
        if one["in"] == "path":
            path = path.replace(f"{{{one['name']}}}", _text(value) or "x")
        elif one["in"] == "header":
            headers[one["name"].lower()] = _text(value)
        else:
            query += [(one["name"], _text(part)) for part in (value if isinstance(value, list) else [value])]
    body = b""
    if "requestBody" in it:
        schema = it["requestBody"]["content"]["application/json"]["schema"]
        body = json.dumps(_made(chance, known, "", schema)).encode()
        if chance.random() < 0.05:
            body = body[: chance.randint(0, len(body))]
    asked = chance.choice((method.upper(), "DELETE")) if chance.random() < 0.03 else method.upper()
    return Shot(asked, path, urlencode(query, errors="replace"), headers, body)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _made(chance: random.Random, known: Mapping[str, Sequence[Any]], name: str, schema: Mapping[str, Any]) -> Any:
    if chance.random() < 0.015:
        return chance.choice(ODD)
    if name in known and chance.random() < 0.9:
        return chance.choice(known[name])
    if "enum" in schema:
        return chance.choice(schema["enum"])
    kind = schema.get("type", "string")
    kind = chance.choice(kind) if isinstance(kind, list) else kind
    return _KINDS[kind](chance, known, schema)


def _of_text(chance: random.Random, _known: Any, schema: Mapping[str, Any]) -> Any:
    made = next((make for begin, make in _PATTERNS.items() if schema.get("pattern", "").startswith(begin)), None)
    return made(chance) if made else chance.choice(_ODD_TEXTS[3:]) if chance.random() < 0.1 else "完成设备安装"


def _of_object(chance: random.Random, known: Mapping[str, Sequence[Any]], schema: Mapping[str, Any]) -> Any:
    required, more = schema.get("required", ()), chance.random()
    kept = [name for name in schema["properties"] if name in required or chance.random() < more]
    found = {name: _made(chance, known, name, schema["properties"][name]) for name in kept}
    return found | ({"surprise": 1} if chance.random() < 0.02 else {})


_KINDS: Mapping[str, Callable[[random.Random, Any, Mapping[str, Any]], Any]] = {
    "string": _of_text,
    "integer": lambda chance, _, schema: chance.choice((schema["minimum"], 1, 50, schema["maximum"], 10**12)),
    "number": lambda chance, *_: chance.choice((0, 0.1, 300, 1e11, -5, 99.99999, 12345678.1234)),
    "boolean": lambda chance, *_: chance.random() < 0.3,
    "null": lambda *_: None,
    "array": lambda chance, known, schema: [
        _made(chance, known, "", schema["items"]) for _ in range(chance.choice((1, 1, 1, 2, 3, 0)))
    ],
    "object": _of_object,
}


def run(given: argparse.Namespace) -> None:
    """Fires them at the interface on a small city in memory; prints how they were answered and what was left half."""
    from benchmarks import firing  # noqa: PLC0415 - the tests take the requests alone

    found = firing.fired(given.requests, given.seed)
    for status, count in sorted(found.statuses.items()):
        print(f"{status}  {count}")
    for name, (count, wrote) in found.sent.items():
        print(f"{name}: {count} sent, {wrote} wrote")
    print(
        f"tracebacks {found.broken}  in the log {found.logged}  half written {found.partial}  "
        f"batches {found.batches}  findings {found.findings}"
    )
    if given.json:
        print(json.dumps(asdict(found)))


def counted(statuses: Sequence[int]) -> dict[str, int]:
    """How often each status was answered."""
    return {str(status): count for status, count in sorted(Counter(statuses).items())}
