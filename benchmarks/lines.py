"""A page's websocket as a browser opens it, read as cheaply as can be: the load stands on the cores of what it loads.

A run is a hundred messages, and to take each through a library's state machine cost the load as much as making it cost
the server. Here a frame is a few bytes of head and what follows (RFC 6455); nothing is compressed or checked twice.
"""

from __future__ import annotations

import asyncio
import base64
import secrets
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

_PIECE = 1 << 18
_FINAL, _BINARY, _CLOSE, _PING, _PONG = 0x80, 0x2, 0x8, 0x9, 0xA
_TWO_BYTES = 126


class Line:
    """Opened with `async with`; raises ConnectionError where it is refused or ends."""

    def __init__(self, url: str, cookie: str = "") -> None:
        self.url, self.cookie = url, cookie
        self._held, self._at = b"", 0

    async def __aenter__(self) -> Self:
        place = urlsplit(self.url)
        self._reader, self._writer = await asyncio.open_connection(place.hostname, place.port, limit=_PIECE)
        heads = {
            "Host": place.netloc,
            "Origin": self.url,
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(secrets.token_bytes(16)).decode(),
            "Sec-WebSocket-Protocol": "streamlit",
        } | ({"Cookie": self.cookie} if self.cookie else {})
        asked = "".join(f"{name}: {value}\r\n" for name, value in heads.items())
        self._writer.write(f"GET /_stcore/stream HTTP/1.1\r\n{asked}\r\n".encode())
        try:
            answer = await self._reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as ended:
            raise ConnectionError("closed before it opened") from ended
        if b" 101 " not in answer.partition(b"\r\n")[0]:
            raise ConnectionError(answer.partition(b"\r\n")[0].decode())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._writer.is_closing():
            self._frame(_CLOSE, b"")
            self._writer.close()

    async def send(self, message: bytes) -> None:
        """One message to the server."""
        self._frame(_BINARY, message)
        await self._writer.drain()

    def _frame(self, kind: int, content: bytes) -> None:
        """Masked, as a client must, with a mask that changes nothing."""
        size = len(content)
        long = size >= _TWO_BYTES
        length = bytes((0x80 | _TWO_BYTES,)) + size.to_bytes(2, "big") if long else bytes((0x80 | size,))
        self._writer.write(bytes((_FINAL | kind,)) + length + b"\0\0\0\0" + content)

    async def recv(self) -> bytes:
        """The next message; control frames are answered on the way. Nothing here sends a message in parts."""
        while True:
            kind, content = await self._next()
            if kind == _BINARY:
                return content
            if kind == _CLOSE:
                raise ConnectionError("closed by the server")
            if kind == _PING:
                self._frame(_PONG, content)

    async def _next(self) -> tuple[int, bytes]:
        await self._hold(2)
        kind, size, head = self._held[self._at] & 0x0F, self._held[self._at + 1] & 0x7F, 2
        if size >= _TWO_BYTES:
            head = 4 if size == _TWO_BYTES else 10
            await self._hold(head)
            size = int.from_bytes(self._held[self._at + 2 : self._at + head], "big")
        await self._hold(head + size)
        begins = self._at + head
        self._at = begins + size
        return kind, self._held[begins : self._at]

    async def _hold(self, size: int) -> None:
        """Reads until so many bytes lie ready."""
        while len(self._held) - self._at < size:
            piece = await self._reader.read(_PIECE)
            if not piece:
                raise ConnectionError("ended")
            self._held, self._at = self._held[self._at :] + piece, 0
