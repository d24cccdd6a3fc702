"""How a page looks on paper: one style sheet for printing, put into the head of the page that Streamlit serves.

On paper there is nothing to click: no menu, no buttons, no filters; the day stays, and no drawing is cut in two.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STYLE = b"""<style media="print">
@page { size: A4; margin: 12mm 10mm; }
.stApp, .stApp > *, .stAppViewContainer, .stMain { position: static !important; display: block !important;
  overflow: visible !important; height: auto !important; inset: auto !important; }
.stMainBlockContainer { padding: 0 !important; max-width: none !important; zoom: 0.68; }
.stHorizontalBlock { display: flex !important; flex-direction: row !important; }
.stHorizontalBlock > .stColumn { min-width: 0 !important; }
.stDataFrame { zoom: var(--paper, 1); }
.stDataFrame canvas { max-width: 100% !important; object-fit: contain; object-position: left top; }
.stVegaLiteChart, .stDataFrame, .stTable, .stMetric, .stAlert { break-inside: avoid; }
h1, h2, h3, .stHeading { break-after: avoid; break-inside: avoid; }
.stHorizontalBlock, .stColumn { break-inside: avoid; }
.stSidebar, .stAppHeader, .stAppToolbar, .stDecoration, .stStatusWidget, .stButton, .stDownloadButton,
.stFormSubmitButton, .stHorizontalBlock.st-key-menu-beside, .stPopover, .stButtonGroup, .stTextInput, .stSelectbox,
.stMultiSelect, .stCheckbox, .stFileUploader, .stPagination, .stElementToolbar { display: none !important; }
</style>"""


class Paper:
    """Adds the style sheet to each page of text/html that passes, and what else is given for its head."""

    def __init__(self, app: ASGIApp, further: bytes = b"") -> None:
        self.app, self.added = app, STYLE + further

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self.app(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        held: list[Message] = []

        async def with_style(message: Message) -> None:
            if message["type"] == "http.response.start":
                held.append(message)
            elif held and "text/html" not in Headers(raw=held[0]["headers"]).get("content-type", ""):
                await send(held.pop())
                await send(message)
            elif not held:
                await send(message)
            else:
                held.append(message)
                if not message.get("more_body"):
                    await _send_whole(held, send, self.added)

        await self.app({**scope, "headers": plain}, receive, with_style)


async def _send_whole(held: list[Message], send: Send, added: bytes) -> None:
    start, *parts = held
    body = b"".join(part.get("body", b"") for part in parts).replace(b"</head>", added + b"</head>", 1)
    MutableHeaders(raw=start["headers"])["content-length"] = str(len(body))
    await send(start)
    await send({"type": "http.response.body", "body": body})
