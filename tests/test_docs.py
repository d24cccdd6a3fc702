"""What handbook and README say is what the product says: its words, its pictures, its commands."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence

import pytest

from pages.parts import demand, entering, evaluation, keeping, provider, supplying
from pages.parts.cooperating import ASKED
from scenario_db.codes import GateItem
from scenario_db.glossary import glossary
from scenario_db.kinds import KINDS
from scenario_db.wording import Words, entries
from tests import pictures
from tests.browsers import HOME

HANDBOOK = HOME / "docs" / "handbook"

FORMS: Mapping[str, Sequence[str]] = {
    "scenario": ("name", *(name for names in entering.GROUPS.values() for name in names)),
    "partner": (*ASKED, *supplying.PARTNER),
    "metric": (*supplying.INDICATOR, *evaluation.FIGURE),
    "evaluation": (*evaluation.SCORES, *evaluation.CONCLUSION),
    "demand": demand.FIELDS,
    "provider": provider.FIELDS,
    "department": keeping.FIELDS,
}
"""What people fill in, by the kind of record."""

SAID_BY_THEIR_LABELS = {
    *("scenario.technologies", "scenario.planned_finish", "scenario.actual_finish", "scenario.transformations"),
    *("provider.qualification", "provider.kind", "department.full_name", "department.data_officer", "metric.target"),
    *("demand.pain_point", "demand.remark"),
}
"""Fields whose label says all there is to say: each “?” is one more stop for who goes by the keyboard."""


def test_the_appendix_is_what_its_command_makes():
    command = (sys.executable, "-m", "scenario_db.glossary")
    made = subprocess.run(command, cwd=HOME, capture_output=True, check=True).stdout.decode()
    assert (HANDBOOK / "fields.md").read_text(encoding="utf-8") == made


def test_every_field_of_a_form_has_words_beside_it_or_says_all_by_its_label():
    asked = {f"{kind}.{name}" for kind, names in FORMS.items() for name in names}
    silent = {it for it in asked if not Words("zh").help(*it.split("."))}
    assert silent == SAID_BY_THEIR_LABELS & asked


def test_every_item_of_a_gate_has_words_beside_it():
    assert [item for item in GateItem if not Words("zh").help("gate_item", item)] == []


def test_words_stand_only_beside_what_there_is():
    helped = [name.split(".")[1:] for name in entries() if name.startswith("help.")]
    items = {str(item) for item in GateItem}
    strange = [it for it in helped if it[1] not in (items if it[0] == "gate_item" else KINDS[it[0]].names)]
    assert strange == []


@pytest.mark.parametrize("kind", sorted({name.split(".")[1] for name in entries() if name.startswith("help.")}))
def test_the_appendix_tells_all_of_them(kind):
    told = [text["zh"] for name, text in entries().items() if name.startswith(f"help.{kind}.")]
    page = glossary()
    assert [text for text in told if text not in page] == []


PAGES = {page.name: page.read_text(encoding="utf-8") for page in sorted(HANDBOOK.glob("*.md"))}
READMES = {name: (HOME / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md")}


def as_quoted(text: str) -> str:
    """A phrase as the handbook quotes it: … where facts come in, without marks of type."""
    return re.sub(r"\{\w+\}", "…", text).replace("**", "").strip()


@pytest.mark.parametrize("page", PAGES)
def test_every_word_that_the_handbook_quotes_is_one_of_the_product(page: str):
    ours = {as_quoted(text["zh"]) for text in entries().values()} | {"", "…"}
    quoted = set(re.findall(r"「([^」]*)」", PAGES[page]))
    assert sorted(quoted - ours) == []


def places(page: str) -> set[str]:
    """The anchors of a page's headings, as they are made of them on the web: spaces become -, marks go."""
    heads = re.findall(r"^#+ (.+)$", PAGES[page], flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.strip().lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_the_handbook_leads_to_a_heading_that_is_there(page: str):
    links = re.findall(r"\]\(([\w-]*\.md)?#([^)]+)\)", PAGES[page])
    assert [(to, place) for to, place in links if place not in places(to or page)] == []


def pictures_named() -> set[str]:
    """Every picture that handbook and READMEs show."""
    texts = (*PAGES.values(), *READMES.values())
    return {name for text in texts for name in re.findall(r"\]\([\w./]*pictures/([\w-]+)\.png\)", text)}


def test_pictures_are_those_that_are_made_and_shown():
    made = {it.name for it in pictures.PICTURES}
    there = {it.stem for it in pictures.FOLDER.glob("*.png")}
    assert made == there == pictures_named() == set(SHOWN)


def test_pictures_together_stay_small():
    assert sum(it.stat().st_size for it in pictures.FOLDER.iterdir()) < 4_000_000


SHOWN: Mapping[str, Sequence[str]] = json.loads(pictures.SHOWN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SHOWN)
def test_a_picture_shows_no_word_that_the_product_no_longer_says(name: str):
    gone = [text for text in SHOWN[name] if not pictures.is_ours(text)]
    assert gone == [], "the pictures are older than the words on them: make pictures"


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_names_commands_that_there_are(readme: str):
    named = set(re.findall(r"^ {4}make (\w+)", READMES[readme], flags=re.MULTILINE))
    rules = set(re.findall(r"^(\w+):", (HOME / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert {"run", "test"} <= named <= rules
