"""Files in pieces: in order, within limits, inspected like any other, forgotten when nobody goes on."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier
from portal.kernel.clock import FixedClock
from portal.storage.models import PartialUpload, StoredFile
from portal.storage.resuming import forget_abandoned
from portal.storage.scanning import Scanner
from portal.storage.store import Store
from portal.web.app_state import now, register, service
from tests.builders.dossiers import ANSWERS, a_draft
from tests.builders.files import a_jpeg, a_pdf, a_png_bomb
from tests.builders.people import a_citizen
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
KEY = "350000-1732000000-99"


class Sender:
    """Sends a file as the script does."""

    def __init__(self, client: StrictClient, draft: Dossier) -> None:
        self.client, self.page = client, f"/ho-so/nhap/{draft.draft_code}/giay-to/gcn"
        client.visit(self.page)
        token = client.page.root.find(".//main//input[@name='csrf_token']")
        assert token is not None
        self.token = token.get("value", "")

    def piece(self, content: bytes, part: slice, *, key: str = KEY, name: str = "to.jpg", **other: Any) -> Any:
        data = {"csrf_token": self.token, "key": key, "offset": part.start or 0, "size": len(content), "name": name,
                "piece": (io.BytesIO(content[part]), "blob"), **other}  # fmt: skip
        return self.client.post("/ho-so/tai-len", data=data, content_type="multipart/form-data")

    def finish(self, *, key: str = KEY) -> int:
        return self.client.post(self.page, data={"csrf_token": self.token, "key": key, "upload": key}).status_code


@pytest.fixture
def draft(session: Session) -> Dossier:
    return a_draft(session, answers=ANSWERS)


@pytest.fixture
def sender(as_citizen: Browser, draft: Dossier) -> Sender:
    return Sender(as_citizen(), draft)


def count(session: Session, kind: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(kind)) or 0


def files_on_disk(tmp_path: Path) -> int:
    return sum(1 for path in (tmp_path / "files").rglob("*") if path.is_file())


def test_it_goes_on_where_it_was_cut_and_is_added_once(sender: Sender, session: Session, tmp_path: Path) -> None:
    photo = a_jpeg(900, 700)
    third = len(photo) // 3
    assert sender.piece(photo, slice(0, third)).json == {"received": third}
    assert sender.piece(photo, slice(0, third)).json == {"received": third}  # its answer was lost: sent again
    assert sender.piece(photo, slice(2 * third, len(photo))).json == {"received": third}  # not its turn
    assert sender.finish() == 422
    assert sender.piece(photo, slice(0, third)).json == {"received": third}, "an early form must cost nothing"
    sender.piece(photo, slice(third, 2 * third))
    assert sender.piece(photo, slice(2 * third, len(photo))).json == {"received": len(photo)}
    assert sender.finish() == 302
    assert (count(session, PartialUpload), count(session, StoredFile)) == (0, 1)
    sender.piece(photo, slice(0, len(photo)))  # the answer to the form was lost: the script sends all again
    assert sender.finish() == 302
    assert (count(session, PartialUpload), count(session, StoredFile)) == (0, 1)
    assert files_on_disk(tmp_path) == 2  # the picture and its preview: no piece is left


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"MZ" + bytes(400), "không phải ảnh"), (a_png_bomb(), ""), (a_pdf(password="x"), "mật khẩu"), (b"\xff\xd8\xff x", "hỏng")],
    ids=["program", "bomb", "locked", "damaged"],
)  # fmt: skip
def test_pieces_are_inspected_like_any_file(
    sender: Sender, session: Session, tmp_path: Path, content: bytes, said: str
) -> None:
    for start in range(0, len(content), 150):
        sender.piece(content, slice(start, start + 150))
    assert sender.finish() == 422
    assert said in sender.client.page.text
    assert (count(session, StoredFile), count(session, PartialUpload), files_on_disk(tmp_path)) == (0, 0, 0)


def test_the_scanner_sees_the_whole_file(app: Flask, sender: Sender, session: Session) -> None:
    seen: list[int] = []

    class Watching:
        def scan(self, content: bytes) -> bool:
            seen.append(len(content))
            return True

    with app.app_context():
        register(app, Scanner, Watching())
    photo = a_jpeg(300, 200)
    sender.piece(photo, slice(0, 500))
    sender.piece(photo, slice(500, len(photo)))
    sender.finish()
    assert seen == [len(photo)]


def test_limits_are_told_before_anything_is_kept(sender: Sender, session: Session, tmp_path: Path) -> None:
    photo = a_jpeg()
    for wrong in ({"size": 16 << 20}, {"size": 0}, {"offset": -1}, {"size": 10}, {"key": "../../etc"}, {"key": "x"}):
        answer = sender.piece(photo, slice(0, 100), **wrong)
        assert answer.status_code == 422 and answer.json["error"], wrong
    assert sender.piece(photo, slice(0, 9), csrf_token="").status_code == 400
    assert (count(session, PartialUpload), files_on_disk(tmp_path)) == (0, 0)
    for n in range(21):
        last = sender.piece(photo, slice(0, 9), key=f"so-hieu-{n}")
    assert last.status_code == 429


def test_nobody_goes_on_with_the_file_of_another(as_citizen: Browser, sender: Sender, session: Session) -> None:
    photo = a_jpeg()
    sender.piece(photo, slice(0, len(photo)))
    other = a_citizen(session, phone="0987654321")
    stranger = Sender(as_citizen("0987654321"), a_draft(session, citizen=other, answers=ANSWERS))
    assert stranger.piece(photo, slice(0, 0)).json == {"received": 0}
    assert stranger.finish() == 422
    assert sender.finish() == 302


def test_what_is_made_smaller_in_another_way_begins_anew(sender: Sender, session: Session) -> None:
    sender.piece(a_jpeg(90, 60), slice(0, 100))
    other = a_jpeg(120, 70)
    assert sender.piece(other, slice(0, 50)).json == {"received": 50}
    sender.piece(other, slice(50, len(other)))
    assert sender.finish() == 302


def test_abandoned_pieces_go_after_a_day(sender: Sender, session: Session, clock: FixedClock, tmp_path: Path) -> None:
    sender.piece(a_jpeg(), slice(0, 100))
    session.rollback()
    assert forget_abandoned(session, service(Store), at=now() + timedelta(hours=23)) == 0
    assert forget_abandoned(session, service(Store), at=now() + timedelta(hours=25)) == 1
    assert (count(session, PartialUpload), files_on_disk(tmp_path)) == (0, 0)
