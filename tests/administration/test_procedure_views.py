"""The catalogue's keepers at work: what each sees, what each may do, and what is said when somebody was first."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.catalogue.due import publish_due
from portal.catalogue.models import Procedure
from portal.kernel.clock import FixedClock
from portal.kernel.transaction import transaction
from portal.web.app_state import now
from tests.builders.documents import a_docx
from tests.builders.dossiers import a_sent_dossier
from tests.builders.people import an_officer
from tests.builders.procedure_drafts import a_change, a_change_in_review, let_through, open_change
from tests.builders.procedures import LAND_TRANSFER, a_procedure
from tests.builders.statements import counted_statements
from tests.strict_client import StrictClient

SignIn = Callable[..., StrictClient]
AGRICULTURE, HEALTH = "so-nong-nghiep-va-moi-truong", "so-y-te"
BASE = "/quan-tri/thu-tuc"
SECTIONS = ("thong-tin", "giay-to", "cach-nop", "cac-buoc", "hay-hoi", "phap-ly", "quy-trinh")


@pytest.fixture
def ours(session: Session) -> Procedure:
    """A procedure of the editor's department."""
    return a_procedure(session, short_name="Thả diều đêm", executing_agencies=[AGRICULTURE])


def here(code: str, rest: str = "") -> str:
    return f"{BASE}/{code}{rest}"


def test_everybody_lands_where_the_work_lies(as_officer: SignIn) -> None:
    for who in ("bientap", "kiemsoat"):
        client = as_officer(who)
        client.visit("/can-bo/")
        assert client.page.url == BASE
    assert as_officer("quantri").visit(BASE).h1.endswith("thủ tục")
    assert as_officer("motcua").get(BASE).status_code == 403


def test_the_list_shows_the_own_ones_in_few_statements(
    app: Flask, as_officer: SignIn, ours: Procedure, session: Session
) -> None:
    theirs = a_procedure(session, short_name="Thả diều ngày", executing_agencies=[HEALTH])
    client = as_officer("bientap")
    client.visit(f"{BASE}?q=tha+dieu")
    assert ours.code in client.page.text
    assert theirs.code not in client.page.text
    with counted_statements(app) as statements:
        client.visit(BASE)
    assert len(statements) <= 12
    assert "Không có thủ tục nào khớp" in client.visit(f"{BASE}?q=khongcogi&trang=abc&muc=9").text
    assert ours.code in client.visit(f"{BASE}?q=tha+dieu&trang=99").text, "past the end stands the last page"


def test_what_was_never_published_stands_on_the_first_page_only(as_officer: SignIn, session: Session) -> None:
    client = as_officer("bientap")
    client.visit(f"{BASE}/moi")
    client.submit("Bắt đầu viết", code="1.999001", name="Thả đèn trời", field="dat-dai", agency=AGRICULTURE)
    for query, is_there in (("", True), ("?dang_sua=1", True), ("?trang=2", False), ("?q=so+do", False)):
        assert ("Thả đèn trời" in client.visit(f"{BASE}{query}").text) == is_there, query


def test_a_procedure_of_others_is_refused_by_address(as_officer: SignIn, session: Session) -> None:
    theirs = a_procedure(session, executing_agencies=[HEALTH])
    a_change(session, theirs)
    client = as_officer("bientap")
    for rest in ("", "/phan/giay-to", "/xem-truoc", "/so-sanh", "/gui-duyet", "/huy", "/ngung", "/giay-to/don/tep"):
        assert client.get(here(theirs.code, rest)).status_code == 403, rest
    assert client.get(here("1.999998")).status_code == 404


def test_who_only_reads_sees_no_button(as_officer: SignIn, ours: Procedure) -> None:
    client = as_officer("quantri")
    client.visit(here(ours.code))
    assert "Sửa thủ tục này" not in client.page.text
    assert client.get(here(ours.code, "/ngung")).status_code == 403


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_saved_as_it_stands_changes_nothing(as_officer: SignIn, session: Session, name: str) -> None:
    client = as_officer("bientap")
    client.visit(here(LAND_TRANSFER))
    client.submit("Sửa thủ tục này")
    before = open_change(session, LAND_TRANSFER).content
    client.visit(here(LAND_TRANSFER, f"/phan/{name}"))
    client.submit("Lưu")
    assert "Đã lưu" in client.page.text
    assert open_change(session, LAND_TRANSFER).content == before


