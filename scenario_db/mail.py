"""Digests by e-mail: one SMTP server, TLS wherever it offers it, and never a password over an open line."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from scenario_db import names
from scenario_db.codes import Channel
from scenario_db.deliveries import Outcome
from scenario_db.records import Delivery

SECONDS = 15
PORTS = {"smtp": 25, "smtps": 465}


class UnsafeError(Exception):
    """The server takes a password but offers no TLS."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A carrier by SMTP. `smtps://` speaks TLS from the start, `smtp://` as soon as the server offers it."""

    url: str
    sender: str
    seconds: float = SECONDS
    channel: Channel = Channel.EMAIL

    def carry(self, it: Delivery) -> Outcome:
        """Hands the digest to the server; a refusal of 500 and above is for good, everything else may pass."""
        try:
            message = _letter(it, self.sender)
        except (ValueError, IndexError, HeaderParseError) as unfit:
            return Outcome(delivered=False, said=f"{it.recipient}: {unfit}")
        try:
            with self._server() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            return _refused(code, said)
        except smtplib.SMTPResponseException as refused:
            return _refused(refused.smtp_code, refused.smtp_error)
        except (UnsafeError, smtplib.SMTPNotSupportedError, ssl.SSLCertVerificationError) as unsafe:
            return Outcome(delivered=False, said=str(unsafe))
        except (OSError, smtplib.SMTPException) as failed:
            return Outcome(delivered=False, said=f"{type(failed).__name__}: {failed}", again=True)
        return Outcome(delivered=True)

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        parts = urlsplit(self.url)
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        safe = ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=self.seconds, context=safe)
        else:
            server = smtplib.SMTP(host, port, timeout=self.seconds)
        with server:
            server.ehlo()
            if parts.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=safe)
                server.ehlo()
            elif parts.scheme == "smtp" and parts.password:
                raise UnsafeError(f"{host}: no TLS")
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            yield server


def _letter(it: Delivery, sender: str) -> EmailMessage:
    """The digest as a message; its id is the delivery's, so that one which came twice would be known. Raises
    ValueError for what is no address."""
    message = EmailMessage()
    message["From"] = _address(sender)
    message["To"] = _address(it.recipient)
    message["Subject"] = names.tidy(it.subject)
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(f"delivery-{it.id}", _address(sender).domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(it.body or "")
    return message


def _address(text: str) -> Address:
    found = Address(addr_spec=text.strip())
    if not found.username or "." not in found.domain.strip("."):
        raise ValueError("no address")
    return found


def _refused(code: int, said: bytes | str) -> Outcome:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return Outcome(delivered=False, said=f"{code} {words}", again=code < 500)
