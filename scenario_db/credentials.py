"""The password of an account: given, chosen anew, proved by a sign-in that tells nobody which accounts there are.

Each change is told in the audit; what was open under the old password ends with it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from scenario_db import audit, days, denials, passwords
from scenario_db.accounts import Account, AccountError, folded, get, known
from scenario_db.codes import AuditEvent
from scenario_db.database import Database
from scenario_db.problems import Problem, RegisterError
from scenario_db.roles import Action, Person

TRIES = 5
"""Wrong passwords before an account is locked."""

LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=24)
"""Each further wrong password after a lock doubles it, up to a day."""


class SignInError(RegisterError):
    """Nobody comes in with that; the sentence is the same whatever was wrong."""


def reset(db: Database, login: str, password: str, *, by: Person) -> None:
    """Gives somebody a new first password, opens a lock, ends what was open. Raises AccountError, DeniedError."""
    denials.require(db, by, Action.KEEP_ACCOUNTS)
    _next(db, login, password, by=by, must_change=True)


def choose(db: Database, login: str, old: str, new: str, *, by: Person, session: str = "") -> None:
    """Somebody's own next password; all her sessions end but the one she is in. Raises AccountError, SignInError."""
    prove(db, login, old, address=by.address)
    _next(db, login, new, by=by, must_change=False, session=session)


def _next(db: Database, login: str, password: str, *, by: Person, must_change: bool, session: str = "") -> None:
    login = folded(login)
    stored = db.value("select password_hash from account where login = :login", login=login)
    known(db, login)
    sql = "select password_hash from old_password where login = :login order by until desc limit :most"
    used = [row[0] for row in db.rows(sql, login=login, most=passwords.REMEMBERED - 1)]
    wrong = passwords.problem_with(password, login, [it for it in (stored, *used) if it])
    if wrong:
        raise AccountError(wrong)
    new, facts = passwords.hashed(password), {"by_keeper": must_change}
    with audit.telling(db, AuditEvent.PASSWORD, by=by, subject=login, details=facts) as tx:
        if stored:
            past = "insert into old_password values (:login, :stored, :now)"
            tx.execute(past, login=login, stored=stored, now=days.now())
        sql = """
            update account
            set password_hash = :new, must_change = :must_change, failed = 0, locked_until = null, epoch = epoch + 1
            where login = :login
        """
        tx.execute(sql, new=new, must_change=must_change, login=login)
        sql = "update account_session set epoch = epoch + 1 where id = :session and login = :login"
        tx.execute(sql, session=session, login=login)


def prove(db: Database, login: str, password: str, *, address: str = "", now: datetime | None = None) -> Account:
    """Who it is that knows this password. Raises SignInError, in the same words and after the same work for anybody.

    A try is counted before the password is looked at, so that many at once are no way around the lock.
    """
    login, now = folded(login)[:64], now or days.now()
    stored = _counted(db, login, now)
    if not passwords.fits(password, stored):
        _refused(db, login, now, address)
        raise SignInError(Problem("sign_in_failed", facts={"tries": TRIES, "minutes": LOCK.seconds // 60}))
    sql = "update account set failed = 0, locked_until = null where login = :login"
    with db.writing() as tx:
        tx.execute(sql, login=login)
    return known(db, login)


def _counted(db: Database, login: str, now: datetime) -> str | None:
    """The hash to hold the password against, unless nobody comes in under that name now.

    The accounts of the demonstration, whose password everybody knows, end with the first real account.
    """
    sql = """
        update account
        set failed = failed + 1
        where login = :login
          and not disabled
          and (locked_until is null or locked_until <= :now)
          and not (demonstration and exists (select 1 from account as other where not other.demonstration))
        returning failed, password_hash
    """
    with db.writing() as tx:
        rows = tx.rows(sql, login=login, now=now)
        if rows and rows[0][0] >= TRIES:
            until = now + min(LOCK * 2 ** min(rows[0][0] - TRIES, 10), LONGEST_LOCK)
            tx.execute("update account set locked_until = :until where login = :login", until=until, login=login)
    return rows[0][1] if rows else None


def _refused(db: Database, login: str, now: datetime, address: str) -> None:
    found = get(db, login)
    locked = bool(found and found.locked_until and found.locked_until > now)
    event = AuditEvent.LOCKED if locked else AuditEvent.SIGN_IN_FAILED
    audit.tell(db, event, who=login, address=address, subject=login, details={"known": found is not None})
