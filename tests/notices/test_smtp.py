"""E-mails leave through a real mail server that the tests start: with STARTTLS, TLS and a password."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from config import SmtpSettings
from portal.notices import smtp
from portal.notices.channels import Rejected, Unsure
from portal.notices.models import Delivery, Notice
from portal.notices.smtp import SmtpChannel

SUBJECT = "[000.00.19.H61-261123-0007] Đã tiếp nhận, hẹn trả 07/01/2027"
TEXT = "\nHồ sơ của ông/bà đủ giấy tờ.\n\nXem tại: https://dichvucong.vinhlong.gov.vn/tra-cuu/7KQ4M3HX9PCD\n"


class Mailbox:
    """What the server took, and what it is told to answer instead."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.answers: dict[str, str] = {}
        self.drops_after_data = False

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("rcpt", "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.taken.append(envelope)
        if self.drops_after_data:
            assert server.transport is not None
            server.transport.abort()
        return self.answers.get("data", "250 OK")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, str]:
    """A certificate authority of the province's own, and its file."""
    authority, path = trustme.CA(), tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return authority, str(path)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox, authority: tuple[trustme.CA, str]) -> Iterator[Callable[[str], SmtpSettings]]:
    """Return a function that starts a mail server with that security and returns the settings for it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority[0].issue_cert("localhost").configure_cert(context)
    with ExitStack() as stack:

        def start(security: str) -> SmtpSettings:
            more = {"tls": {"ssl_context": context}, "starttls": {"tls_context": context, "require_starttls": True}}
            running = Controller(
                mailbox, hostname="localhost", port=free_port(), authenticator=knows, auth_required=security == "starttls",
                auth_require_tls=security == "starttls", **more.get(security, {}),
            )  # fmt: skip
            running.start()
            stack.callback(running.stop)
            return SmtpSettings(
                "localhost", running.port, security, *(("cong", "mat-khau") if security != "none" else ("", "")),
                "Dịch vụ công Vĩnh Long <khongtraloi@vinhlong.gov.vn>", authority[1],
            )  # fmt: skip

        yield start


def knows(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=data == LoginPassword(b"cong", b"mat-khau"), handled=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def a_delivery(address: str = "huong@example.com") -> Delivery:
    notice = Notice(title=SUBJECT, text=TEXT, sms="-", created_at=datetime(2026, 11, 23, 2, tzinfo=UTC))
    return Delivery(notice=notice, channel="email", address=address, key="7:2:dossier_accepted:email")


def read(envelope: Envelope) -> EmailMessage:
    assert isinstance(envelope.content, bytes)
    return message_from_bytes(envelope.content, policy=policy.default)  # type: ignore[return-value] # that policy's class


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
def test_a_message_arrives_whole(server: Callable[[str], SmtpSettings], mailbox: Mailbox, security: str) -> None:
    channel = SmtpChannel(server(security))
    channel.send(a_delivery())
    [envelope] = mailbox.taken
    message = read(envelope)
    assert (envelope.mail_from, envelope.rcpt_tos) == ("khongtraloi@vinhlong.gov.vn", ["huong@example.com"])
    assert (message["subject"], message["to"]) == (SUBJECT, "huong@example.com")
    assert message["from"] == "Dịch vụ công Vĩnh Long <khongtraloi@vinhlong.gov.vn>"
    assert (message.get_content_type(), message["auto-submitted"]) == ("text/plain", "auto-generated")
    assert message.get_content().replace("\r\n", "\n") == TEXT.strip() + "\n"
    assert message["date"].datetime == a_delivery().notice.created_at
    assert channel.state() == f"localhost:{channel.settings.port}"


def test_two_tries_carry_the_same_message_id(server: Callable[[str], SmtpSettings], mailbox: Mailbox) -> None:
    channel = SmtpChannel(server("none"))
    channel.send(a_delivery())
    channel.send(a_delivery())
    first, second = (read(envelope)["message-id"] for envelope in mailbox.taken)
    assert first == second


def test_a_server_that_nobody_vouches_for_gets_nothing(server: Callable[[str], SmtpSettings], mailbox: Mailbox) -> None:
    with pytest.raises(ssl.SSLError):
        SmtpChannel(replace(server("starttls"), ca_file="")).send(a_delivery())
    assert mailbox.taken == []


def test_a_wrong_password_is_tried_again_later_for_somebody_will_mend_it(
    server: Callable[[str], SmtpSettings],
) -> None:
    channel = SmtpChannel(replace(server("starttls"), password="sai"))
    for ask in (lambda: channel.send(a_delivery()), channel.state):
        with pytest.raises(smtplib.SMTPAuthenticationError):
            ask()


@pytest.mark.parametrize(
    ("where", "answer", "raised"),
    [
        ("rcpt", "550 no such mailbox", Rejected),
        ("rcpt", "450 try again later", smtplib.SMTPException),
        ("data", "554 looks like spam", Rejected),
        ("data", "452 disk full", smtplib.SMTPException),
    ],
)
def test_what_the_server_says_decides_whether_it_is_tried_again(
    server: Callable[[str], SmtpSettings], mailbox: Mailbox, where: str, answer: str, raised: type[Exception]
) -> None:
    mailbox.answers[where] = answer
    with pytest.raises(raised, match=answer[:3]):
        SmtpChannel(server("none")).send(a_delivery())


def test_silence_after_the_text_means_that_nobody_knows(
    server: Callable[[str], SmtpSettings], mailbox: Mailbox
) -> None:
    mailbox.drops_after_data = True
    with pytest.raises(Unsure):
        SmtpChannel(server("none")).send(a_delivery())


def test_a_server_that_is_not_there_has_certainly_got_nothing(
    server: Callable[[str], SmtpSettings], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(smtp, "PATIENCE", 0.5)
    with pytest.raises(ConnectionRefusedError):
        SmtpChannel(replace(server("none"), port=free_port())).send(a_delivery())
