"""Photographs and PDF: the good ones are kept, the others get a sentence, nothing is added twice."""

from __future__ import annotations

import gc
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import Config
from portal.dossiers import operations
from portal.dossiers.models import Dossier
from portal.web.app_state import register, service
from tests.builders.dossiers import ANSWERS, a_draft, a_sent_dossier
from tests.builders.files import a_gif, a_jpeg, a_pdf, a_png, a_png_bomb
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
ADD = "Thêm vào hồ sơ"


@pytest.fixture
def draft(session: Session) -> Dossier:
    return a_draft(session, answers=ANSWERS)


def at_paper(client: StrictClient, draft: Dossier, paper: str = "gcn") -> StrictClient:
    client.visit(f"/ho-so/nhap/{draft.draft_code}/giay-to/{paper}")
    return client


def a_file(content: bytes, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def kept(session: Session, draft: Dossier) -> list[str]:
    session.rollback()
    return [row.file.filename for paper in draft.papers for row in paper.files]


def test_a_photograph_is_added_shown_and_removed(as_citizen: Browser, session: Session, draft: Dossier) -> None:
    client = at_paper(as_citizen(), draft)
    client.submit(ADD, files=[a_file(a_jpeg(), "sổ đỏ trang 1.jpg")])
    assert kept(session, draft) == ["sổ đỏ trang 1.jpg"]
    assert "Đã thêm, chưa gửi" in client.page.text
    (image,) = client.page.all("img")
    small = client.get(image.get("src", ""))
    assert (small.status_code, small.mimetype) == (200, "image/jpeg")
    assert "sandbox" in small.headers["Content-Security-Policy"]
    client.submit("Xóa")
    assert kept(session, draft) == []


def test_samples_show_how_to_photograph_this_kind_of_paper(as_citizen: Browser, draft: Dossier) -> None:
    client = at_paper(as_citizen(), draft)
    samples = [one.get("aria-label", "") for one in client.page.root.iter() if one.get("role") == "img"]
    assert [text.split(":")[1].strip() for text in samples] == [
        "thấy cả tờ giấy, chữ rõ", "chữ bị mờ", "vệt sáng che mất chữ", "một góc nằm ngoài ảnh",
    ]  # fmt: skip
    assert {
        one.get("href", "").partition("#")[2] for one in client.page.root.iter() if "#paper" in one.get("href", "")
    } == {"paper-certificate"}
    client.submit(ADD, files=[a_file(a_jpeg(), "sổ.jpg")])
    assert not [one for one in client.page.root.iter() if one.get("role") == "img"], "whoever has done it needs none"


def test_several_files_of_several_kinds_come_at_once(as_citizen: Browser, session: Session, draft: Dossier) -> None:
    client = at_paper(as_citizen(), draft)
    client.submit(ADD, files=[a_file(a_png(), "a.png"), a_file(a_pdf(), "b.PDF"), a_file(a_jpeg(), "../../etc/passwd")])
    assert kept(session, draft) == ["a.jpg", "b.pdf", "passwd.jpg"]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "trong.jpg", "Tệp này trống. Chọn ảnh hoặc PDF khác."),
        (b"PK\x03\x04 word", "hop-dong.docx", "Tệp này là .docx. Hãy chọn ảnh hoặc PDF."),
        (a_gif(), "anh.gif", "Tệp này là .gif. Hãy chọn ảnh hoặc PDF."),
        (b"<script>alert(1)</script>", "anh.jpg", "Tệp này không phải ảnh hay PDF. Chọn tệp JPG, PNG, HEIC hoặc PDF."),
        (b"\xff\xd8\xff rest", "hong.jpg", "Ảnh này hỏng, không mở được. Chụp hoặc chọn lại."),
        (b"%PDF-1.7 rest", "hong.pdf", "Tệp PDF này hỏng, không mở được. Lưu lại rồi chọn lần nữa."),
        (a_pdf(password="x"), "khoa.pdf", "Tệp PDF này có khóa mật khẩu. Lưu bản không khóa rồi chọn lại."),
        (a_png_bomb(), "bom.png", None),
    ],
)
def test_what_is_no_picture_or_pdf_is_refused_with_what_to_do(
    as_citizen: Browser, session: Session, draft: Dossier, content: bytes, name: str, sentence: str | None
) -> None:
    client = at_paper(as_citizen(), draft)
    assert client.submit(ADD, files=[a_file(content, name)]).status_code == 422
    ((field, said),) = client.page.errors
    assert field == "files"
    assert sentence is None or said == sentence
    assert kept(session, draft) == []


