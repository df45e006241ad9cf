"""Having an officer look first: asked, answered beside the items, taken back, asked again, and closed by sending."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.desk import current_desk
from portal.dossiers import prechecks
from portal.dossiers.models import Dossier
from portal.dossiers.precheck_models import Precheck
from portal.dossiers.work_models import FileLook
from portal.kernel.clock import FixedClock
from portal.kernel.errors import InvalidMove
from portal.kernel.transaction import transaction
from portal.notices.models import Notice
from portal.notices.queries import find_newest_to
from portal.web.app_state import now
from tests.builders.behalf import HELPER, a_helped_draft, agree_by_code, answer_look, ask_to_look
from tests.builders.dossiers import ANSWERS, a_complete_draft, a_draft
from tests.builders.people import PHONE, acting, an_officer, the_officer
from tests.builders.together import Act, together
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]


def states(session: Session) -> list[str]:
    session.expire_all()
    return list(session.scalars(select(Precheck.state).order_by(Precheck.id)))


def at_check(client: StrictClient, draft: Dossier) -> StrictClient:
    client.visit(f"/ho-so/nhap/{draft.draft_code}/kiem-tra")
    return client


def test_from_the_question_to_the_answer_and_to_sending(
    as_citizen: Browser, as_officer: Browser, session: Session
) -> None:
    draft = a_complete_draft(session)
    client, officer = at_check(as_citizen(), draft), as_officer("motcua")
    client.click("Nhờ kiểm tra trước, trả lời trong một ngày làm việc")
    assert "09:00 thứ Tư, 25/11/2026" in client.page.text  # the 24th is a day off
    client.submit("Nhờ cán bộ xem", question="Ảnh sổ đỏ đã rõ chưa?")
    assert "Đang nhờ cán bộ xem trước bản nháp này" in client.page.text

    officer.visit("/can-bo/")
    officer.click("Nhờ kiểm tra trước 1")
    assert officer.page.h1 == "Nhờ kiểm tra trước (1)" and "Ảnh sổ đỏ đã rõ chưa?" in officer.page.text
    officer.click(draft.draft_code)
    assert "350.000.000 đồng" in officer.page.text
    assert officer.submit("Gửi câu trả lờiF9", verdict="mend").status_code == 422
    assert officer.page.errors == [("text", "Viết chỗ cần sửa: cạnh một mục hoặc trong lời nhắn")]
    officer.submit(
        "Gửi câu trả lờiF9", {"verdict": "mend", "paper.gcn": "Chụp lại, bị lóa", "page.thua-dat": "Ghi số tờ"}
    )
    assert officer.page.h1 == "Nhờ kiểm tra trước (0)"

    told = find_newest_to(session, PHONE, "precheck_answered")
    assert told is not None and "lóa" not in told.text and draft.draft_code in told.sms
    at_check(client, draft)
    assert "mời ông/bà sửa" in client.page.text and "Chụp lại, bị lóa" in client.page.text
    assert "Chụp lại, bị lóa" in client.visit(f"/ho-so/nhap/{draft.draft_code}/giay-to/gcn").text
    assert "Ghi số tờ" in client.visit(f"/ho-so/nhap/{draft.draft_code}/trang/thua-dat").text
    at_check(client, draft).click("Nhờ kiểm tra thêm lần nữa")
    client.submit("Nhờ cán bộ xem")
    client.submit("Gửi hồ sơ", declared=True)
    assert client.page.h1 == "Đã gửi hồ sơ" and states(session) == ["answered", "closed"]
    session.expire_all()
    assert [event.action for event in draft.events] == ["submit"]  # nothing of it is a clock or a move


def test_an_officer_sees_the_draft_only_while_asked(as_officer: Browser, as_citizen: Browser, session: Session) -> None:
    draft = a_complete_draft(session)
    asked = ask_to_look(session, draft)
    picture = draft.papers[0].files[0].id
    officer, place = as_officer("motcua"), f"/can-bo/kiem-tra-truoc/{asked.id}"
    assert officer.get(place).status_code == officer.get(f"{place}/tep/{picture}").status_code == 200
    client = at_check(as_citizen(), draft)
    client.submit("Thôi, không nhờ nữa")
    assert states(session) == ["taken_back"]
    assert officer.get(place).status_code == officer.get(f"{place}/tep/{picture}").status_code == 404
    assert officer.get(f"/can-bo/ho-so/{draft.id}/").status_code == 404


def test_only_the_office_that_would_receive_it_is_asked(as_officer: Browser, session: Session) -> None:
    asked = ask_to_look(session, a_complete_draft(session))
    place = f"/can-bo/kiem-tra-truoc/{asked.id}"
    assert as_officer("thuly").get(place).status_code == 403
    elsewhere = an_officer(session, ("intake_officer", "xa-khac"))
    assert as_officer(elsewhere).get(place).status_code == 404
    assert as_officer(elsewhere).visit("/can-bo/kiem-tra-truoc").h1.endswith("(0)")


def test_what_is_due_first_stands_on_top_and_apart_from_dossiers(
    as_officer: Browser, session: Session, clock: FixedClock
) -> None:
    first = ask_to_look(session, a_complete_draft(session))
    clock.at += timedelta(hours=1)
    second = ask_to_look(session, a_draft(session, answers=ANSWERS))
    officer = as_officer("motcua")
    text = officer.visit("/can-bo/kiem-tra-truoc").text
    assert text.index(first.dossier.draft_code) < text.index(second.dossier.draft_code)
    assert officer.visit("/can-bo/hang-doi/all").h1.endswith("(0)")


def test_the_first_of_two_officers_answers_and_the_second_reads_it(as_officer: Browser, session: Session) -> None:
    asked = ask_to_look(session, a_complete_draft(session))
    slow = as_officer("motcua2")
    slow.visit(f"/can-bo/kiem-tra-truoc/{asked.id}")
    answer_look(session, asked, the_officer(session, "motcua"))
    assert slow.submit("Gửi câu trả lờiF9", verdict="good").status_code == 404
    assert "Bản nháp này không còn nhờ xem nữa" in slow.page.text
    with pytest.raises(InvalidMove, match="Another officer has answered already"):
        answer_look(session, asked, the_officer(session, "motcua2"), text="Được rồi")
    session.expire_all()
    assert (asked.answered_by, asked.text) == ("Nguyễn Thị Ngọc Lan", "Chụp lại trang 2")


def test_two_officers_in_the_same_moment_give_one_answer(app: Flask, session: Session) -> None:
    asked, link = ask_to_look(session, a_complete_draft(session)).id, "http://localhost/"

    def by(username: str) -> Act:
        def act(own: Session) -> str:
            with transaction(own):
                row = own.get_one(Precheck, asked)
                prechecks.answer(own, row, looks_good=True, text=username, remarks=[], by=acting(the_officer(own, username)),
                                 at=now(), desk=current_desk(), link=link)  # fmt: skip
            return username

        return act

    ends = together(app, by("motcua"), by("motcua2"))
    session.rollback()  # reads what the two wrote
    kept = session.get_one(Precheck, asked)
    assert sorted(type(end).__name__ for end in ends) == ["InvalidMove", "str"] and kept.text in ends
    assert len(session.scalars(select(Notice.id).where(Notice.kind == "precheck_answered")).all()) == 1


def test_a_draft_goes_with_everything_that_was_asked_about_it_and_who_looked(
    as_citizen: Browser, as_officer: Browser, session: Session
) -> None:
    draft = a_complete_draft(session)
    asked, picture = ask_to_look(session, draft), draft.papers[0].files[0].id
    as_officer("motcua").get(f"/can-bo/kiem-tra-truoc/{asked.id}/tep/{picture}").close()
    session.expire_all()
    assert [look.dossier_id for look in session.scalars(select(FileLook))] == [draft.id]
    client = at_check(as_citizen(), draft)
    client.submit("Thôi, không nhờ nữa")
    client.visit(f"/ho-so/nhap/{draft.draft_code}/xoa")
    client.submit("Xóa hồ sơ nháp này")
    assert states(session) == [] and session.scalars(select(FileLook)).all() == []


def test_asking_twice_at_once_is_one_question(as_citizen: Browser, session: Session) -> None:
    draft = a_complete_draft(session)
    client = as_citizen()
    client.visit(f"/ho-so/nhap/{draft.draft_code}/nho-kiem-tra")
    page = client.page
    client.submit("Nhờ cán bộ xem")
    client._page = page
    client.submit("Nhờ cán bộ xem")
    assert states(session) == ["open"]


def test_a_foreign_draft_cannot_be_asked_about(as_citizen: Browser, session: Session) -> None:
    draft = a_complete_draft(session)
    assert as_citizen("0909000111").get(f"/ho-so/nhap/{draft.draft_code}/nho-kiem-tra").status_code == 404


def test_whoever_writes_is_told_and_the_owner_agrees_first(as_citizen: Browser, session: Session) -> None:
    draft = a_helped_draft(session)
    client = as_citizen(HELPER)
    client.visit(f"/ho-so/nhap/{draft.draft_code}/nho-kiem-tra")
    assert client.submit("Nhờ cán bộ xem").status_code == 422 and "Cần chủ hồ sơ đồng ý trước đã" in client.page.text
    agree_by_code(session, draft)
    answer_look(session, ask_to_look(session, draft), the_officer(session, "motcua"))
    assert find_newest_to(session, HELPER, "precheck_answered") is not None
    assert find_newest_to(session, PHONE, "precheck_answered") is None
