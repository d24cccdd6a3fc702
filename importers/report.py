"""What an import came to, told to whoever started it: as lines to read, or as one object for a script."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from importers.policies import Missing
from importers.preview import Preview
from scenario_db.problems import Problem
from scenario_db.wording import Words

Brought = Sequence[tuple[Preview, int | None, int]]
"""Workbooks, each with the batch that it became, if it was written, and how many new rows may be built twice."""


def as_object(say: Words, brought: Brought) -> str:
    """One JSON object over all workbooks: the counts, the problems, the last batch, and what the files do not name."""
    counts = Counter({name: 0 for found, *_ in brought for name in found.counts})
    for found, *_ in brought:
        counts.update(found.counts)
    problems = [_object(say, problem) for found, *_ in brought for problem in found.problems]
    batch = next((batch for _, batch, _ in reversed(brought) if batch), None)
    absent = [{"file": found.file, "id": it.id, "name": it.name} for found, *_ in brought for it in found.absent]
    told = {**counts, "doubtful": sum(many for *_, many in brought)}
    return json.dumps({**told, "problems": problems, "batch": batch, "absent": absent}, ensure_ascii=False)


def _object(say: Words, it: Problem) -> dict[str, str]:
    place = {"file": it.place.file, "sheet": it.place.sheet, "cell": it.place.cell}
    return {**place, "kind": it.kind, "level": it.level, "text": say.problem(it)}


def as_lines(say: Words, brought: Brought, *, dry_run: bool) -> Iterator[str]:
    """The counts of each workbook that was read, its problems with their places, and whether it was written."""
    for found, batch, doubtful in (it for it in brought if it[0].rows):
        yield say("command.import_counts", file=found.file, **found.counts)
        for problem in found.problems:
            yield f"  {say(f'upload.level_{problem.level}')} {problem.place}  {say.problem(problem)}"
        if found.absent:
            names = "、".join(it.name for it in found.absent)
            proposed = "import_exits" if found.policies.missing is Missing.PROPOSE_EXIT else "import_absent"
            yield f"  {say(f'command.{proposed}', count=len(found.absent), names=names)}"
        if doubtful:
            yield f"  {say('command.import_doubtful', count=doubtful)}"
        outcome = "import_dry" if dry_run else "import_done" if batch else "import_nothing"
        yield say(f"command.{outcome}", batch=batch)
