"""The owner's consent at an officer's desk: seen, looked at before accepting, added and ended at the counter."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.queries import get_slip
from portal.documents.rules import IntakeReceipt
from portal.dossiers.models import Dossier
from portal.dossiers.work_models import FileLook
from portal.kernel.errors import InvalidMove
from portal.workflow.states import Action
from tests.builders.behalf import HELPER, OWNER, OWNER_NAME, a_helped_draft, agree_by_code, agree_by_slip, complete_it
from tests.builders.dossiers import ANSWERS, make_move
from tests.builders.files import a_jpeg
from tests.builders.people import a_citizen, the_officer
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]


def sent(session: Session, *, slip: bool, typed_by: str = "relative") -> Dossier:
    draft = a_helped_draft(session, owner_phone="" if slip else OWNER, typed_by=typed_by)
    (agree_by_slip if slip else agree_by_code)(session, draft)
    make_move(session, draft, Action.SUBMIT, a_citizen(session, phone=HELPER), consent=True)
    return draft


def taken(client: StrictClient, dossier: Dossier) -> StrictClient:
    client.visit(f"/can-bo/ho-so/{dossier.id}/")
    client.submit("Nhận xử lýF9")
    return client


def test_a_slip_is_looked_at_before_the_dossier_is_accepted(as_officer: Browser, session: Session) -> None:
    dossier = sent(session, slip=True)
    client = taken(as_officer("motcua"), dossier)
    assert "Xem giấy đồng ý trước khi tiếp nhận" in client.page.text
    assert not any("/viec/accept" in form.get("action", "") for form in client.page.all("form"))
    with pytest.raises(InvalidMove, match="Look at the signed consent first"):
        make_move(session, dossier, Action.ACCEPT, the_officer(session, "motcua"))
    response = client.get(f"/can-bo/ho-so/{dossier.id}/dong-y/giay")
    response.close()  # looks are written when the answer is on its way
    assert response.mimetype == "image/jpeg"
    session.expire_all()
    assert [look.name for look in session.scalars(select(FileLook))] == ["Giấy đồng ý đã ký"]
    client.submit("Tôi đã xem, giấy đúng")
    assert "Nguyễn Thị Ngọc Lan đã xem giấy" in client.page.text
    client.submit("Tiếp nhận hồ sơF9")
    session.expire_all()
    assert dossier.accepted_at is not None
    assert [e.action for e in dossier.events] == ["consent_by_slip", "submit", "claim", "look_at_slip", "accept"]


def test_a_code_needs_no_look_and_the_receipt_names_both(as_officer: Browser, session: Session) -> None:
    dossier = sent(session, slip=False, typed_by="digital_team")
    client = taken(as_officer("motcua"), dossier)
    for words in (f"Trần Văn Bé (Tổ công nghệ số cộng đồng) nộp thay cho {OWNER_NAME}", "Lời đã đồng ý (bản 1)"):
        assert words in client.page.text
    client.submit("Tiếp nhận hồ sơF9")
    paper = get_slip(session, dossier, "intake_receipt").paper
    assert isinstance(paper, IntakeReceipt)
    assert (paper.owner_name, paper.helper, paper.phone) == (
        OWNER_NAME, "Trần Văn Bé (Tổ công nghệ số cộng đồng), 0987654321", OWNER,
    )  # fmt: skip


def test_somebody_else_agreed_than_the_dossier_names(as_officer: Browser, session: Session) -> None:
    draft = a_helped_draft(session, complete=False)
    agree_by_code(session, draft)
    complete_it(session, draft, {**ANSWERS, "owner_name": "Lê Văn Khác"})
    make_move(session, draft, Action.SUBMIT, a_citizen(session, phone=HELPER), consent=True)
    assert "Tên khác chủ hồ sơ" in as_officer("motcua").visit(f"/can-bo/ho-so/{draft.id}/").text


def test_the_owner_signs_anew_and_ends_the_help_at_the_counter(as_officer: Browser, session: Session) -> None:
    dossier = sent(session, slip=True)
    client = taken(as_officer("motcua"), dossier)
    client.submit("Thêm giấy đồng ý", slip=(io.BytesIO(a_jpeg()), "ky-lai.jpg"))
    session.expire_all()
    assert dossier.consent is not None and dossier.consent.checked_by == "Nguyễn Thị Ngọc Lan"
    client.submit("Thôi nhờ nộp giúp")
    session.expire_all()
    assert not dossier.consent.is_on and dossier.told is None
    make_move(session, dossier, Action.ACCEPT, the_officer(session, "motcua"))  # nobody is left to be told


def test_only_who_holds_the_dossier_says_that_the_slip_is_right(as_officer: Browser, session: Session) -> None:
    dossier = sent(session, slip=True)
    client = as_officer("motcua")
    client.visit(f"/can-bo/ho-so/{dossier.id}/")
    token = client.page.root.find(".//header//input[@name='csrf_token']")
    assert token is not None
    address = f"/can-bo/ho-so/{dossier.id}/dong-y/xem"
    assert client.post(address, data={"csrf_token": token.get("value")}).status_code == 403
