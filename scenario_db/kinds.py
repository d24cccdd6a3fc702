"""What the ledger knows of each noun: its table, its columns, what they point at, and how a row becomes a record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from scenario_db import names, records
from scenario_db.codes import Precision
from scenario_db.records import Record, Ref

_SQL_TYPE = {str: "text", int: "bigint", bool: "boolean", date: "date", Decimal: "decimal(18,4)"}
_FOURTH = Decimal("0.0001")
_TOO_MUCH = 10**14
_TOO_LARGE = 2**63
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""What no engine keeps in a text: NUL, and halves of characters."""


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a noun, as its table holds it."""

    name: str
    sql_type: str
    nullable: bool
    listed: bool
    choices: type[StrEnum] | None
    ref: str | None
    default: Any = None

    @property
    def money(self) -> bool:
        """Whether it holds a decimal, which the register keeps to four places."""
        return self.sql_type.startswith("decimal")

    def tidy(self, values: Iterable[Any]) -> list[Any]:
        """Values as the table would give them back: four decimal places, no NUL, no empty text where none is meant.

        That a day is meant exactly needs no saying: it is stored as no precision, whoever says it or does not.
        """
        if self.choices is Precision:
            return [None if value is Precision.DAY else value for value in values]
        if self.listed:
            return _tidy_lists(values)
        if self.money:
            return [_to_fourth(value) if isinstance(value, Decimal) else value for value in values]
        if self.sql_type == "text":
            return tidy_texts(list(values), None if self.nullable else "")
        return list(values)

    def misfits(self, values: Sequence[Any]) -> list[Any]:
        """Those of the tidied values that the column cannot hold."""
        missing = [] if self.nullable or self.listed else [value for value in values if value is None]
        if self.sql_type != "bigint" and not self.money:
            return missing
        return missing + [value for value in values if value is not None and not self._holds(value)]

    def _holds(self, value: Any) -> bool:
        if isinstance(value, Decimal):
            return value.is_finite() and abs(value) < _TOO_MUCH
        return bool(abs(value) < (_TOO_MUCH if self.money else _TOO_LARGE))

    def read(self, value: Any) -> Any:
        """A value of the table as the record's field has it."""
        if self.listed:
            items = value or ()
            return tuple(map(self.choices, items)) if self.choices else tuple(items)
        if self.choices and value is not None:
            return self.choices(value)
        return value


