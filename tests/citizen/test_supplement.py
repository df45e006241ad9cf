"""How a citizen answers a request: only what was asked, beside the officer's reason, prepared in peace, sent once."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier
from portal.dossiers.supplements import Wanted
from portal.dossiers.typed_models import TypedPage
from portal.kernel.clock import FixedClock
from portal.workflow.states import State
from tests.builders.dossiers import a_sent_dossier
from tests.builders.files import a_gif, a_jpeg
from tests.builders.people import a_citizen
from tests.builders.supplements import (
    BLURRED,
    WRONG_AREA,
    WRONG_PLACE,
    a_dossier_asked_before_intake,
    a_dossier_asked_in_appraisal,
    answer,
)
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
ADD, SEND, NOT_HAVE = "Thêm vào phần bổ sung", "Gửi phần bổ sung", "Báo là tôi không có"


def photo(name: str = "so-do-moi.jpg") -> tuple[io.BytesIO, str]:
    return io.BytesIO(a_jpeg(80, 50)), name


def at_request(client: StrictClient, dossier: Dossier) -> StrictClient:
    client.visit(f"/ho-so/{dossier.code}/")
    client.click("Xem và bổ sung")
    return client


def test_the_dossier_says_first_what_to_do(as_citizen: Browser, session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session)
    page = as_citizen().visit(f"/ho-so/{dossier.code}/")
    assert "Bổ sung 1 giấy tờ, chậm nhất ngày 03/12/2026" in page.text
    assert page.text.index("Bổ sung 1 giấy tờ") < page.text.index(
        "Việc của ông/bà: gửi phần bổ sung, chậm nhất ngày 03/12/2026."
    )


def test_only_what_was_asked_stands_there_with_reason_and_rejected_picture(
    as_citizen: Browser, session: Session
) -> None:
    dossier = a_dossier_asked_before_intake(session, BLURRED, WRONG_AREA)
    client = at_request(as_citizen(), dossier)
    assert client.page.h1 == "Bổ sung 1 giấy tờ, sửa 1 câu trả lời, chậm nhất ngày 03/12/2026"
    assert BLURRED.reason in client.page.text and WRONG_AREA.reason in client.page.text
    assert "Ảnh mới thay hết ảnh cũ của giấy này. Xin chụp lại đủ mọi trang." in client.page.text
    old = dossier.papers[0].files[0].id
    assert any(f"/tep/{old}?nho=1" in img.get("src", "") for img in client.page.all("img"))
    names = {i.get("name") for i in client.page.all("input", "textarea", "select")}
    assert "parcel_area" in names and "parcel.parcel" not in names
    assert "Hợp đồng hoặc văn bản" not in client.page.text


def test_a_new_picture_is_added_and_sent_once_and_the_new_date_is_told(
    as_citizen: Browser, session: Session, clock: FixedClock
) -> None:
    dossier = a_dossier_asked_in_appraisal(session)
    clock.at = datetime(2026, 12, 1, 2, tzinfo=UTC)
    client = at_request(as_citizen(), dossier)
    client.submit(ADD, files=photo())
    assert "so-do-moi.jpg" in client.page.text and "Đã thêm, chưa gửi" in client.page.text
    page = client.page
    client.submit(SEND)
    assert "Đã gửi phần bổ sung. Ngày hẹn trả mới: thứ Sáu, 11/12/2026." in client.page.text
    client._page = page
    assert client.submit(SEND).status_code == 200
    session.expire_all()
    assert dossier.stands is State.PROCESSING
    assert sum(event.action == "answer_supplement" for event in dossier.events) == 1


def test_what_is_still_missing_is_named_and_leads_there(as_citizen: Browser, session: Session) -> None:
    client = at_request(as_citizen(), a_dossier_asked_before_intake(session, BLURRED, WRONG_AREA))
    assert client.submit(SEND).status_code == 422
    assert client.page.errors == [(f"files-{BLURRED.ref}", f"Thêm ảnh mới của: {BLURRED.name}")]


def test_a_mended_answer_is_kept_and_a_wrong_one_is_said(as_citizen: Browser, session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session, WRONG_AREA)
    client = at_request(as_citizen(), dossier)
    assert client.submit("Lưu lại, chưa gửi", parcel_area="rộng lắm").status_code == 422
    assert [field for field, _ in client.page.errors] == ["parcel_area"]
    client.submit("Lưu lại, chưa gửi", parcel_area="130,5")
    session.expire_all()
    assert (dossier.answers["parcel_area"], dossier.supplements[0].answers) == ("125.5", {"parcel_area": "130.5"})


def typed(client: StrictClient, dossier: Dossier, area: str) -> int:
    """Do what the script does some seconds after typing."""
    found = {i.get("name"): i.get("value", "") for i in client.page.all("input")}
    sent = {name: found[name] for name in ("csrf_token", "seen", "screen")}
    address = f"/ho-so/{dossier.code}/bo-sung/dang-go"
    return client.post(address, data={**sent, "asked": "parcel_area", "parcel_area": area}).status_code


def test_an_answer_that_need_not_be_given_can_be_emptied(as_citizen: Browser, session: Session) -> None:
    asked = Wanted("answer", "certificate_book_no", "Số vào sổ", "Số này của sổ khác, bỏ đi.")
    dossier = a_dossier_asked_before_intake(session, asked)
    client = at_request(as_citizen(), dossier)
    client.submit("Lưu lại, chưa gửi", certificate_book_no="")
    assert client.page.by_id("certificate_book_no").get("value", "") == ""
    client.submit(SEND)
    session.expire_all()
    assert "certificate_book_no" not in dossier.answers
    assert dossier.supplements[0].before == {"certificate_book_no": "CH 00123"}


def test_half_an_answer_waits_on_the_server_for_another_device(as_citizen: Browser, session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session, WRONG_AREA)
    here, there = at_request(as_citizen(), dossier), at_request(as_citizen(), dossier)
    assert typed(here, dossier, "130,") == 200
    session.expire_all()
    assert dossier.supplements[0].answers == {}, "half a number is no answer"
    assert at_request(as_citizen(), dossier).page.by_id("parcel_area").get("value") == "130,"
    assert typed(there, dossier, "140") == 409
    assert there.submit("Lưu lại, chưa gửi", parcel_area="140").status_code == 409
    assert "Cả hai phần đều còn. Ở nơi kia ghi:" in there.page.text and "130," in there.page.text
    assert [f.get("data-autosave") for f in there.page.all("form") if f.get("data-answered") is not None] == [
        f"{dossier.code}/bo-sung"
    ], "this device keeps what is typed while the server waits for a decision"
    there.submit("Lưu lại, chưa gửi")
    session.expire_all()
    assert dossier.supplements[0].answers == {"parcel_area": "140"}
    there.submit(SEND)
    session.rollback()
    assert session.scalars(select(TypedPage)).all() == []
    assert typed(here, dossier, "150") == 404


def test_a_commune_is_found_by_typing_and_pictures_bring_their_own_script(
    as_citizen: Browser, session: Session
) -> None:
    only_place, both = (a_dossier_asked_before_intake(session, *items) for items in ([WRONG_PLACE], [BLURRED, WRONG_PLACE]))  # fmt: skip
    assert own_scripts(at_request(as_citizen(), only_place)) == ["communes.js"]
    assert own_scripts(at_request(as_citizen(), both)) == ["upload.js"], "both are too much for one page"


def own_scripts(client: StrictClient) -> list[str]:
    names = [script.get("src", "").rpartition("/")[2].partition("?")[0] for script in client.page.all("script")]
    return [name for name in names if name != "forms.js"]


def test_a_wrong_file_is_refused_with_its_sentence_and_nothing_is_lost(as_citizen: Browser, session: Session) -> None:
    client = at_request(as_citizen(), a_dossier_asked_before_intake(session))
    client.submit(ADD, files=photo("mot.jpg"))
    assert client.submit(ADD, files=(io.BytesIO(a_gif()), "anh.gif")).status_code == 422
    assert client.page.errors == [("files-gcn", "Tệp này là .gif. Hãy chọn ảnh hoặc PDF.")]
    assert "mot.jpg" in client.page.text
    assert client.submit(ADD).status_code == 422
    assert client.page.errors == [("files-gcn", "Chọn ảnh hoặc PDF")]


def test_a_picture_can_be_taken_away_again_until_it_is_sent(as_citizen: Browser, session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session)
    client = at_request(as_citizen(), dossier)
    client.submit(ADD, files=photo())
    client.submit("Xóa")
    assert "so-do-moi.jpg" not in client.page.text
    assert dossier.papers[0].files[0].file.filename == "so-do.jpg"


def test_who_does_not_have_it_says_so_in_words(as_citizen: Browser, session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session)
    client = at_request(as_citizen(), dossier)
    assert client.submit(NOT_HAVE).status_code == 422
    assert client.page.errors == [("words-gcn", "Ghi vì sao ông/bà không có giấy này")]
    client.submit(NOT_HAVE, words="Ngân hàng đang giữ sổ")
    assert "Ngân hàng đang giữ sổ" in client.page.text
    client.submit(SEND)
    session.expire_all()
    assert dossier.stands is State.SUBMITTED


def type_reason(client: StrictClient, dossier: Dossier, words: str, paper: str = "gcn") -> int:
    """Do what the script does some seconds after typing."""
    form = client.page.root.find(f".//form[@action='/ho-so/{dossier.code}/bo-sung/giay-to/gcn/khong-co']")
    assert form is not None
    sent = {field.get("name", ""): field.get("value", "") for field in form.iter("input")}
    address = f"/ho-so/{dossier.code}/bo-sung/dang-go/{paper}"
    return client.post(address, data={**sent, "words": words}).status_code


def test_why_a_paper_is_not_had_waits_on_the_server_while_it_is_typed(as_citizen: Browser, session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session)
    here, there = at_request(as_citizen(), dossier), at_request(as_citizen(), dossier)
    assert type_reason(here, dossier, "Ngân hàng đang") == 200
    session.expire_all()
    assert dossier.supplements[0].items[0].not_had == "", "half a sentence is not said"
    other = at_request(as_citizen(), dossier)
    assert (other.page.by_id("words-gcn").text or "").strip() == "Ngân hàng đang"
    [box] = [part for part in other.page.all("details") if part.find(".//textarea") is not None]
    assert box.get("open") is not None, "it is seen, not folded away"
    assert type_reason(there, dossier, "Mất rồi") == 409
    assert there.submit(NOT_HAVE, words="Mất rồi").status_code == 409
    assert there.page.errors == [("words-gcn", "Nơi khác ghi khác. Xin giữ lại một trong hai.")]
    assert "Ở nơi kia ghi: “Ngân hàng đang”" in there.page.text
    there.submit(NOT_HAVE)  # having seen both
    session.expire_all()
    assert dossier.supplements[0].items[0].not_had == "Mất rồi"
    there.submit("Bỏ ghi chú này")
    assert (there.page.by_id("words-gcn").text or "").strip() == "", "what was said is no longer being typed"
    assert type_reason(there, dossier, "x" * 70_000) == 422


def test_words_about_a_paper_nobody_asked_for_are_not_kept(as_citizen: Browser, session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session)
    client = at_request(as_citizen(), dossier)
    opened = client.page
    assert type_reason(client, dossier, "Không có") == 200
    assert type_reason(client, dossier, "Không có", paper="hop-dong") == 404
    answer(session, dossier)
    session.rollback()
    assert session.scalars(select(TypedPage)).all() == []
    client._page = opened
    assert type_reason(client, dossier, "Không có") == 404


def test_nobody_else_sees_or_answers_it(as_citizen: Browser, session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session)
    a_citizen(session, phone="0987654321")
    other = as_citizen("0987654321")
    assert other.get(f"/ho-so/{dossier.code}/bo-sung").status_code == 404


def test_when_nothing_is_asked_the_page_leads_to_the_dossier(as_citizen: Browser, session: Session) -> None:
    client = as_citizen()
    sent, answered = a_sent_dossier(session), a_dossier_asked_before_intake(session)
    answer(session, answered)
    for dossier in (sent, answered):
        assert client.visit(f"/ho-so/{dossier.code}/bo-sung").h1 == dossier.record.title


def test_files_not_sent_yet_are_hidden_from_officers(
    as_citizen: Browser, as_officer: Browser, session: Session
) -> None:
    dossier = a_dossier_asked_before_intake(session)
    at_request(as_citizen(), dossier).submit(ADD, files=photo())
    session.expire_all()
    waiting = dossier.papers[0].files_that_are("waiting")[0].id
    assert as_officer("motcua").get(f"/can-bo/ho-so/{dossier.id}/tep/{waiting}").status_code == 404
