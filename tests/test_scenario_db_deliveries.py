"""Digests on their way: a real SMTP server, a real HTTP server, and what becomes of those that do not arrive."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from scenario_db import days, deliveries, ledger, rounds
from scenario_db.codes import Channel, DeliveryStatus
from scenario_db.deliveries import MOST_TRIES, Outcome, patience
from scenario_db.mail import Mail
from scenario_db.records import Delivery
from scenario_db.settings import Settings
from scenario_db.webhook import Webhook
from tests.browsers import free_port
from tests.mailbox import mailbox, messenger
from tests.telling import OFFICE, write

DAY = date(2026, 1, 20)
LETTER = Delivery(
    id="q1", channel=Channel.EMAIL, recipient="jzj@city.example", subject="应用场景库催办：1 项", body="请办"
)
POST = replace(LETTER, id="q2", channel=Channel.WEBHOOK, recipient="市民政局")
SENDER = "robot@city.example"


@contextmanager
def silent() -> Iterator[int]:
    """A port that takes the call and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


class TestMail:
    def test_a_digest_arrives_as_it_was_written(self):
        with mailbox() as box:
            assert Mail(f"smtp://127.0.0.1:{box.port}", SENDER).carry(LETTER) == Outcome(delivered=True)
        [letter] = box.letters
        assert (letter["To"], letter["From"], letter["Subject"]) == (LETTER.recipient, SENDER, LETTER.subject)
        assert letter.get_content().strip() == "请办"
        assert "delivery-q1" in letter["Message-ID"]

    @pytest.mark.parametrize(("says", "again"), [("550 no such user", False), ("451 try later", True)])
    def test_what_the_server_says_is_kept_and_decides_whether_to_try_again(self, says, again):
        with mailbox(refuses=says) as box:
            found = Mail(f"smtp://127.0.0.1:{box.port}", SENDER).carry(LETTER)
        assert found == Outcome(delivered=False, said=says, again=again)

    def test_nobody_at_the_door_is_tried_again(self):
        found = Mail(f"smtp://127.0.0.1:{free_port()}", SENDER).carry(LETTER)
        assert (found.delivered, found.again) == (False, True)

    def test_a_server_that_never_answers_is_left_in_time_and_tried_again(self):
        with silent() as port:
            found = Mail(f"smtp://127.0.0.1:{port}", SENDER, seconds=0.2).carry(LETTER)
        assert (found.delivered, found.again) == (False, True)

    @pytest.mark.parametrize("wrong", ["", "民政局", "a@b", "a@b.c\nBcc: x@y.z", "a b@c.d", "@c.d", "a@"])
    def test_a_bad_address_is_not_tried_at_all(self, wrong):
        with mailbox() as box:
            found = Mail(f"smtp://127.0.0.1:{box.port}", SENDER).carry(replace(LETTER, recipient=wrong))
        assert (found.delivered, found.again, box.letters) == (False, False, [])

    def test_a_subject_of_two_lines_is_one_line(self):
        with mailbox() as box:
            Mail(f"smtp://127.0.0.1:{box.port}", SENDER).carry(replace(LETTER, subject="催办\nBcc: x@y.z"))
        assert (box.letters[0]["Subject"], box.letters[0]["Bcc"]) == ("催办 Bcc: x@y.z", None)

    def test_a_password_never_goes_over_an_open_line(self):
        with mailbox() as box:
            found = Mail(f"smtp://robot:right@127.0.0.1:{box.port}", SENDER).carry(LETTER)
        assert (found.delivered, found.again, box.logins) == (False, False, [])

    def test_a_server_without_tls_where_tls_was_meant_gets_nothing(self):
        with mailbox() as box:
            found = Mail(f"smtps://127.0.0.1:{box.port}", SENDER, seconds=1).carry(LETTER)
        assert (found.delivered, box.letters) == (False, [])


class TestTheMessenger:
    def test_a_digest_is_posted_and_signed(self):
        with messenger() as city:
            assert Webhook(city.url, "geheim").carry(POST) == Outcome(delivered=True)
        [(head, body)] = city.posts
        told = json.loads(body)
        assert (told["id"], told["recipient"], told["text"]["content"]) == ("q2", "市民政局", f"{POST.subject}\n请办")
        signed = hmac.new(b"geheim", f"{head['X-Scenario-Timestamp']}.".encode() + body, hashlib.sha256).hexdigest()
        assert (head["X-Scenario-Signature"], head["X-Scenario-Delivery"]) == (signed, "q2")

    def test_without_a_secret_nothing_pretends_to_be_signed(self):
        with messenger() as city:
            Webhook(city.url).carry(POST)
        assert "X-Scenario-Signature" not in city.posts[0][0]

    @pytest.mark.parametrize(
        ("status", "again"), [(302, False), (400, False), (404, False), (408, True), (429, True), (500, True)]
    )
    def test_an_answer_decides_whether_to_try_again(self, status, again):
        with messenger(status, "nein") as city:
            assert Webhook(city.url).carry(POST) == Outcome(delivered=False, said=f"{status} nein", again=again)

    def test_an_error_in_the_body_is_an_error(self):
        with messenger(answer='{"errcode": 93000, "errmsg": "invalid webhook"}') as city:
            found = Webhook(city.url).carry(POST)
        assert (found.delivered, "93000" in found.said) == (False, True)

    @pytest.mark.parametrize("answer", ["ok", "", "[1]", "null"])
    def test_any_other_body_is_fine(self, answer):
        with messenger(answer=answer) as city:
            assert Webhook(city.url).carry(POST).delivered

    def test_one_that_never_answers_is_left_in_time_and_tried_again(self):
        with silent() as port:
            found = Webhook(f"http://127.0.0.1:{port}/", seconds=0.2).carry(POST)
        assert (found.delivered, found.again) == (False, True)

    def test_nobody_at_the_door_is_tried_again(self):
        assert Webhook(f"http://127.0.0.1:{free_port()}/").carry(POST).again