def test_rows_are_added_and_moved_and_what_was_typed_stays(
    as_officer: SignIn, ours: Procedure, session: Session
) -> None:
    a_change(session, ours)
    client = as_officer("bientap")
    client.visit(here(ours.code, "/phan/giay-to"))
    client.submit("Thêm giấy tờ", {"papers-0-name": "Đơn xin thả diều"})
    client.submit("Lưu", {"papers-1-name": "Ảnh con diều", "papers-1-copies": "2"})
    client.submit("Lên Giấy tờ 2")
    papers = open_change(session, ours.code).record.components
    assert [paper.name for paper in papers] == ["Ảnh con diều", "Đơn xin thả diều"]
    client.submit("Bỏ dòng này Giấy tờ 1")
    client.submit("Thêm giấy tờ")
    client.submit("Lưu")
    assert [paper.name for paper in open_change(session, ours.code).record.components] == ["Đơn xin thả diều"]


def test_what_cannot_be_read_is_shown_again_as_typed(as_officer: SignIn, ours: Procedure, session: Session) -> None:
    a_change(session, ours)
    client = as_officer("bientap")
    client.visit(here(ours.code, "/phan/cach-nop"))
    answer = client.submit("Lưu", {"ways-0-limit_value": "ba", "ways-0-fees-0-note": "Giữ lời này"})
    assert answer.status_code == 422
    assert client.page.errors == [("ways-0-limit_value", "Cách nộp 1: Nhập số nguyên, ví dụ 15")]
    assert 'value="ba"' in client.page.html
    assert 'value="Giữ lời này"' in client.page.html


def test_a_draft_with_mistakes_is_kept_but_not_sent(as_officer: SignIn, ours: Procedure, session: Session) -> None:
    a_change(session, ours)
    client = as_officer("bientap")
    client.visit(here(ours.code, "/phan/giay-to"))
    client.submit("Lưu", {"papers-0-form_id": "mau-18", "papers-0-originals": ""})
    assert "Mức 1 mà có mẫu đơn: ít nhất phải là mức 2" in client.page.text
    assert "mấy bản chính, mấy bản sao" in client.page.text
    client.visit(here(ours.code, "/gui-duyet"))
    assert "Xin sửa những chỗ này trước" in client.page.text
    assert not [b for b in client.page.all("button") if "".join(b.itertext()).strip() == "Gửi duyệt"]


def test_the_second_editor_keeps_what_was_typed(as_officer: SignIn, ours: Procedure, session: Session) -> None:
    a_change(session, ours)
    other = as_officer(an_officer(session, ("catalogue_editor", AGRICULTURE), full_name="Sơn Thị Hai"))
    first = as_officer("bientap")
    first.visit(here(ours.code, "/phan/cac-buoc"))
    first.submit("Thêm bước")
    other.visit(here(ours.code, "/phan/cac-buoc"))
    first.submit("Lưu", {"steps-0-text": "Đợi gió nam."})
    answer = other.submit("Lưu", {"steps-0-text": "Chạy ngược gió."})
    assert answer.status_code == 409
    assert "Đặng Thị Bích Trâm vừa làm việc “Sửa phần Các bước”" in other.page.text
    assert "Chạy ngược gió." in other.page.html
    assert "Đợi gió nam." in other.page.text, "what differs is shown"
    other.submit("Lưu")
    assert open_change(session, ours.code).record.steps[0].text == "Chạy ngược gió."


def test_typed_words_stay_when_the_draft_went_to_review_meanwhile(
    as_officer: SignIn, ours: Procedure, session: Session
) -> None:
    draft = a_change(session, ours)
    client = as_officer("bientap")
    client.visit(here(ours.code, "/phan/cac-buoc"))
    with transaction(session):
        session.merge(draft).state = "in_review"
    answer = client.submit("Thêm bước")
    assert answer.status_code == 409
    assert "rút bản sửa về" in client.page.text


