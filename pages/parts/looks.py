"""What the look needs beyond the theme's settings: room on small screens, and Streamlit's own English in Chinese.

Streamlit marks its parts with test ids. Were one renamed, its words would be English again and nothing else would
break; a journey notices (tests/test_journey_language.py).
"""

from __future__ import annotations

from scenario_db.wording import Words

ROOM = """
@media screen and (max-width: 1280px) { .stMain .stMainBlockContainer { padding-left: 2rem; padding-right: 2rem; } }
"""
"""On a small screen the tables need the room more than the edges do."""

LINKS = ".st-key-handbook a { text-decoration: underline !important; }"
"""Within sentences colour alone would not tell a link; in tables and lists of links nothing else stands beside them."""

SAID = {
    "[data-testid=stFileUploaderDropzone] button p": "choose_files",
    "[data-testid=InputInstructions] span": "press_enter",
    ".stTextArea [data-testid=InputInstructions] span": "press_ctrl_enter",
}
"""Where it says something in English only, and the phrase of ours that stands there instead."""

LEFT_OUT = "[data-testid=stFileUploaderDropzoneInstructions]"
"""How large a file may be: the label above says it."""


def head() -> bytes:
    """The style sheet for the head of each page."""
    say = Words("zh")
    rules = [f"{LEFT_OUT} {{ display: none; }}"]
    for where, phrase in SAID.items():
        ours = f'content: "{say(f"word.{phrase}")}"; font-size: 0.875rem;'
        rules += [f"{where} {{ font-size: 0; }}", f"{where}::after {{ {ours} }}"]
    return "".join(["<style>", ROOM, LINKS, *(f"html:lang(zh) {it} " for it in rules), "</style>"]).encode()
