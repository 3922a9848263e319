"""Letters go out over a real SMTP server, once each, and say nothing any more afterwards."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from superbill.office.database import Database
from superbill.office.outbox.actions import deliver, post
from superbill.office.outbox.models import Letter
from superbill.office.outbox.smtp import smtp_sender
from superbill.office.site.policy import Mail

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Box:
    """What arrived."""

    def __init__(self) -> None:
        self.arrived: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.arrived.append(envelope)
        return "250 OK"


@pytest.fixture
def box() -> Iterator[tuple[Box, Mail]]:
    """A mail server on loopback."""
    found = Box()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(found, hostname="127.0.0.1", port=port)
    controller.start()
    yield found, Mail("127.0.0.1", port, "codes@example.org", "none", "")
    controller.stop()


def test_a_letter_arrives_and_is_erased(site_database: Database, box: tuple[Box, Mail]) -> None:
    arrived, mail = box
    with site_database.writing() as session:
        post(session, "ann@example.org", "Grüße", "the link: http://localhost/x?token=abc", NOON)
    assert deliver(site_database, smtp_sender(mail), NOON) == 1
    assert deliver(site_database, smtp_sender(mail), NOON) == 0
    message = message_from_bytes(arrived.arrived[0].original_content or b"", policy=default)
    assert (message["to"], message["from"], message["subject"]) == ("ann@example.org", "codes@example.org", "Grüße")
    assert "token=abc" in message.get_content()
    with site_database.reading() as session:
        assert session.scalars(select(Letter)).one().text == ""


def test_several_processes_send_each_letter_once(site_database: Database, box: tuple[Box, Mail]) -> None:
    arrived, mail = box
    with site_database.writing() as session:
        for number in range(12):
            post(session, f"p{number}@example.org", "s", "t", NOON)
    senders = [threading.Thread(target=deliver, args=(site_database, smtp_sender(mail), NOON)) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(each.rcpt_tos[0] for each in arrived.arrived) == sorted(f"p{n}@example.org" for n in range(12))


def test_a_letter_that_does_not_go_out_is_tried_again(site_database: Database, box: tuple[Box, Mail]) -> None:
    nowhere = Mail("127.0.0.1", 1, "codes@example.org", "none", "")
    with site_database.writing() as session:
        post(session, "ann@example.org", "s", "t", NOON)
    assert deliver(site_database, smtp_sender(nowhere), NOON) == 0
    assert deliver(site_database, smtp_sender(box[1]), NOON) == 0, "not before its time"
    assert deliver(site_database, smtp_sender(box[1]), NOON + timedelta(minutes=2)) == 1


def test_what_a_person_typed_adds_no_header(site_database: Database) -> None:
    with pytest.raises(ValueError, match=r"(?i)header"), closing(site_database):
        smtp_sender(Mail("127.0.0.1", 1, "a@b.org", "none", ""))("x@y.org", "a\r\nBcc: evil@example.org", "t")