def test_a_good_picture_is_kept_although_another_is_refused(
    as_citizen: Browser, session: Session, draft: Dossier
) -> None:
    client = at_paper(as_citizen(), draft)
    client.submit(ADD, files=[a_file(a_jpeg(), "tot.jpg"), a_file(b"x", "xau.docx")])
    assert client.page.errors == [("files", "xau.docx: Tệp này là .docx. Hãy chọn ảnh hoặc PDF.")]
    assert kept(session, draft) == ["tot.jpg"]


def test_pressing_without_a_file_says_so(as_citizen: Browser, draft: Dossier) -> None:
    client = at_paper(as_citizen(), draft)
    assert client.submit(ADD).status_code == 422
    assert client.page.errors == [("files", "Chọn ảnh hoặc PDF của: Giấy chứng nhận đã cấp (sổ đỏ, sổ hồng)")]


def test_a_picture_above_the_limit_is_refused_with_the_limit(
    as_citizen: Browser, app: Flask, session: Session, draft: Dossier
) -> None:
    register(app, Config, replace(service(Config), upload_bytes=len(a_jpeg()) - 1))
    client = at_paper(as_citizen(), draft)
    assert client.submit(ADD, files=[a_file(a_jpeg(), "lon.jpg")]).status_code == 422
    ((field, sentence),) = client.page.errors
    assert field == "files" and sentence.startswith("Tệp này quá lớn. Chọn ảnh hoặc PDF tối đa")
    assert kept(session, draft) == []


def test_a_request_above_all_limits_is_refused_before_it_is_read(as_citizen: Browser, draft: Dossier) -> None:
    client = as_citizen()
    address = f"/ho-so/nhap/{draft.draft_code}/giay-to/gcn"
    response = client.post(address, content_type="multipart/form-data; boundary=x",
                           environ_overrides={"CONTENT_LENGTH": str(81 << 20)})  # fmt: skip
    assert response.status_code == 413
    assert client.page.h1 == "Tệp quá lớn"
    assert "Mỗi ảnh tối đa 15 MB" in client.page.text


