"""A department's workbook, from the first start of an empty library to its undo, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect

from tests.browsers import Server, Window, open_window, running_server
from tests.sheets import LEDGER, SAMPLES, xlsx

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def empty_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real server on a library that the office starts empty."""
    with running_server(tmp_path_factory.mktemp("empty"), SCENARIO_START_WITH="empty") as running:
        yield running


@pytest.fixture
def desk(browser: Browser, empty_library: Server, request: pytest.FixtureRequest) -> Iterator[Window]:
    """A window on it."""
    with open_window(browser, empty_library, request.node.name) as opened:
        yield opened


def upload(desk: Window, file: Path) -> None:
    desk.open("/upload")
    desk.page.locator("input[type=file]").set_input_files(file)
    desk.page.get_by_text("看懂了什么").wait_for()
    desk.settle()


def test_a_workbook_is_looked_at_committed_found_and_taken_back(desk: Window) -> None:
    page = desk.page
    upload(desk, SAMPLES / LEDGER)
    expect(page.get_by_text("表头在第 3 行，40 行数据，9 行不是数据")).to_be_visible()
    expect(page.get_by_text("读入 40 行 = 新增 40 + 修改 0 + 相同 0 + 冲突 0 + 拒绝 0")).to_be_visible()
    desk.keep("journey-preview")

    page.get_by_role("button", name="提交 40 行").click()
    expect(page.get_by_text(f"《{LEDGER}》已导入：第 1 批")).to_be_visible()
    desk.keep("journey-receipt")

    page.get_by_role("link", name="台账", exact=True).click()
    expect(page.get_by_text("共 40 个场景")).to_be_visible()
    page.get_by_placeholder("拼音首字母").fill("yswtg")
    page.keyboard.press("Enter")
    expect(page.get_by_text("没有符合条件的场景")).to_be_visible()
    page.get_by_placeholder("拼音首字母").fill("ywtg")
    page.keyboard.press("Enter")
    expect(page.get_by_text("共 1 个场景")).to_be_visible()
    assert "q=ywtg" in page.url
    desk.keep("journey-found")

    desk.open("/history?batch=1")
    page.get_by_role("button", name="撤销这一批").click()
    expect(page.get_by_text(re.compile("将还原 [0-9]{3} 条记录；0 处"))).to_be_visible()
    desk.keep("journey-undo")
    page.get_by_role("button", name=re.compile("^撤销 [0-9]{3} 条$")).click()
    expect(page.get_by_text("第 2 批 · 撤销")).to_be_visible()
    desk.open("/scenarios")
    expect(page.get_by_text("还没有场景")).to_be_visible()
    assert desk.complaints == []


def test_what_is_no_workbook_gets_one_sentence_and_the_box_stays(desk: Window, tmp_path: Path) -> None:
    wrong = tmp_path / "通知.xlsx"
    wrong.write_bytes(b"%PDF-1.7 not a workbook")
    upload(desk, wrong)
    expect(desk.page.get_by_text("这个文件没有读入任何数据")).to_be_visible()
    expect(desk.page.get_by_role("button", name="提交")).to_have_count(0)
    desk.keep()


def test_a_bad_cell_comes_back_marked_in_the_clerks_own_workbook(desk: Window, tmp_path: Path) -> None:
    file = tmp_path / "报送.xlsx"
    file.write_bytes(
        xlsx([["场景名称", "库别", "总投资（万元）"], ["停车一张图", "建设", "很多"], ["学位预警", "谋划", 30]])
    )
    upload(desk, file)
    expect(desk.page.get_by_text("读入 2 行 = 新增 1 + 修改 0 + 相同 0 + 冲突 0 + 拒绝 1")).to_be_visible()
    desk.page.get_by_role("button", name="取回标注的工作簿").click()
    with desk.page.expect_download() as download:
        desk.page.get_by_role("button", name="下载", exact=True).click()
    kept = tmp_path / download.value.suggested_filename
    download.value.save_as(kept)
    book = openpyxl.load_workbook(kept)
    comment = book["台账"]["C2"].comment
    assert comment is not None
    assert "很多" in comment.text
    assert book["台账"]["A3"].value == "学位预警"
    desk.keep()
