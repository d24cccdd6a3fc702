"""The walls of the house, read from the sources: who may import whom, where SQL stands, how long a page is.

Each wall is a function from one source to its breaches, so that the last test can prove that it would hold.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pytest
import streamlit.config

from pages.parts import menu
from scenario_db import codes, wording

HOME = Path(__file__).resolve().parent.parent
ROOMS = ("app.py", "manage.py", "pages", "api", "scenario_db", "importers", "exporters", "benchmarks", "tests")
CODE = tuple(room for room in ROOMS if room != "tests")


@dataclass(frozen=True)
class Source:
    """One file of ours: its path as seen from the top, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All of its tree, walked once for all walls."""
        return tuple(ast.walk(self.tree))

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    def within(self, *rooms: str) -> bool:
        """Whether it is one of these files, or stands below one of these folders."""
        return any(self.path == room or self.path.startswith(f"{room}/") for room in rooms)

    def imports(self) -> Iterator[str]:
        """Every module that it names in an import, anywhere in it."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            if isinstance(node, ast.ImportFrom):
                yield node.module or ""

    def texts(self) -> Iterator[str]:
        """Every literal text in it but the docstrings; of an f-string its fixed parts, with … where values come in."""
        docstrings = set(self._docstrings())
        inner = {id(part) for node in self.nodes if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in self.nodes:
            if isinstance(node, ast.JoinedStr):
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings | inner:
                yield node.value

    def _docstrings(self) -> Iterator[int]:
        for node in self.nodes:
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                yield id(node.value)


def sources(*rooms: str) -> list[Source]:
    files = (
        path for room in rooms for path in ([HOME / room] if room.endswith(".py") else (HOME / room).rglob("*.py"))
    )
    return [Source(str(path.relative_to(HOME)), path.read_text(encoding="utf-8")) for path in files if path.exists()]


Wall = Callable[[Source], list[str]]

PACKAGES = {
    "streamlit": ("app.py", "pages", "tests", "benchmarks/people.py"),  # the last speaks to it as a browser does
    "altair": ("app.py", "pages", "tests"),
    "openpyxl": ("importers", "exporters", "tests", "benchmarks"),
    "python_calamine": ("importers", "exporters", "tests", "benchmarks"),
    "xlsxwriter": ("importers", "exporters", "tests"),
    "docx": ("exporters", "tests"),
    "pptx": ("exporters", "tests"),
    "duckdb": ("scenario_db/duck.py", "tests"),
    "psycopg": ("scenario_db/postgres.py", "tests"),
    "psycopg_pool": ("scenario_db/postgres.py", "tests"),
}
"""Where a package of others may be imported."""

NEVER = {
    "scenario_db": ("app", "manage", "pages", "api", "importers", "exporters", "benchmarks", "tests"),
    "importers": ("app", "manage", "pages", "api", "exporters", "benchmarks", "tests"),
    "exporters": ("app", "manage", "pages", "api", "importers", "benchmarks", "tests"),
    "api": ("app", "manage", "pages", "benchmarks", "tests"),
    "pages": ("app", "manage", "benchmarks", "tests"),
    "manage.py": ("app", "pages", "api", "benchmarks", "tests"),
    "app.py": ("manage", "api", "importers", "exporters", "benchmarks", "tests"),
}
"""What a room never imports: data run one way, and so do the imports."""

WRITERS = (
    *("ledger.py", "database.py", "duck.py", "postgres.py", "migrations.py", "drafts.py"),
    *("accounts.py", "credentials.py", "sessions.py", "standins.py", "tokens.py", "audit.py"),
    *("views.py", "subscriptions.py", "tours.py"),
)
"""In scenario_db: the one writer of records, those that make what it writes into; and drafts, accounts, tokens, saved
views, subscriptions, tours and the audit, which are no records."""

QUESTION = re.compile(r"^\s*(select\s[\s\S]*\sfrom\s|with\s+\w+\s+as\s*\()", re.IGNORECASE)
CHANGE = re.compile(
    r"^\s*(insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|merge\s+into\s|copy\s+\S+\s)", re.IGNORECASE
)

LONGEST_PAGE, LONGEST_MODULE, LONGEST_FRONT_DOOR = 80, 300, 60


def packages_stay_in_their_rooms(source: Source) -> list[str]:
    tops = (name.split(".")[0] for name in source.imports())
    return [f"imports {top}" for top in tops if top in PACKAGES and not source.within(*PACKAGES[top])]


def imports_run_one_way(source: Source) -> list[str]:
    forbidden = [name for room, names in NEVER.items() if source.within(room) for name in names]
    return [f"imports {name}" for name in source.imports() if name.split(".")[0] in forbidden]


def sql_stays_in_the_register(source: Source) -> list[str]:
    if source.within("scenario_db", "tests", "benchmarks"):
        return []
    return [text.strip()[:60] for text in source.texts() if QUESTION.match(text) or CHANGE.match(text)]


def there_is_one_writer(source: Source) -> list[str]:
    if source.within(
        "tests", "benchmarks/library.py", "benchmarks/bare.py", *(f"scenario_db/{writer}" for writer in WRITERS)
    ):
        return []
    return [text.strip()[:60] for text in source.texts() if CHANGE.match(text)]


def every_denial_is_told(source: Source) -> list[str]:
    """Who asks for a right asks through `denials`; the ledger and the demonstration tell by themselves."""
    if source.within("tests", "scenario_db/denials.py", "scenario_db/ledger.py", "scenario_db/demonstration"):
        return []
    calls = (it.func for it in source.nodes if isinstance(it, ast.Call))
    return ["roles.require" for it in calls if ast.unparse(it) == "roles.require"]


def nothing_is_shown_as_html(source: Source) -> list[str]:
    return ["unsafe_allow_html"] if any(keyword.arg == "unsafe_allow_html" for keyword in _keywords(source)) else []


def _keywords(source: Source) -> Iterator[ast.keyword]:
    return (node for node in source.nodes if isinstance(node, ast.keyword))


def an_empty_cell_is_empty(source: Source) -> list[str]:
    """A table to read writes nothing where nothing is: no dash here and a None there."""
    calls = [it for it in source.nodes if isinstance(it, ast.Call)]
    return [f"line {it.lineno}" for it in calls if set(_for_empty_cells(it)) - {"''"}]


def _for_empty_cells(call: ast.Call) -> list[str]:
    """What a table is told to write where nothing is; a grid that is told nothing writes None."""
    told = {it.arg: ast.unparse(it.value) for it in call.keywords}
    grid = [told.get("placeholder", "None")] if ast.unparse(call.func) == "st.dataframe" else []
    return grid + [told[name] for name in ("na_rep",) if name in told]


def no_error_is_swallowed(source: Source) -> list[str]:
    """A broad except may clean up, but it raises again."""
    caught = (node for node in source.nodes if isinstance(node, ast.ExceptHandler))
    return [f"line {node.lineno}" for node in caught if _is_broad(node.type) and not _raises_again(node)]


def _is_broad(kind: ast.expr | None) -> bool:
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(one is None or (isinstance(one, ast.Name) and one.id in {"Exception", "BaseException"}) for one in kinds)


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise)