class Endless(io.RawIOBase):
    """A body without end: whoever reads it all is lost; `given` counts what was taken of it."""

    given = 0

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def tell(self) -> int:
        return 0

    def readinto(self, buffer: Any) -> int:
        head = (
            b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n' if not self.given else b""
        )
        buffer[:] = head.ljust(len(buffer), b"x")[: len(buffer)]
        self.given += len(buffer)
        return len(buffer)


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # werkzeug leaves its spool to the collector
@pytest.mark.parametrize("declared", [500 << 20, None], ids=["500 MB declared", "in pieces, without a length"])
def test_half_a_gigabyte_is_refused_and_not_taken_into_memory(
    as_citizen: Browser, session: Session, draft: Dossier, declared: int | None
) -> None:
    body = Endless()
    length = (
        {"CONTENT_LENGTH": str(declared)}
        if declared
        else {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    )
    client = as_citizen()
    response = client.post(f"/ho-so/nhap/{draft.draft_code}/giay-to/gcn", content_type="multipart/form-data; boundary=x",
                           input_stream=body, environ_overrides=length)  # fmt: skip
    assert response.status_code == 413
    assert client.page.h1 == "Tệp quá lớn"
    assert body.given <= 100 << 20
    assert kept(session, draft) == []
    gc.collect()


def test_a_refused_file_is_logged_without_its_name(
    as_citizen: Browser, draft: Dossier, caplog: pytest.LogCaptureFixture
) -> None:
    at_paper(as_citizen(), draft).submit(ADD, files=[a_file(a_gif(), "benh an cua ba Hoa.gif")])
    (record,) = [one for one in caplog.records if one.name == "portal.storage.uploads"]
    assert "refused" in record.message and "gcn" in record.message and "Hoa" not in record.message


def test_a_paper_takes_so_many_pictures_and_no_more(
    as_citizen: Browser, session: Session, draft: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "MOST_FILES", 2)
    client = at_paper(as_citizen(), draft)
    client.submit(ADD, files=[a_file(a_jpeg(60 + n, 40), f"{n}.jpg") for n in range(2)])
    assert client.submit(ADD, files=[a_file(a_png(), "3.png")]).status_code == 422
    assert client.page.errors == [("files", "Giấy tờ này đã có 2 tệp. Xóa bớt rồi thêm.")]
    assert len(kept(session, draft)) == 2


def test_the_same_form_sent_twice_adds_each_picture_once(as_citizen: Browser, session: Session, draft: Dossier) -> None:
    client = at_paper(as_citizen(), draft)
    opened, photo, pdf = client.page, a_jpeg(), a_pdf()
    for _ in range(2):
        client._page = opened  # the browser's Back button
        client.submit(ADD, files=[a_file(photo, "a.jpg"), a_file(pdf, "b.pdf")])
    assert kept(session, draft) == ["a.jpg", "b.pdf"]


@pytest.mark.parametrize(
    ("button", "status"), [("Sẽ mang đến quầy", "will_bring"), ("Tôi không có giấy này", "does_not_exist")]
)
def test_a_paper_that_is_not_there_does_not_hold_anybody_up(
    as_citizen: Browser, session: Session, draft: Dossier, button: str, status: str
) -> None:
    client = at_paper(as_citizen(), draft, "hop-dong")
    client.submit(button)
    session.rollback()
    assert [(paper.component_id, paper.status) for paper in draft.papers] == [("hop-dong", status)]
    assert client.page.url != f"/ho-so/nhap/{draft.draft_code}/giay-to/hop-dong"


def test_a_forged_word_about_a_paper_is_refused(as_citizen: Browser, session: Session, draft: Dossier) -> None:
    client = at_paper(as_citizen(), draft)
    token = client.page.root.find(".//main//input[@name='csrf_token']")
    assert token is not None
    sent = client.post(f"{client.page.url}/chua-co", data={"csrf_token": token.get("value"), "status": "added"})
    assert sent.status_code == 422
    assert kept(session, draft) == [] and draft.papers == []


def test_a_sent_dossier_takes_no_more_pictures(as_citizen: Browser, session: Session) -> None:
    dossier = a_sent_dossier(session)
    before = kept(session, dossier)
    client = as_citizen()
    client.visit("/ho-so/moi/1.013831")
    token = client.page.root.find(".//main//input[@name='csrf_token']")
    assert token is not None
    place, data = f"/ho-so/nhap/{dossier.draft_code}", {"csrf_token": token.get("value")}
    sent = client.post(f"{place}/giay-to/gcn", data={**data, "files": a_file(a_png(), "them.png")})
    assert sent.location == f"/ho-so/{dossier.code}/"
    assert client.post(f"{place}/giay-to/gcn/chua-co", data={**data, "status": "will_bring"}).status_code == 409
    assert "đã gửi rồi" in client.page.text
    assert client.post(f"{place}/xoa-tep/{dossier.papers[0].files[0].id}", data=data).status_code == 409
    assert kept(session, dossier) == before
