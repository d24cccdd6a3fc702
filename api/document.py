"""The OpenAPI document, made of the very table that routes: what stands here is what there is."""

from __future__ import annotations

from typing import Any

from api import schemas
from api.table import BASE, ENDPOINTS, LISTS, Endpoint, Parameter
from scenario_db.wording import LANGUAGES, Words

_REFUSALS = ("400", "401", "403", "404", "409", "413", "422", "429", "503")


def made(say: Words) -> dict[str, Any]:
    """The whole document, its words in that language."""
    paths: dict[str, dict[str, Any]] = {}
    for it in ENDPOINTS:
        paths.setdefault(it.url, {})[it.method.lower()] = _operation(say, it)
    return {
        "openapi": "3.1.0",
        "info": {"title": say("api.title"), "version": BASE.rpartition("/")[2], "description": say("api.about")},
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": say("api.token")}},
            "schemas": {"Problem": schemas.PROBLEM, "Problems": _problems()},
        },
    }


def _problems() -> dict[str, Any]:
    items = {"$ref": "#/components/schemas/Problem"}
    held = schemas.PROBLEMS["properties"]
    return {**schemas.PROBLEMS, "properties": {**held, "problems": {**held["problems"], "items": items}}}


def _operation(say: Words, it: Endpoint) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": it.name,
        "summary": say(f"api.{it.name}"),
        "description": say("api.scope", scope=str(it.scope)),
        "parameters": [_parameter(say, one) for one in it.parameters] + [_language(say)],
        "responses": {"200": _answer(say, it), **{code: _refused(say, code) for code in _REFUSALS}},
    }
    if it.body is not None:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": it.body}}}
    return found


def _parameter(say: Words, it: Parameter) -> dict[str, Any]:
    word = it.name.lower().replace("-", "_")
    return {
        "name": it.name,
        "in": it.where,
        "required": it.required,
        "description": say(f"api.param_{word}"),
        "schema": it.schema,
    }


def _language(say: Words) -> dict[str, Any]:
    schema = schemas.one_of(*LANGUAGES)
    return {"name": "lang", "in": "query", "required": False, "description": say("api.param_lang"), "schema": schema}


def _answer(say: Words, it: Endpoint) -> dict[str, Any]:
    if it.row is None:
        content: dict[str, Any] = {"application/json": {"schema": it.answer}}
    else:
        whole = schemas.thing({"items": schemas.listed(it.row, most=schemas.MOST_ROWS)}, "items", closed=False)
        content = {"application/json": {"schema": whole}, **{kind: {} for kind in LISTS.values()}}
    return {"description": say("api.answered"), "content": content}


def _refused(say: Words, code: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problems"}
    found: dict[str, Any] = {
        "description": say(f"api.status_{code}"),
        "content": {"application/problem+json": {"schema": schema}},
    }
    if code in ("429", "503"):
        found["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    return found
