"""Digests to the city's own messenger: one JSON post, signed, answered in time, followed nowhere else.

The body is what messengers such as 企业微信 and 钉钉 take as a text, with the digest's own fields beside it. The
signature is the HMAC-SHA256 of "<timestamp>.<body>" under the secret, as hexadecimal, in X-Scenario-Signature.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from scenario_db.codes import Channel
from scenario_db.deliveries import Outcome
from scenario_db.records import Delivery

SECONDS = 10
LONGEST_ANSWER = 4096
PASSING = (408, 425, 429)
"""Refusals that may pass; other answers from 400 to 499 are for good, as are redirections."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A carrier by HTTP or HTTPS."""

    url: str
    secret: str = ""
    seconds: float = SECONDS
    channel: Channel = Channel.WEBHOOK

    def carry(self, it: Delivery) -> Outcome:
        """Posts the digest; delivered is what is answered by 200 to 299 and not called an error in the body."""
        try:
            status, answer = self._posted(_body(it), it.id)
        except (OSError, HTTPException) as failed:
            return Outcome(delivered=False, said=f"{type(failed).__name__}: {failed}", again=True)
        if 200 <= status < 300:
            return _understood(answer)
        return Outcome(delivered=False, said=f"{status} {answer}", again=status >= 500 or status in PASSING)

    def _posted(self, body: bytes, key: str) -> tuple[int, str]:
        parts = urlsplit(self.url)
        stamp = str(int(time.time()))
        signature = hmac.new(self.secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json; charset=utf-8", "X-Scenario-Delivery": key}
        if self.secret:
            headers |= {"X-Scenario-Timestamp": stamp, "X-Scenario-Signature": signature}
        connection = self._connection()
        try:
            connection.request("POST", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(LONGEST_ANSWER).decode("utf-8", "replace")
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        if parts.scheme == "https":
            return HTTPSConnection(host, parts.port, timeout=self.seconds, context=ssl.create_default_context())
        return HTTPConnection(host, parts.port, timeout=self.seconds)


def _body(it: Delivery) -> bytes:
    told = {
        "msgtype": "text",
        "text": {"content": f"{it.subject}\n{it.body or ''}".strip()},
        "id": it.id,
        "recipient": it.recipient,
        "subject": it.subject,
        "body": it.body or "",
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _understood(answer: str) -> Outcome:
    """Some messengers say 200 and an error in the body (errcode)."""
    try:
        told = json.loads(answer)
    except ValueError:
        return Outcome(delivered=True)
    wrong = isinstance(told, dict) and told.get("errcode") not in (None, 0)
    return Outcome(delivered=not wrong, said=answer if wrong else "")
