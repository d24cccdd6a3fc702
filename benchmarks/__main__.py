"""python -m benchmarks COMMAND: measures one thing and prints a table, or one object with --json."""

from __future__ import annotations

import argparse

from benchmarks import importing, marking, matching, overview
from benchmarks import saving as saving_at_once
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

    saving = commands.add_parser("save", help="many people saving at once on few records")
    saving.add_argument("--writers", type=int, default=200)
    saving.add_argument("--seconds", type=float, default=30.0)
    saving.add_argument("--url", default="", help="a register to write into, where it shall be no file of its own")
    saving.set_defaults(run=saving_at_once.run)

    matched = commands.add_parser("matching", help="demands that find scenarios, duplicates: how well, how fast")
    matched.add_argument("--scenarios", type=int, default=20_000)
    matched.add_argument("--demands", type=int, default=5_000)
    matched.add_argument("--names", type=int, default=100_000, help="so many scenarios a new name is held against")
    matched.add_argument("--tuning", action="store_true", help="judge the half on which the weights were chosen")
    matched.set_defaults(run=matching.run)

    for command in (asked, brought, marked, saving, matched):
        command.add_argument("--json", action="store_true", help="one object on the last line")
    return parser


def main() -> None:
    """Runs the command that was asked for, as the server and the command line run: collecting rarely."""
    memory.collect_rarely()
    given = _parser().parse_args()
    given.run(given)


if __name__ == "__main__":
    main()
