"""The door for whoever runs it: demo, empty, import, export, undo, verify, backup, restore, move, user, token,
audit, settings.

Exit 0: done, 1: done with refused rows or findings, 2: refused, with one plain sentence on standard error.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from types import TracebackType
from typing import Any, NoReturn

from exporters import taking
from importers import bringing
from scenario_db import audit, days, demonstration, keeping, keys, ledger, memory, proofs, safekeeping, settings
from scenario_db.codes import Role
from scenario_db.database import Database, open_database, set_aside
from scenario_db.demonstration import people
from scenario_db.problems import Problem, RegisterError
from scenario_db.records import Setting
from scenario_db.roles import Person
from scenario_db.verify import verify
from scenario_db.wording import LANGUAGES, Words

DONE, WITH_FINDINGS, REFUSED = 0, 1, 2


class CommandError(RegisterError):
    """The command cannot be carried out as it was given."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command is given: the words, its arguments, the register, who is asking, and the city's day."""

    say: Words
    given: argparse.Namespace
    db: Database
    person: Person
    today: date


def demo(desk: Desk) -> int:
    """Makes the demonstration library."""
    demonstration.tell(desk.db, today=desk.today, by=desk.person)
    people.come(desk.db, desk.person, desk.say)
    found = verify(desk.db)
    print(desk.say("command.demo_done", records=f"{found.records:,}", batches=found.batches))
    return DONE


def start_empty(say: Words, _given: argparse.Namespace) -> int:
    """Puts the demonstration library aside, whole, and begins an empty one that no start fills again."""
    chosen = settings.current()
    with closing(_opened(chosen)) as db:
        if not demonstration.is_told(db):
            raise CommandError(Problem("register_no_demonstration"))
    kept = set_aside(chosen.db_url, f"demonstration-{days.now():%Y%m%d-%H%M%S}")
    with closing(_opened(chosen)) as db:
        ledger.saved(db, Setting(name="start_with", value="empty"), by=_whoever(say), note=say("command.empty"))
    print(say("command.empty_done", kept=kept.name))
    return DONE


def bring(desk: Desk) -> int:
    """Reads workbooks, shows what they would change, and writes it."""
    done = bringing.bring(desk.db, desk.say, desk.given, desk.person, desk.today)
    print("\n".join(done.lines))
    for problem in done.unread:
        print(desk.say.problem(problem), file=sys.stderr)
    if done.unread:
        return REFUSED
    return WITH_FINDINGS if done.left_out else DONE


def export(desk: Desk) -> int:
    """Writes what was asked for as a file, and tells the audit."""
    print(taking.take(desk.db, desk.say, desk.given, desk.person, desk.today))
    return DONE


def undo(desk: Desk) -> int:
    """Takes a batch back."""
    receipt, undoing = ledger.undo(desk.db, desk.given.batch, by=desk.person)
    facts = {"batch": desk.given.batch, "by": receipt.batch, "count": receipt.records, "kept": len(undoing.kept)}
    print(desk.say("command.undo_done", **facts))
    return WITH_FINDINGS if undoing.kept else DONE


def look_over(desk: Desk) -> int:
    """Looks the whole register over."""
    found = verify(desk.db)
    problems = (*found.problems, *proofs.found(desk.db))
    for problem in problems:
        print(desk.say.problem(problem))
    counts = {"records": found.records, "versions": found.versions, "batches": found.batches}
    print(desk.say("command.verify_done", **counts, problems=len(problems)))
    return WITH_FINDINGS if problems else DONE


def user(desk: Desk) -> int:
    """Keeps accounts and tokens. Whoever runs the machine may; the history of the register is not hers to write."""
    keeper = replace(desk.person, role=Role.ADMIN)
    desk.given.today = desk.today
    does = keys.TOKEN if desk.given.command == "token" else keeping.USER
    print("\n".join(does[desk.given.do](desk.db, desk.say, desk.given, keeper)))
    return DONE


def look_at_audit(desk: Desk) -> int:
    """Prints the head of the audit's chain, or looks the chain over."""
    if desk.given.do == "head":
        print(audit.head(desk.db))
        return DONE
    told, problems = keeping.checked(desk.db, desk.say, desk.given.head or ())
    print("\n".join(told))
    return WITH_FINDINGS if problems else DONE


def keep_safe(desk: Desk) -> int:
    """Makes a backup, or copies the register to another database."""
    lines, found = safekeeping.COMMANDS[desk.given.command](desk.db, desk.say, desk.given, desk.person)
    print("\n".join(lines))
    return WITH_FINDINGS if found else DONE