@dataclass(frozen=True)
class Kind:
    """One noun of the register. `table` holds its versions, `name` is the view of today.

    No two live records share the field `unique`, apart from its being empty.
    """

    name: str
    record: type[Record]
    columns: tuple[Column, ...]
    letter: str
    derive: Callable[[Any], Mapping[str, str]] | None = None
    unique: str = ""

    @property
    def table(self) -> str:
        """The table of versions."""
        return f"{self.name}_version"

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The fields, the id first."""
        return ("id", *(column.name for column in self.columns))

    @cached_property
    def refs(self) -> tuple[Column, ...]:
        """The fields that point at other records."""
        return tuple(column for column in self.columns if column.ref)

    @cached_property
    def values(self) -> Callable[[Record], tuple[Any, ...]]:
        """Gives all fields of a record, in the order of `names`."""
        return attrgetter(*self.names)

    @cached_property
    def _converted(self) -> tuple[tuple[int, Column], ...]:
        return tuple((i, column) for i, column in enumerate(self.columns, 1) if column.choices or column.listed)

    def column(self, name: str) -> Column:
        """The column of that field."""
        return next(column for column in self.columns if column.name == name)

    def columnar(self, found: Sequence[Record]) -> dict[str, tuple[str, list[Any]]]:
        """Records as columns: for each its SQL type and its values as the table takes them."""
        ids, *rest = zip(*map(self.values, found), strict=True)
        given = {"id": ("text", list(ids))}
        for column, values in zip(self.columns, rest, strict=True):
            given[column.name] = (column.sql_type, column.tidy(values))
        return given

    def read(self, row: Sequence[Any]) -> Record:
        """A row of `names` as a record."""
        given = dict(zip(self.names, row, strict=True))
        for i, column in self._converted:
            given[column.name] = column.read(row[i])
        return self.record(**given)


def _to_fourth(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    too_fine = isinstance(exponent, int) and exponent < -4 and abs(value) < _TOO_MUCH
    return value.quantize(_FOURTH, ROUND_HALF_UP) if too_fine else value


def storable(text: object) -> str:
    """The text without what no engine keeps."""
    return _UNSTORABLE.sub("", str(text))


def tidy_texts(values: Sequence[Any], empty: str | None = "") -> list[Any]:
    """A look at the whole column at once says whether any text needs more than a look."""
    kinds = set(map(type, values))
    texts = values if kinds == {str} else [value for value in values if isinstance(value, str)]
    whole = "".join(texts)
    clean = storable if "\0" in whole or _is_broken(whole) else str
    members = any(issubclass(it, str) and it is not str for it in kinds)
    if clean is str and not members and (empty == "" or "" not in texts):
        return list(values)
    return [clean(value) or empty if isinstance(value, str) else value for value in values]


def _tidy_lists(values: Iterable[Any]) -> list[Any]:
    """Most lists of a column are alike, and read once."""
    made: dict[tuple[Any, ...], tuple[str, ...]] = {}
    found = [tuple(value) if isinstance(value, (list, tuple)) else value for value in values]
    for value in found:
        if value.__class__ is tuple and value not in made:
            made[value] = tuple(map(storable, value))
    return [made[value] if value.__class__ is tuple else value for value in found]


def _is_broken(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _column(name: str, hint: Any, default: Any) -> Column:
    ref, nullable, listed = None, False, False
    if get_origin(hint) in (Union, UnionType):
        hint, nullable = next(arm for arm in get_args(hint) if arm is not type(None)), True
    if get_origin(hint) is tuple:
        hint, listed = get_args(hint)[0], True
    if get_origin(hint) is Annotated:
        hint, mark = get_args(hint)
        ref = mark.kind if isinstance(mark, Ref) else None
    choices = hint if issubclass(hint, StrEnum) else None
    sql_type = "text" if choices else _SQL_TYPE[hint]
    return Column(name, sql_type + ("[]" if listed else ""), nullable, listed, choices, ref, default)


def _kind(
    record: type[Record], letter: str, derive: Callable[[Any], Mapping[str, str]] | None = None, *, unique: str = ""
) -> Kind:
    hints = get_type_hints(record, include_extras=True)
    columns = tuple(
        _column(field.name, hints[field.name], field.default) for field in fields(record) if field.name != "id"
    )
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", record.__name__).lower()
    return Kind(name, record, columns, letter, derive, unique)


def _found_by(*texts: str | None) -> dict[str, str]:
    given = [text for text in texts if text]
    return {"findable": names.findable(*given), "sort_key": names.spelling(given[0])[0]}


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            _kind(records.Department, "d", lambda it: _found_by(it.name, it.full_name), unique="name"),
            _kind(records.DepartmentAlias, ""),
            _kind(records.CodeItem, ""),
            _kind(records.Setting, ""),
            _kind(records.Scenario, "s", lambda it: _found_by(it.name, *it.aliases), unique="code"),
            _kind(records.Partner, ""),
            _kind(records.Link, ""),
            _kind(records.Demand, "n", lambda it: _found_by(it.title), unique="code"),
            _kind(records.DemandScenario, ""),
            _kind(records.Fit, ""),
            _kind(records.Twin, ""),
            _kind(records.Move, "m"),
            _kind(records.AnnualPlan, ""),
            _kind(records.MonthlyTarget, ""),
            _kind(records.ProgressReport, ""),
            _kind(records.Milestone, ""),
            _kind(records.Issue, "i", unique="code"),
            _kind(records.Provider, "p", lambda it: _found_by(it.name), unique="code"),
            _kind(records.ProviderScenario, ""),
            _kind(records.Evaluation, ""),
            _kind(records.Metric, ""),
            _kind(records.Snapshot, ""),
            _kind(records.HeadingMemory, ""),
            _kind(records.GateAnswer, ""),
            _kind(records.Holiday, ""),
            _kind(records.ReturnWindow, ""),
            _kind(records.Reminder, "r"),
            _kind(records.Delivery, "v"),
        )
    }
)
"""Every noun by its name; the order is the one in which they can be written, those that others point at first."""

_BY_RECORD = {kind.record: kind for kind in KINDS.values()}


def kind_of(record: Record) -> Kind:
    """The kind of a record."""
    return _BY_RECORD[type(record)]


def pointing_at(name: str) -> list[tuple[Kind, Column]]:
    """Which fields of which kinds point at this kind."""
    return [(kind, column) for kind in KINDS.values() for column in kind.refs if column.ref == name]
