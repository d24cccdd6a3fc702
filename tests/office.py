"""The real LibreOffice, which opens workbooks and saves them again as clerks do; one start for many files."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

PROGRAMS = ("soffice", "libreoffice")
MISSING = "No LibreOffice on this machine: that its users can fill in our workbooks was not tested."
LONGEST = 180


def find() -> str | None:
    """The path of this machine's LibreOffice."""
    return next((path for path in map(shutil.which, PROGRAMS) if path), None)


def saved_again(program: str, folder: Path, files: Mapping[str, bytes], kind: str) -> dict[str, bytes]:
    """The files, by their stems, as LibreOffice saves them in that kind."""
    given, kept = folder / "given", folder / kind
    given.mkdir(exist_ok=True)
    for stem, data in files.items():
        (given / f"{stem}.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    paths = [str(given / f"{stem}.xlsx") for stem in files]
    command = [program, "--headless", profile, "--convert-to", kind, "--outdir", str(kept), *paths]
    subprocess.run(command, check=True, timeout=LONGEST, capture_output=True)
    return {path.stem: path.read_bytes() for path in kept.iterdir()}
