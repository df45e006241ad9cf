"""Telephone messages leave through a gateway that fails, delays, hangs up and is asked twice, as real ones do."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import SmsSettings
from portal.kernel.clock import FixedClock
from portal.kernel.transaction import transaction
from portal.notices import sms_gateway
from portal.notices.channels import Channels, ConsoleChannel, Rejected, Unsure
from portal.notices.delivering import deliver_waiting
from portal.notices.models import Delivery, Notice
from portal.notices.operations import queue
from portal.notices.rules import Reach
from portal.notices.sms_gateway import SmsGateway
from portal.notices.texts import Wordings
from portal.web.app_state import service

SMS = 'DVC Vinh Long: "da nhan" & 100% ong/ba'


class Gateway(ThreadingHTTPServer):
    """A stand-in: keeps what it took by key, and answers as it is told: a status, silence, a slow yes."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.requests: list[tuple[str, str, dict[str, str], str]] = []
        self.delivered: dict[str, str] = {}
        self.answers: list[str] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked has gone: nothing to say about it."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/gui-tin"


class Answering(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.server.requests.append((self.command, self.path, dict(self.headers), body))
        how, key = self.server.answers.pop(0) if self.server.answers else "200", self.headers.get("Idempotency-Key", "")
        if how in ("200", "slow", "lost"):
            repeated = key in self.server.delivered
            self.server.delivered[key] = body
            how = "409" if repeated else how
        if how == "lost":
            self.close_connection = True  # taken, but the answer never comes
            return
        if how == "slow":
            time.sleep(0.6)
            how = "200"
        self._answer(int(how))

    do_GET = do_POST  # noqa: N815 - the name that http.server calls

    def _answer(self, status: int) -> None:
        body = b'{"CodeResult": "100"}' if status == 200 else b'{"CodeResult": "104"}'
        self.send_response(status if status != 299 else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        return


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with Gateway() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def settings(url: str, **given: Any) -> SmsSettings:
    usual: dict[str, Any] = {
        "method": "POST", "headers": {"Content-Type": "application/json", "Authorization": "Bearer bi-mat"},
        "body": '{"phone": "{to_84}", "content": "{text}", "id": "{key}"}', "accepted": "", "key_header": "Idempotency-Key",
        "drops_repeats": False,
    }  # fmt: skip
    return SmsSettings(url, **{**usual, **given})


def a_delivery() -> Delivery:
    return Delivery(notice=Notice(sms=SMS), channel="sms", address="0912345678", key="7:2:accepted:sms")


def test_the_request_is_what_the_settings_say(gateway: Gateway) -> None:
    SmsGateway(settings(gateway.url)).send(a_delivery())
    [(method, path, headers, body)] = gateway.requests
    assert (method, path, headers["Authorization"]) == ("POST", "/gui-tin", "Bearer bi-mat")
    assert headers["Idempotency-Key"] == "7:2:accepted:sms"
    assert json.loads(body) == {"phone": "84912345678", "content": SMS, "id": "7:2:accepted:sms"}
    assert SmsGateway(settings(gateway.url)).state() == "127.0.0.1"


def test_a_gateway_of_the_old_kind_takes_everything_in_the_address_or_a_form(gateway: Gateway) -> None:
    url = gateway.url + "?user=dvc&to={to}&text={text}"
    SmsGateway(settings(url, method="GET", headers={}, body="")).send(a_delivery())
    gateway.delivered.clear()
    form = {"headers": {"Content-Type": "application/x-www-form-urlencoded"}, "body": "to={to}&text={text}"}
    SmsGateway(settings(gateway.url, **form)).send(a_delivery())
    asked, posted = gateway.requests
    for query in (urlsplit(asked[1]).query, posted[3]):
        assert parse_qs(query)["text"] == [SMS]
        assert parse_qs(query)["to"] == ["0912345678"]


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        ("400", Rejected), ("409", Rejected), ("429", ConnectionError), ("500", ConnectionError), ("503", ConnectionError),
        ("502", Unsure), ("lost", Unsure),
    ],
)  # fmt: skip
def test_what_comes_back_decides_whether_it_is_tried_again(
    gateway: Gateway, answer: str, raised: type[Exception]
) -> None:
    gateway.answers = [answer]
    with pytest.raises(raised):
        SmsGateway(settings(gateway.url)).send(a_delivery())


def test_a_gateway_that_says_ok_and_means_no_is_not_believed(gateway: Gateway) -> None:
    gateway.answers = ["299"]
    with pytest.raises(ConnectionError, match="104"):
        SmsGateway(settings(gateway.url, accepted='"CodeResult": "100"')).send(a_delivery())
    SmsGateway(settings(gateway.url, accepted='"CodeResult": "100"')).send(a_delivery())


def test_an_answer_that_comes_too_late_means_that_nobody_knows(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms_gateway, "PATIENCE", 0.2)
    gateway.answers = ["slow"]
    with pytest.raises(Unsure):
        SmsGateway(settings(gateway.url)).send(a_delivery())


def test_nobody_there_means_certainly_not_sent(gateway: Gateway) -> None:
    with pytest.raises(ConnectionRefusedError):
        SmsGateway(settings("http://127.0.0.1:1/")).send(a_delivery())


@pytest.mark.parametrize(
    ("drops_repeats", "requests", "status"), [(True, 3, "sent"), (False, 2, "unsure")], ids=["drops", "keeps"]
)
def test_a_lost_answer_never_makes_two_messages(
    gateway: Gateway, session: Session, clock: FixedClock, drops_repeats: bool, requests: int, status: str
) -> None:
    gateway.answers = ["503", "lost"]
    with transaction(session):
        queue(session, service(Wordings), "one_time_code", to=Reach("0912345678"), at=clock.now(), key="code:1",
              values={"code": "482 915", "minutes": "10"})  # fmt: skip
    channels = Channels(sms=SmsGateway(settings(gateway.url, drops_repeats=drops_repeats)), email=ConsoleChannel())
    for _ in range(4):
        deliver_waiting(session, channels, now=clock.now)
        clock.at = clock.now().replace(hour=clock.now().hour + 1)
    assert (len(gateway.requests), len(gateway.delivered)) == (requests, 1)
    assert {headers["Idempotency-Key"] for _method, _path, headers, _body in gateway.requests} == {"code:1:sms"}
    session.rollback()
    assert session.scalars(select(Delivery)).one().status == status
