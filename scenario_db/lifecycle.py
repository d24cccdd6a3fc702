"""What may follow what: the way of a scenario from library to library."""

from __future__ import annotations

from scenario_db.codes import TIER_RANK, MoveType, Tier


def move_between(before: Tier | None, after: Tier) -> MoveType:
    """What a change of library is called; `before` is None for a scenario that enters (domain.md §4.1)."""
    if before is None:
        return MoveType.ENTER
    if Tier.EXIT in (before, after):
        return MoveType.EXIT if after is Tier.EXIT else MoveType.RETURN
    if after is Tier.OPERATE:
        return MoveType.COMMISSION
    return MoveType.PROMOTE if TIER_RANK[after] > TIER_RANK[before] else MoveType.DEMOTE
