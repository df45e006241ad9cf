"""Messages and notes at an officer's desk: who writes, what is unread, and what a citizen never sees."""

from __future__ import annotations

import io
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.desk import current_desk
from portal.dossiers.contact import write_message
from portal.dossiers.contact_models import DossierMessage
from portal.dossiers.models import Dossier
from portal.dossiers.work_models import FileLook
from portal.kernel.transaction import transaction
from portal.notices.queries import list_about
from portal.storage.store import Store
from portal.web.app_state import now, service
from tests.builders.dossiers import a_claimed_dossier, a_dossier_in_hand
from tests.builders.files import a_gif, a_pdf
from tests.builders.people import a_citizen, acting
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]


def citizen_writes(session: Session, dossier: Dossier, text: str = "Tôi đến nhận ở đâu?") -> None:
    with transaction(session):
        write_message(session, service(Store), dossier, text, [], by=acting(dossier.citizen), at=now(), desk=current_desk(),
                      form_key=f"builder:{dossier.id}:{text}")  # fmt: skip


def messages(session: Session) -> list[DossierMessage]:
    session.expire_all()
    return list(session.scalars(select(DossierMessage).order_by(DossierMessage.id)))


def at_messages(client: StrictClient, dossier: Dossier) -> StrictClient:
    client.visit(f"/can-bo/ho-so/{dossier.id}/trao-doi")
    return client


def test_an_unread_message_is_marked_until_it_is_answered(as_officer: Browser, session: Session) -> None:
    dossier = a_claimed_dossier(session)
    citizen_writes(session, dossier)
    client = as_officer("motcua")
    assert "tin mới" in client.visit("/can-bo/hang-doi/unread").text
    client.click(dossier.code or "")
    client.click("Người dân có lời nhắn, đọc và trả lời")
    assert "chưa đọc" in client.page.text
    client.submit("Gửi lời nhắn", text="Ông bà đến quầy 3 nhé")
    assert "chưa đọc" not in client.page.text
    assert [m.read_by for m in messages(session)] == ["Nguyễn Thị Ngọc Lan", ""]
    assert client.visit("/can-bo/hang-doi/unread").h1.endswith("(0)")
    notice = list_about(session, dossier.code or "")[0]
    assert notice.kind == "message_from_officer" and "quầy 3" not in notice.text


def test_opening_marks_nothing_a_button_does(as_officer: Browser, session: Session) -> None:
    dossier = a_claimed_dossier(session)
    citizen_writes(session, dossier)
    client = at_messages(as_officer("motcua"), dossier)
    assert messages(session)[0].read_at is None
    client.submit("Đánh dấu đã đọc")
    assert messages(session)[0].read_at == now()


def test_only_who_has_the_dossier_writes(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_in_hand(session)
    client = at_messages(as_officer("motcua"), dossier)
    assert "Chỉ cán bộ nơi đang giữ hồ sơ mới nhắn được" in client.page.text
    assert at_messages(as_officer("thuly"), dossier).submit("Gửi lời nhắn", text="Chào ông bà").status_code == 200


def test_notes_are_for_officers_only(as_officer: Browser, as_citizen: Browser, session: Session) -> None:
    dossier = a_claimed_dossier(session)
    client = at_messages(as_officer("motcua"), dossier)
    assert client.submit("Lưu ghi chú").status_code == 422
    client.submit("Lưu ghi chú", note="Nghi giấy tờ sửa số, xem kỹ")
    assert "Nghi giấy tờ sửa số" in client.page.text
    citizen = as_citizen()
    for path in ("", "nhan"):
        assert "Nghi giấy tờ" not in citizen.visit(f"/ho-so/{dossier.code}/{path}").text
    assert b"Nghi gi" not in citizen.get(f"/ho-so/{dossier.code}/tat-ca.zip").data


def test_files_go_along_and_wrong_ones_are_refused(as_officer: Browser, as_citizen: Browser, session: Session) -> None:
    dossier = a_claimed_dossier(session)
    client = at_messages(as_officer("motcua"), dossier)
    assert client.submit("Gửi lời nhắn", text="Mẫu đây", files=(io.BytesIO(a_gif()), "mau.gif")).status_code == 422
    assert "Mẫu đây" in client.page.text and messages(session) == []
    client.submit("Gửi lời nhắn", files=(io.BytesIO(a_pdf()), "mau.pdf"))
    number = messages(session)[0].files[0].id
    client.get(f"/can-bo/ho-so/{dossier.id}/trao-doi/tep/{number}").close()
    session.expire_all()
    assert [look.name for look in session.scalars(select(FileLook))] == ["mau.pdf"]
    assert as_citizen().get(f"/ho-so/{dossier.code}/nhan/tep/{number}").data[:4] == b"%PDF"
    a_citizen(session, phone="0987654321")
    assert as_citizen("0987654321").get(f"/ho-so/{dossier.code}/nhan/tep/{number}").status_code == 404


def test_an_empty_message_is_none(as_officer: Browser, session: Session) -> None:
    client = at_messages(as_officer("motcua"), a_claimed_dossier(session))
    assert client.submit("Gửi lời nhắn", text="  ").status_code == 422
    assert client.page.errors == [("text", "Viết lời nhắn")]
