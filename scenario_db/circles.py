"""What stands before or under what: nothing stands before itself, nothing holds itself, and there are two levels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType

from scenario_db.codes import LinkType
from scenario_db.database import Transaction
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import Link, Scenario
from scenario_db.refusals import ByKind

Edge = tuple[str, str]

_FOLLOWING: Mapping[LinkType, str] = MappingProxyType(
    {
        LinkType.REQUIRES: """
            select from_id, to_id
            from link
            where type = 'requires' and from_id in (select unnest(cast(:ids as text[])))
        """,
        LinkType.CONTAINS: """
            select from_id, to_id
            from link
            where type = 'contains' and from_id in (select unnest(cast(:ids as text[])))
            union
            select parent_id, id
            from scenario
            where parent_id in (select unnest(cast(:ids as text[])))
        """,
    }
)
"""What may not come back to where it began, and how it goes on from some scenarios; a parent holds its children."""

_SAID = MappingProxyType({LinkType.REQUIRES: "circle_requires", LinkType.CONTAINS: "circle_contains"})

_SHOWN = 6
"""Scenarios of a circle that its sentence names."""


class CircleError(RegisterError):
    """A scenario would stand before itself, hold itself, or stand under one that stands under another."""


def refuse(tx: Transaction, by_kind: ByKind) -> None:
    """Raises CircleError where a batch closes a circle of 前置依赖 or 包含, or makes a third level."""
    for kind in _FOLLOWING:
        given = list(_given(by_kind, kind))
        if given:
            _refuse_circle(tx, kind, given)
    hung = [child for _, child in _hung(by_kind)]
    if hung:
        _refuse_third_level(tx, hung)


def _given(by_kind: ByKind, kind: LinkType) -> Iterator[Edge]:
    """The new edges of a kind, in the direction in which they are followed."""
    for change in by_kind.get("link", ()):
        if change.before is None and isinstance(change.after, Link) and change.after.type is kind:
            yield change.after.from_id, change.after.to_id
    if kind is LinkType.CONTAINS:
        yield from _hung(by_kind)


def _hung(by_kind: ByKind) -> Iterator[Edge]:
    """Scenarios that come to stand under another: that one, and the scenario."""
    for change in by_kind.get("scenario", ()):
        before, after = change.before, change.after
        if isinstance(after, Scenario) and after.parent_id and after.parent_id != getattr(before, "parent_id", None):
            yield after.parent_id, after.id


def _refuse_circle(tx: Transaction, kind: LinkType, given: list[Edge]) -> None:
    ways: TopologicalSorter[str] = TopologicalSorter()
    for here, there in {*given, *_reached(tx, kind, {there for _, there in given})}:
        ways.add(there, here)
    try:
        ways.prepare()
    except CycleError as closed:
        raise CircleError(Problem(_SAID[kind], facts={"way": _named(tx, closed.args[1])})) from closed


def _reached(tx: Transaction, kind: LinkType, ids: set[str]) -> set[Edge]:
    """All edges on the ways that lead on from these scenarios, level by level."""
    found: set[Edge] = set()
    seen: set[str] = set()
    while ids:
        seen |= ids
        edges = [(here, there) for here, there in tx.rows(_FOLLOWING[kind], ids=sorted(ids))]
        found.update(edges)
        ids = {there for _, there in edges} - seen
    return found


def _named(tx: Transaction, way: list[str]) -> str:
    sql = "select id, name from scenario where id in (select unnest(cast(:ids as text[])))"
    called: dict[str, str] = dict(tx.rows(sql, ids=sorted(set(way))))
    shown = way if len(way) <= _SHOWN else [*way[: _SHOWN - 1], "…", way[-1]]
    return " → ".join(called.get(key, key) for key in shown)


def _refuse_third_level(tx: Transaction, hung: list[str]) -> None:
    """domain.md §3: at most two levels, which is also as far as money is kept from being added twice."""
    sql = """
        select under.name, middle.name, top.name
        from scenario as under
        join scenario as middle on middle.id = under.parent_id
        join scenario as top on top.id = middle.parent_id
        where under.id in (select unnest(cast(:ids as text[])))
           or middle.id in (select unnest(cast(:ids as text[])))
        order by under.code
        limit 1
    """
    found = tx.rows(sql, ids=hung)
    if found:
        facts = dict(zip(("under", "middle", "top"), found[0], strict=True))
        raise CircleError(Problem("third_level", facts=facts))
