"""What the product is made of: every package has its row and its reason, one version, and a licence that we may use."""

from __future__ import annotations

import re
import sys
import tomllib
from email import message_from_string
from email.message import Message
from importlib.metadata import PackageMetadata, distributions, packages_distributions, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.test_house import CODE, sources

HOME = Path(__file__).resolve().parent.parent

COME_ALONG = {"starlette": "streamlit", "numpy": "pandas", "psycopg-pool": "psycopg"}
"""Packages that the product imports and does not pin, each with the one that decides which version it can be."""


def pins(name: str) -> list[Requirement]:
    """The lines of a requirements file that name a package."""
    lines = (line.split(" #")[0].strip() for line in (HOME / name).read_text(encoding="utf-8").splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


def ours() -> list[Requirement]:
    return [*pins("requirements.txt"), *pins("requirements-dev.txt")]


def for_this_machine(wanted: list[Requirement]) -> list[Requirement]:
    return [it for it in wanted if it.marker is None or it.marker.evaluate()]


def rows() -> dict[str, list[str]]:
    """Of each package in the tables of docs/dependencies.md its cells."""
    text = (HOME / "docs" / "dependencies.md").read_text(encoding="utf-8")
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:3] == "| `"]
    return {canonicalize_name(cells[0].strip("`")): cells for cells in table}


def licences(said: PackageMetadata | Message) -> set[str]:
    """What metadata say: an expression in parts, else what the package was classified as, else its free words."""
    if said["License-Expression"]:
        return set(re.split(r" AND | OR |[()]", said["License-Expression"])) - {""}
    classified = {text.rpartition(" :: ")[2] for text in said.get_all("Classifier") or [] if text[:7] == "License"}
    return classified - {"OSI Approved"} or {(said["License"] or "none").splitlines()[0]}


def test_every_package_that_we_ask_for_has_its_row_of_reasons() -> None:
    told = rows()
    assert sorted(told) == sorted(canonicalize_name(it.name) for it in ours())
    assert [name for name, cells in told.items() if len(cells) != 6 or not all(cells)] == []


def imported() -> set[str]:
    """The packages of others that the product imports anywhere, by the names under which they are installed."""
    names = {name.split(".")[0] for source in sources(*set(CODE) - {"benchmarks"}) for name in source.imports()}
    others = names - set(sys.stdlib_module_names) - {room.removesuffix(".py") for room in CODE} - {""}
    told = packages_distributions()
    return {canonicalize_name(told[name][0]) for name in others}


def test_what_the_product_imports_it_asks_for() -> None:
    """Else it would only be found here, where the packages that test it bring more along."""
    asked = {canonicalize_name(it.name) for it in pins("requirements.txt")}
    assert imported() - asked == set(COME_ALONG)
    brought = {name: {Requirement(it).name for it in requires(by) or []} for name, by in COME_ALONG.items()}
    assert [name for name, others in brought.items() if name not in others or COME_ALONG[name] not in asked] == []


def test_every_package_that_we_ask_for_is_pinned_to_one_version() -> None:
    assert [it.name for it in ours() if not re.fullmatch(r"==[\w.]+", str(it.specifier))] == []


def test_what_a_pin_says_the_constraints_say_too() -> None:
    held = {canonicalize_name(it.name): it.specifier for it in for_this_machine(pins("constraints.txt"))}
    assert [it.name for it in ours() if held.get(canonicalize_name(it.name)) != it.specifier] == []


def test_this_environment_is_the_one_that_the_constraints_name() -> None:
    wanted = for_this_machine(pins("constraints.txt"))
    assert [f"{it} is {version(it.name)}" for it in wanted if not it.specifier.contains(version(it.name))] == []


def test_every_package_here_has_a_licence_that_we_may_use() -> None:
    """Free ones need no word; of all others pyproject.toml says why they may be here."""
    allowed = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["licences"]
    free, excused = set(allowed["free"]), {canonicalize_name(name) for name in allowed["excused"]}
    found = {canonicalize_name(it.name): licences(it.metadata) - free for it in distributions()}
    assert {name: sorted(others) for name, others in found.items() if others and name not in excused} == {}
    assert excused - {name for name, others in found.items() if others} == set(), "nothing here needs this excuse"


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ("License-Expression: MIT OR (GPL-3.0-only AND Zlib)", {"MIT", "GPL-3.0-only", "Zlib"}),
        ("License: see the file\nClassifier: License :: OSI Approved :: MIT License", {"MIT License"}),
        ("License: Proprietary\nClassifier: License :: OSI Approved", {"Proprietary"}),
        ("Name: silent", {"none"}),
    ],
)
def test_a_licence_is_found_wherever_a_package_says_it(metadata: str, said: set[str]) -> None:
    assert licences(message_from_string(f"{metadata}\n\n")) == said
