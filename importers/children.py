"""Child processes that work on files of others, bounded in memory, time and output: they may die, and we do not."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from threading import Timer

from importers.limits import Limits

_HOME = Path(__file__).resolve().parent.parent
_PACKAGES = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
_START = "import sys; sys.path[:0] = {paths!r}; from {module} import main; main(sys.argv[1])"
_BUFFER = 1 << 20  # a file and its cells go through in few pieces


def lines(module: str, content: bytes, limits: Limits) -> Iterator[bytes]:
    """What `main` of a module of ours writes, line by line, when it is given the limits and, on its input, the content.

    It ends early where the child dies, or is stopped for taking too long or handing over too much.
    """
    start = _START.format(paths=[str(_HOME), *_PACKAGES], module=module)
    child = subprocess.Popen(  # noqa: S603 - our own module, no word of the file's among its arguments
        [sys.executable, "-IS", "-c", start, json.dumps(asdict(limits))],
        bufsize=_BUFFER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    timer = Timer(limits.seconds, child.kill)
    timer.start()
    with child:
        try:
            yield from _conversation(child, content, limits)
        finally:
            timer.cancel()
            child.kill()


def _conversation(child: subprocess.Popen[bytes], content: bytes, limits: Limits) -> Iterator[bytes]:
    if child.stdin is None or child.stdout is None:
        return
    with suppress(BrokenPipeError):  # it died before it had read all; what it told, or did not, says so
        child.stdin.write(content)
    with suppress(BrokenPipeError):
        child.stdin.close()
    handed_over = 0
    for line in child.stdout:
        handed_over += len(line)
        if handed_over > limits.handed_over:
            return
        yield line


def confine(limits: Limits, *, written: int = 0) -> None:
    """Bounds this process for good; `written` is how large a file of its own may grow."""
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