def restore(say: Words, given: argparse.Namespace) -> int:
    """Fills an empty register from a backup."""
    lines, found = safekeeping.restore(say, given, settings.current())
    print("\n".join(lines))
    return WITH_FINDINGS if found else DONE


def show_settings(say: Words, _given: argparse.Namespace) -> int:
    """Lists every setting, what it is, and whether the environment says so."""
    chosen = settings.current()
    for name in settings.Settings.__annotations__:
        variable, value = settings.variable(name), settings.shown(name, chosen)
        source = say("command.settings_given" if os.environ.get(variable) else "command.settings_default")
        print(f"{variable}={value}\n    {say(f'setting_help.{name}')}  [{source}]")
    return DONE


COMMANDS: dict[str, Callable[[Desk], int]] = {
    "demo": demo,
    "import": bring,
    "export": export,
    "undo": undo,
    "verify": look_over,
    "user": user,
    "token": user,
    "audit": look_at_audit,
    "backup": keep_safe,
    "move": keep_safe,
}

WITHOUT_REGISTER: dict[str, Callable[[Words, argparse.Namespace], int]] = {
    "empty": start_empty,
    "restore": restore,
    "settings": show_settings,
}
"""Commands that need no open register, or open it themselves."""

ARGUMENTS: dict[str, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    "import": bringing.ARGUMENTS,
    "export": taking.ARGUMENTS,
    "undo": (("batch", "undo_batch", {"type": int, "metavar": "BATCH"}),),
    "user": keeping.ARGUMENTS,
    "token": keys.ARGUMENTS,
    **safekeeping.ARGUMENTS,
    "audit": (
        ("do", "audit_do", {"choices": ["head", "verify"]}),
        ("--head", "audit_head", {"action": "append", "metavar": "NUMBER:HASH"}),
    ),
}


class _Parser(argparse.ArgumentParser):
    """Speaks the chosen language, and refuses in one sentence."""

    def __init__(self, *, say: Words, **options: Any) -> None:
        super().__init__(add_help=False, **options)
        self.say = say
        self.spoken = self.add_argument_group(say("command.options"))
        self.spoken.add_argument("-h", "--help", action="help", help=say("command.help"))

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", self.say("command.usage"), 1)

    def error(self, message: str) -> NoReturn:  # noqa: ARG002 - argparse calls it so, and says it in English
        raise CommandError(Problem("not_understood", facts={"command": self.prog}))


def _parser(say: Words) -> _Parser:
    parser = _Parser(say=say, prog="manage.py", description=say("command.about"))
    commands = parser.add_subparsers(title=say("command.commands"), metavar="COMMAND", dest="command", required=True)
    for name in (*COMMANDS, *WITHOUT_REGISTER):
        word = say(f"command.{name}")
        command = commands.add_parser(name, say=say, help=word, description=word)
        for flag, help_word, options in ARGUMENTS.get(name, ()):
            command.spoken.add_argument(flag, help=say(f"command.{help_word}"), **options)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Carries out one command; gives the exit code."""
    os.umask(0o077)
    memory.collect_rarely()
    say = _words()
    try:
        return _carried_out(say, _parser(say).parse_args(arguments))
    except BrokenPipeError:  # whoever reads our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except RegisterError as refused:
        print(say.problem(refused.problem), file=sys.stderr)
        return REFUSED


def _words() -> Words:
    language = os.environ.get(settings.variable("language"), "")
    return Words(language if language in LANGUAGES else LANGUAGES[0])


def _carried_out(say: Words, given: argparse.Namespace) -> int:
    if given.command in WITHOUT_REGISTER:
        return WITHOUT_REGISTER[given.command](say, given)
    chosen = settings.current()
    with closing(_opened(chosen)) as db:
        return COMMANDS[given.command](Desk(say, given, db, _whoever(say), days.today(chosen.zone)))


def _opened(chosen: settings.Settings) -> Database:
    return open_database(chosen.db_url, memory=chosen.memory, threads=chosen.threads)


def _whoever(say: Words) -> Person:
    """Who runs the machine may do what the office may; the history says that it was by command."""
    return Person(say("command.author", user=getpass.getuser()), Role.OFFICE)


def _one_sentence(kind: type[BaseException], _: BaseException, __: TracebackType | None) -> None:
    """The last resort: no traceback, and an exit code that does not say “done”."""
    print(_words()("command.unexpected", kind=kind.__name__), file=sys.stderr, flush=True)
    os._exit(REFUSED)


if __name__ == "__main__":
    if not sys.flags.dev_mode:  # python -X dev shows the traceback
        sys.excepthook = _one_sentence
    sys.exit(main())
