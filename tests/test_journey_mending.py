"""A bad cell mended on the page, in a real browser: typed, looked at, applied, and what was typed is never lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browsers import Window
from tests.sheets import xlsx

pytestmark = pytest.mark.browser

ROW = 33
"""Pixels of a row of a grid."""


def type_into_the_grid(page: Page, line: int, text: str) -> None:
    """Types into the last column of a line of the grid, as somebody with mouse and keyboard does."""
    grid = page.locator("[class*=st-key-upload-mend]").get_by_test_id("stDataFrame")
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box is not None
    page.mouse.dblclick(box["x"] + box["width"] - 30, box["y"] + ROW * line + ROW / 2)
    page.locator(".gdg-input").fill(text)
    page.keyboard.press("Enter")


def test_a_bad_cell_is_mended_on_the_page_and_the_row_goes_in(window: Window, tmp_path: Path) -> None:
    page = window.page
    file = tmp_path / "报送.xlsx"
    heads = ["场景名称", "库别", "总投资（万元）"]
    file.write_bytes(
        xlsx([heads, ["云上路灯", "建设", "很多"], ["云上井盖", "谋划", "不少"], ["云上公厕", "谋划", 30]])
    )
    window.open("/upload")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("读入 3 行 = 新增 1 + 修改 0 + 相同 0 + 冲突 0 + 拒绝 2")).to_be_visible()
    window.settle()

    type_into_the_grid(page, 1, "2000")
    expect(page.get_by_text("填好、还没有生效的（1 格）")).to_be_visible()
    window.settle()
    type_into_the_grid(page, 2, "更多")
    expect(page.get_by_text("填好、还没有生效的（2 格）")).to_be_visible()
    window.keep("journey-mending-typed")

    page.get_by_role("button", name="按所填重新检查（1 格）").click()
    expect(page.get_by_text("读入 3 行 = 新增 2 + 修改 0 + 相同 0 + 冲突 0 + 拒绝 1")).to_be_visible()
    expect(page.get_by_text("填好、还没有生效的（1 格）")).to_be_visible()
    window.settle()
    window.keep("journey-mending-applied")

    page.get_by_role("button", name="提交 2 行").click()
    expect(page.get_by_text("《报送.xlsx》已导入")).to_be_visible()
    assert window.complaints == []
