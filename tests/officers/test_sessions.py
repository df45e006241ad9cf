"""A session that runs out costs an officer no word about a dossier either."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.demo import DEMO_PASSWORD
from portal.dossiers.models import Dossier
from portal.identity.people_operations import end_sessions
from portal.kernel.transaction import transaction
from portal.web.held_models import HeldForm
from tests.builders.dossiers import a_claimed_dossier, a_dossier_in_hand
from tests.builders.people import the_officer
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
LONG = ("Hợp đồng thiếu trang ba,\nchưa có lời chứng. " * 40).strip()


def signed_out(client: StrictClient, session: Session, who: str) -> None:
    with transaction(session):
        end_sessions(session, the_officer(session, who))


def sign_in_again(client: StrictClient, who: str) -> None:
    assert client.page.url.startswith("/can-bo/dang-nhap")
    client.submit("Đăng nhập", username=who, password=DEMO_PASSWORD)


def words_in(client: StrictClient, name: str) -> str:
    return (client.page.by_id(name).text or "").strip()


@pytest.mark.parametrize(
    ("build", "path", "button", "name"),
    [
        (a_claimed_dossier, "viec/refuse_intake", "", "note"),
        (a_dossier_in_hand, "trao-doi", "Gửi lời nhắn", "text"),
        (a_dossier_in_hand, "trao-doi", "Lưu ghi chú", "note"),
    ],
)
def test_what_an_officer_wrote_is_there_again_after_signing_in(
    as_officer: Browser, session: Session, build: Callable[[Session], Dossier], path: str, button: str, name: str
) -> None:
    dossier, who = build(session), "motcua" if build is a_claimed_dossier else "thuly"
    client = as_officer(who)
    client.visit(f"/can-bo/ho-so/{dossier.id}/{path}")
    signed_out(client, session, who)
    client.submit(button, {name: LONG}, form=path if not button else "")
    sign_in_again(client, who)
    assert client.page.url == f"/can-bo/ho-so/{dossier.id}/{path}"
    assert words_in(client, name) == LONG
    assert session.scalars(select(HeldForm)).all() == []


def test_the_text_of_a_request_is_there_again(as_officer: Browser, session: Session) -> None:
    client, dossier = as_officer("motcua"), a_claimed_dossier(session)
    client.visit(f"/can-bo/ho-so/{dossier.id}/bo-sung")
    client.submit("Viết yêu cầuF9", {"paper.gcn": "mo"})
    signed_out(client, session, "motcua")
    client.submit("", {"text": LONG}, form="/bo-sung/gui")
    sign_in_again(client, "motcua")
    assert words_in(client, "text") == LONG
    assert client.page.h1 == "Yêu cầu bổ sung: 1 giấy tờ"
