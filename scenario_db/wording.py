"""Every word that people read, in both languages; sentences are filled with facts here and nowhere else."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from scenario_db.problems import Problem

LANGUAGES = ("zh", "en")
_FILES = tuple(sorted(Path(__file__).parent.glob("wording*.toml")))
"""The words of pages and sentences, and by themselves those beside fields and gate items."""


@lru_cache(maxsize=1)
def _entries() -> Mapping[str, Mapping[str, str]]:
    read = (tomllib.loads(file.read_text(encoding="utf-8")) for file in _FILES)
    return {name: text for table in read for name, text in _flat(table)}


def _flat(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    for key, value in table.items():
        name = f"{path}.{key}" if path else key
        if set(value) == set(LANGUAGES) and all(isinstance(text, str) for text in value.values()):
            yield name, value
        else:
            yield from _flat(value, name)


def entries() -> Mapping[str, Mapping[str, str]]:
    """All entries by their name, each with both languages."""
    return _entries()


class Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, name: str, /, **facts: object) -> str:
        """A phrase by its name. Raises KeyError for a name that no wording*.toml has."""
        text = _entries()[name][self.language]
        return text.format(**{key: self._shown(value) for key, value in facts.items()}) if facts else text

    def code(self, value: StrEnum | None) -> str:
        """The label of a member of a closed list; nothing for nothing."""
        return self(f"code.{_snake(type(value).__name__)}.{value}") if value is not None else ""

    def field(self, kind: str, name: str) -> str:
        """The label of a field."""
        return self(f"field.{kind}.{name}")

    def help(self, kind: str, name: str) -> str | None:
        """What stands beside a field, or a gate's item (kind gate_item); None where the label says it all."""
        text = _entries().get(f"help.{kind}.{name}")
        return text[self.language] if text else None

    def problem(self, problem: Problem) -> str:
        """The sentence of a problem, without its place."""
        return self(f"problem.{problem.kind}", **self._named(problem.facts))

    def _named(self, facts: Mapping[str, object]) -> dict[str, object]:
        """Facts that name a kind of record, or one of its fields, as people call them."""
        kind, field = facts.get("kind"), facts.get("field")
        labels = {"kind": f"kind.{kind}", "field": f"field.{kind}.{field}"}
        return {name: self(labels[name]) if labels.get(name) in _entries() else it for name, it in facts.items()}

    def _shown(self, value: object) -> object:
        if isinstance(value, StrEnum):
            return self.code(value)
        if isinstance(value, Decimal):
            return f"{value.normalize():,f}"
        return value


@lru_cache(maxsize=64)
def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))