def no_room_is_a_lumber_room(source: Source) -> list[str]:
    stem = Path(source.path).stem
    return [stem] if re.search(r"util|helper|manager|common|misc", stem) else []


def no_file_is_too_long(source: Source) -> list[str]:
    """A page fits on two screens; a longer module says in its first lines why it is longer."""
    if source.within("tests"):
        return []
    if source.path == "app.py":
        return _longer(source, LONGEST_FRONT_DOOR)
    if is_page(source):
        return _longer(source, LONGEST_PAGE)
    excused = "longer" in (ast.get_docstring(source.tree) or "")
    return [] if excused else _longer(source, LONGEST_MODULE)


def is_page(source: Source) -> bool:
    return source.within("pages") and not source.within("pages/parts") and not source.path.endswith("__init__.py")


def _longer(source: Source, most: int) -> list[str]:
    return [f"{source.lines} lines, {most} at most"] if source.lines > most else []


def the_session_is_kept_in_one_place(source: Source) -> list[str]:
    """A page names only keys that begin with its own name; all others are for pages/parts."""
    if not is_page(source) and not source.within("app.py"):
        return []
    own = (f"{Path(source.path).stem}_", f"{Path(source.path).stem}.")
    return [f"session_state {key}" for key in _session_keys(source) if not key.startswith(own)]


