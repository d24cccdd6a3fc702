"""What the project says of itself hangs together: decisions are numbered and listed, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

from tests.test_house import ROOMS, sources

HOME = Path(__file__).resolve().parent.parent
DECISIONS = HOME / "docs" / "decisions"


def pages() -> list[Path]:
    return sorted(DECISIONS.glob("0*.md"))


def test_decisions_are_numbered_without_gaps_and_bear_their_number() -> None:
    assert [int(page.name[:4]) for page in pages()] == list(range(1, len(pages()) + 1))
    heads = [page.read_text(encoding="utf-8").partition("\n")[0] for page in pages()]
    assert [head for number, head in enumerate(heads, 1) if not head.startswith(f"# {number}. ")] == []


def test_every_decision_stands_in_the_list_under_its_own_words() -> None:
    heads = ((page, page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")) for page in pages())
    wanted = [f"- {number}. [{words}]({page.name})" for page, head in heads for number, words in [head.split(". ", 1)]]
    told = (DECISIONS / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in told if line.startswith("- ")] == wanted


def test_every_link_between_our_pages_leads_somewhere() -> None:
    """To a file or a folder; a mark within a page is not looked for."""
    texts = {page: page.read_text(encoding="utf-8") for page in [*HOME.glob("*.md"), *HOME.glob("docs/**/*.md")]}
    links = [(page, link) for page, text in texts.items() for link in re.findall(r"\]\(([^)#\s]+)", text)]
    ours = [(page, link) for page, link in links if "://" not in link]
    assert [f"{page.name}: {link}" for page, link in ours if not (page.parent / link).exists()] == []


def test_a_page_that_the_code_names_is_there() -> None:
    named = {it for source in sources(*ROOMS) for it in re.findall(r"docs/decisions/(\d{4})", source.text)}
    assert named <= {page.name[:4] for page in pages()}
