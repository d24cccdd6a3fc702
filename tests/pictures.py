"""The pictures of handbook and README, taken from the running product: `make pictures` makes them all anew.

They are journeys that keep what they see, so they stand beside the journeys and use the same server and browser. What
each picture shows in words is written down with it (words.json): as soon as the product says one of them in another
way, tests/test_docs.py asks for the pictures to be made again. No step writes anything into the register.
"""

from __future__ import annotations

import io
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from scenario_db import accounts, days, demonstration, departments, settings, tours
from scenario_db.accounts import Account
from scenario_db.codes import Role
from scenario_db.database import open_database
from scenario_db.demonstration.people import PASSWORD
from scenario_db.roles import Person
from scenario_db.wording import Words, entries
from tests.browsers import HOME, Server, Window, find_chromium, open_window, running_browser, running_server
from tests.sheets import xlsx

FOLDER = HOME / "docs" / "pictures"
SHOWN = FOLDER / "words.json"
COLOURS = 256
"""So many a picture keeps, the rare ones of lights among them: a third of the bytes, and nobody sees it."""

DRAWN = "() => !document.querySelector('[data-testid=stSkeleton], [data-stale=true]')"
LOOKS = 20
"""So often a page is looked at until it stands still: tables and charts draw themselves after the page has settled."""

SPOKEN = "h1, h2, h3, h5, button, label, summary, [role=tab], [data-testid=stPageLink] a, [data-testid=stSidebarNav] a"
"""What on a page are words of the product: headings, buttons, labels, tabs, links of the menu."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who sits before the screen: the account of the picture's library, the role, and of which department."""

    login: str
    role: Role
    unit: str = ""


CLERK = Desk("clerk", Role.CLERK, "市工信局")
ASKED = Desk("asked", Role.CLERK, "市公安局")
REVIEWER = Desk("reviewer", Role.REVIEWER, "市工信局")
OFFICE = Desk("office", Role.OFFICE)
LEADER = Desk("leader", Role.LEADER)
ADMIN = Desk("admin", Role.ADMIN)
DESKS = (CLERK, ASKED, REVIEWER, OFFICE, LEADER, ADMIN)
"""One clerk who fills in, one of whom others want something, and who decides, looks and keeps."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its name, whose screen, which page, and what is opened or typed there before it is taken."""

    name: str
    desk: Desk
    path: str
    steps: tuple[Callable[[Window], None], ...] = ()


def ask(name: str) -> Callable[[Window], None]:
    """Presses the last button of that name, which opens a dialog."""

    def step(window: Window) -> None:
        window.page.get_by_test_id("stMain").get_by_role("button", name=name).last.click()
        window.page.get_by_role("dialog").wait_for()
        window.settle()

    return step


def unfold(name: str) -> Callable[[Window], None]:
    """Opens what is folded up."""

    def step(window: Window) -> None:
        window.page.locator("summary", has_text=name).first.click()
        window.settle()

    return step


def turn_to(name: str) -> Callable[[Window], None]:
    """Turns to a tab."""

    def step(window: Window) -> None:
        window.page.get_by_role("tab", name=name, exact=True).click()
        window.settle()

    return step


def write(label: str, text: str) -> Callable[[Window], None]:
    """Types into a field."""

    def step(window: Window) -> None:
        field = window.page.get_by_role("textbox", name=label).first
        field.fill(text)
        field.press("Enter")
        window.settle()

    return step


def tick_row(number: int = 1) -> Callable[[Window], None]:
    """Ticks a row of the first table, in its column of boxes."""

    def step(window: Window) -> None:
        grid = window.page.get_by_test_id("stDataFrame").first
        grid.scroll_into_view_if_needed()
        box = grid.bounding_box()
        assert box is not None
        window.page.mouse.click(box["x"] + 14, box["y"] + 33 * number + 16)
        window.settle()

    return step


def show(text: str) -> Callable[[Window], None]:
    """Scrolls until that heading stands at the top."""

    def step(window: Window) -> None:
        found = window.page.get_by_role("heading", name=text).first
        found.wait_for()
        found.evaluate("it => it.scrollIntoView({block: 'start'})")

    return step


