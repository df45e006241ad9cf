"""What does the administrator see? Whether the portal is in order, and every message that went to a citizen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from portal.administration import import_views
from portal.catalogue.import_jobs import work
from portal.storage.store import Store
from portal.web.app_state import now, service
from tests.builders.dossiers import an_accepted_dossier
from tests.builders.people import the_officer
from tests.builders.procedures import a_procedure, a_record
from tests.journeys.visitor import DESK, PHONE, Visitor

Open = Callable[..., Visitor]


@pytest.mark.parametrize(("js", "size"), [(True, PHONE), (False, DESK)], ids=["script", "no-script"])
def test_messages_calendar_and_state_of_the_portal(
    visitor: Open, session: Session, js: bool, size: tuple[int, int]
) -> None:
    dossier = an_accepted_dossier(session)
    person = visitor(js=js, size=size, signed_in=the_officer(session, "quantri"))
    person.open("/can-bo/")
    assert person.path == "/quan-tri/" and "Ghi được" in person.text
    person.open("/quan-tri/tin")
    assert f"da nhan {dossier.code}" in person.text
    person.open("/quan-tri/lich")
    assert "Tết" in person.text


@pytest.mark.parametrize(("js", "size"), [(True, PHONE), (False, DESK)], ids=["script", "no-script"])
def test_a_file_of_procedures_comes_in(
    visitor: Open, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, js: bool, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(import_views, "_ASK_AGAIN", 600)  # the page must stand still while it is looked at
    a_procedure(session, a_record("9.700001", origin="import", name="Tên cũ", level=2))
    rows = [a_record(code, origin="import", name="Tên mới").as_dict() for code in ("9.700001", "9.700002")]
    (tmp_path / "p.jsonl").write_text("\n".join(map(json.dumps, [*rows, {"code": "1.999999"}])), encoding="utf-8")
    person = visitor(js=js, size=size, signed_in=the_officer(session, "quantri"))
    person.open("/quan-tri/thu-tuc/nhap")
    person.page.set_input_files("#tep", tmp_path / "p.jsonl")
    person.press("Chạy thử")
    assert "Đang chạy thử" in person.text
    session.rollback()  # to see what the page has sent meanwhile
    assert work(session, service(Store), now=now) == 1
    session.rollback()
    person.follow(person.control("Xem lại ngay"))
    assert "Thiếu tên thủ tục." in person.text
    person.open("/quan-tri/thu-tuc/chat-luong?co=no_form")
    assert "9.700001" in person.text
