"""The working calendar on screen: nothing is saved before it is seen whom it touches, and a day can be taken away again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.catalogue.calendar_operations import list_changes
from portal.catalogue.loading import load_calendar
from portal.catalogue.queries import working_calendar
from portal.kernel.clock import local_date
from portal.kernel.transaction import transaction
from tests.builders.dossiers import a_dossier_awaiting_payment, an_accepted_dossier
from tests.strict_client import StrictClient

SignIn = Callable[..., StrictClient]
PAGE = "/quan-tri/lich"
STORM = {"on.day": "26", "on.month": "11", "on.year": "2026", "working": "no", "reason": "Nghỉ bão", "confirmed": True}


def test_whom_a_day_touches_is_seen_before_it_is_saved(as_officer: SignIn, session: Session) -> None:
    dossier = an_accepted_dossier(session)
    a_dossier_awaiting_payment(session)
    before = dossier.promised_at
    assert before is not None and local_date(before) == date(2026, 12, 4)
    client = as_officer("quantri")
    client.visit(PAGE)
    client.submit("Xem ai bị ảnh hưởng", STORM, form="xem-truoc")
    assert client.page.h1 == "Cơ quan nghỉ thứ Năm, 26/11/2026: Nghỉ bão"
    assert "1 ngày hẹn muộn hơn" in client.page.text and "0 ngày hẹn sớm hơn" in client.page.text
    assert "1 hồ sơ đang tạm dừng" in client.page.text
    assert str(dossier.code) in client.page.text
    assert "thứ Sáu, 04/12/2026" in client.page.text and "thứ Hai, 07/12/2026" in client.page.text
    assert "Trung tâm Phục vụ hành chính công tỉnh Vĩnh Long" in client.page.text
    assert working_calendar(session).is_working_day(date(2026, 11, 26)), "nothing is saved yet"
    client.submit("Đổi lịch")
    assert "Đã đổi lịch" in client.page.text and "đang tính lại hồ sơ" in client.page.text
    assert not working_calendar(session).is_working_day(date(2026, 11, 26))
    (change,) = list_changes(session)
    assert (change.kind, change.day_on, change.by_name) == ("day_off", date(2026, 11, 26), "Võ Hoàng Nam")


def test_a_day_is_taken_away_and_loading_does_not_bring_it_back(as_officer: SignIn, session: Session) -> None:
    day = date(2026, 11, 24)
    client = as_officer("quantri")
    client.visit(f"{PAGE}?nam=2026&ngay=2026-11-24")
    client.click("Bỏ ngày này")
    assert "trở lại là ngày bình thường" in client.page.h1 and "Không ngày hẹn nào thay đổi" in client.page.text
    assert not working_calendar(session).is_working_day(day)
    client.submit("Đổi lịch")
    assert working_calendar(session).is_working_day(day)
    with transaction(session):
        load_calendar(session, {"days": [{"date": day, "working": False, "reason": "Mừng", "confirmed": True}]})
    assert working_calendar(session).is_working_day(day)
    assert client.get(f"{PAGE}/bo?ngay=2026-11-24").status_code == 404
    assert client.get(f"{PAGE}/bo?ngay=hom-nay").status_code == 404


def test_office_hours_are_changed(as_officer: SignIn, session: Session) -> None:
    client = as_officer("quantri")
    client.visit(PAGE)
    client.submit(
        "Xem ai bị ảnh hưởng",
        {"morning_opens": "7h30", "morning_closes": "11.30", "afternoon_opens": "13:30"},
        form="gio",
    )
    assert client.page.h1 == "Giờ làm việc mới: 07:30–11:30, 13:30–17:00"
    client.submit("Đổi lịch")
    assert working_calendar(session).hours.written() == "07:30-11:30 13:30-17:00"
    assert working_calendar(session).hours.hours_a_day == 7.5


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [({"morning_opens": "bảy giờ"}, ("morning_opens", "Ghi giờ như 7:30")),
     ({"morning_closes": "14:00"}, ("afternoon_closes", "Bốn mốc giờ phải nối tiếp nhau")),
     ({"afternoon_closes": "25:00"}, ("afternoon_closes", "Ghi giờ như 7:30"))],
)  # fmt: skip
def test_hours_that_make_no_sense_are_told(as_officer: SignIn, typed: dict[str, str], wrong: tuple[str, str]) -> None:
    client = as_officer("quantri")
    client.visit(PAGE)
    answer = client.submit("Xem ai bị ảnh hưởng", typed, form="gio")
    assert answer.status_code == 422 and client.page.errors == [wrong]


def test_a_day_without_a_reason_is_told_and_what_was_typed_stays(as_officer: SignIn) -> None:
    client = as_officer("quantri")
    client.visit(PAGE)
    answer = client.submit("Xem ai bị ảnh hưởng", {**STORM, "reason": ""}, form="xem-truoc")
    assert answer.status_code == 422
    assert [field for field, _words in client.page.errors] == ["reason"]
    assert 'value="26"' in client.page.html
