"""The real server and a real browser, for the journeys; both end with the tests that started them."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

HOME = Path(__file__).resolve().parent.parent
ARTEFACTS = HOME / "artefacts"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
MISSING = "No Chromium on this machine: what only a browser can show was not tested."
SECONDS_TO_START = 180
"""Eight on a quiet machine; a busy one shall not fail a test."""

PROBES = ("/_stcore/health", "/_stcore/host-config")
"""What Streamlit's own script looks for below each part of a deep link; that it is not there is no fault."""

# A browser that asks its maker for nothing, so that every request seen is one of ours.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it is, and what it has said so far."""

    url: str
    folder: Path

    @property
    def log(self) -> Path:
        """Where its words go."""
        return self.folder / "server.log"

    @property
    def register(self) -> str:
        """The URL of its register."""
        return f"duckdb:///{self.folder / 'register.duckdb'}"

    def says(self) -> str:
        """All that it has written."""
        return self.log.read_text(encoding="utf-8")


@contextmanager
def running_server(folder: Path, **settings: str) -> Iterator[Server]:
    """`streamlit run app.py` on a free port with a register of its own; `settings` are environment variables."""
    port = free_port()
    server = Server(f"http://127.0.0.1:{port}", folder)
    environment = os.environ | {"SCENARIO_DB_URL": server.register} | settings
    with (
        server.log.open("wb") as lines,
        subprocess.Popen(start_command(port), cwd=HOME, env=environment, stdout=lines, stderr=lines) as process,
    ):
        try:
            _wait_for(server, process)
            yield server
        finally:
            process.terminate()
            _end(process)


def start_command(port: int) -> tuple[str, ...]:
    """What `make run` runs, on a port of its own."""
    return (sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while not _healthy(server.url):
        if process.poll() is not None or time.monotonic() > until:
            raise AssertionError(f"the server did not start:\n{server.says()}")
        time.sleep(0.1)


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()


def find_chromium() -> str | None:
    """The path of this machine's Chromium."""
    return next((path for path in map(shutil.which, CHROMIUMS) if path), None)


@contextmanager
def running_browser(chromium: str) -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass
class Window:
    """A page as somebody at a desk in the city sees it, and what it asked for and complained of meanwhile."""

    page: Page
    server: Server
    name: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Notes every request, message and error from now on."""
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not said.location["url"].endswith(PROBES):
            self.complaints.append(f"{said.text} {said.location['url']}")

    def open(self, path: str = "/") -> None:
        """Goes to an address of ours and waits until its page stands."""
        self.page.goto(self.server.url + path)
        self.settle()

    def settle(self) -> None:
        """Waits until the page has its heading and the server's run has ended."""
        self.page.get_by_test_id("stHeading").first.wait_for()
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()

    def choose_who(self, *names: str) -> None:
        """Chooses at the head of the page who one is: the role, and the department where the role has one."""
        who = self.page.locator(".st-key-visit-who").get_by_role("button")
        for number, name in enumerate(names):
            self.settle()
            boxes = self.page.get_by_test_id("stPopoverBody").get_by_test_id("stSelectbox")
            if not boxes.count():
                who.click()
            boxes.nth(number).locator("input").click()
            self.page.get_by_role("option", name=name, exact=True).click()
            who.get_by_text(name).wait_for()  # a page that is about to run again looks as settled as one that has
            self.settle()
        self.page.keyboard.press("Escape")

    def go_to(self, *names: str) -> None:
        """Goes by the menu to a page, and from there to one that stands beside it."""
        first, *further = names
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=first, exact=True).click()
        self.page.get_by_role("heading", name=first, exact=True).wait_for()
        for name in further:
            self.page.get_by_test_id("stPageLink").get_by_role("link", name=name, exact=True).click()
            self.page.get_by_role("heading", name=name, exact=True).wait_for()
        self.settle()

    def keep(self, name: str = "") -> Path:
        """Keeps a picture of what is seen, in artefacts/."""
        ARTEFACTS.mkdir(exist_ok=True)
        path = ARTEFACTS / f"{name or self.name}.png"
        self.page.screenshot(path=path)
        return path


@contextmanager
def open_window(browser: Browser, server: Server, test: str) -> Iterator[Window]:
    """A window of a fresh browser profile, as large as the screen of an office."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai")
    window = Window(context.new_page(), server, re.sub(r"\W+", "_", test))
    window.watch()
    yield window
    context.close()
