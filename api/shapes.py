"""How an answer looks on the line: JSON, and for lists CSV or Arrow with the facts in the headers."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson
from starlette.responses import Response

from api.asking import Answer
from api.schemas import Schema

_OPTIONS = orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z | orjson.OPT_SERIALIZE_NUMPY
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
NEVER_KEPT = {"Cache-Control": "no-store"}

Row = Mapping[str, Any]


def json(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer in JSON; amounts are numbers, moments UTC."""
    kind = "application/json" if status < 400 else "application/problem+json"
    made = orjson.dumps(content, default=_plain, option=_OPTIONS)
    return Response(made, status, {**NEVER_KEPT, **(headers or {})}, kind)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).isoformat().replace("+00:00", "Z")
    raise TypeError(type(value).__name__)


def answer(it: Answer, wanted: str, row: Schema | None) -> Response:
    """The answer as it was asked for."""
    if it.rows is None or row is None:
        return json(it.facts)
    if wanted == "json":
        return json({**it.facts, "items": it.rows})
    told = {f"X-Register-{name.title()}": str(value) for name, value in it.facts.items()}
    make, kind = _LISTS[wanted]
    return Response(make(it.rows, row["properties"]), 200, {**NEVER_KEPT, **told}, kind)


def _csv(rows: Sequence[Row], columns: Mapping[str, Schema]) -> bytes:
    """For a spreadsheet: a mark of its coding in front, and no text that would be taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_cell(row[name]) for name in columns] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _cell(value: Any) -> Any:
    flat = _flat(value)
    return f"'{flat}" if isinstance(flat, str) and flat.startswith(_FORMULA) else flat


def _flat(value: Any) -> Any:
    """One value for one cell: what has parts is written as JSON."""
    if isinstance(value, (dict, list, tuple)):
        return orjson.dumps(value, default=_plain, option=_OPTIONS).decode()
    if isinstance(value, datetime):
        return _plain(value)
    return str(value) if isinstance(value, str) else value


def _arrow(rows: Sequence[Row], columns: Mapping[str, Schema]) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 - half a second that only who asks for it pays

    kinds = {"integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(), "string": pa.string()}
    fields = [(name, kinds.get(_type(schema), pa.string())) for name, schema in columns.items()]
    held = {name: [_typed(row[name]) for row in rows] for name in columns}
    table = pa.table(held, schema=pa.schema(fields))
    with io.BytesIO() as out:
        with pa.ipc.new_stream(out, table.schema) as stream:
            stream.write_table(table)
        return out.getvalue()


def _type(schema: Schema) -> str:
    kind = schema["type"]
    return str(kind if isinstance(kind, str) else kind[0])


def _typed(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    flat = _flat(value)
    return flat.isoformat() if isinstance(flat, date) else flat


_LISTS: Mapping[str, tuple[Callable[[Sequence[Row], Mapping[str, Schema]], bytes], str]] = {
    "csv": (_csv, "text/csv; charset=utf-8"),
    "arrow": (_arrow, "application/vnd.apache.arrow.stream"),
}