@dataclass
class Told:
    """A carrier that answers as it is told, one outcome after the other, and remembers what it carried."""

    outcomes: list[Outcome]
    channel: Channel = Channel.EMAIL
    carried: list[Delivery] = field(default_factory=list)

    def carry(self, it: Delivery) -> Outcome:
        self.carried.append(it)
        return self.outcomes[min(len(self.carried), len(self.outcomes)) - 1]


LATER = Outcome(delivered=False, said="451 later", again=True)


def go(db, carrier, minutes=0):
    now = days.now() + timedelta(minutes=minutes)
    return deliveries.carry_all(db, {carrier.channel: carrier}, by=OFFICE, day=DAY, now=now)


class TestOnTheWay:
    def test_what_arrived_is_never_sent_again(self, db):
        write(db, LETTER)
        carrier = Told([Outcome(delivered=True)])
        assert [it.status for it in go(db, carrier)] == [DeliveryStatus.SENT]
        assert go(db, carrier, 600) == []
        [sent] = deliveries.find(db)
        assert (sent.delivery.tries, sent.delivery.sent_on, len(carrier.carried)) == (1, DAY, 1)

    def test_each_try_is_recorded_and_waits_longer_until_it_is_given_up(self, db):
        write(db, LETTER)
        carrier = Told([LATER])
        for tries in range(1, MOST_TRIES + 1):
            assert go(db, carrier, 600)[0].tries == tries
            assert go(db, carrier) == []
        [sent] = deliveries.find(db)
        assert (sent.delivery.status, sent.delivery.detail) == (DeliveryStatus.FAILED, "451 later")
        assert len(ledger.history(db, "delivery", "q1")) == 1 + 2 * MOST_TRIES
        assert go(db, carrier, 6000) == []

    def test_what_is_refused_for_good_is_not_tried_again(self, db):
        write(db, LETTER)
        carrier = Told([Outcome(delivered=False, said="550 no such user")])
        go(db, carrier)
        assert go(db, carrier, 600) == []
        assert deliveries.counts(db) == {DeliveryStatus.FAILED: 1}

    def test_only_one_of_two_processes_sends(self, db):
        """The other one comes while the first is still sending."""
        write(db, LETTER)
        second = Told([Outcome(delivered=True)])

        class First(Told):
            def carry(self, it):
                assert go(db, second) == []
                return super().carry(it)

        first = First([Outcome(delivered=True)])
        go(db, first)
        assert (len(first.carried), len(second.carried)) == (1, 0)

    def test_what_was_under_way_when_a_process_died_is_told_and_not_sent_again(self, db):
        write(db, replace(LETTER, status=DeliveryStatus.SENDING, tries=1))
        now = days.now()
        assert deliveries.give_up_lost(db, now, by=OFFICE, said="?") == 0
        assert deliveries.give_up_lost(db, now + timedelta(minutes=11), by=OFFICE, said="?") == 1
        assert go(db, Told([Outcome(delivered=True)]), 600) == []
        deliveries.send_anew(db, "q1", by=OFFICE)
        assert [it.status for it in go(db, Told([Outcome(delivered=True)]))] == [DeliveryStatus.SENT]

    def test_a_way_that_is_not_set_carries_nothing(self, db):
        write(db, LETTER, POST)
        assert [it.id for it in go(db, Told([LATER], Channel.WEBHOOK))] == ["q2"]


def test_patience_grows_to_an_hour():
    assert [patience(tries).seconds // 60 for tries in (1, 2, 3, 6, 50)] == [2, 4, 8, 60, 60]


def test_nothing_leaves_the_machine_unless_it_is_set():
    assert rounds.carriers(Settings()) == {}
    both = rounds.carriers(Settings(smtp_url="smtp://h", mail_from=SENDER, webhook_url="http://h/"))
    assert set(both) == {Channel.EMAIL, Channel.WEBHOOK}