def _session_keys(source: Source) -> Iterator[str]:
    parents = {id(child): node for node in source.nodes for child in ast.iter_child_nodes(node)}
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr == "session_state":
            used = parents.get(id(node))
            yield _key(used, parents.get(id(used)))


def _key(used: ast.AST | None, around: ast.AST | None) -> str:
    """The key in session_state["key"], "key" in session_state, session_state.get("key") and the like; else a “?”."""
    named: ast.expr | None = None
    if isinstance(used, ast.Subscript):
        named = used.slice
    if isinstance(used, ast.Compare):
        named = used.left
    if isinstance(used, ast.Attribute) and used.attr in {"get", "pop", "setdefault"} and isinstance(around, ast.Call):
        named = around.args[0]
    return str(named.value) if isinstance(named, ast.Constant) else "?"


def every_file_says_what_it_is_for(source: Source) -> list[str]:
    return [] if ast.get_docstring(source.tree) else ["no first line"]


WALLS: tuple[Wall, ...] = (
    packages_stay_in_their_rooms,
    imports_run_one_way,
    sql_stays_in_the_register,
    there_is_one_writer,
    every_denial_is_told,
    nothing_is_shown_as_html,
    an_empty_cell_is_empty,
    no_error_is_swallowed,
    no_room_is_a_lumber_room,
    no_file_is_too_long,
    the_session_is_kept_in_one_place,
    every_file_says_what_it_is_for,
)


@cache
def breaches() -> Mapping[tuple[str, str], list[str]]:
    """What each wall says of each file; all walls at once, so that a file is parsed once and then let go."""
    return {(wall.__name__, source.path): wall(source) for source in sources(*ROOMS) for wall in WALLS}


@pytest.mark.parametrize("wall", WALLS, ids=lambda wall: wall.__name__)
def test_every_wall_stands(wall: Wall) -> None:
    assert {path: found for (name, path), found in breaches().items() if name == wall.__name__ and found} == {}


