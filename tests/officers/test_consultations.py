"""Other agencies are asked beside the main leg: a question, a last day, an answer; nothing waits by itself."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.desk import current_desk
from portal.documents.office_composing import control_slip
from portal.dossiers import consultations
from portal.dossiers.alert_queries import page_alerts
from portal.dossiers.models import Dossier
from portal.dossiers.queries import get_for_officer
from portal.dossiers.watch import watch
from portal.identity.models import Officer
from portal.kernel.clock import FixedClock, local_date
from portal.kernel.errors import Incomplete, NotFound, StaleVersion
from portal.kernel.transaction import transaction
from portal.notices.models import Notice
from portal.workflow.states import Action, State
from tests.builders.consultations import DUE, consult, opinion
from tests.builders.dossiers import a_dossier_in_hand, a_sent_dossier, make_move
from tests.builders.files import a_gif, a_pdf
from tests.builders.people import acting, an_officer, the_officer
from tests.builders.statements import counted_statements
from tests.builders.together import together
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
TAX, CULTURE = "so-tai-chinh", "so-van-hoa-the-thao-va-du-lich"


@pytest.fixture
def dossier(session: Session) -> Dossier:
    return a_dossier_in_hand(session)


@pytest.fixture
def asked(session: Session) -> Officer:
    return an_officer(session, ("case_officer", TAX), full_name="Lâm Thị Bích Thủy")


def work_page(client: StrictClient, dossier: Dossier) -> str:
    client.visit(f"/can-bo/ho-so/{dossier.id}/")
    return client.page.text


def test_several_agencies_are_asked_at_once_and_the_clock_runs_on(
    as_officer: Browser, session: Session, dossier: Dossier, asked: Officer
) -> None:
    promised, client = dossier.promised_at, as_officer("thuly")
    work_page(client, dossier)
    client.click("Lấy ý kiến cơ quan khác")
    client.submit("Gửi câu hỏiF9", agency_1=TAX, agency_2=CULTURE, question="Có nợ thuế không?", days="3")
    session.expire_all()
    assert [(one.agency_code, one.due_at, one.asked_by) for one in dossier.consultations] == [
        (TAX, DUE, "Lê Minh Khôi"), (CULTURE, DUE, "Lê Minh Khôi"),
    ]  # fmt: skip
    assert dossier.stands is State.PROCESSING and dossier.promised_at == promised
    assert dossier.segments[-1].kind == "running" and dossier.segments[-1].ended_at is None
    assert "Có nợ thuế không?" in client.page.text and "chờ trả lời" in client.page.text
    assert "chậm nhất ngày 27/11/2026" in dossier.events[-1].note


def test_what_is_missing_is_said_and_nothing_typed_is_lost(as_officer: Browser, dossier: Dossier) -> None:
    client = as_officer("thuly")
    client.visit(f"/can-bo/ho-so/{dossier.id}/y-kien")
    sent = client.submit("Gửi câu hỏiF9", agency_2=CULTURE, question="Có quy hoạch không?", days="nhiều")
    assert sent.status_code == 422
    assert [field for field, _words in client.page.errors] == ["agency_1", "days"]
    assert "Có quy hoạch không?" in [t.text.strip() for t in client.page.all("textarea") if t.text]
    assert CULTURE in [o.get("value") for o in client.page.all("option") if o.get("selected") is not None]


def test_the_asked_unit_finds_it_in_its_queue_and_answers_with_a_document(
    as_officer: Browser, session: Session, dossier: Dossier, asked: Officer
) -> None:
    with pytest.raises(NotFound):
        get_for_officer(session, asked, dossier.id)
    consult(session, dossier, TAX)
    client = as_officer(asked)
    client.visit("/can-bo/hang-doi/consulted")
    assert "còn 3 ngày làm việc" in client.page.text, "the day of the answer, not of the dossier"
    client.click(dossier.code or "")
    client.click("Trả lời")
    wrong = client.submit("Gửi câu trả lờiF9", answer="Không nợ thuế.", file=(io.BytesIO(a_gif()), "hinh.gif"))
    assert wrong.status_code == 422 and "Không nợ thuế." in client.page.text
    client.submit("Gửi câu trả lờiF9", answer="Không nợ thuế.", file=(io.BytesIO(a_pdf()), "cong-van.pdf"))
    session.expire_all()
    (one,) = dossier.consultations
    assert (one.state, one.answer, one.answered_by) == ("answered", "Không nợ thuế.", asked.full_name)
    event = dossier.events[-1]
    assert (event.action, event.agency_code) == ("answer_consultation", TAX)
    asker = as_officer("thuly")
    asker.visit("/can-bo/hang-doi/opinions")
    asker.click(dossier.code or "")
    assert "Không nợ thuế." in asker.page.text and "cong-van.pdf" in asker.page.text
    assert asker.get(f"/can-bo/ho-so/{dossier.id}/y-kien/{one.id}/tep").mimetype == "application/pdf"
    asker.submit("Đã xem")
    asker.visit("/can-bo/hang-doi/opinions")
    assert dossier.code not in asker.page.text


def test_who_asks_nobody_reads_the_answer_and_is_offered_no_button(
    as_officer: Browser, session: Session, dossier: Dossier, asked: Officer
) -> None:
    (one,) = consult(session, dossier, TAX)
    opinion(session, one, asked)
    page = work_page(as_officer("vanthu"), dossier)
    assert "Có 1 ý kiến mới về" in page and "Đã xem" not in page
    assert "Đã xem" in work_page(as_officer("thuly"), dossier)


def test_the_asked_unit_answers_and_does_nothing_else(as_officer: Browser, session: Session, dossier: Dossier, asked: Officer) -> None:  # fmt: skip
    (one,) = consult(session, dossier, TAX)
    page = work_page(as_officer(asked), dossier)
    assert "Trình ký" not in page and "Lấy ý kiến cơ quan khác" not in page
    assert as_officer(asked).get(f"/can-bo/ho-so/{dossier.id}/y-kien/{one.id}/rut").status_code == 403
    stranger = an_officer(session, ("case_officer", CULTURE))
    assert as_officer(stranger).get(f"/can-bo/ho-so/{dossier.id}/y-kien/{one.id}/tra-loi").status_code == 404
    assert as_officer("vanthu").get(f"/can-bo/ho-so/{dossier.id}/y-kien/{one.id}/tra-loi").status_code == 403


def test_only_who_handles_it_asks(as_officer: Browser, session: Session) -> None:
    sent = a_sent_dossier(session)
    assert as_officer("motcua").get(f"/can-bo/ho-so/{sent.id}/y-kien").status_code == 403
    leader = an_officer(session, ("unit_leader", sent.onestop_code or ""))
    assert as_officer(leader).get(f"/can-bo/ho-so/{sent.id}/y-kien").status_code == 302


def test_a_dossier_is_decided_without_an_answer_only_with_a_reason(
    as_officer: Browser, session: Session, dossier: Dossier, asked: Officer
) -> None:
    make_move(session, dossier, Action.FINISH_LEG, the_officer(session, "thuly"))
    (one,) = consult(session, dossier, TAX)
    with pytest.raises(Incomplete):
        make_move(session, dossier, Action.SUBMIT_FOR_SIGNATURE, the_officer(session, "thuly"))
    client = as_officer("thuly")
    work_page(client, dossier)
    client.click("Trình kýF9")
    assert client.submit("Trình kýF9").status_code == 422
    assert [field for field, _words in client.page.errors] == ["unawaited"]
    assert "Sở Tài chính" in client.page.text
    client.submit("Trình kýF9", unawaited="Đã hỏi qua điện thoại, không nợ thuế")
    session.expire_all()
    assert dossier.stands is State.AWAITING_SIGNATURE
    assert (one.state, one.withdrawn_reason) == ("withdrawn", "Đã hỏi qua điện thoại, không nợ thuế")
    assert "Quyết định không chờ ý kiến: Đã hỏi qua điện thoại" in work_page(client, dossier)
    told = as_officer(asked)
    told.visit("/can-bo/hang-doi/consulted")
    assert dossier.code not in told.page.text


def test_a_refusal_keeps_both_reasons_apart(as_officer: Browser, session: Session, dossier: Dossier) -> None:
    consult(session, dossier, TAX)
    client = as_officer("thuly")
    client.visit(f"/can-bo/ho-so/{dossier.id}/viec/refuse")
    assert client.submit("Từ chối giải quyết", note="Đất đang bị kê biên").status_code == 422
    client.submit("Từ chối giải quyết", unawaited="Kê biên thì không cần hỏi thuế")
    session.expire_all()
    assert dossier.stands is State.REFUSED
    assert dossier.events[-1].note == "Đất đang bị kê biên"


def test_an_answered_question_holds_nothing_up(session: Session, dossier: Dossier, asked: Officer) -> None:
    make_move(session, dossier, Action.FINISH_LEG, the_officer(session, "thuly"))
    (one,) = consult(session, dossier, TAX)
    opinion(session, one, asked)
    assert control_slip(session, dossier, current_desk(), DUE).partner_names == "Sở Tài chính"
    make_move(session, dossier, Action.SUBMIT_FOR_SIGNATURE, the_officer(session, "thuly"))
    assert one.noted_at is not None, "who decides has read it"


def test_a_question_is_taken_back_with_a_reason(as_officer: Browser, session: Session, dossier: Dossier, asked: Officer) -> None:  # fmt: skip
    consult(session, dossier, TAX)
    slow, client = as_officer(asked), as_officer("thuly")
    work_page(slow, dossier)
    slow.click("Trả lời")
    work_page(client, dossier)
    client.click("Rút lại câu hỏi")
    assert client.submit("Rút lại câu hỏi").status_code == 422
    client.submit("Rút lại câu hỏi", note="Người dân đã nộp giấy xác nhận")
    assert slow.submit("Gửi câu trả lờiF9", answer="Không nợ.").status_code == 409
    assert "Rút lại" in slow.page.text or "rút lại" in slow.page.text
    assert "Người dân đã nộp giấy xác nhận" in work_page(slow, dossier)


def test_who_is_late_is_marked_and_told_to_everybody_concerned(
    as_officer: Browser, session: Session, clock: FixedClock, dossier: Dossier, asked: Officer
) -> None:
    consult(session, dossier, TAX, CULTURE)
    leader = an_officer(session, ("approver", TAX))
    clock.at = DUE - timedelta(hours=1)
    assert watch(session, current_desk(), at=clock.at)["consultation_soon"] == 2
    assert _told(session, asked, clock) == ["consultation_soon"] and _told(session, leader, clock) == []
    clock.at = DUE + timedelta(minutes=1)
    assert watch(session, current_desk(), at=clock.at)["consultation_late"] == 2
    assert watch(session, current_desk(), at=clock.at)["consultation_late"] == 0, "told once"
    assert _told(session, leader, clock) == _told(session, asked, clock) == ["consultation_late"]
    assert _told(session, the_officer(session, "truongquay"), clock) == ["consultation_late"] * 2
    assert _told(session, the_officer(session, "thuly"), clock).count("consultation_late") == 2
    assert "quá hạn" in work_page(as_officer("thuly"), dossier)
    opinion(session, dossier.consultations[0], asked)
    assert _told(session, asked, clock) == []


def _told(session: Session, officer: Officer, clock: FixedClock) -> list[str]:
    session.expire_all()
    officer.on = local_date(clock.at)
    return [a.kind for a in page_alerts(session, officer, clock.at)[1] if a.kind.startswith("consultation")]


def test_the_citizen_reads_plainly_who_is_asked_and_that_the_date_stays(
    client: StrictClient, as_citizen: Browser, session: Session, dossier: Dossier, asked: Officer
) -> None:
    (one,) = consult(session, dossier, TAX, question="Người này có nợ thuế không?")
    for page in (client.visit(f"/tra-cuu/{dossier.token}"), as_citizen().visit(f"/ho-so/{dossier.code}/")):
        assert "Đang hỏi ý kiến cơ quan khác: Sở Tài chính, trả lời chậm nhất ngày 27/11/2026" in page.text
        assert "Ngày hẹn trả kết quả giữ nguyên" in page.text
        assert "nợ thuế" not in page.text, "what is asked stays inside the house"
    opinion(session, one, asked)
    page = client.visit(f"/tra-cuu/{dossier.token}")
    assert "Đang hỏi ý kiến" not in page.text and "Cơ quan được hỏi đã trả lời" in page.text


def test_two_of_one_unit_answer_at_once_and_one_counts(app: Flask, session: Session, dossier: Dossier, asked: Officer) -> None:  # fmt: skip
    (one,) = consult(session, dossier, TAX)
    number, by = one.id, acting(asked)
    session.rollback()

    def answer(own: Session, text: str) -> str:
        with transaction(own):
            found = own.get_one(type(one), number)
            consultations.answer(own, found, text, None, by=by, at=DUE, form_key=f"race:{text}")
        return text

    outcomes = together(app, lambda own: answer(own, "A"), lambda own: answer(own, "B"))
    assert len([o for o in outcomes if isinstance(o, StaleVersion)]) == 1
    session.expire_all()
    assert one.answer in outcomes


def test_the_inbox_of_the_asked_unit_costs_eight_statements(
    app: Flask, as_officer: Browser, session: Session, dossier: Dossier, asked: Officer
) -> None:
    consult(session, dossier, TAX)
    client = as_officer(asked)
    client.visit("/can-bo/hang-doi/consulted")
    with counted_statements(app) as statements:
        client.get("/can-bo/hang-doi/consulted")
    assert len(statements) <= 8, "\n".join(statements)


def addressed(session: Session, *officers: Officer) -> None:
    """Let these officers have an e-mail address."""
    with transaction(session):
        for officer in officers:
            officer.email = f"{officer.username}@vinhlong.gov.vn"


def told_by_mail(session: Session) -> list[tuple[str, str]]:
    """Return (address, subject) of every message that tells of a question."""
    notices = session.scalars(select(Notice).where(Notice.kind == "opinion_asked"))
    return [(delivery.address, notice.title) for notice in notices for delivery in notice.deliveries]


def test_who_may_answer_is_written_to_at_once(
    as_officer: Browser, as_citizen: Browser, session: Session, dossier: Dossier, asked: Officer
) -> None:
    clerk, elsewhere, on_leave = (
        an_officer(session, (role, agency))
        for role, agency in (("clerk", TAX), ("case_officer", CULTURE), ("case_officer", TAX))
    )
    other_field = an_officer(session, ("case_officer", TAX))
    an_officer(session, ("case_officer", TAX))  # has no address
    with transaction(session):
        other_field.roles[0].field_code = "ho-tich"
        on_leave.roles[0].valid_to = local_date(DUE) - timedelta(days=30)
    addressed(session, asked, clerk, elsewhere, on_leave, other_field)
    consult(session, dossier, TAX, question="Có nợ thuế không?")
    assert told_by_mail(session) == [
        (f"{asked.username}@vinhlong.gov.vn", f"[{dossier.code}] Xin ý kiến, trả lời trước 27/11/2026")
    ]
    [notice] = session.scalars(select(Notice).where(Notice.kind == "opinion_asked"))
    assert "Có nợ thuế không?" in notice.text and f"/can-bo/ho-so/{dossier.id}/" in notice.text
    assert "Chi nhánh Văn phòng Đăng ký đất đai" in notice.text and notice.sms
    assert "Xin ý kiến" not in as_citizen().visit(f"/ho-so/{dossier.code}").text


def test_the_same_form_writes_once(as_officer: Browser, session: Session, dossier: Dossier, asked: Officer) -> None:
    addressed(session, asked)
    client = as_officer("thuly")
    client.visit(f"/can-bo/ho-so/{dossier.id}/y-kien")
    page = client.page
    for _ in range(2):
        client._page = page
        client.submit("Gửi câu hỏiF9", agency_1=TAX, question="Có nợ thuế không?", days="3")
    assert len(told_by_mail(session)) == 1
