"""Without a mouse: menu, filter, box, form and dialog are reached by keys alone, and where one stands is seen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browsers import Window
from tests.sheets import xlsx

pytestmark = pytest.mark.browser

FOCUSED = """async () => {
    const drawn = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const it = document.activeElement;
    const look = () => {
        const styles = [];
        for (let at = it, up = 0; at && up < 5; at = at.parentElement, up++) {
            const told = getComputedStyle(at);
            styles.push(told.boxShadow, told.outline, told.borderColor, told.backgroundColor);
        }
        return styles.join();
    };
    const name = (it.getAttribute('aria-label') || it.innerText || '').trim(), link = it.getAttribute('href') || '';
    await drawn();
    const focused = look();
    it.blur();
    await drawn();
    const seen = look() !== focused;
    it.focus({focusVisible: true});
    return {name, link, seen};
}"""
"""What has the focus, and whether that is seen: whether it or what frames it looks otherwise without."""

FAR = 60

CHOOSE = "upload\n\nUpload"
"""What Streamlit's button for files is called beneath the words that are drawn on it."""

LISTENS = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 300)))"
"""What has opened listens for keys only after it was drawn."""


def tab_to(window: Window, wanted: str) -> dict[str, object]:
    """Tabs on until what bears that name or leads there has the focus."""
    window.page.add_style_tag(content="* { transition: none !important }")
    for _ in range(FAR):
        window.page.keyboard.press("Tab")
        it: dict[str, object] = window.page.evaluate(FOCUSED)
        if str(it["name"]).startswith(wanted) or str(it["link"]).endswith(wanted):
            return it
    raise AssertionError(f"{wanted} is not reached by Tab")


def test_a_page_is_opened_and_its_list_narrowed_by_keys_alone(window: Window) -> None:
    page = window.page
    window.open("/lights")
    assert tab_to(window, "/scenarios")["seen"]
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="台账", level=1)).to_be_visible(timeout=20_000)
    window.settle()
    assert tab_to(window, "搜索")["seen"]
    page.keyboard.type("一网")
    page.keyboard.press("Enter")
    expect(page.get_by_text("共 2 个场景")).to_be_visible(timeout=20_000)


def test_a_box_is_opened_by_enter_and_closed_by_escape(window: Window) -> None:
    page = window.page
    window.open("/lights")
    assert tab_to(window, "视图")["seen"]
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stPopoverBody")).to_be_visible(timeout=20_000)
    page.evaluate(LISTENS)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0, timeout=20_000)


def test_a_form_is_filled_in_and_saved_by_keys_alone(window: Window) -> None:
    page = window.page
    window.open("/units")
    assert tab_to(window, "新增单位")["seen"]
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="规范简称")).to_be_visible(timeout=20_000)
    window.settle()
    assert tab_to(window, "规范简称")["seen"]
    page.keyboard.type("市键盘局")
    assert tab_to(window, "保存")["seen"]
    page.keyboard.press("Enter")
    expect(page.get_by_text("已保存：市键盘局")).to_be_visible(timeout=20_000)


def test_a_dialog_is_opened_by_enter_and_left_by_the_first_escape(window: Window) -> None:
    page = window.page
    window.open("/issues")
    assert tab_to(window, "提出问题")["seen"]
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible(timeout=20_000)
    tab_to(window, "哪个场景")  # a dialog gives no focus away, so nothing is to be compared with
    page.evaluate(LISTENS)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=20_000)


def test_a_workbook_is_brought_looked_at_committed_and_taken_back_by_keys_alone(window: Window, tmp_path: Path) -> None:
    page = window.page
    file = tmp_path / "键盘.xlsx"
    file.write_bytes(xlsx([["场景名称", "库别", "总投资（万元）"], ["凭键盘导入的场景", "谋划", 30]]))
    window.open("/upload")
    assert tab_to(window, CHOOSE)["seen"]
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(file)
    expect(page.get_by_text("读入 1 行 = 新增 1")).to_be_visible(timeout=20_000)
    window.settle()
    assert tab_to(window, "提交 1 行")["seen"]
    page.keyboard.press("Enter")
    expect(page.get_by_text("《键盘.xlsx》已导入")).to_be_visible(timeout=20_000)
    window.settle()
    assert tab_to(window, "看这一批")["seen"]
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="撤销这一批")).to_be_visible(timeout=20_000)
    window.settle()
    assert tab_to(window, "撤销这一批")["seen"]
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible(timeout=20_000)
    tab_to(window, "撤销 ")  # a dialog gives no focus away, so nothing is to be compared with
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("第 [0-9]+ 批 · 撤销"))).to_be_visible(timeout=20_000)
