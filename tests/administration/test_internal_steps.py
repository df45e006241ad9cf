"""The internal steps of a procedure: drawn for who keeps it, written step by step, and told where they cannot be walked."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from portal.administration.step_picture import draw
from portal.agencies.queries import list_agencies
from portal.catalogue.importing import import_procedures
from portal.catalogue.queries import get_procedure
from portal.web.app_state import now
from portal.web.step_labels import DESKS
from portal.workflow import steps
from tests.builders.procedure_drafts import open_change
from tests.builders.procedures import LAND_TRANSFER, an_online_record
from tests.strict_client import StrictClient

SignIn = Callable[..., StrictClient]
PAGE = f"/quan-tri/thu-tuc/{LAND_TRANSFER}"


def test_every_kind_of_desk_has_a_word() -> None:
    assert set(DESKS) == set(steps.DESKS)


def test_the_picture_has_a_column_for_each_level_and_says_where_each_move_leads(app: Flask, session: Session) -> None:
    with app.test_request_context():
        record = get_procedure(session, LAND_TRANSFER).revision.record
        picture = draw(record, {agency.code: agency for agency in list_agencies(session)})
    assert picture is not None
    assert picture.levels == ("department", "province", "vertical")
    assert [(step.lane, step.came) for step in picture.steps] == [
        (2, 0), (1, 1), (3, -2), (1, 2), (1, 0), (1, 0), (2, -1),
    ]  # fmt: skip
    told = [[(way.words, way.to, way.is_back) for way in step.ways] for step in picture.steps]
    assert told[1] == [
        ("Xong bước này, chuyển tiếp", "bước 4", False), ("Gửi thông báo nộp tiền", "bước 3", False),
        ("Trả về bước trước", "bước 1", True),
    ]  # fmt: skip
    assert told[6] == [("Trả kết quả cho người dân", "kết thúc", False)]
    assert picture.total == "8 ngày làm việc"


def test_the_picture_stands_on_the_page_of_the_procedure(as_officer: SignIn) -> None:
    page = as_officer("quantri").visit(PAGE)
    assert "3. Xác định và thực hiện nghĩa vụ tài chính" in page.text
    assert "Có thể bỏ qua" in page.text and "Trả lại → đến bước 4" in page.text
    assert "không đi đến kết quả" not in page.text


def test_a_step_is_added_moved_and_told_where_it_is_wrong(as_officer: SignIn, session: Session) -> None:
    client = as_officer("bientap")
    client.visit(PAGE)
    client.submit("Sửa thủ tục này")
    client.visit(f"{PAGE}/phan/quy-trinh")
    client.submit("Thêm bước")
    client.submit("Lưu", {"hops-7-name": "Đo đạc ngoài đồng", "hops-7-agency": "land_branch", "hops-7-days": "1,5"})
    assert "Ký duyệt, phát hành, trả kết quả phải là ba bước cuối" in client.page.text
    for step in (8, 7, 6):
        client.submit(f"Lên Bước {step}")
    assert "ba bước cuối" not in client.page.text
    assert "cộng lại 9,5 ngày làm việc, thời hạn là 8: hãy bớt 1,5 ngày" in client.page.text
    client.submit("Lưu", {"hops-1-days": "1,5"})
    assert "hãy bớt" not in client.page.text
    process = open_change(session, LAND_TRANSFER).record.process
    assert process[4].name == "Đo đạc ngoài đồng" and len({step.id for step in process}) == 8
    client.submit("Thêm bước")
    client.submit("Lưu")
    assert len(open_change(session, LAND_TRANSFER).record.process) == 8, "a row left empty goes"
    client.submit("Lưu", {"hops-4-optional": True})
    assert "Bước 5, “Đo đạc ngoài đồng”" not in client.page.text, "signing can be asked for past it"
    client.submit("Lưu", {"hops-5-role": "clerk"})
    assert "“Văn thư” không được “Ký duyệt”" in client.page.text


def test_an_import_refuses_steps_that_lead_nowhere(app: Flask, session: Session, tmp_path: Path) -> None:
    record = an_online_record("9.700001")
    broken = replace(record, process=(*record.process[:2], *record.process[3:]), origin="catalog")
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps(broken.as_dict(), ensure_ascii=False), encoding="utf-8")
    report = import_procedures(session, path, at=now(), dry_run=True)
    assert [row.reason for row in report.refused] == [
        "Chưa có bước “Ký duyệt”. Hãy thêm vào. Các bước cộng lại 2,5 ngày làm việc, thời hạn là 3: hãy thêm 0,5 ngày."
    ]
