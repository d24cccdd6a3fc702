"""How much of a file is read: what one upload may ask of the machine."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one reading; beyond each stands one plain problem, never a stalled server."""

    size: int = 20 * MIB
    entries: int = 2_000
    inflated: int = 320 * MIB  # 100,000 rows × 24 columns inflate to 183 MB
    sheets: int = 100
    rows: int = 100_000
    columns: int = 500
    handed_over: int = 256 * MIB
    memory: int = 1024 * MIB
    cpu_seconds: int = 12
    seconds: float = 15.0

    @property
    def height(self) -> int:
        """How tall a sheet may be: the rows, and some for titles, headings, sections, totals and notes."""
        return self.rows + max(self.rows // 1_000, 10)