BREACHES = (
    (packages_stay_in_their_rooms, "importers/cells.py", "import streamlit as st"),
    (packages_stay_in_their_rooms, "scenario_db/portfolio.py", "from duckdb import connect"),
    (packages_stay_in_their_rooms, "pages/desk/upload.py", "def read():\n    import openpyxl.styles"),
    (imports_run_one_way, "scenario_db/rules.py", "from importers.cells import read"),
    (imports_run_one_way, "importers/preview.py", "from pages.parts import visit"),
    (imports_run_one_way, "exporters/ledger.py", "import importers"),
    (imports_run_one_way, "api/door.py", "from pages.parts import visit"),
    (packages_stay_in_their_rooms, "api/door.py", "import streamlit as st"),
    (sql_stays_in_the_register, "pages/desk/upload.py", 'rows("select name\\n from scenario")'),
    (sql_stays_in_the_register, "importers/preview.py", 'rows(f"select {a} from scenario where id = {b}")'),
    (there_is_one_writer, "scenario_db/portfolio.py", 'run("  insert into scenario values (1)")'),
    (there_is_one_writer, "scenario_db/portfolio.py", 'run(f"update {table} set superseded_at = :now")'),
    (there_is_one_writer, "manage.py", 'run("delete from scenario")'),
    (every_denial_is_told, "scenario_db/reviews.py", "roles.require(by, Action.REVIEW_FIRST)"),
    (nothing_is_shown_as_html, "pages/desk/today.py", "st.markdown(text, unsafe_allow_html=True)"),
    (an_empty_cell_is_empty, "pages/parts/funds.py", 'st.dataframe(rows, placeholder="—")'),
    (an_empty_cell_is_empty, "pages/parts/funds.py", "st.dataframe(rows)"),
    (an_empty_cell_is_empty, "pages/parts/funds.py", 'rows.style.format(na_rep="—")'),
    (no_error_is_swallowed, "importers/cells.py", "try:\n    f()\nexcept:\n    g()"),
    (no_error_is_swallowed, "importers/cells.py", "try:\n    f()\nexcept Exception:\n    g()"),
    (no_error_is_swallowed, "importers/cells.py", "try:\n    f()\nexcept (OSError, BaseException) as e:\n    g(e)"),
    (no_room_is_a_lumber_room, "pages/parts/utils.py", ""),
    (no_room_is_a_lumber_room, "scenario_db/helpers.py", ""),
    (no_file_is_too_long, "pages/desk/today.py", "a = 1\n" * 81),
    (no_file_is_too_long, "scenario_db/ledger.py", '"""Long."""\n' + "a = 1\n" * 300),
    (no_file_is_too_long, "app.py", "a = 1\n" * 61),
    (the_session_is_kept_in_one_place, "pages/desk/upload.py", 'st.session_state["language"] = "en"'),
    (the_session_is_kept_in_one_place, "pages/desk/upload.py", "st.session_state.clear()"),
    (the_session_is_kept_in_one_place, "pages/desk/upload.py", "everything = st.session_state"),
    (the_session_is_kept_in_one_place, "pages/desk/upload.py", 'st.session_state.get("lang", "zh")'),
    (the_session_is_kept_in_one_place, "pages/desk/upload.py", 'if "lang" in st.session_state:\n    f()'),
    (every_file_says_what_it_is_for, "importers/cells.py", "import re"),
)


@pytest.mark.parametrize(("wall", "path", "text"), BREACHES)
def test_a_breach_is_seen(wall: Wall, path: str, text: str) -> None:
    assert wall(Source(path, text)) != []


ALLOWED = (
    (sql_stays_in_the_register, "pages/desk/upload.py", '"""Select one from many."""\nf("update the list")'),
    (no_error_is_swallowed, "scenario_db/database.py", "try:\n    f()\nexcept BaseException:\n    g()\n    raise"),
    (no_file_is_too_long, "scenario_db/records.py", '"""Nouns, which is why it is longer."""\n' + "a = 1\n" * 300),
    (the_session_is_kept_in_one_place, "pages/desk/upload.py", 'st.session_state["upload_step"] = 2'),
    (the_session_is_kept_in_one_place, "pages/desk/upload.py", 'st.session_state["upload.step"] = 2'),
    (the_session_is_kept_in_one_place, "pages/desk/upload.py", 'st.session_state.pop("upload.step", None)'),
)


@pytest.mark.parametrize(("wall", "path", "text"), ALLOWED)
def test_what_the_house_allows_is_no_breach(wall: Wall, path: str, text: str) -> None:
    assert wall(Source(path, text)) == []


# Settings: two of those that decide speed and safety are not documented by Streamlit, so a release may drop them.


def config_keys(table: dict[str, Any], path: str = "") -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from config_keys(value, f"{path}{name}.")
        else:
            yield f"{path}{name}"


