"""What every test may ask for: a register on each engine, the real server, a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import copy, disk_usage

import pytest
from playwright.sync_api import Browser
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest
from xdist.remote import Producer

from importers import children
from pages.parts import background, visit
from scenario_db.database import Database, connect, open_database
from tests import browsers, engines, portions, unconfined
from tests.sheets import sheet as sheet  # a drawing in the test's docstring

MEMORY, ROOM = Path("/dev/shm"), 2 << 30
"""Where files live in memory: thousands of little registers need not wait for a disk, whose power never fails here."""

IN_CI = os.environ.get("CI") == "true"


def pytest_configure(config: pytest.Config) -> None:
    """Looks for PostgreSQL once and sweeps it, before the workers start; hashes cheaply, leaves no key behind."""
    if os.access(MEMORY, os.W_OK) and disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    os.environ.setdefault("SCENARIO_PASSWORD_WORK", "1")
    os.environ.setdefault("SCENARIO_AUDIT_KEY", "a-key-for-tests-that-nobody-else-has")
    postgres = engines.find_postgres()
    if postgres and not hasattr(config, "workerinput"):
        engines.swept(postgres)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first, so that no worker sits with it alone when the others have done."""
    items.sort(key=lambda it: portions.place(it.nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> portions.ByFile:
    """Workers are given whole files, and one of them all the journeys, for which one server is enough."""
    return portions.ByFile(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says in capitals what the dots do not say."""
    if not engines.find_postgres():
        terminalreporter.write_line(engines.MISSING, red=True)


def missing(sentence: str) -> None:
    """Skips a test that cannot run here; where nothing may be missing, fails it."""
    if IN_CI:
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with an empty register, made once and copied for each test: to make it anew takes half a second."""
    path = tmp_path_factory.mktemp("blank") / "register.duckdb"
    open_database(f"duckdb:///{path}").close()
    return path


@pytest.fixture(scope="session")
def worn() -> Iterator[str]:
    """A schema with a register that the tests of one worker use one after the other, emptied in between."""
    with engines.schema_of_its_own(engines.find_postgres()) as url:
        open_database(url).close()
        yield url


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Files of others are read in this process, but where a test is about the child that may die of them."""
    children.lines = unconfined.CONFINED if item.get_closest_marker("confined") else unconfined.lines


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test of a register runs on both engines, one of a page on DuckDB: a page asks the same questions of either.

    Where a page's threads, locks or conflicts are meant, the test says so with `engines.both`.
    """
    if "db_url" in metafunc.fixturenames:
        named = metafunc.definition.get_closest_marker("engines")
        usual = engines.ALL[:1] if "front_door" in metafunc.fixturenames else engines.ALL
        metafunc.parametrize("db_url", named.args if named else usual, indirect=True)


@pytest.fixture
def db_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty place for a register on that engine; a test of schemas gets a place of its own."""
    if request.param == "duckdb":
        yield f"duckdb:///{tmp_path / 'register.duckdb'}"
        return
    postgres = engines.find_postgres()
    if not postgres:
        missing(engines.MISSING)
    if request.node.get_closest_marker("schema"):
        with engines.schema_of_its_own(postgres) as url:
            yield url
        return
    url = request.getfixturevalue("worn")
    yield url
    engines.emptied(url)


@pytest.fixture
def db(db_url: str, blank: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty register on that engine; only a test of schemas makes its own, all others find theirs made."""
    begin(db_url, blank)
    alone = request.node.get_closest_marker("schema") and not db_url.startswith("duckdb:")
    register = open_database(db_url) if alone else connect(db_url)
    yield register
    register.close()


def begin(url: str, blank: Path) -> None:
    """Puts an empty register there, where the engine keeps it in a file."""
    if url.startswith("duckdb:"):
        copy(blank, url.removeprefix("duckdb:///"))


@pytest.fixture
def front_door(db: Database, app: AppTest, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The application as a visitor meets it, on `db`: run() shows the first page, switch_page() another by its link."""
    monkeypatch.setattr(visit, "register", lambda: db)
    monkeypatch.setattr(background, "SOON", 60)  # a page that shows progress would have to be asked again
    return app


@pytest.fixture
def app(components: BidiComponentManager) -> AppTest:
    """The application, before anybody came."""
    application = AppTest.from_file(str(browsers.HOME / "app.py"), default_timeout=30)
    application._bidi_component_manager = components
    return application


@pytest.fixture(scope="session")
def components() -> BidiComponentManager:
    """What installed packages bring along for pages: to look through all of them takes as long as a page."""
    manager = BidiComponentManager()
    manager.discover_and_register_components(start_file_watching=False)
    return manager


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[browsers.Server]:
    """The real server with a register of its own, as `make run` starts it."""
    with browsers.running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """This machine's Chromium."""
    chromium = browsers.find_chromium()
    if not chromium:
        missing(browsers.MISSING)
    else:
        with browsers.running_browser(chromium) as running:
            yield running


@pytest.fixture
def window(browser: Browser, server: browsers.Server, request: pytest.FixtureRequest) -> Iterator[browsers.Window]:
    """A fresh window on the real server."""
    with browsers.open_window(browser, server, request.node.name) as opened:
        yield opened
