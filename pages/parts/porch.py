"""The sign-in page: plain HTML that needs no script and no socket, so that nothing of ours is open before it."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse

from scenario_db import accounts, settings
from scenario_db.database import Database
from scenario_db.demonstration import people
from scenario_db.problems import Problem
from scenario_db.wording import LANGUAGES, Words

_LOOK = """
:root { color-scheme: light; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f3f5f8; color: #1f2933;
  font: 15px/1.6 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif; }
main { width: 340px; box-sizing: border-box; padding: 36px 32px 28px; background: #fff; border: 1px solid #d5dbe3;
  border-top: 4px solid #1f4e8c; border-radius: 4px; }
h1 { margin: 0 0 20px; font-size: 22px; font-weight: 600; }
label { display: block; margin: 14px 0 4px; font-size: 14px; color: #4a5562; }
input { width: 100%; box-sizing: border-box; padding: 9px 10px; border: 1px solid #c3ccd6; border-radius: 4px;
  font: inherit; }
input:focus { outline: 2px solid #1f4e8c; outline-offset: -1px; }
button { width: 100%; margin-top: 22px; padding: 10px; border: 0; border-radius: 4px; background: #1f4e8c; color: #fff;
  font: inherit; font-weight: 600; cursor: pointer; }
button:hover { background: #173d6f; }
p { margin: 14px 0 0; font-size: 13px; color: #4a5562; }
p.wrong { margin: 0; padding: 9px 12px; background: #fbeceb; color: #8f2c22; border-radius: 4px; }
code { font: 13px Consolas, Menlo, 'Noto Sans Mono CJK SC', monospace; }
a { color: #1f4e8c; text-decoration: none; }
footer { margin-top: 22px; font-size: 13px; }
"""


def words(language: str) -> Words:
    """The words of a language, or of the one that is set."""
    return Words(language if language in LANGUAGES else settings.current().language)


def page(say: Words, db: Database, *, onward: str, login: str = "", problem: Problem | None = None) -> HTMLResponse:
    """The form, with what was wrong with the last try."""
    if not accounts.any_at_all(db):
        return sentence(say, Problem("nobody_yet"), 200)
    wrong = f'<p class="wrong" role="alert">{escape(say.problem(problem))}</p>' if problem else ""
    form = f"""
        <h1>{escape(say("word.product"))}</h1>
        {wrong}
        <form method="post" action="/signin">
          <label for="login">{escape(say("signin.login"))}</label>
          <input id="login" name="login" value="{escape(login)}" maxlength="64" required
            autocomplete="username" autocapitalize="none" spellcheck="false" {"" if login else "autofocus"}>
          <label for="password">{escape(say("signin.password"))}</label>
          <input id="password" name="password" type="password" maxlength="128" required
            autocomplete="current-password" {"autofocus" if login else ""}>
          <input type="hidden" name="next" value="{escape(onward)}">
          <input type="hidden" name="lang" value="{say.language}">
          <button type="submit">{escape(say("signin.enter"))}</button>
        </form>
        {_of_the_demonstration(say, db)}
        <p>{escape(say("signin.forgotten"))}</p>
        {_other_language(say)}
    """
    return _html(say, form, 401 if problem else 200)


def _of_the_demonstration(say: Words, db: Database) -> str:
    """Whose password everybody knows, as long as nobody real has an account."""
    if accounts.any_real(db):
        return ""
    names = " ".join(f"<code>{escape(it.login)}</code>" for it in accounts.find(db))
    told = say("signin.demonstration")
    return f"<p>{escape(told)} {names}<br>{escape(say('signin.password'))} <code>{people.PASSWORD}</code></p>"


def _other_language(say: Words) -> str:
    other = next(it for it in LANGUAGES if it != say.language)
    return f'<footer><a href="/signin?lang={other}">{escape(Words(other)("signin.in_this_language"))}</a></footer>'


def sentence(say: Words, problem: Problem, code: int) -> HTMLResponse:
    """A page that says one thing."""
    told = f"<h1>{escape(say('word.product'))}</h1><p>{escape(say.problem(problem))}</p>"
    return _html(say, told, code)


def astray(say: Words) -> HTMLResponse:
    """A page that is not there, and the way to those that are."""
    told = f"<h1>{escape(say('word.product'))}</h1><p>{escape(say.problem(Problem('no_such_page')))}</p>"
    return _html(say, f'{told}<footer><a href="/?lang={say.language}">{escape(say("word.to_home"))}</a></footer>', 404)


def _html(say: Words, inner: str, code: int) -> HTMLResponse:
    title = escape(f"{say('signin.title')} · {say('word.product')}")
    text = f"""<!doctype html>
<html lang="{"zh-CN" if say.language == "zh" else "en"}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<link rel="icon" href="data:,">
<style>{_LOOK}</style></head>
<body><main>{inner}</main></body>
</html>"""
    return HTMLResponse(text, status_code=code, headers={"Cache-Control": "no-store"})
