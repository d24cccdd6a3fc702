"""The handbook within the product: each role finds its part, with links and pictures."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import handbook
from scenario_db.codes import Role

PAGE = "pages/desk/handbook.py"


def opened(front_door: AppTest, role: Role = Role.OFFICE, part: str = "") -> AppTest:
    front_door.run()
    front_door.selectbox(key="visit.role").set_value(role).run()
    if part:
        front_door.query_params["part"] = part
    page = front_door.switch_page(PAGE).run()
    assert not page.exception
    return page


def text(page: AppTest) -> str:
    return "\n".join(it.value for it in page.main.markdown)


@pytest.mark.parametrize(
    ("role", "says"),
    [
        (Role.LEADER, "会前看一页"),
        (Role.CLERK, "每月报进度"),
        (Role.GROUP, "终审调库"),
        (Role.ADMIN, "备份与恢复"),
    ],
)
def test_each_role_opens_its_own_part(front_door: AppTest, role: Role, says: str) -> None:
    assert f"## {says}" in text(opened(front_door, role))


def test_an_address_opens_the_part_that_it_names(front_door: AppTest) -> None:
    assert "## 初审调库" in text(opened(front_door, Role.LEADER, "reviewer"))


def test_another_part_is_chosen(front_door: AppTest) -> None:
    page = opened(front_door, Role.LEADER)
    page.selectbox(key="handbook.part.leader").set_value("README").run()
    assert "## 大家都用得到的" in text(page)


def test_it_says_in_english_that_it_is_in_chinese(front_door: AppTest) -> None:
    front_door.query_params["lang"] = "en"
    assert "The handbook is in Chinese." in [it.value for it in opened(front_door, Role.LEADER).caption]


@pytest.mark.parametrize("part", handbook.PARTS)
def test_every_picture_is_shown_and_no_link_leads_out_of_the_handbook(front_door: AppTest, part: str) -> None:
    page = opened(front_door, part=part)
    written = (handbook.DOCS / "handbook" / f"{part}.md").read_text(encoding="utf-8")
    assert len(page.get("image")) == written.count("](../pictures/")
    links = re.findall(r"\]\(([^)]*)\)", text(page))
    assert [it for it in links if not re.fullmatch(r"/handbook\?part=\w+", it)] == []


def test_every_part_is_offered() -> None:
    assert {it.stem for it in (handbook.DOCS / "handbook").glob("*.md")} == set(handbook.PARTS)
