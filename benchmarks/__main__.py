"""python -m benchmarks COMMAND: measures one thing and prints a table, or one object with --json."""

from __future__ import annotations

import argparse

from benchmarks import importing, marking, overview
from scenario_db import memory


def _sizes(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    asked = commands.add_parser("overview", help="the portfolio's questions, today and on a past day")
    asked.add_argument("--scenarios", type=_sizes, default=[1_000, 10_000, 100_000], help="sizes, such as 1000,100000")
    asked.add_argument("--versions", type=int, default=10, help="versions of each scenario")
    asked.add_argument("--url", default="", help="a register to fill and keep, where it shall be no file of its own")
    asked.set_defaults(run=overview.run)

    brought = commands.add_parser("import", help="a workbook against a register that holds most of it already")
    brought.add_argument("--rows", type=int, default=10_000)
    brought.add_argument("--messy", action="store_true", help="with section rows, and two bad cells in a hundred rows")
    brought.set_defaults(run=importing.run)

    marked = commands.add_parser("marked", help="a workbook handed back with its bad cells marked")
    marked.add_argument("--rows", type=int, default=10_000)
    marked.add_argument("--bad", type=int, default=1_000, help="how many cells are bad")
    marked.set_defaults(run=marking.run)

    for command in (asked, brought, marked):
        command.add_argument("--json", action="store_true", help="one object on the last line")
    return parser


def main() -> None:
    """Runs the command that was asked for, as the server and the command line run: collecting rarely."""
    memory.collect_rarely()
    given = _parser().parse_args()
    given.run(given)


if __name__ == "__main__":
    main()
