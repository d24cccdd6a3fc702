"""python -m benchmarks COMMAND: measures one thing and prints a table, or one object with --json."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from scenario_db import memory


def _sizes(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


_URL = {"default": "", "help": "a register to fill and keep, where it shall be no file of its own"}
_RUNS = {"type": int, "default": 7, "help": "of so many runs of each question the median is told"}
_VERSIONS = {"type": int, "default": 10, "help": "versions of each scenario"}

COMMANDS: Mapping[str, tuple[str, str, Mapping[str, Mapping[str, Any]]]] = {
    "overview": (
        "overview",
        "the portfolio's questions, today and on a past day",
        {
            "scenarios": {"type": _sizes, "default": [1_000, 10_000, 100_000], "help": "sizes, such as 1000,100000"},
            "versions": _VERSIONS,
            "runs": _RUNS,
            "url": _URL,
        },
    ),
    "pages": (
        "asking",
        "the questions of the pages beside the overview",
        {"scenarios": {"type": int, "default": 100_000}, "versions": _VERSIONS, "runs": _RUNS, "url": _URL},
    ),
    "import": (
        "importing",
        "a workbook against a register that holds most of it already",
        {
            "rows": {"type": int, "default": 10_000},
            "messy": {"action": "store_true", "help": "with section rows, and two bad cells in a hundred rows"},
        },
    ),
    "marked": (
        "marking",
        "a workbook handed back with its bad cells marked",
        {
            "rows": {"type": int, "default": 10_000},
            "bad": {"type": int, "default": 1_000, "help": "how many cells are bad"},
        },
    ),
    "save": (
        "saving",
        "many people saving at once on few records",
        {
            "writers": {"type": int, "default": 200},
            "seconds": {"type": float, "default": 30.0},
            "records": {"type": int, "default": 20, "help": "on so many records: the fewer, the more conflicts"},
            "url": _URL,
        },
    ),
    "bare": (
        "bare",
        "one save through the ledger beside a bare commit of the same rows; spoils the library",
        {
            "scenarios": {"type": int, "default": 10_000},
            "versions": _VERSIONS,
            "saves": {"type": int, "default": 100},
            "url": _URL,
        },
    ),
    "backup": (
        "backing",
        "a backup while people write: how long they wait, whether it restores",
        {
            "scenarios": {"type": int, "default": 100_000},
            "versions": _VERSIONS,
            "people": {"type": int, "default": 20},
            "url": _URL,
        },
    ),
    "kills": (
        "killing",
        "signal 9 while people write: is anything lost, half there, or not to be opened",
        {
            "rounds": {"type": int, "default": 200},
            "people": {"type": int, "default": 8},
            "seed": {"type": int, "default": 1},
            "url": _URL,
        },
    ),
    "screens": (
        "screens",
        "what the server takes for a page at each size, beside an empty one",
        {
            "scenarios": {"type": _sizes, "default": [1_000, 100_000], "help": "sizes, such as 1000,100000"},
            "versions": _VERSIONS,
            "pages": {"nargs": "+", "default": ["portfolio"], "help": "their addresses"},
            "port": {"type": int, "default": 8765},
        },
    ),
    "people": (
        "people",
        "many people with a page open at once: how long a run takes, what the next visitor waits, memory",
        {
            "people": {"type": _sizes, "default": [50, 100, 200], "help": "crowds, such as 50,100,200"},
            "seconds": {"type": float, "default": 60.0},
            "editors": {"type": int, "default": 0, "help": "so many others save every five seconds"},
            "page": {"default": "portfolio", "help": "its address"},
            "scenarios": {"type": int, "default": 100_000},
            "versions": _VERSIONS,
            "port": {"type": int, "default": 8765},
            "cores": {
                "default": "",
                "help": "the cores of the server, such as 0; the load goes where the system puts it",
            },
            "url": _URL,
        },
    ),
    "several": (
        "several",
        "several processes on one empty PostgreSQL database, killed while systems write to all",
        {
            "url": {"required": True, "help": "an empty PostgreSQL database"},
            "processes": {"type": int, "default": 2},
            "writers": {"type": int, "default": 6},
            "seconds": {"type": float, "default": 60.0},
            "scenarios": {"type": int, "default": 2_000},
            "port": {"type": int, "default": 8775},
        },
    ),
    "fronted": (
        "fronted",
        "one process and several behind nginx, a core each: what they carry, how far a page elsewhere is behind",
        {
            "url": {"required": True, "help": "a PostgreSQL database; an empty one is filled"},
            "nginx": {"default": "/usr/sbin/nginx"},
            "postgres": {"type": int, "default": 0, "help": "its first process, where it runs on this machine"},
            "processes": {"type": int, "default": 2},
            "readers": {"type": int, "default": 8, "help": "each lets the page run again as soon as it may"},
            "page": {"default": "portfolio", "help": "its address"},
            "warming": {"type": float, "default": 15.0, "help": "seconds before anything is counted"},
            "seconds": {"type": float, "default": 30.0},
            "saves": {"type": int, "default": 20},
            "scenarios": {"type": int, "default": 2_000},
            "versions": {"type": int, "default": 3},
            "port": {"type": int, "default": 8775, "help": "of nginx; the processes take those after it"},
        },
    ),
    "fuzz": (
        "fuzzing",
        "requests at random for the interface: none may break it, none may write half",
        {"requests": {"type": int, "default": 2_000}, "seed": {"type": int, "default": 1}},
    ),
    "uploads": (
        "uploading",
        "evil files through the door of the page: none may break it, none may write half",
        {"files": {"type": int, "default": 500}, "seed": {"type": int, "default": 1}},
    ),
    "matching": (
        "matching",
        "demands that find scenarios, duplicates: how well, how fast",
        {
            "scenarios": {"type": int, "default": 20_000},
            "demands": {"type": int, "default": 5_000},
            "names": {"type": int, "default": 100_000, "help": "so many scenarios a new name is held against"},
            "tuning": {"action": "store_true", "help": "judge the half on which the weights were chosen"},
        },
    ),
}
"""Each command: its module, what it measures, and what may be given with it."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (module, told, options) in COMMANDS.items():
        command = commands.add_parser(name, help=told)
        command.set_defaults(module=module)
        for option, given in options.items():
            command.add_argument(f"--{option}", **given)
        command.add_argument("--json", action="store_true", help="one object on the last line")
    return parser


def main() -> None:
    """Runs the command that was asked for, as the server and the command line run: collecting rarely.

    Only its own module is loaded, so that the others do not weigh in the memory that it measures.
    """
    memory.collect_rarely()
    given = _parser().parse_args()
    import_module(f"benchmarks.{given.module}").run(given)


if __name__ == "__main__":
    main()
