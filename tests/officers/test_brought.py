"""A supplement brought to the counter: taken in item by item, once, and the dossier goes on as if it came online."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.models import Slip
from portal.dossiers.models import Dossier
from portal.dossiers.typed_models import TypedPage
from portal.dossiers.work_models import FileLook
from portal.kernel.clock import FixedClock
from portal.workflow.states import Action, State
from tests.builders.dossiers import the_event
from tests.builders.files import a_jpeg
from tests.builders.people import an_officer
from tests.builders.supplements import (
    BLURRED,
    WRONG_AREA,
    WRONG_PLACE,
    a_dossier_asked_before_intake,
    a_dossier_asked_in_appraisal,
    answer,
    being_typed,
    prepare,
)
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
FINISH = "Nhận bổ sungF9"
SAID = {"typed_by": "counter_helped", "declared": True}


def at_counter(client: StrictClient, dossier: Dossier) -> StrictClient:
    client.visit(f"/can-bo/tai-quay/bo-sung/{dossier.id}")
    return client


def test_paper_and_a_mended_answer_are_taken_in_and_the_dossier_goes_on(
    as_officer: Browser, session: Session, clock: FixedClock
) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED, WRONG_AREA)
    before, asker = dossier.promised_at, dossier.supplements[0].asked_by_id
    clock.at += timedelta(days=2)  # tomorrow the office is closed
    client = at_counter(as_officer("motcua"), dossier)
    client.submit(FINISH, {"form-gcn": "original", "parcel_area": "152,5", **SAID})
    session.expire_all()
    assert dossier.stands is State.PROCESSING, client.page.text
    supplement = dossier.supplements[0]
    assert (supplement.channel, supplement.typed_by, supplement.taken_by) == (
        "counter", "counter_helped", "Nguyễn Thị Ngọc Lan",
    )  # fmt: skip
    assert (dossier.channel, dossier.typed_by) == ("online", "citizen")
    assert dossier.answers["parcel_area"] == "152.5" and supplement.before == {"parcel_area": "125.5"}
    paper = dossier.paper("gcn")
    assert paper is not None and paper.status == "handed_in" and paper.files == []
    assert len(paper.files_that_are("replaced")) == 1
    assert [(row.component_id, row.form, row.agency_code) for row in dossier.handed] == [
        ("gcn", "original", dossier.onestop_code)
    ]
    assert dossier.holder_id == asker and dossier.promised_at is not None and before is not None
    assert dossier.promised_at > before
    assert "Ngày hẹn trả mới" in client.page.text and "bản chính" in client.page.text
    assert client.get(f"/can-bo/tai-quay/bo-sung/{dossier.id}/phieu.pdf").mimetype == "application/pdf"


def test_the_slip_says_what_was_given_how_and_the_new_date(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED, WRONG_AREA)
    client = at_counter(as_officer("motcua"), dossier)
    scan = (io.BytesIO(a_jpeg()), "so.jpg")
    client.submit(FINISH, {"form-gcn": "copy", "files-gcn": scan, "parcel_area": "152,5", **SAID})
    facts = session.scalars(select(Slip.facts).where(Slip.kind == "supplement_receipt")).one()
    assert [item["note"] for item in facts["given"]] == ["đã nhận bản sao, 1 tệp, bản điện tử", "đã sửa phần khai"]
    assert facts["is_at_counter"] and facts["promised_at"] and not facts["first_answer_by"]
    assert the_event(session, dossier, Action.ANSWER_SUPPLEMENT).agency_code == dossier.onestop_code


def test_before_acceptance_the_counter_answers_by_a_time(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session)
    client = at_counter(as_officer("motcua"), dossier)
    client.submit(FINISH, {"files-gcn": (io.BytesIO(a_jpeg()), "so.jpg"), **SAID})
    session.expire_all()
    assert dossier.stands is State.SUBMITTED
    assert "Hồ sơ chưa được tiếp nhận" in client.page.text
    client.click("Mở hồ sơ")
    client.submit("Tiếp nhận hồ sơF9")
    session.expire_all()
    assert dossier.stands is State.ACCEPTED


def test_what_is_left_is_named_and_nothing_typed_is_lost(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED, WRONG_AREA)
    client = at_counter(as_officer("motcua"), dossier)
    wrong = {"form-gcn": "none", "words-gcn": "", "parcel_area": "rộng", "typed_by": "counter_typed"}
    assert client.submit(FINISH, wrong).status_code == 422
    assert [field for field, _words in client.page.errors] == ["parcel_area", "words-gcn"]
    typed = {i.get("name"): i.get("value") for i in client.page.all("input") if i.get("checked") is not None}
    assert (typed["form-gcn"], typed["typed_by"]) == ("none", "counter_typed")
    good = {"form-gcn": "none", "words-gcn": "Bị cháy năm ngoái", "parcel_area": "152,5"}
    assert client.submit(FINISH, good).status_code == 422
    assert client.page.errors == [("declared", "Đánh dấu vào ô cam đoan những điều đã khai là đúng")]
    client.submit(FINISH, SAID)
    session.expire_all()
    assert dossier.stands is State.PROCESSING
    assert dossier.supplements[0].items[0].not_had == "Bị cháy năm ngoái"


def test_it_is_kept_until_it_is_complete_and_the_citizen_sees_the_paper_is_there(
    as_officer: Browser, as_citizen: Browser, session: Session
) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED)
    client = at_counter(as_officer("motcua"), dossier)
    client.submit("Lưu lại", {"form-gcn": "original"})
    session.expire_all()
    assert dossier.stands is State.SUPPLEMENT_REQUESTED and len(dossier.handed) == 1
    own = as_citizen()
    own.visit(f"/ho-so/{dossier.code}/bo-sung")
    assert "Quầy đã nhận bản giấy" in own.page.text
    at_counter(client, dossier).submit("Lưu lại", {"form-gcn": ""})
    session.expire_all()
    assert dossier.handed == []


def test_what_the_citizen_was_typing_stays_until_the_counter_writes_something_else(
    as_officer: Browser, as_citizen: Browser, session: Session
) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED, WRONG_AREA)
    own, address = as_citizen(), f"/ho-so/{dossier.code}/bo-sung"
    own.visit(address)
    before = own.page
    being_typed(session, dossier, "parcel_area", "130,")
    client = at_counter(as_officer("motcua"), dossier)
    client.submit("Lưu lại", {"form-gcn": "copy"})
    own.visit(address)
    assert own.page.by_id("parcel_area").get("value") == "130,", "the counter said nothing about it"
    at_counter(client, dossier).submit("Lưu lại", {"parcel_area": "152,5"})
    own.visit(address)
    assert own.page.by_id("parcel_area").get("value") == "152,5"
    own._page = before
    assert own.submit("Lưu lại, chưa gửi", parcel_area="140").status_code == 409, "a page still open is told"
    assert "152,5" in own.page.text and own.page.by_id("parcel_area").get("value") == "140"


def test_what_was_taken_in_leaves_no_words_behind(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED, WRONG_AREA)
    being_typed(session, dossier, "parcel_area", "130,")
    at_counter(as_officer("motcua"), dossier).submit(FINISH, {"form-gcn": "original", **SAID})
    session.expire_all()
    assert dossier.stands is State.PROCESSING
    assert session.scalars(select(TypedPage)).all() == []


def test_a_picture_is_taken_away_and_everything_else_on_the_page_is_kept(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED, WRONG_AREA)
    prepare(session, dossier)
    client = at_counter(as_officer("motcua"), dossier)
    scan = (io.BytesIO(a_jpeg()), "trang-2.jpg")
    client.submit("Xóa", {"files-gcn": scan, "form-gcn": "copy", "parcel_area": "152,5"})
    session.expire_all()
    paper, supplement = dossier.paper("gcn"), dossier.supplements[0]
    assert paper is not None
    assert [row.file.filename for row in paper.files_that_are("waiting")] == ["trang-2.jpg"]
    assert supplement.answers == {"parcel_area": "152.5"} and [row.form for row in dossier.handed] == ["copy"]


def test_a_commune_is_found_by_typing(as_officer: Browser, session: Session) -> None:
    asked, not_asked = (a_dossier_asked_in_appraisal(session, item) for item in (WRONG_PLACE, BLURRED))
    client = as_officer("motcua")
    sources = ["".join(script.get("src", "") for script in at_counter(client, one).page.all("script")) for one in (asked, not_asked)]  # fmt: skip
    assert ["js/communes.js" in text for text in sources] == [True, False]


def test_who_opens_a_file_at_the_counter_stands_in_the_dossier(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED)
    row = next(row for paper in dossier.papers if paper.component_id == "gcn" for row in paper.files)
    client = as_officer("motcua")
    for more in ("?nho=1", ""):
        client.get(f"/can-bo/tai-quay/bo-sung/{dossier.id}/tep/{row.id}{more}").close()  # written when it is on its way
    session.rollback()
    assert [look.name for look in session.scalars(select(FileLook))] == [f"{BLURRED.name}, trang 1"]


def test_who_is_second_reads_who_was_first(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED)
    slow = at_counter(as_officer("motcua"), dossier)
    answer(session, dossier)
    assert slow.submit(FINISH, {"form-gcn": "original", **SAID}).status_code == 409
    assert "“Đã gửi phần bổ sung”" in slow.page.text
    session.expire_all()
    assert dossier.handed == []


def test_a_colleague_who_kept_something_meanwhile_costs_no_word(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED, WRONG_AREA)
    slow, quick = at_counter(as_officer("motcua"), dossier), at_counter(as_officer("motcua2"), dossier)
    quick.submit("Lưu lại", {"form-gcn": "copy"})
    assert slow.submit("Lưu lại", {"parcel_area": "152,5"}).status_code == 409
    assert "152,5" in [i.get("value") for i in slow.page.all("input")]
    slow.submit(FINISH, {"form-gcn": "copy", **SAID})
    session.expire_all()
    assert dossier.answers["parcel_area"] == "152.5"


def test_only_the_counter_the_citizen_turned_to_takes_it_in(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED)
    where = f"/can-bo/tai-quay/bo-sung/{dossier.id}"
    assert as_officer("thuly").get(where).status_code == 403
    other = an_officer(session, ("intake_officer", dossier.agency_code or ""))
    assert as_officer(other).post(where).status_code in (400, 403)
    assert "Nhận bổ sung tại quầy" not in _work_page(as_officer(other), dossier)
    assert "Nhận bổ sung tại quầy" in _work_page(as_officer("motcua"), dossier)


def _work_page(client: StrictClient, dossier: Dossier) -> str:
    client.visit(f"/can-bo/ho-so/{dossier.id}/")
    return client.page.text


def test_it_is_found_by_the_slip_and_by_the_person(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED)
    client = as_officer("motcua")
    client.visit("/can-bo/tai-quay")
    client.submit("Tìm ngườiF9", who=dossier.code)
    assert client.page.h1.startswith("Bổ sung 1 giấy tờ")
    client.visit("/can-bo/tai-quay")
    client.submit("Tìm ngườiF9", who=dossier.citizen.phone)
    client.click(f"Nhận bổ sung cho hồ sơ {dossier.code}")
    assert client.page.h1.startswith("Bổ sung 1 giấy tờ")


def test_paper_follows_the_dossier_and_its_arrival_is_noted(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED)
    at_counter(as_officer("motcua"), dossier).submit(FINISH, {"form-gcn": "original", **SAID})
    unit = as_officer("thuly")
    assert "đang chuyển đến" in _work_page(unit, dossier)
    unit.submit("Các giấy này đã đến", arrived=[str(dossier.handed[0].id)])
    session.expire_all()
    assert dossier.handed[0].arrived_at is not None
    assert "đang chuyển đến" not in _work_page(unit, dossier)


def test_a_telephone_takes_the_pictures(as_officer: Browser, client: StrictClient, session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED)
    desk = at_counter(as_officer("motcua"), dossier)
    desk.submit("Chụp bằng điện thoại của người dân", {"typed_by": "counter_helped"})
    (box,) = [e for e in desk.page.root.iter() if e.get("data-link")]
    assert desk.get(box.get("data-watch", "")).json == {"mark": "0-open"}
    client.visit(urlsplit(box.get("data-link", "")).path)
    client.submit("Thêm vào hồ sơ", files=[(io.BytesIO(a_jpeg()), "trang-1.jpg")])
    assert desk.get(box.get("data-watch", "")).json == {"mark": "1-open"}
    desk.click("Đã chụp xong, tải lại")
    assert "trang-1.jpg" in desk.page.text
    desk.submit(FINISH, SAID)
    session.expire_all()
    assert dossier.stands is State.PROCESSING