def test_from_writing_to_the_public_page(
    as_officer: SignIn, ours: Procedure, session: Session, client: StrictClient
) -> None:
    writer, reviewer = as_officer("bientap"), as_officer("kiemsoat")
    writer.visit(here(ours.code))
    writer.submit("Sửa thủ tục này")
    writer.visit(here(ours.code, "/phan/cach-nop"))
    writer.submit("Lưu và xem trước", {"ways-0-fees-0-amount": "35.000"})
    assert "35.000 đồng" in writer.page.text
    assert "35.000 đồng" not in client.visit(f"/thu-tuc/{ours.code}").text
    writer.visit(here(ours.code, "/gui-duyet"))
    assert writer.submit("Gửi duyệt").status_code == 422
    writer.submit("Gửi duyệt", {"reason": "Nghị quyết 05/NQ-HĐND"})
    assert writer.get(here(ours.code, "/duyet")).status_code == 403
    reviewer.visit(BASE)
    assert "1 bản sửa đang chờ ông/bà duyệt" in reviewer.page.text
    reviewer.visit(here(ours.code, "/duyet"))
    assert "miễn phí" in reviewer.page.text
    reviewer.submit("Duyệt và công bố")
    assert "Nghị quyết 05/NQ-HĐND" in reviewer.page.text
    assert "35.000 đồng" in client.visit(f"/thu-tuc/{ours.code}").text
    assert "Thả diều đêm" in client.visit("/tim?q=tha+dieu+dem").text


def test_taken_back_it_keeps_its_reason(as_officer: SignIn, ours: Procedure, session: Session) -> None:
    a_change_in_review(session, ours)
    client = as_officer("bientap")
    client.visit(here(ours.code))
    client.submit("Rút về viết tiếp")
    assert "Theo Quyết định 12/QĐ</textarea>" in client.visit(here(ours.code, "/gui-duyet")).html


def test_sent_back_it_says_why(as_officer: SignIn, ours: Procedure, session: Session) -> None:
    a_change_in_review(session, ours)
    reviewer = as_officer("kiemsoat")
    reviewer.visit(here(ours.code, "/duyet"))
    assert reviewer.submit("Trả lại").status_code == 422
    reviewer.submit("Trả lại", {"reason": "Nêu rõ căn cứ"})
    assert "Nêu rõ căn cứ" in as_officer("bientap").visit(here(ours.code)).text
    reviewer.visit(here(ours.code, "/duyet"))
    assert reviewer.page.url == here(ours.code), "an old address of the review leads to the procedure"
    assert "Thủ tục này hiện không có gì chờ duyệt" in reviewer.page.text


def test_two_reviewers_the_second_reads_who_was_first(as_officer: SignIn, ours: Procedure, session: Session) -> None:
    a_change_in_review(session, ours)
    first = as_officer("kiemsoat")
    second = as_officer(an_officer(session, ("tthc_controller", "ubnd-tinh")))
    for client in (first, second):
        client.visit(here(ours.code, "/duyet"))
    first.submit("Trả lại", {"reason": "Chưa rõ"})
    answer = second.submit("Trả lại", {"reason": "Cũng vậy"})
    assert answer.status_code == 409
    assert "Kim Sóc Phát vừa làm việc “Trả lại để sửa”" in second.page.text


def test_a_later_day_is_published_by_the_worker(
    as_officer: SignIn, ours: Procedure, session: Session, client: StrictClient, clock: FixedClock
) -> None:
    a_change_in_review(session, ours, short_name="Thả diều sáng")
    reviewer = as_officer("kiemsoat")
    reviewer.visit(here(ours.code, "/duyet"))
    assert reviewer.submit("Duyệt và công bố", {"when": "later"}).status_code == 422
    day = {"when": "later", "on.day": "25", "on.month": "11", "on.year": "2026"}
    reviewer.submit("Duyệt và công bố", day)
    assert "thứ Tư, 25/11/2026" in reviewer.page.text
    clock.at += timedelta(days=2)
    assert publish_due(session, at=now()) == 1
    assert client.visit(f"/thu-tuc/{ours.code}").h1 == "Thả diều sáng"


def test_going_back_is_a_new_change_from_an_old_text(as_officer: SignIn, ours: Procedure, session: Session) -> None:
    let_through(session, a_change_in_review(session, ours, short_name="Tên mới"), now().date())
    client = as_officer("bientap")
    client.visit(here(ours.code, "/so-sanh?cu=1&moi=2"))
    assert "Tên gọi dễ hiểu" in client.page.text
    assert client.visit(here(ours.code, "/ban/1")).h1 == "Thả diều đêm"
    client.visit(here(ours.code))
    client.submit("Lấy lại bản này")
    assert open_change(session, ours.code).record.short_name == "Thả diều đêm"
    assert "Bản sửa này mang lời của bản 1" in client.page.text
    assert client.get(here(ours.code, "/so-sanh?cu=9")).status_code == 404