def bring(window: Window) -> None:
    """Brings a workbook as offices keep them, with three cells that nobody can read."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "应用场景库台账.xlsx"
        file.write_bytes(xlsx(LEDGER, title="应用场景库"))
        window.page.locator("input[type=file]").set_input_files(file)
        window.page.get_by_text(re.compile("读入 .* 行 =|rows read =")).first.wait_for()
    window.settle()


LEDGER = (
    ("应用场景库台账", "<", "<", "<", "<", "<", "<"),
    ("填报单位（盖章）：市工信局", None, None, None, None, None, "单位：万元"),
    ("序号", "场景名称", "需求领域", "牵头单位", "配合单位", "总投资", "计划开工"),
    ("一、建设一批（共 3 项）", None, None, None, None, None, None),
    (1, "惠企通", "企业", "市工信局", "市数据局、市财政局", 3400, "2025年3月"),
    (2, "智能感知（一感）", "产业", "市工信局", "市数据局", "约5200", "2025.6"),
    (3, "免费数字化诊断全覆盖", "企业", "市工信局", None, "待核定", "2025年底"),
    ("二、谋划一批（共 2 项）", None, None, None, None, None, None),
    (1, "产业链供需地图", "企业", "市工信局", "市商务局", 800, "明年春天"),
    (2, "工业能耗在线监测", "工业", "市工信局", "市发改委", 1200, "2027年一季度"),
    ("合计", None, None, None, None, None, None),
)
"""A title, a unit in a corner, section rows that carry the tier, a total; three cells that are none of theirs."""

BUILDING = "WX-2025-0013"
"""锡配网: led by 市工信局, under construction, behind its schedule."""

PICTURES = (
    Picture("clerk-today", CLERK, "/today"),
    Picture("clerk-progress", CLERK, "/progress"),
    Picture("clerk-template", CLERK, "/upload", (unfold("下载填报工作簿"),)),
    Picture("import-understood", CLERK, "/upload", (bring,)),
    Picture("import-changes", CLERK, "/upload", (bring, show("会改什么"))),
    Picture("clerk-entering", CLERK, "/edit", (write("场景名称", "惠企通二期"),)),
    Picture("clerk-edit", CLERK, f"/edit?code={BUILDING}"),
    Picture("clerk-gate", CLERK, f"/moves?code={BUILDING}"),
    Picture("clerk-answers", CLERK, f"/moves?code={BUILDING}", (ask("一次补齐"),)),
    Picture("clerk-scenario", CLERK, f"/scenario?code={BUILDING}"),
    Picture("clerk-cooperation", CLERK, f"/scenario?code={BUILDING}", (turn_to("协同"),)),
    Picture("clerk-plan", CLERK, f"/plan?code={BUILDING}"),
    Picture("clerk-problem", CLERK, f"/scenario?code={BUILDING}", (ask("提出问题"),)),
    Picture("clerk-issues", CLERK, "/issues"),
    Picture("asked-confirm", ASKED, "/today?pile=to_confirm", (ask("答复"),)),
    Picture("reviewer-today", REVIEWER, "/today"),
    Picture("reviewer-returns", REVIEWER, "/progress?view=review"),
    Picture("office-reviews", OFFICE, "/reviews"),
    Picture("office-reminders", OFFICE, "/reminders", (tick_row(),)),
    Picture("office-returns", OFFICE, "/returns"),
    Picture("office-briefs", OFFICE, "/briefs"),
    Picture("office-demands", OFFICE, "/demands"),
    Picture("office-honesty", OFFICE, "/honesty"),
    Picture("office-history", OFFICE, "/history?batch=158"),
    Picture("office-units", OFFICE, "/units"),
    Picture("office-calendar", OFFICE, "/calendar"),
    Picture("office-rules", OFFICE, "/rules"),
    Picture("office-linkage", OFFICE, "/linkage"),
    Picture("leader-portfolio", LEADER, "/portfolio"),
    Picture("leader-lights", LEADER, "/lights"),
    Picture("leader-movement", LEADER, "/movement"),
    Picture("leader-instruct", LEADER, f"/scenario?code={BUILDING}", (ask("批示"),)),
    Picture("admin-people", ADMIN, "/people"),
    Picture("admin-audit", ADMIN, "/audit"),
    Picture("portfolio-en", LEADER, "/portfolio?lang=en"),
    Picture("scenario-en", OFFICE, f"/scenario?code={BUILDING}&lang=en"),
    Picture("import-en", CLERK, "/upload?lang=en", (bring, show("What will change"))),
)
"""In the order in which they are taken; who sits there changes seldom."""


def library(folder: Path) -> None:
    """The demonstration as a register of that folder, with an account for each desk that has seen the tour."""
    db = open_database(f"duckdb:///{folder / 'register.duckdb'}")
    office = Person(Words("zh").code(Role.OFFICE), Role.OFFICE)
    demonstration.tell(db, today=days.today(settings.current().zone), by=office)
    units = {it.name: it.id for it in departments.find(db)}
    people = [
        Account(it.login, _name(it), it.role, department_id=units.get(it.unit), demonstration=True) for it in DESKS
    ]
    accounts.demonstrate(db, people, PASSWORD, by=office)
    for it in DESKS:
        tours.see(db, it.login, it.role)
    db.close()


def _name(desk: Desk) -> str:
    return f"示例·{desk.unit or Words('zh').code(desk.role)}"


def stand(window: Window, picture: Picture, *who: str) -> None:
    """Goes to the page of a picture and does its steps; where nobody signs in, as `who` (role, department)."""
    window.open(picture.path)
    window.choose_who(*who)
    for step in picture.steps:
        step(window)
    window.page.mouse.move(1430, 890)
    window.page.wait_for_function(DRAWN)


def words_of(window: Window) -> list[str]:
    """What is said there in the product's own words, each once; names and figures of the library are not."""
    said = window.page.locator(SPOKEN).evaluate_all("them => them.map(it => it.innerText)")
    lines = {line.strip() for text in said for line in text.splitlines()}
    return sorted(filter(is_ours, lines))


