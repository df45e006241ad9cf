"""An obvious slip is corrected only when the citizen, who sees both values, agrees; both stay in the history."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.documents.desk import current_desk
from portal.documents.filled import get_dossier_form
from portal.dossiers import corrections
from portal.dossiers.models import Dossier
from portal.dossiers.rules import forms_for
from portal.kernel.errors import StaleVersion
from portal.kernel.transaction import transaction
from portal.notices.queries import list_about
from portal.web.app_state import now
from portal.workflow.states import Action
from tests.builders.corrections import propose_correction
from tests.builders.dossiers import a_dossier_in_hand, a_sent_dossier, make_move
from tests.builders.people import acting, the_officer
from tests.builders.supplements import WRONG_AREA, answer, ask
from tests.builders.together import together
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
SEND = "Gửi đề nghị cho người dânF9"


@pytest.fixture
def dossier(session: Session) -> Dossier:
    return a_dossier_in_hand(session)


def propose(client: StrictClient, dossier: Dossier, area: str = "152,5", question: str = "parcel_area") -> StrictClient:
    client.visit(f"/can-bo/ho-so/{dossier.id}/de-nghi-sua?cau={question}")
    client.submit(SEND, {question: area, "reason": "Sổ đỏ ghi 152,5"})
    return client


def test_the_citizen_sees_old_and_new_accepts_and_papers_show_the_new(
    as_officer: Browser, as_citizen: Browser, session: Session, dossier: Dossier
) -> None:
    client = as_officer("thuly")
    client.visit(f"/can-bo/ho-so/{dossier.id}/")
    client.click("Đề nghị sửa chỗ viết nhầm")
    client.submit("Tiếp tụcF9", cau="parcel_area")
    client.submit(SEND, {"parcel_area": "152,5", "reason": "Sổ đỏ ghi 152,5"})
    session.expire_all()
    assert dossier.answers["parcel_area"] == "125.5", "nothing changes until it is accepted"
    assert "chờ người dân" in client.page.text
    own = as_citizen()
    assert "Có câu cần ông/bà xác nhận" in own.visit("/ho-so/").text
    own.visit(f"/ho-so/{dossier.code}/")
    own.click("So lại và trả lời")
    assert "125,5" in own.page.text and "152,5" in own.page.text and "Sổ đỏ ghi 152,5" in own.page.text
    own.submit("Đồng ý sửa")
    session.expire_all()
    assert dossier.answers["parcel_area"] == "152.5"
    assert "125,5 m² → 152,5 m²" in own.page.text, "both stand in the history"
    component = forms_for(dossier.record, dossier.answers)[0]
    printed = str(get_dossier_form(session, dossier, component.id, current_desk()).as_dict())
    assert "152,5" in printed and "125,5" not in printed
    client.visit(f"/can-bo/ho-so/{dossier.id}/")
    assert "trước đó khai: 125,5 m²" in client.page.text and "người dân đồng ý" in client.page.text


def test_a_commune_is_found_by_typing(as_officer: Browser, dossier: Dossier) -> None:
    client = as_officer("thuly")
    for question, is_there in (("owner_address", True), ("parcel_area", False)):
        page = client.visit(f"/can-bo/ho-so/{dossier.id}/de-nghi-sua?cau={question}")
        assert any("js/communes.js" in script.get("src", "") for script in page.all("script")) is is_there


def test_the_message_says_that_there_is_one_and_the_tracking_page_not_what(
    as_officer: Browser, client: StrictClient, session: Session, dossier: Dossier
) -> None:
    propose(as_officer("thuly"), dossier)
    notice = list_about(session, dossier.code or "")[0]
    assert notice.kind == "correction_proposed" and "152" not in notice.text
    page = client.visit(f"/tra-cuu/{dossier.token}")
    assert "có thể viết nhầm" in page.text and "152,5" not in page.text and "125,5" not in page.text


def test_declined_nothing_changes_and_the_officer_reads_why(
    as_officer: Browser, as_citizen: Browser, session: Session, dossier: Dossier
) -> None:
    officer, own = propose(as_officer("thuly"), dossier), as_citizen()
    own.visit(f"/ho-so/{dossier.code}/sua-sot")
    assert own.submit("Không, tôi khai vậy là đúng", words="x" * 501).status_code == 422
    own.submit("Không, tôi khai vậy là đúng", words="Sổ cũ ghi 125,5")
    session.expire_all()
    assert dossier.answers["parcel_area"] == "125.5"
    officer.visit(f"/can-bo/ho-so/{dossier.id}/")
    assert "Sổ cũ ghi 125,5" in officer.page.text and "người dân không đồng ý" in officer.page.text


def test_what_is_no_slip_is_refused_and_nothing_typed_is_lost(as_officer: Browser, dossier: Dossier) -> None:
    client = as_officer("thuly")
    client.visit(f"/can-bo/ho-so/{dossier.id}/de-nghi-sua?cau=parcel_area")
    assert client.submit(SEND, parcel_area="rộng", reason="").status_code == 422
    assert [field for field, _words in client.page.errors] == ["parcel_area", "reason"]
    assert client.submit(SEND, parcel_area="125,5", reason="Như cũ").status_code == 422
    assert client.page.errors[0][1] == "Nhập giá trị khác với giá trị đã khai"
    assert "Như cũ" in [t.text.strip() for t in client.page.all("textarea") if t.text]


def test_what_changes_the_dossier_is_a_supplement(as_officer: Browser, session: Session, dossier: Dossier) -> None:
    client = as_officer("thuly")
    client.visit(f"/can-bo/ho-so/{dossier.id}/de-nghi-sua")
    offered = {o.get("value") for o in client.page.all("option")}
    assert "parcel_area" in offered
    assert offered.isdisjoint({"truong_hop", "tranh_chap", "parcel_address"}), "the case and who is in charge"
    propose(client, dossier, "yes", "several_owners")
    assert "Hãy yêu cầu bổ sung" in client.page.text
    assert corrections.list_corrections(session, dossier) == []


def test_what_has_become_more_than_a_slip_is_not_accepted_any_more(
    as_citizen: Browser, session: Session, dossier: Dossier
) -> None:
    row = propose_correction(session, dossier)
    own = as_citizen()
    own.visit(f"/ho-so/{dossier.code}/sua-sot")
    with transaction(session):  # as if another answer had come to decide what this one means
        row.question_id, row.values = "several_owners", {"before": False, "after": True}
    assert own.submit("Đồng ý sửa").status_code in (404, 409)
    session.expire_all()
    assert dossier.answers["several_owners"] is False
    assert corrections.list_waiting(session, dossier) == []


def test_only_who_works_on_it_proposes_and_only_the_owner_decides(
    as_officer: Browser, as_citizen: Browser, session: Session, dossier: Dossier
) -> None:
    assert as_officer("motcua").get(f"/can-bo/ho-so/{dossier.id}/de-nghi-sua").status_code == 403
    propose(as_officer("thuly"), dossier)
    other = as_citizen("0987654321")
    assert other.get(f"/ho-so/{dossier.code}/sua-sot").status_code == 404
    assert as_officer("thuly").post(f"/can-bo/ho-so/{dossier.id}/de-nghi-sua/1/tai-quay").status_code in (400, 403)


def test_an_owner_without_a_telephone_says_it_at_the_counter(as_officer: Browser, session: Session, dossier: Dossier) -> None:  # fmt: skip
    propose(as_officer("thuly"), dossier)
    desk = as_officer("motcua")
    desk.visit(f"/can-bo/ho-so/{dossier.id}/")
    desk.submit("Chủ hồ sơ đồng ý")
    assert "Đọc cho chủ hồ sơ nghe trước" in desk.page.text
    desk.submit("Chủ hồ sơ đồng ý", declared=True)
    session.expire_all()
    (one,) = corrections.list_corrections(session, dossier)
    assert (one.state, one.via, one.decided_by) == ("accepted", "counter", "Nguyễn Thị Ngọc Lan")
    assert dossier.answers["parcel_area"] == "152.5" and dossier.events[-1].agency_code == dossier.onestop_code


def test_who_proposed_does_not_take_the_word(as_officer: Browser, session: Session) -> None:
    dossier = a_sent_dossier(session)
    desk = as_officer("motcua")
    desk.visit(f"/can-bo/ho-so/{dossier.id}/")
    desk.submit("Nhận xử lýF9")
    propose(desk, dossier)
    desk.visit(f"/can-bo/ho-so/{dossier.id}/")
    assert "Chủ hồ sơ đồng ý" not in desk.page.text
    colleague = as_officer("motcua2")
    colleague.visit(f"/can-bo/ho-so/{dossier.id}/")
    assert "Chủ hồ sơ đồng ý" in colleague.page.text


def test_a_proposal_taken_back_or_overtaken_counts_no_more(
    as_officer: Browser, as_citizen: Browser, session: Session, dossier: Dossier
) -> None:
    own, client = as_citizen(), propose(as_officer("thuly"), dossier)
    own.visit(f"/ho-so/{dossier.code}/sua-sot")
    client.visit(f"/can-bo/ho-so/{dossier.id}/")
    client.submit("Rút đề nghị")
    assert own.submit("Đồng ý sửa").status_code == 409
    assert "“Đã rút đề nghị sửa”" in own.page.text
    propose(client, dossier)
    ask(session, dossier, WRONG_AREA, who="thuly")
    answer(session, dossier, parcel_area="150")
    assert corrections.list_waiting(session, dossier) == [], "the citizen has mended it otherwise"


def test_nobody_is_asked_about_a_dossier_that_is_decided(as_officer: Browser, session: Session, dossier: Dossier) -> None:  # fmt: skip
    propose(as_officer("thuly"), dossier)
    make_move(session, dossier, Action.REFUSE, the_officer(session, "thuly"), note="Đất bị kê biên")
    assert corrections.list_waiting(session, dossier) == []


def test_yes_and_no_at_once_is_one_of_them(app: Flask, as_officer: Browser, session: Session, dossier: Dossier) -> None:
    propose(as_officer("thuly"), dossier)
    session.expire_all()
    (one,) = corrections.list_corrections(session, dossier)
    number, of, by, at = one.id, dossier.id, acting(dossier.citizen), now()
    session.rollback()

    def say(own: Session, accepts: bool) -> str:
        with transaction(own):
            found = own.get_one(Dossier, of)
            row = corrections.decide(own, found, number, accepts=accepts, words="", via="signed_in", by=by, at=at,
                                     form_key=f"race:{accepts}")  # fmt: skip
            return row.state

    outcomes = together(app, lambda own: say(own, True), lambda own: say(own, False))
    assert len([o for o in outcomes if isinstance(o, StaleVersion)]) == 1
    session.expire_all()
    assert one.state in outcomes
