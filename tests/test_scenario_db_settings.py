"""What whoever runs it may set: each with a default, and a sentence when it is wrong."""

from __future__ import annotations

import pytest

from scenario_db import settings
from scenario_db.settings import SettingError, read, without_password
from scenario_db.wording import Words, entries


def test_nothing_need_be_set():
    assert read({}) == settings.Settings()
    assert read({"SCENARIO_THREADS": " ", "OTHER": "x"}) == settings.Settings()


def test_what_is_set_is_read():
    given = {"SCENARIO_THREADS": "2", "SCENARIO_LANGUAGE": "en", "SCENARIO_CODE_PREFIX": " SZ "}
    found = read(given)
    assert (found.threads, found.language, found.code_prefix) == (2, "en", "SZ")


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("threads", "two", "setting_not_a_number"),
        ("threads", "-1", "setting_not_a_number"),
        ("threads", "²", "setting_not_a_number"),
        ("upload_rows", "1.5", "setting_not_a_number"),
        ("language", "fr", "setting_not_a_choice"),
        ("start_with", "something", "setting_not_a_choice"),
        ("timezone", "Mars/Olympus", "setting_not_a_timezone"),
        ("timezone", "../../etc/passwd", "setting_not_a_timezone"),
        ("memory", "much", "setting_not_a_size"),
        ("smtp_url", "mail.example.org", "setting_not_of_form"),
        ("smtp_url", "smtp://user:secret@", "setting_not_of_form"),
        ("smtp_url", "smtp://user:secret@mail.city", "setting_without"),
        ("mail_from", "nobody", "setting_not_of_form"),
        ("webhook_url", "file:///etc/passwd", "setting_not_of_form"),
        ("sign_in", "maybe", "setting_not_a_choice"),
        ("sign_in", "header", "setting_without"),
        ("trusted_proxy", "the proxy", "setting_not_of_form"),
        ("audit_key", "secret", "setting_not_of_form"),
        ("audit_days", "30", "setting_too_small"),
        ("password_length", "4", "setting_too_small"),
        ("session_hours", "0", "setting_too_small"),
        ("db_url", "duckdb:///", "setting_not_a_register"),
        ("db_url", "/data/register.duckdb", "setting_not_a_register"),
        ("db_url", "mysql://root:secret@host/db", "setting_not_a_register"),
    ],
)
def test_a_wrong_setting_is_told_with_its_variable(name, value, kind):
    with pytest.raises(SettingError) as wrong:
        read({settings.variable(name): value})
    assert wrong.value.problem.kind == kind
    said = Words("zh").problem(wrong.value.problem)
    assert settings.variable(name) in said
    assert "secret" not in said


@pytest.mark.parametrize("url", ["duckdb:///r.duckdb", "duckdb:///:memory:", "postgresql://h/db", "postgres://h/db"])
def test_a_register_may_be_a_file_or_a_server(url):
    assert read({"SCENARIO_DB_URL": url}).db_url == url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://root:secret@host/db", "postgresql://root:***@host/db"),
        ("postgresql://root@host/db", "postgresql://root@host/db"),
        ("postgresql://root:p:ss@host/db", "postgresql://root:***@host/db"),
        ("duckdb:///r.duckdb", "duckdb:///r.duckdb"),
    ],
)
def test_a_password_is_never_shown(url, shown):
    assert without_password(url) == shown


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("smtp_url", "smtp://robot:secret@mail.city:25", "smtp://robot:***@mail.city:25"),
        ("webhook_secret", "secret", "***"),
        ("webhook_secret", "", ""),
        ("webhook_url", "https://chat.city/send?key=secret", "https://chat.city/send?***"),
    ],
)
def test_what_opens_other_doors_is_never_shown(name, value, shown):
    given = {settings.variable(name): value, "SCENARIO_MAIL_FROM": "robot@mail.city"}
    assert settings.shown(name, read(given)) == shown


def test_every_setting_has_its_explanation():
    wanted = {f"setting_help.{name}" for name in settings.Settings.__annotations__}
    assert wanted == {name for name in entries() if name.startswith("setting_help.")}
