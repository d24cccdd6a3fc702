"""What whoever runs it may set, by environment; each with its default, and a sentence when it is wrong."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scenario_db.problems import Problem, RegisterError

HOME = Path(__file__).resolve().parent.parent


class SettingError(RegisterError):
    """A setting has a value that it cannot have."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, read once; `SCENARIO_` and the name in capitals is the variable."""

    db_url: str = f"duckdb:///{HOME / 'data' / 'register.duckdb'}"
    start_with: str = "demo"
    language: str = "zh"
    timezone: str = "Asia/Shanghai"
    code_prefix: str = "WX"
    upload_mib: int = 20
    upload_rows: int = 100_000
    keep_files: str = "yes"
    memory: str = "4GB"
    threads: int = 0
    smtp_url: str = ""
    mail_from: str = ""
    public_url: str = ""
    webhook_url: str = ""
    webhook_secret: str = ""
    sign_in: str = "auto"
    demo_anywhere: str = "no"
    trusted_proxy: str = ""
    trusted_header: str = "X-Remote-User"
    oidc_claim: str = "preferred_username"
    session_idle_minutes: int = 30
    session_hours: int = 12
    password_length: int = 12
    password_work: int = 64
    audit_key: str = ""
    audit_days: int = 400
    most_open: int = 400
    api_per_minute: int = 120
    api_body_kib: int = 256
    backup_dir: str = ""
    backup_hour: int = 2
    backup_daily: int = 7
    backup_weekly: int = 5
    backup_monthly: int = 12

    @property
    def zone(self) -> ZoneInfo:
        """Where the city's days begin and end."""
        return ZoneInfo(self.timezone)


CHOICES = {
    "start_with": ("demo", "empty"),
    "language": ("zh", "en"),
    "keep_files": ("yes", "no"),
    "sign_in": ("auto", "required", "header", "oidc"),
    "demo_anywhere": ("yes", "no"),
}

LEAST = {
    "upload_mib": 1,
    "upload_rows": 1,
    "session_idle_minutes": 1,
    "session_hours": 1,
    "password_length": 8,
    "password_work": 1,
    "audit_days": 183,
    "most_open": 1,
    "api_per_minute": 1,
    "api_body_kib": 1,
    "backup_daily": 1,
}
"""Below these a setting is no protection any more; the audit is kept for six months at least."""

MOST = {"backup_hour": 23}

_REGISTER = re.compile(r"duckdb:///.|postgres(?:ql)?://")
_FORMS = {
    "smtp_url": (re.compile(r"smtps?://(?:[^\s/@]+@)?[^\s/@]+"), "smtp://user:password@host:25"),
    "mail_from": (re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"), "name@host.city"),
    "public_url": (re.compile(r"https?://[^\s/?#]+(?:/[^\s?#]*)?"), "https://host.city/path"),
    "webhook_url": (re.compile(r"https?://[^\s/]+(?:/\S*)?"), "https://host/path"),
    "trusted_proxy": (re.compile(r"[0-9a-fA-F.:]+"), "10.1.2.3"),
    "trusted_header": (re.compile(r"[A-Za-z][A-Za-z0-9-]*"), "X-Remote-User"),
    "audit_key": (re.compile(r"\S{32,}"), "openssl rand -hex 32"),
}
"""How settings for what leaves the machine have to look, each with an example; empty, nothing leaves."""

SECRET = frozenset({"webhook_secret", "audit_key"})
"""Settings that are never shown."""

_SIZE = re.compile(r"\d+(?:\.\d+)? ?(?:[KMGT]i?)?B", re.IGNORECASE)
_PASSWORD = re.compile(r"(://[^:/@]*:)[^@]*@")


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"SCENARIO_{name.upper()}"


def read(environment: Mapping[str, str]) -> Settings:
    """The settings of an environment. Raises SettingError for a value that cannot be."""
    given: dict[str, str | int] = {}
    for name, kind in Settings.__annotations__.items():
        text = environment.get(variable(name), "").strip()
        if text:
            given[name] = _number(name, text) if kind == "int" else text
    settings = Settings(**given)  # type: ignore[arg-type]
    _check(settings)
    return settings


def _number(name: str, text: str) -> int:
    if not text.isdecimal():
        raise SettingError(Problem("setting_not_a_number", facts={"name": variable(name), "value": text}))
    return int(text)


def _check(settings: Settings) -> None:
    for name, allowed in CHOICES.items():
        value = getattr(settings, name)
        if value not in allowed:
            facts = {"name": variable(name), "value": value, "allowed": " / ".join(allowed)}
            raise SettingError(Problem("setting_not_a_choice", facts=facts))
    if not _REGISTER.match(settings.db_url):
        raise SettingError(Problem("setting_not_a_register", facts={"value": without_password(settings.db_url)}))
    _check_least(settings)
    _check_forms(settings)
    if not _SIZE.fullmatch(settings.memory):
        facts = {"name": variable("memory"), "value": settings.memory}
        raise SettingError(Problem("setting_not_a_size", facts=facts))
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        facts = {"name": variable("timezone"), "value": settings.timezone}
        raise SettingError(Problem("setting_not_a_timezone", facts=facts)) from unknown


def _check_least(settings: Settings) -> None:
    for name, least in LEAST.items():
        if getattr(settings, name) < least:
            facts = {"name": variable(name), "value": getattr(settings, name), "least": least}
            raise SettingError(Problem("setting_too_small", facts=facts))
    for name, most in MOST.items():
        if getattr(settings, name) > most:
            facts = {"name": variable(name), "value": getattr(settings, name), "most": most}
            raise SettingError(Problem("setting_too_large", facts=facts))


def _check_forms(settings: Settings) -> None:
    for name, (form, example) in _FORMS.items():
        if getattr(settings, name) and not form.fullmatch(getattr(settings, name)):
            raise SettingError(Problem("setting_not_of_form", facts={"name": variable(name), "example": example}))
    if settings.smtp_url and not settings.mail_from:
        raise SettingError(
            Problem("setting_without", facts={"name": variable("smtp_url"), "other": "SCENARIO_MAIL_FROM"})
        )
    if settings.sign_in == "header" and not settings.trusted_proxy:
        facts = {"name": "SCENARIO_SIGN_IN=header", "other": variable("trusted_proxy")}
        raise SettingError(Problem("setting_without", facts=facts))


def shown(name: str, settings: Settings) -> str:
    """A setting as it may be shown: no password, no secret, and of a webhook not its key."""
    value = str(getattr(settings, name))
    if name in SECRET:
        return "***" if value else ""
    bare = without_password(value)
    return f"{bare.partition('?')[0]}?***" if name == "webhook_url" and "?" in bare else bare


def without_password(url: str) -> str:
    """The URL as it may be shown."""
    return _PASSWORD.sub(r"\1***@", url)


def current() -> Settings:
    """The settings of this process; every run asks for them several times, so they are read when they change."""
    return _read(tuple(os.environ.get(name) for name in _VARIABLES))


_VARIABLES = tuple(variable(name) for name in Settings.__annotations__)


@lru_cache(maxsize=1)
def _read(values: tuple[str | None, ...]) -> Settings:
    return read({name: value for name, value in zip(_VARIABLES, values, strict=True) if value is not None})
