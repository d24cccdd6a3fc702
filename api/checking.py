"""Whether a request is as the document says: the very schemas that stand there judge what was given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import orjson
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from starlette.datastructures import Headers, QueryParams

from api.asking import Placed, RefusedError, refuse
from api.schemas import Schema
from api.table import Endpoint, Parameter
from scenario_db.problems import Problem

MOST_TOLD = 50

_WHOLE = re.compile(r"-?[0-9]{1,18}")
_FORMATS = FormatChecker(formats=())


def _is_day(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


_FORMATS.checks("date", raises=ValueError)(_is_day)


def given(endpoint: Endpoint, path: Mapping[str, Any], query: QueryParams, headers: Headers) -> dict[str, Any]:
    """What was given beside the body, with defaults. Raises RefusedError with all that is wrong."""
    asked = {
        "path": {name: str(value) for name, value in path.items()},
        "query": _queried(endpoint, query),
        "header": {it.name: headers[it.name] for it in endpoint.given("header") if it.name in headers},
    }
    problems = [placed for where, values in asked.items() for placed in _wrong(where, _schema(endpoint, where), values)]
    if problems:
        raise RefusedError(422, problems[:MOST_TOLD])
    defaults = {it.name: it.schema["default"] for it in endpoint.parameters if "default" in it.schema}
    return {**defaults, **asked["path"], **asked["query"], **asked["header"]}


def _queried(endpoint: Endpoint, query: QueryParams) -> dict[str, Any]:
    """A name given twice is a list, whether it may be one or not; the language is everybody's."""
    known = {it.name: it for it in endpoint.given("query")}
    names = dict.fromkeys(name for name in query if name != "lang")
    return {name: _value(known.get(name), query.getlist(name)) for name in names}


def _value(parameter: Parameter | None, texts: Sequence[str]) -> Any:
    kind = parameter.schema["type"] if parameter else ""
    if kind == "array" or len(texts) > 1:
        return list(texts)
    return int(texts[0]) if kind == "integer" and _WHOLE.fullmatch(texts[0]) else texts[0]


@lru_cache(maxsize=64)
def _schema(endpoint: Endpoint, where: str) -> Draft202012Validator:
    found = endpoint.given(where)
    whole = {
        "type": "object",
        "properties": {it.name: it.schema for it in found},
        "required": [it.name for it in found if it.required],
        "additionalProperties": False,
    }
    return Draft202012Validator(whole, format_checker=_FORMATS)


def body(endpoint: Endpoint, sent: bytes) -> Any:
    """The body, with defaults filled in. Raises RefusedError with all that is wrong."""
    if endpoint.body is None:
        return None
    try:
        found = orjson.loads(sent)
    except orjson.JSONDecodeError as wrong:
        raise refuse(400, "body", "api_not_json", line=wrong.lineno, column=wrong.colno) from wrong
    problems = list(_wrong("body", _validator(endpoint), found))
    if problems:
        raise RefusedError(422, problems[:MOST_TOLD])
    return _filled(endpoint.body, found)


@lru_cache(maxsize=64)
def _validator(endpoint: Endpoint) -> Draft202012Validator:
    return Draft202012Validator(endpoint.body or {}, format_checker=_FORMATS)


def _wrong(where: str, validator: Draft202012Validator, value: Any) -> Iterator[Placed]:
    errors = sorted(validator.iter_errors(value), key=lambda it: list(map(str, it.absolute_path)))
    yield from ((_place(where, it), _problem(it)) for it in errors)
    if not errors:
        yield from _unstorable(where, value)


def _place(where: str, error: ValidationError) -> str:
    return "/".join((where, *map(str, error.absolute_path)))


def _problem(error: ValidationError) -> Problem:
    """Which rule was broken, in the document's own terms; what was given is not said again."""
    wanted = orjson.dumps(error.validator_value, default=str).decode()[:200]
    if error.validator == "additionalProperties":
        extra = sorted(set(error.instance) - set(error.schema["properties"]))
        return Problem("api_unknown_name", facts={"names": ", ".join(str(it)[:40] for it in extra[:10])})
    if error.validator == "required":
        missing = [it for it in error.validator_value if it not in error.instance]
        return Problem("api_missing", facts={"names": ", ".join(missing)})
    return Problem("api_wrong_value", facts={"rule": error.validator, "wanted": wanted})


def _unstorable(place: str, value: Any) -> Iterator[Placed]:
    """Texts that no engine keeps."""
    if isinstance(value, str) and "\0" in value:
        yield place, Problem("api_unstorable")
    if isinstance(value, dict):
        for name, it in value.items():
            yield from _unstorable(f"{place}/{name}", it)
    if isinstance(value, list):
        for i, it in enumerate(value):
            yield from _unstorable(f"{place}/{i}", it)


def _filled(schema: Schema, value: Any) -> Any:
    """The defaults of the document are meant."""
    if isinstance(value, dict):
        known = schema["properties"]
        held = {name: _filled(known[name], it) for name, it in value.items()}
        return {name: it["default"] for name, it in known.items() if "default" in it} | held
    if isinstance(value, list):
        return [_filled(schema["items"], it) for it in value]
    return value