def test_open_dossiers_keep_their_text_and_the_editor_is_told(as_officer: SignIn, session: Session) -> None:
    dossier = a_sent_dossier(session)
    old = dossier.revision_id
    client = as_officer("bientap")
    let_through(session, a_change_in_review(session, dossier.revision.procedure), now().date())
    assert "1 hồ sơ đang mở giữ bản cũ" in client.visit(here(LAND_TRANSFER)).text
    session.refresh(dossier)
    assert dossier.revision_id == old


def test_a_retired_procedure_leads_to_its_successor_or_says_so(
    as_officer: SignIn, ours: Procedure, session: Session, client: StrictClient
) -> None:
    other = a_procedure(session, executing_agencies=[AGRICULTURE])
    writer, reviewer = as_officer("bientap"), as_officer("kiemsoat")
    for procedure, successor in ((ours, other.code), (other, "")):
        writer.visit(here(procedure.code, "/ngung"))
        assert writer.submit("Đề nghị bãi bỏ", {"successor": procedure.code, "reason": "x"}).status_code == 422
        writer.submit("Đề nghị bãi bỏ", {"successor": successor, "reason": "Quyết định 99"})
        assert client.get(f"/thu-tuc/{procedure.code}").status_code == 200
        reviewer.visit(here(procedure.code, "/duyet"))
        reviewer.submit("Bãi bỏ thủ tục")
        assert "Đã bãi bỏ" in reviewer.page.text
        if successor:
            answer = client.get(f"/thu-tuc/{procedure.code}")
            assert (answer.status_code, answer.location) == (301, f"/thu-tuc/{other.code}")
    answer = client.get(f"/thu-tuc/{other.code}")
    assert answer.status_code == 410
    assert "không còn nữa" in client.page.text
    assert client.get(f"/thu-tuc/{ours.code}").status_code == 410
    assert client.get(f"/thu-tuc/{ours.code}.H61").status_code == 410


def test_a_new_procedure_from_nothing(as_officer: SignIn, session: Session, client: StrictClient) -> None:
    writer = as_officer("bientap")
    writer.visit(f"{BASE}/moi")
    given = {"code": "1.999997", "name": "Cấp phép nuôi vịt chạy đồng", "field": "chan-nuoi-thu-y", "agency": ""}
    assert writer.submit("Bắt đầu viết", {**given, "code": "1.99"}).status_code == 422
    assert writer.submit("Bắt đầu viết", given).status_code == 422, "an agency of one's own"
    writer.submit("Bắt đầu viết", {**given, "agency": AGRICULTURE})
    assert writer.page.h1 == "Bốn câu trả lời"
    assert "1.999997" in writer.visit(BASE).text
    assert client.get("/thu-tuc/1.999997").status_code == 404
    assert "Chưa có cách nộp nào" in writer.visit(here("1.999997", "/gui-duyet")).text
    writer.visit(here("1.999997", "/huy"))
    writer.submit("Bỏ bản này")
    assert writer.get(here("1.999997")).status_code == 404


def test_a_paper_takes_form_files_in_versions(as_officer: SignIn, ours: Procedure, session: Session) -> None:
    a_change(session, ours)
    client = as_officer("bientap")
    client.visit(here(ours.code, "/phan/giay-to"))
    client.submit("Tệp mẫu đơn (0)", {"papers-0-note": "Điền chữ in"})
    assert client.page.h1 == "Tệp mẫu đơn"
    assert client.submit("Đưa vào bản sửa").status_code == 422
    assert client.submit("Đưa vào bản sửa", {"file": (io.BytesIO(b"MZ"), "don.exe")}).status_code == 422
    client.submit("Đưa vào bản sửa", {"file": (io.BytesIO(a_docx("một")), "don.docx")})
    first = open_change(session, ours.code).record.components[0]
    assert (len(first.files), first.note) == (1, "Điền chữ in")
    client.submit("Đưa vào bản sửa", {"file": (io.BytesIO(a_docx("hai")), "don-moi.docx"), "replaces": first.files[0]})
    second = open_change(session, ours.code).record.components[0]
    assert (len(second.files), second.files != first.files) == (1, True)
    assert "don-moi.docx" in client.page.text
    told = client.visit(here(ours.code, "/so-sanh")).text
    assert "tệp mẫu don-moi.docx (bản 2)" in told and second.files[0] not in told, "a name, not a key"
    client.visit(here(ours.code, f"/giay-to/{second.id}/tep"))
    client.submit("Thôi dùng don-moi.docx")
    assert open_change(session, ours.code).record.components[0].files == ()
