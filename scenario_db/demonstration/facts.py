"""The facts of the demonstration, as its data files have them: scenarios as nouns, all else as plain tables."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from scenario_db.codes import MoveType, Tier

Row = Mapping[str, Any]
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Step:
    """One move of a scenario: how many months back, what it was, where to, and why."""

    ago: int
    type: MoveType
    to: Tier
    reason: str = ""
    code: str | None = None
    into: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A scenario with its part in the story; what stands in the register unchanged is in `fields`."""

    name: str
    lead: str
    steps: tuple[Step, ...]
    fields: Row
    parent: str | None = None
    invented: bool = False
    remark: str = ""
    money: Row
    span: tuple[int, int] | None = None
    pace: str = ""
    since: int = 0
    silent: int = 0
    unstarted: bool = False
    trial: int = -1
    approved: int | None = None
    told: tuple[float, ...] = ()
    adjusted: Row
    corrected: int = -1
    pastes: bool = False
    usage: tuple[float, ...] = ()
    later: Sequence[Row] = ()
    partners: Sequence[Row] = ()
    providers: Sequence[Row] = ()

    @property
    def entered(self) -> int:
        """How many months back it entered."""
        return self.steps[0].ago

    def tier(self, ago: int) -> Tier | None:
        """Its tier at the end of that month; None before it entered."""
        return next((step.to for step in reversed(self.steps) if step.ago >= ago), None)

    def came_to(self, tier: Tier) -> int | None:
        """How many months back it came to a tier."""
        return next((step.ago for step in self.steps if step.to is tier), None)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the story is made of."""

    scenarios: Sequence[Played]
    departments: Sequence[Row]
    lists: Mapping[str, Sequence[str]]
    network: Mapping[str, Sequence[Row]]
    words: Row


_OWN = {field.name for field in fields(Played)} - {"steps", "fields"}
_TUPLES = ("span", "told", "usage")


def _played(row: dict[str, Any]) -> Played:
    own = {name: row.pop(name) for name in _OWN & set(row)}
    own |= {name: tuple(own[name]) for name in _TUPLES if name in own}
    steps = tuple(Step(**{**it, "type": MoveType(it["type"]), "to": Tier(it["to"])}) for it in row.pop("moves"))
    return Played(**{"money": {}, "adjusted": {}} | own, steps=steps, fields=row)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_HERE / f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def read() -> Facts:
    """The facts, read once."""
    units = _read("departments")
    scenarios = [_played(row) for row in _read("scenarios")["scenario"]]
    return Facts(scenarios, units["department"], units["lists"], _read("network"), _read("words"))
