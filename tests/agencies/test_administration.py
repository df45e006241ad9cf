"""Keeping the pages of agencies: who may, what is refused, what is noted."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.agencies.loading import load_documents
from portal.agencies.models import AgencyEvent, DirectiveDocument
from portal.catalogue.loading import LOADED, load_catalog
from portal.catalogue.models import Agency, Setting
from portal.catalogue.scopes import scope_of
from portal.identity.rules import Grant
from portal.kernel.transaction import transaction
from portal.storage.models import StoredFile
from portal.web.app_state import config, now
from tests.builders.files import a_jpeg, a_pdf
from tests.builders.people import an_officer
from tests.builders.published import a_document, an_announcement
from tests.strict_client import StrictClient

SignedIn = Callable[..., StrictClient]
SAVE_CONTACT = "Lưu địa chỉ, giờ làm việc, ký hiệu"
HEALTH = "/quan-tri/co-quan/so-y-te"
TODAY = date(2026, 11, 23)


@pytest.fixture
def keeper(session: Session, as_officer: SignedIn) -> StrictClient:
    """A browser of somebody who keeps the page of the health department."""
    return as_officer(an_officer(session, ("agency_admin", "so-y-te"), full_name="Lâm Thị Sáu"))


# ---- scope


def test_one_keeps_the_own_agency_and_those_below(session: Session) -> None:
    department, office, branch = "so-nong-nghiep-va-moi-truong", "vpdkdd-tinh", "cnvpdkdd-vinh-long"
    codes = (department, office, branch, "so-y-te", "ubnd-tinh")

    def of(role: str, agency: str, until: date | None = None) -> set[str]:
        kept = scope_of(session, [Grant(role, agency, valid_to=until)], "agency.edit", TODAY)
        return {code for code in codes if kept.holds(code)}

    assert of("agency_admin", department) == {department, office, branch}
    assert of("agency_admin", branch) == {branch}
    assert of("agency_admin", "ubnd-tinh") == of("sysadmin", branch) == set(codes)
    assert (
        of("agency_admin", department, date(2026, 11, 22))
        == of("clerk", department)
        == of("agency_admin", "nowhere")
        == set()
    )


def test_an_administrator_sees_the_own_agencies_only(session: Session, as_officer: SignedIn) -> None:
    browser = as_officer(an_officer(session, ("agency_admin", "so-nong-nghiep-va-moi-truong")))
    page = browser.visit("/can-bo/")
    assert page.url == "/quan-tri/co-quan"
    assert "Chi nhánh Văn phòng Đăng ký đất đai khu vực Mang Thít" in page.text and "Sở Y tế" not in page.text
    browser.submit("Tìm", q="mang thit")
    assert "Long Hồ" not in browser.page.text
    browser.click("Chi nhánh Văn phòng Đăng ký đất đai khu vực Mang Thít")
    assert browser.page.h1 == "Chi nhánh Văn phòng Đăng ký đất đai khu vực Mang Thít"


def test_one_agency_alone_is_opened_at_once(keeper: StrictClient) -> None:
    assert keeper.visit("/quan-tri/co-quan").h1 == "Sở Y tế"


def test_nothing_of_another_agency_can_be_opened_or_changed(session: Session, keeper: StrictClient) -> None:
    notice, document = an_announcement(session, "so-noi-vu"), a_document(session, "so-noi-vu", issuer="Sở Nội vụ")
    other, own = "/quan-tri/co-quan/so-noi-vu", HEALTH
    keeper.visit(own)
    token = {"csrf_token": next(e.get("value") for e in keeper.page.all("input") if e.get("name") == "csrf_token")}
    before = (notice.title, document.number)
    for path in ("", "/thong-bao/moi", f"/thong-bao/{notice.id}", "/van-ban/moi", f"/van-ban/{document.id}"):
        assert keeper.get(other + path).status_code == 403, path
        assert (
            keeper.post(other + path, data={**token, "title": "x", "body": "x", "phone": "113"}).status_code == 403
        ), path
    for path in (f"/thong-bao/{notice.id}", f"/van-ban/{document.id}"):
        assert keeper.get(own + path).status_code == 404, "another's under one's own address"
        assert keeper.post(f"{own}{path}/an-hien", data={**token, "withdraw": "1"}).status_code == 404
        assert keeper.post(f"{other}{path}/an-hien", data={**token, "withdraw": "1"}).status_code == 403
    session.expire_all()
    assert (notice.title, document.number) == before and notice.withdrawn_at is document.withdrawn_at is None
    assert session.get_one(Agency, "so-noi-vu").phone == ""


@pytest.mark.parametrize("path", ["", "/so-y-te", "/so-y-te/thong-bao/moi", "/so-y-te/van-ban/moi"])
def test_others_have_no_business_here(as_officer: SignedIn, client: StrictClient, path: str) -> None:
    assert as_officer("motcua").get(f"/quan-tri/co-quan{path}").status_code == 403
    assert client.get(f"/quan-tri/co-quan{path}").status_code == 302


def test_the_provincial_administrator_keeps_every_page(as_officer: SignedIn) -> None:
    browser = as_officer("quantri")
    for code in ("so-y-te", "thue-tinh", "ubnd-29623"):
        assert browser.visit(f"/quan-tri/co-quan/{code}").h1
    assert browser.get("/quan-tri/co-quan/khong-co").status_code == 404


# ---- where and when


def test_contact_is_changed_shown_noted_and_survives_loading(
    session: Session, keeper: StrictClient, client: StrictClient
) -> None:
    keeper.visit(HEALTH)
    keeper.submit(
        SAVE_CONTACT, address="47 Lê Văn Tám, phường Long Châu", phone="0270 3823 520",
        hours="Thứ Hai đến thứ Sáu: 7 giờ 30–11 giờ 30, 13 giờ–17 giờ\r\nThứ Bảy: 7 giờ–11 giờ",
    )  # fmt: skip
    assert "Đã lưu" in keeper.page.text and "Lâm Thị Sáu: sửa địa chỉ, số máy, giờ hoặc ký hiệu" in keeper.page.text
    text = client.visit("/co-quan/so-y-te").text
    for words in ("47 Lê Văn Tám", "0270 3823 520", "Đang làm việc, đến 11 giờ 30", "Thứ Bảy: 7 giờ–11 giờ"):
        assert words in text
    session.expire_all()
    with transaction(session):
        session.delete(session.get_one(Setting, LOADED))
        session.flush()
        session.get_one(Agency, "so-noi-vu").phone = "chưa đúng"
    with transaction(session):
        load_catalog(session, config().catalog_dir, at=now())
    assert session.get_one(Agency, "so-y-te").phone == "0270 3823 520"
    assert len(session.get_one(Agency, "so-y-te").week[5]) == 1
    assert session.get_one(Agency, "so-noi-vu").phone == "", "what nobody edited follows the catalogue"
    [event] = session.scalars(select(AgencyEvent)).all()
    assert event.changes["phone"] == ["", "0270 3823 520"] and event.at == now()


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"hours": "Giờ hành chính"}, ("hours", "Ghi giờ từng buổi")),
        ({"phone": "gọi bảo vệ"}, ("phone", "Ghi số máy bằng chữ số")),
        ({"phone": "0270 3823 520 gặp bảo vệ"}, ("phone", "Ghi số máy bằng chữ số")),
        ({"address": "x" * 201}, ("address", "Ghi nhiều nhất 200 ký tự")),
        ({"sign": "UB ND"}, ("sign", "Ghi 2–20 chữ hoặc số, viết liền")),
        ({"sign": "UBND/TP"}, ("sign", "Ghi 2–20 chữ hoặc số, viết liền")),
    ],
)
def test_what_cannot_be_right_is_refused_and_kept_on_screen(
    session: Session, keeper: StrictClient, values: dict[str, str], error: tuple[str, str]
) -> None:
    keeper.visit(HEALTH)
    response = keeper.submit(SAVE_CONTACT, **{"address": "Số 1", **values})
    assert response.status_code == 422
    [(field, words)] = keeper.page.errors
    assert (field, error[1] in words) == (error[0], True)
    assert next(iter(values.values())) in keeper.page.html
    assert session.get_one(Agency, "so-y-te").address == "" and not session.scalars(select(AgencyEvent)).all()


def test_the_sign_is_shown_as_the_first_letters_until_another_is_given(session: Session, keeper: StrictClient) -> None:
    assert "chữ cái đầu của tên: SYT" in keeper.visit(HEALTH).text
    keeper.submit(SAVE_CONTACT, sign="sytvl")
    session.expire_all()
    assert session.get_one(Agency, "so-y-te").sign == "SYTVL"
    assert "(để trống) → SYTVL" in keeper.page.text


def test_saving_without_a_change_notes_nothing(session: Session, keeper: StrictClient) -> None:
    keeper.visit(HEALTH)
    keeper.submit(SAVE_CONTACT)
    assert not session.scalars(select(AgencyEvent)).all() and not session.get_one(Agency, "so-y-te").is_edited


# ---- notices


def test_a_notice_is_written_changed_withdrawn_and_shown_again(keeper: StrictClient, client: StrictClient) -> None:
    keeper.visit(HEALTH)
    keeper.click("Viết thông báo")
    keeper.submit("Lưu thông báo", title="Tiêm chủng", body="Từ thứ Hai.\n\nMang theo sổ.")
    assert "Trang của cơ quan đã đổi theo" in keeper.page.text
    assert "Tiêm chủng" in client.visit("/co-quan/so-y-te").text
    keeper.click("Tiêm chủng")
    keeper.submit("Lưu thông báo", title="Tiêm chủng miễn phí")
    client.visit("/thong-bao")
    client.click("Tiêm chủng miễn phí")
    assert "Từ thứ Hai. Mang theo sổ." in client.page.text
    keeper.submit("Gỡ xuống Tiêm chủng miễn phí")
    assert "không ai thấy" in keeper.page.text and "Tiêm chủng" not in client.visit("/thong-bao").text
    keeper.submit("Đăng lại Tiêm chủng miễn phí")
    assert "Tiêm chủng miễn phí" in client.visit("/thong-bao").text
    for words in ("viết thông báo “Tiêm chủng”", "sửa thông báo", "gỡ thông báo", "đăng lại thông báo"):
        assert words in keeper.page.text


def test_a_notice_for_later_says_from_when_it_is_seen(keeper: StrictClient, client: StrictClient) -> None:
    keeper.visit(f"{HEALTH}/thong-bao/moi")
    keeper.submit(
        "Lưu thông báo", **{"title": "Tết", "body": "Nghỉ Tết.", "published_on.day": "1", "published_on.month": "12"}
    )
    assert "Người dân thấy từ ngày 01/12/2026" in keeper.page.text and "chưa đến ngày" in keeper.page.text
    assert "Tết" not in client.visit("/thong-bao").text


def test_an_empty_notice_is_refused(keeper: StrictClient) -> None:
    keeper.visit(f"{HEALTH}/thong-bao/moi")
    response = keeper.submit(
        "Lưu thông báo", **{"body": "Chỉ có lời.", "published_on.day": "31", "published_on.month": "2"}
    )
    assert response.status_code == 422
    assert [field for field, _ in keeper.page.errors] == ["title", "published_on"]
    assert "Chỉ có lời." in keeper.page.html


# ---- documents


def write(browser: StrictClient, **changes: object) -> int:
    browser.visit(f"{HEALTH}/van-ban/moi")
    values = {
        "number": "8/QĐ-SYT",
        "abstract": "Về việc trực Tết",
        "issued_on.day": "5",
        "issued_on.month": "1",
        "issued_on.year": "2026",
    }
    return browser.submit("Lưu văn bản", {**values, **changes}).status_code


def test_a_document_is_entered_with_its_file_which_loses_its_scripts(
    session: Session, keeper: StrictClient, client: StrictClient
) -> None:
    assert write(keeper, kind="plan", file=(io.BytesIO(a_pdf(script=True)), "kế hoạch.pdf")) == 200
    client.visit("/van-ban?q=truc+tet")
    client.click("Kế hoạch 8/QĐ-SYT")
    assert "Mở tệp (PDF" in client.page.text and "Sở Y tế" in client.page.text
    response = client.get(next(a.get("href", "") for a in client.page.all("a") if a.get("href", "").endswith("/tep")))
    assert response.mimetype == "application/pdf" and b"JavaScript" not in response.data


def test_a_new_file_takes_the_place_of_the_old_one(session: Session, keeper: StrictClient) -> None:
    write(keeper, file=(io.BytesIO(a_pdf()), "cu.pdf"))
    keeper.click("8/QĐ-SYT")
    keeper.submit("Lưu văn bản", file=(io.BytesIO(a_pdf(2)), "moi.pdf"))
    session.rollback()
    document = session.scalars(select(DirectiveDocument).where(DirectiveDocument.number == "8/QĐ-SYT")).one()
    assert document.file is not None and document.file.filename == "moi.pdf"
    assert session.scalars(select(StoredFile)).all() == [document.file]
    newest = session.scalars(select(AgencyEvent).order_by(AgencyEvent.id.desc())).first()
    assert newest is not None and newest.changes == {"file": ["cu.pdf", "moi.pdf"]}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": ""}, "number"),
        ({"abstract": ""}, "abstract"),
        ({"issued_on.month": "13"}, "issued_on"),
        ({"file": (io.BytesIO(a_jpeg()), "anh.jpg")}, "file"),
        ({"file": (io.BytesIO(b"MZ\x90 not a document"), "virus.exe")}, "file"),
        ({"file": (io.BytesIO(a_pdf(password="x")), "khoa.pdf")}, "file"),
    ],
)
def test_a_document_that_is_not_in_order_is_refused(
    session: Session, keeper: StrictClient, changes: dict[str, object], field: str
) -> None:
    assert write(keeper, **changes) == 422
    assert [name for name, _ in keeper.page.errors] == [field]
    assert not session.scalars(select(StoredFile)).all()


def test_the_same_document_is_not_entered_twice(keeper: StrictClient) -> None:
    assert write(keeper) == 200
    assert write(keeper, file=(io.BytesIO(a_pdf()), "lai.pdf")) == 422
    assert keeper.page.errors == [("number", "Trang này đã có văn bản cùng số và cùng ngày.")]
    assert write(keeper, number="9/QĐ-SYT") == 200
    keeper.click("9/QĐ-SYT")
    assert keeper.submit("Lưu văn bản", number="8/QĐ-SYT").status_code == 422, "nor made so afterwards"
    keeper.visit(HEALTH)
    keeper.click("9/QĐ-SYT")
    assert keeper.submit("Lưu văn bản", abstract="Về việc khác").status_code == 200


def test_what_an_administrator_changed_of_a_catalogue_document_stays(session: Session, as_officer: SignedIn) -> None:
    browser = as_officer("quantri")
    browser.visit("/quan-tri/co-quan/ubnd-tinh")
    browser.click("1957/QĐ-UBND")
    browser.submit("Lưu văn bản", validity="expired", file=(io.BytesIO(a_pdf()), "1957.pdf"))
    session.rollback()
    with transaction(session):
        assert load_documents(session, config().catalog_dir, at=now()) == 0
    document = session.scalars(
        select(DirectiveDocument).where(DirectiveDocument.catalog_key == "1957-qd-ubnd-2013")
    ).one()
    assert document.validity == "expired" and document.file is not None
