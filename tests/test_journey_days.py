"""A leader on a past day: the day goes along from page to page, on the screen and in the address."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.browsers import Window


def told(window: Window) -> dict[str, list[str]]:
    """What the address says."""
    return parse_qs(urlsplit(window.page.url).query)


def test_a_past_day_goes_along_by_the_menu_and_the_links(window: Window) -> None:
    window.open("/portfolio?day=2026-03-31&vs=2025-12-15")
    for names in (("资金",), ("总览", "两天对照"), ("简报",)):
        window.go_to(*names)
        assert told(window)["day"] == ["2026-03-31"]
    assert told(window)["vs"] == ["2025-12-15"]
    window.page.get_by_role("button", name="回到今天").click()
    expect(window.page.get_by_text("只可查看")).to_have_count(0)
    window.go_to("资金")
    assert "day" not in told(window)


def test_filters_go_along_to_the_next_page_and_no_further(window: Window) -> None:
    window.open("/scenarios?tier=储备&tier=谋划")
    window.go_to("红黄绿")
    assert told(window)["tier"] == ["储备", "谋划"]
    window.go_to("资金")
    window.go_to("红黄绿")
    assert "tier" not in told(window)


def test_a_page_without_a_past_says_so_and_a_link_of_the_other_language_keeps_its_filters(window: Window) -> None:
    window.open("/market?day=2026-03-31")
    expect(window.page.get_by_text("这一页只有今天的情况")).to_be_visible()
    window.open("/demands?day=2026-03-31")
    expect(window.page.get_by_text("只可查看")).to_be_visible()
    window.open("/lights?light=■ 红灯&lang=en")
    assert told(window)["light"] == ["■ Red"]
