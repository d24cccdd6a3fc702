"""The headers on every answer, whoever asks: what a browser may do with our pages, and what it may not."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    # Nothing comes from or goes to another machine, whatever a page or a package asks for. Charts compile their
    # expressions (unsafe-eval); Streamlit's own styles and first script stand in its page (unsafe-inline).
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' data: blob:; worker-src 'self' blob:; "
        "connect-src 'self' data: blob:; frame-ancestors 'self'; form-action 'self'; base-uri 'self'; "
        "object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


OVER_TLS = {"Strict-Transport-Security": "max-age=31536000"}
"""Only where the line is safe already: told over plain http it would be ignored, and mislead whoever tests it."""


def of(scope: Scope) -> dict[str, str]:
    """The headers for the answer to that request; a proxy that speaks TLS says so, and the server takes its word."""
    return HEADERS | OVER_TLS if scope.get("scheme") in ("https", "wss") else HEADERS


class Headers:
    """Puts them on every answer; plain ASGI, so that nothing is held back on its way."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(of(scope))
            await send(message)

        await self.app(scope, receive, send_with_headers)
