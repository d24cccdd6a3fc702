"""Who has been shown round: an account once in each of its roles; no record, and nothing hangs on it."""

from __future__ import annotations

from scenario_db import days
from scenario_db.codes import Role
from scenario_db.database import Database


def is_seen(db: Database, login: str, role: Role) -> bool:
    """Whether that account has been shown round in that role."""
    sql = "select login from tour_seen where login = :login and role = :role"
    return bool(db.rows(sql, login=login, role=role))


def see(db: Database, login: str, role: Role) -> None:
    """Notes that it was; to say so twice changes nothing."""
    with db.writing() as tx:
        if tx.rows("select login from tour_seen where login = :login and role = :role", login=login, role=role):
            return
        sql = "insert into tour_seen (login, role, seen_at) values (:login, :role, :now)"
        tx.execute(sql, login=login, role=role, now=days.now())
