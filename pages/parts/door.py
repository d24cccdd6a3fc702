"""Whether one has to sign in, and by which cookie the browser is known; asked by the gate and by every run."""

from __future__ import annotations

import ipaddress

import streamlit as st

from scenario_db import accounts, demonstration, settings
from scenario_db.database import Database
from scenario_db.problems import Problem

COOKIE = "scenario_session"


def is_local() -> bool:
    """Whether the server answers to nobody but this machine."""
    return is_loopback(st.get_option("server.address") or "")


def is_loopback(address: str) -> bool:
    """Whether that address, with or without a port, is this machine's."""
    host = address.rsplit(":", 1)[0] if address.count(":") == 1 else address
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_open(db: Database) -> bool:
    """Whether whoever is here chooses who she is: only by default, before there is a real account, on this machine.

    A demonstration may be open elsewhere too, where whoever runs it has said so.
    """
    chosen = settings.current()
    if chosen.sign_in != "auto" or accounts.any_real(db):
        return False
    return is_local() or (chosen.demo_anywhere == "yes" and demonstration.is_told(db))


def refusal(db: Database) -> Problem | None:
    """Why a server may not start on an address that others reach, if it may not."""
    chosen = settings.current()
    if is_local() or accounts.any_real(db):
        return None
    facts = {"address": st.get_option("server.address") or "0.0.0.0"}  # noqa: S104 - told, not bound
    if demonstration.is_told(db):
        return None if chosen.demo_anywhere == "yes" else Problem("demonstration_elsewhere", facts=facts)
    return Problem("no_account_yet", facts=facts)
