"""A telephone takes the pictures for a computer: it adds to its paper and does nothing else."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier
from portal.kernel.clock import FixedClock
from portal.workflow.states import Action
from tests.builders.dossiers import ANSWERS, a_complete_draft, a_draft, make_move
from tests.builders.files import a_gif, a_jpeg
from tests.builders.people import a_citizen
from tests.builders.supplements import a_dossier_asked_before_intake
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
ASK, ALL, ADD = "Chụp bằng điện thoại", "Chụp giấy tờ còn thiếu", "Thêm vào hồ sơ"
OVER = "Liên kết này không dùng được nữa"


@pytest.fixture
def draft(session: Session) -> Dossier:
    return a_draft(session, answers=ANSWERS)


def a_photo(name: str = "chup.jpg", content: bytes | None = None) -> list[tuple[io.BytesIO, str]]:
    return [(io.BytesIO(content or a_jpeg()), name)]


def asked(client: StrictClient, draft: Dossier, paper: str = "gcn") -> str:
    """Ask for a square at the computer; return the path it leads to."""
    client.visit(f"/ho-so/nhap/{draft.draft_code}/giay-to/{paper}")
    client.submit(ASK)
    return link_on(client)


def link_on(client: StrictClient) -> str:
    (box,) = [e for e in client.page.root.iter() if e.get("data-link")]
    return re.sub(r"^https?://[^/]+", "", box.get("data-link", ""))


def names(session: Session, dossier: Dossier, standing: str = "current") -> list[str]:
    session.expire_all()
    return [row.file.filename for paper in dossier.papers for row in paper.files_that_are(standing)]


def test_pictures_of_the_phone_appear_at_the_computer(
    as_citizen: Browser, client: StrictClient, session: Session, draft: Dossier
) -> None:
    computer = as_citizen()
    path = asked(computer, draft)
    status = next(e.get("data-watch", "") for e in computer.page.root.iter() if e.get("data-watch"))
    assert computer.get(status).json == {"mark": "0-open"}
    phone = client
    phone.visit(path)
    assert "Ửng Hường" not in phone.page.text
    phone.submit(ADD, files=a_photo("trang-1.jpg"))
    phone.submit(ADD, files=a_photo("trang-2.jpg", a_jpeg(80, 50)))
    assert "Đã có 2 ảnh" in phone.page.text and "Chưa gửi đi" in phone.page.text
    assert names(session, draft) == ["trang-1.jpg", "trang-2.jpg"]
    assert computer.get(status).json == {"mark": "2-open"}
    computer.click("Đã chụp xong, tải lại")
    assert "trang-2.jpg" in computer.page.text and "Đã có 2 ảnh từ điện thoại" in computer.page.text
    assert phone.submit("Đã chụp xong").status_code == 200
    assert computer.get(status).json == {"mark": "2-over"}
    assert phone.get(path).status_code == 410
    assert phone.page.h1 == OVER and "đã đóng" in phone.page.text


def test_a_picture_that_is_refused_says_why_on_the_phone(
    as_citizen: Browser, client: StrictClient, session: Session, draft: Dossier
) -> None:
    client.visit(asked(as_citizen(), draft))
    assert client.submit(ADD, files=a_photo("anh.gif", a_gif())).status_code == 422
    assert client.page.errors == [("files-gcn", "Tệp này là .gif. Hãy chọn ảnh hoặc PDF.")]
    assert client.submit(ADD).status_code == 422
    assert names(session, draft) == []


def test_after_fifteen_minutes_it_is_over_and_what_came_stays(
    as_citizen: Browser, client: StrictClient, session: Session, draft: Dossier, clock: FixedClock
) -> None:
    path = asked(as_citizen(), draft)
    client.visit(path)
    client.submit(ADD, files=a_photo())
    clock.at += timedelta(minutes=15)
    assert client.submit(ADD, files=a_photo("muon.jpg")).status_code == 410
    assert "15 phút" in client.page.text
    assert names(session, draft) == ["chup.jpg"]


def test_only_the_first_phone_that_adds_may_go_on(
    app: Flask, as_citizen: Browser, client: StrictClient, session: Session, draft: Dossier
) -> None:
    path, other = asked(as_citizen(), draft), app.test_client()
    other.visit(path)  # a reader of squares may look first and hand over to the browser
    client.visit(path)
    client.submit(ADD, files=a_photo())
    assert other.submit(ADD, files=a_photo("la.jpg")).status_code == 410
    assert "điện thoại khác" in other.page.text
    assert other.get(path).status_code == 410
    assert names(session, draft) == ["chup.jpg"]


def test_forged_and_foreign_links_open_nothing(
    as_citizen: Browser, client: StrictClient, session: Session, draft: Dossier
) -> None:
    computer = as_citizen()
    path = asked(computer, draft)
    for wrong in (path[:-2] + "xx", path[:-1], "/chup/AAAAAAAAAAAA", "/chup/ạ.b"):
        assert client.get(wrong).status_code == 404
        assert "quét lại mã" in client.page.text.lower()
    client.visit(path)
    token = client.page.root.find(".//main//input[@name='csrf_token']")
    assert token is not None
    sent = {"csrf_token": token.get("value"), "files": a_photo()}
    assert client.post(f"{path}/giay/hop-dong", data=sent, content_type="multipart/form-data").status_code == 404
    status = next(e.get("data-watch", "") for e in computer.page.root.iter() if e.get("data-watch"))
    a_citizen(session, phone="0987654321")
    assert as_citizen("0987654321").get(status).status_code == 404
    assert names(session, draft) == []


def test_a_new_square_sending_or_removing_ends_the_old_one(
    as_citizen: Browser, client: StrictClient, session: Session, draft: Dossier
) -> None:
    computer = as_citizen()
    old = asked(computer, draft)
    computer.submit("Đóng mã này")
    new = asked(computer, draft)
    assert client.get(old).status_code == 410
    client.visit(new)
    done = a_complete_draft(session)
    path = asked(computer, done)
    make_move(session, done, Action.SUBMIT, done.citizen, consent=True)
    assert client.get(path).status_code == 410
    assert "Hồ sơ đã gửi" in client.page.text
    computer.visit(f"/ho-so/nhap/{draft.draft_code}/xoa")
    computer.submit("Xóa hồ sơ nháp này")
    assert client.get(new).status_code == 404


def test_one_square_for_all_missing_papers(
    as_citizen: Browser, client: StrictClient, session: Session, draft: Dossier
) -> None:
    computer = as_citizen()
    computer.visit(f"/ho-so/nhap/{draft.draft_code}")
    computer.submit(ALL)
    phone = client
    phone.visit(link_on(computer))
    for paper, name in (("gcn", "so.jpg"), ("hop-dong", "hop-dong.jpg")):
        phone.submit(ADD, form=f"/giay/{paper}", files=a_photo(name))
    phone.submit(ADD, form="/giay/gcn", files=a_photo("so-2.jpg", a_jpeg(90, 60)))  # one more page of the first
    assert sorted(names(session, draft)) == ["hop-dong.jpg", "so-2.jpg", "so.jpg"]


def test_the_papers_of_a_supplement_too(as_citizen: Browser, client: StrictClient, session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session)
    computer = as_citizen()
    computer.visit(f"/ho-so/{dossier.code}/bo-sung")
    computer.submit(ASK)
    client.visit(path := link_on(computer))
    assert "Ảnh mới thay hết ảnh cũ của giấy này." in client.page.text
    client.submit(ADD, files=a_photo("so-ro.jpg"))
    assert names(session, dossier, "waiting") == ["so-ro.jpg"]
    computer.visit(f"/ho-so/{dossier.code}/bo-sung")
    assert "so-ro.jpg" in computer.page.text
    computer.submit("Gửi phần bổ sung")
    assert client.get(path).status_code == 410
