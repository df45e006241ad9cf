"""A newer form never breaks an open draft: it goes on, says what has changed, and takes the new one when the person does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.models import Procedure
from portal.catalogue.record import Record, from_dict
from portal.dossiers.keeping import remind_of_drafts
from portal.dossiers.models import Dossier
from portal.kernel.clock import FixedClock
from portal.kernel.transaction import transaction
from portal.notices.texts import Wordings
from portal.web.app_state import now, service
from portal.workflow.states import Action, State
from tests.builders.dossiers import a_complete_draft, make_move
from tests.builders.eforms import a_page, a_row
from tests.builders.people import an_officer
from tests.builders.procedures import a_procedure, an_online_record
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
OLD = [
    a_row("owner_name", "person_name", label="Họ và tên"),
    a_row("so", label="Số sổ đất"),
    a_row("xua", label="Số hộ khẩu"),
]
NEW = [OLD[0], a_row("so", "certificate_serial", label="Số phát hành"), a_row("moi", "phone", label="Điện thoại")]
ANSWERS = {"owner_name": "Lê Văn Ba", "so": "ba123456", "xua": "123"}
PAPERS = [{"id": "don", "name": "Đơn xin phép", "originals": 1}, {"id": "ho-khau", "name": "Sổ hộ khẩu", "copies": 1}]


def a_service(*questions: dict[str, Any], code: str = "", **changes: Any) -> Record:
    return an_online_record(code, **{"eform": {"pages": [a_page("p", *questions)]}, "components": PAPERS, **changes})


@pytest.fixture
def draft(session: Session) -> Dossier:
    return a_complete_draft(session, procedure=a_procedure(session, a_service(*OLD)).code, answers=ANSWERS)


def publish(session: Session, draft: Dossier, *questions: dict[str, Any], **changes: Any) -> None:
    a_procedure(session, a_service(*questions, code=draft.procedure_code, **changes))


def place(draft: Dossier, rest: str = "") -> str:
    return f"/ho-so/nhap/{draft.draft_code}{rest}"


def test_a_draft_goes_on_with_its_own_form_until_it_is_sent(
    as_citizen: Browser, session: Session, draft: Dossier
) -> None:
    publish(session, draft, *NEW)
    client = as_citizen()
    page = client.visit(place(draft))
    assert "Biểu mẫu đã thay đổi từ 23/11/2026" in page.text
    assert "Thêm: Điện thoại." in page.text and "Không hỏi nữa: Số hộ khẩu." in page.text
    assert client.visit(place(draft, "/trang/p")).by_id("xua").get("value") == "123"
    client.visit(place(draft, "/kiem-tra"))
    client.submit("Gửi hồ sơ", declared=True)
    session.expire_all()
    assert draft.stands is State.SUBMITTED and draft.answers["xua"] == "123"
    assert draft.revision_id != draft.revision.procedure.revision_id


def test_taking_the_new_form_keeps_what_fits_and_names_the_rest(
    as_citizen: Browser, session: Session, draft: Dossier
) -> None:
    publish(session, draft, *NEW, components=[PAPERS[0], {"id": "anh", "name": "Ảnh con diều", "originals": 1}])
    client = as_citizen()
    client.visit(place(draft))
    client.click("Xem biểu mẫu mới")
    for told in ("Điện thoại", "Số phát hành", "Số hộ khẩu", "Ảnh con diều", "Sổ hộ khẩu"):
        assert told in client.page.text
    client.submit("Dùng biểu mẫu mới")
    session.expire_all()
    assert draft.answers == {"owner_name": "Lê Văn Ba", "so": "BA 123456"}
    assert draft.revision_id == draft.revision.procedure.revision_id
    assert [row.file.filename for row in draft.papers[0].files], "the picture came along"
    assert "Biểu mẫu đã thay đổi" not in client.visit(place(draft)).text
    assert client.get(place(draft, "/bieu-mau-moi")).location == place(draft)


def test_filing_again_takes_what_fits_into_the_form_of_today_and_only_after_an_end(
    as_citizen: Browser, session: Session, draft: Dossier
) -> None:
    client = as_citizen()
    make_move(session, draft, Action.SUBMIT, draft.citizen, consent=True)
    client.visit(f"/ho-so/{draft.code}/")
    token = next(i.get("value") for i in client.page.all("input") if i.get("name") == "csrf_token")
    assert client.post(f"/ho-so/{draft.code}/lam-lai", data={"csrf_token": token}).status_code == 409
    publish(session, draft, *NEW)
    make_move(session, draft, Action.REQUEST_WITHDRAWAL, draft.citizen, note="Sai đơn")
    make_move(
        session, draft, Action.CONFIRM_WITHDRAWAL, an_officer(session, ("intake_officer", draft.onestop_code or ""))
    )
    client.visit(f"/ho-so/{draft.code}/")
    client.submit("Làm lại hồ sơ với những gì đã khai")
    again = session.scalars(select(Dossier).where(Dossier.state == "draft")).one()
    assert again.answers == {"owner_name": "Lê Văn Ba", "so": "BA 123456"}
    assert again.revision_id == again.revision.procedure.revision_id


def test_an_answer_that_does_not_fit_is_asked_for_again_by_name(
    as_citizen: Browser, session: Session, draft: Dossier
) -> None:
    publish(session, draft, OLD[0], a_row("so", "yes_no", label="Có sổ đất không?"), OLD[2])
    client = as_citizen()
    client.visit(place(draft, "/bieu-mau-moi"))
    client.submit("Dùng biểu mẫu mới")
    assert "Có sổ đất không?" in client.page.text
    session.expire_all()
    assert "so" not in draft.answers
    assert "Gửi hồ sơ" not in client.visit(place(draft, "/kiem-tra")).text


def test_where_the_law_has_ended_the_new_form_comes_before_sending(
    as_citizen: Browser, session: Session, draft: Dossier, clock: FixedClock
) -> None:
    draft = a_complete_draft(
        session, procedure=a_procedure(session, a_service(*OLD, valid_to="2026-11-30")).code, answers=ANSWERS
    )
    publish(session, draft, *OLD, a_row("ly_do", label="Lý do", optional=True))
    client = as_citizen()
    assert "Gửi hồ sơ" in client.visit(place(draft, "/kiem-tra")).text
    opened = client.page
    clock.at += timedelta(days=9)
    client._page = opened  # the page stood open over the day on which the law ended
    assert client.submit("Gửi hồ sơ", declared=True).status_code == 422
    session.expire_all()
    assert draft.is_draft
    assert "Biểu mẫu cũ không gửi được nữa" in client.page.text
    client.click("Xem biểu mẫu mới")
    client.submit("Dùng biểu mẫu mới")
    client.visit(place(draft, "/kiem-tra"))
    client.submit("Gửi hồ sơ", declared=True)
    session.expire_all()
    assert draft.stands is State.SUBMITTED


def test_the_day_a_new_law_begins_ends_the_old_one(session: Session, as_citizen: Browser, clock: FixedClock) -> None:
    code = a_procedure(session, a_service(*OLD, valid_from="2025-07-01")).code
    draft = a_complete_draft(session, procedure=code, answers=ANSWERS)
    publish(session, draft, *NEW, valid_from="2026-12-01")
    assert "tiếp tục biểu mẫu đang làm" in as_citizen().visit(place(draft)).text
    clock.at += timedelta(days=8)
    assert "Biểu mẫu cũ không gửi được nữa" in as_citizen().visit(place(draft)).text


def test_new_words_about_the_procedure_alone_are_no_news(as_citizen: Browser, session: Session, draft: Dossier) -> None:
    record = from_dict(draft.record.as_dict())
    a_procedure(session, replace(record, plain="Xin phép thả diều."))
    client = as_citizen()
    assert "Biểu mẫu đã thay đổi" not in client.visit(place(draft)).text
    assert client.get(place(draft, "/bieu-mau-moi")).location == place(draft)


def test_nobody_else_takes_the_new_form_for_a_draft(as_citizen: Browser, session: Session, draft: Dossier) -> None:
    publish(session, draft, *NEW)
    assert as_citizen("0987654321").get(place(draft, "/bieu-mau-moi")).status_code == 404


# ---- nothing can be filed any more


def retire(session: Session, draft: Dossier, successor: str = "") -> None:
    with transaction(session):
        procedure = session.scalars(select(Procedure).where(Procedure.code == draft.procedure_code)).one()
        procedure.status, procedure.successor_code, procedure.changed_at = "retired", successor, now()


def test_a_draft_of_a_retired_procedure_says_so_and_stays_to_be_read(
    as_citizen: Browser, session: Session, draft: Dossier
) -> None:
    client = as_citizen()
    client.visit(place(draft, "/kiem-tra"))
    opened = client.page
    retire(session, draft)
    for page in ("", "/kiem-tra"):
        text = client.visit(place(draft, page)).text
        assert "Thủ tục này đã ngừng áp dụng từ 23/11/2026" in text and "vẫn giữ đến 23/12/2026" in text
    assert "Lê Văn Ba" in client.page.text and "Gửi hồ sơ" not in client.page.text
    assert "không còn gửi qua mạng được" in client.visit("/ho-so/").text
    client._page = opened  # it stood open while the procedure was retired
    assert client.submit("Gửi hồ sơ", declared=True).status_code == 422
    assert client.page.errors == [("closed", "Thủ tục này không còn gửi qua mạng được")]
    session.expire_all()
    assert draft.is_draft and draft.answers == ANSWERS


def test_answers_go_along_to_the_procedure_that_took_the_place(
    as_citizen: Browser, session: Session, draft: Dossier
) -> None:
    other = a_procedure(session, a_service(*NEW, short_name="Xin phép thả diều mới")).code
    retire(session, draft, other)
    client = as_citizen()
    assert "Thủ tục này đã được thay bằng: Xin phép thả diều mới" in client.visit(place(draft)).text
    client.click("Xem biểu mẫu mới")
    client.submit("Dùng biểu mẫu mới")
    session.expire_all()
    assert draft.procedure_code == other
    assert draft.answers == {"owner_name": "Lê Văn Ba", "so": "BA 123456"}
    assert [row.file.filename for row in draft.papers[0].files]


def test_who_waits_for_the_counter_only_is_told_where_and_reminded_of_nothing(
    as_citizen: Browser, session: Session, draft: Dossier, clock: FixedClock
) -> None:
    with transaction(session):
        session.scalars(select(Procedure).where(Procedure.code == draft.procedure_code)).one().is_online = False
    assert "thủ tục này chỉ nhận tại quầy" in as_citizen().visit(place(draft)).text
    clock.at += timedelta(days=4)
    assert remind_of_drafts(session, service(Wordings), link=lambda _: "", at=clock.at) == 0