def shipped_settings() -> dict[str, Any]:
    return tomllib.loads((HOME / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def test_streamlit_knows_every_setting_that_we_ship_or_rely_on() -> None:
    wanted = {*config_keys(shipped_settings()), "runner.postScriptGC", "server.trustedUserHeaders"}
    assert wanted - set(streamlit.config.get_config_options()) == set()


def test_every_setting_has_the_type_that_streamlit_expects() -> None:
    options = streamlit.config.get_config_options()
    shipped = shipped_settings()
    wrong = []
    for key in config_keys(shipped):
        section, _, name = key.rpartition(".")
        value: Any = shipped
        for part in (*section.split("."), name):
            value = value[part]
        if options[key].type in (bool, int) and type(value) is not options[key].type:
            wrong.append(key)
    assert wrong == []


def test_no_setting_fetches_anything_from_elsewhere() -> None:
    text = (HOME / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert [url for url in re.findall(r"\w+://\S+", text) if "127.0.0.1" not in url] == []


def test_no_icon_is_fetched_from_elsewhere() -> None:
    named = (source for source in sources(*CODE) if ":material/" in source.text)
    assert [source.path for source in named for text in source.texts() if ":material/" in text] == []


# Words: each in both languages, with the same facts, and each used.


def leaves(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    for name, value in table.items():
        if any(isinstance(text, str) for text in value.values()):
            yield f"{path}{name}", value
        else:
            yield from leaves(value, f"{path}{name}.")


@cache
def words() -> dict[str, dict[str, str]]:
    files = (HOME / "scenario_db").glob("wording*.toml")
    return {name: it for file in files for name, it in leaves(tomllib.loads(file.read_text(encoding="utf-8")))}


def facts_of(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)[^{}]*\}", text))


def test_every_phrase_stands_in_both_languages() -> None:
    assert [name for name, phrase in words().items() if set(phrase) != set(wording.LANGUAGES)] == []
    assert [name for name, phrase in words().items() if not all(text.strip() for text in phrase.values())] == []


def test_both_languages_of_a_phrase_tell_the_same_facts() -> None:
    assert [name for name, it in words().items() if len({frozenset(facts_of(text)) for text in it.values()}) > 1] == []


def test_every_page_of_the_menu_has_its_words() -> None:
    wanted = {f"page.{entry.address}" for entry in menu.MENU} | {f"word.{entry.section}" for entry in menu.MENU}
    assert wanted - set(words()) == set()


def test_every_member_of_a_closed_list_has_its_words() -> None:
    lists = [
        it for it in vars(codes).values() if isinstance(it, type) and issubclass(it, StrEnum) and it is not StrEnum
    ]
    wanted = {f"code.{re.sub('(?<!^)(?=[A-Z])', '_', it.__name__).lower()}.{member}" for it in lists for member in it}
    assert wanted - set(words()) == set()


def problem_kinds() -> Iterator[str]:
    told = (source for source in sources(*CODE) if "Problem(" in source.text)
    calls = (node for source in told for node in source.nodes if isinstance(node, ast.Call))
    for call in calls:
        if isinstance(call.func, ast.Name) and call.func.id == "Problem" and isinstance(call.args[0], ast.Constant):
            yield str(call.args[0].value)


def test_every_problem_has_its_sentence() -> None:
    assert {f"problem.{kind}" for kind in problem_kinds()} - set(words()) == set()


def test_no_phrase_is_unused() -> None:
    """A phrase is used where its last word stands in the code, or where its beginning does: f"word.sort_{order}".

    The headings of a table of words, rules.col_now, are called by of="rules" and the column's name.
    """
    texts = [source.text for source in sources(*CODE)]
    spoken = {word for text in texts for word in re.findall(r"\w+", text)}
    begun = tuple(
        {begin for text in texts for begin in re.findall(r"([a-z_]+\.[a-z_]*)\{", text)} - {"problem.", "word."}
    )
    headed = {f"{of}.col_{word}" for text in texts for of in re.findall(r'\bof="(\w+)"', text) for word in spoken}
    unused = [name for name in words() if name.rpartition(".")[2] not in spoken and not name.startswith(begun)]
    assert [name for name in unused if name not in headed] == []


def test_every_page_stands_in_the_menu() -> None:
    pages = {source.path.removeprefix("pages/") for source in sources("pages") if is_page(source)}
    assert pages == {entry.script for entry in menu.MENU}
