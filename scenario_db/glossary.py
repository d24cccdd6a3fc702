"""The appendix of the handbook: every field and gate item that has words beside it, made from those very words.

`python -m scenario_db.glossary > docs/handbook/fields.md`; a test holds the page to them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from scenario_db.codes import Gate
from scenario_db.gates import ITEMS
from scenario_db.kinds import KINDS, Kind
from scenario_db.wording import Words

_HEAD = """# 附录　字段与门槛说明

本页由 `python -m scenario_db.glossary > docs/handbook/fields.md` 生成，与页面上“?”里的说明是同一份文字，不要手工修改。
名称本身已经说清的字段不列。写明“默认”的数可以由办公室在「阈值」页调整，以系统里的现值为准。金额一律以万元计。
"""


def glossary() -> str:
    """The whole page, in Chinese: the gates first, then the forms."""
    say = Words("zh")
    return "\n".join((_HEAD, "## 门槛", "", *_gates(say), "## 表单", "", *_forms(say))).rstrip() + "\n"


def _gates(say: Words) -> Iterator[str]:
    for gate, items in ITEMS.items():
        yield from (f"### {_gate(say, gate)}", "", "| 事项 | 怎样才算具备 | 说明 |", "|---|---|---|")
        for item in items:
            yield f"| {say.code(item)} | {say(f'gate_hint.{item}')} | {say.help('gate_item', item) or ''} |"
        yield ""


def _gate(say: Words, gate: Gate) -> str:
    return f"{say.code(gate)}（{gate.upper()}）"


def _forms(say: Words) -> Iterator[str]:
    for kind in KINDS.values():
        told = [(name, text) for name in kind.names if (text := say.help(kind.name, name))]
        if told:
            yield from _form(say, kind, told)


def _form(say: Words, kind: Kind, told: list[tuple[str, str]]) -> Iterator[str]:
    yield from (f"### {say(f'kind.{kind.name}')}", "", "| 字段 | 怎么填 |", "|---|---|")
    yield from (f"| {say.field(kind.name, name)} | {text} |" for name, text in told)
    yield ""


def main() -> None:
    """Prints the page."""
    sys.stdout.write(glossary())


if __name__ == "__main__":
    main()