def is_ours(text: str) -> bool:
    """Whether the product has that phrase, with whatever facts filled in."""
    return bool(text) and any(phrase.fullmatch(text) for phrase in _phrases())


@cache
def _phrases() -> list[re.Pattern[str]]:
    texts = {text.replace("**", "") for it in entries().values() for text in it.values()}
    return [re.compile(pattern) for pattern in map(_pattern, sorted(texts)) if pattern]


def _pattern(text: str) -> str:
    """A phrase with room for its facts; nothing where it would be little but facts."""
    fixed = re.split(r"\{\w+\}", text)
    return ".+".join(map(re.escape, fixed)) if sum(map(len, fixed)) > 1 or len(fixed) == 1 else ""


@contextmanager
def signed_in(browser: Browser, server: Server, desk: Desk) -> Iterator[Window]:
    """A window of somebody who has signed in."""
    with open_window(browser, server, desk.login) as window:
        page = window.page
        page.goto(f"{server.url}/signin")
        page.locator("[name=login]").fill(desk.login)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[type=submit]").click()
        window.settle()
        yield window


def still(window: Window) -> bytes:
    """The page as soon as two looks at it see the same."""
    before = b""
    for _ in range(LOOKS):
        now = window.page.screenshot(animations="disabled")
        if now == before:
            return now
        before = now
    raise AssertionError(f"{window.page.url} does not stand still")


def take(window: Window, name: str) -> list[str]:
    """Keeps what is seen as a small picture; gives its words."""
    shot = Image.open(io.BytesIO(still(window))).convert("RGB")
    shot.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        FOLDER / f"{name}.png", optimize=True
    )
    return words_of(window)


def main(only: Sequence[str]) -> None:
    """Takes them all, or those of the names given; leaves nothing but the pictures and their words."""
    chromium = find_chromium()
    if not chromium:
        sys.exit("no Chromium here")
    told: dict[str, list[str]] = json.loads(SHOWN.read_text(encoding="utf-8")) if only else {}
    with tempfile.TemporaryDirectory() as folder:
        library(Path(folder))
        with running_server(Path(folder), SCENARIO_SIGN_IN="required") as server, running_browser(chromium) as browser:
            for desk in DESKS:
                wanted = [it for it in PICTURES if it.desk is desk and (not only or it.name in only)]
                told |= _taken(browser, server, desk, wanted)
    in_order = {it.name: told[it.name] for it in PICTURES}
    SHOWN.write_text(json.dumps(in_order, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _taken(browser: Browser, server: Server, desk: Desk, wanted: Sequence[Picture]) -> dict[str, list[str]]:
    told = {}
    with signed_in(browser, server, desk) as window:
        for picture in wanted:
            stand(window, picture)
            told[picture.name] = take(window, picture.name)
    return told


if __name__ == "__main__":
    main(sys.argv[1:])
