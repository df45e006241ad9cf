"""The legal form of a dossier: the citizen reads it before sending and keeps it, the officer opens it, nobody else can."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.catalogue.operations import publish
from portal.kernel.transaction import transaction
from portal.web.app_state import now
from tests.builders.dossiers import a_complete_draft, a_sent_dossier
from tests.builders.people import a_citizen
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
Text = Callable[[FlaskClient, str], str]


@pytest.fixture
def text_at(tmp_path: Path) -> Text:
    def read(client: FlaskClient, address: str) -> str:
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.headers["Cache-Control"] == "no-store"
        (tmp_path / "form.pdf").write_bytes(answer.data)
        done = subprocess.run(["pdftotext", "-raw", tmp_path / "form.pdf", "-"], capture_output=True, check=True)
        return " ".join(done.stdout.decode().replace("\u200b", "").split())

    return read


def link_to_form(client: StrictClient) -> str:
    (address,) = [a.get("href", "") for a in client.page.all("a") if "/don/don.pdf" in a.get("href", "")]
    return address


def test_the_citizen_reads_it_before_sending(as_citizen: Browser, session: Session, text_at: Text) -> None:
    draft = a_complete_draft(session)
    client = as_citizen()
    client.visit(f"/ho-so/nhap/{draft.draft_code}/kiem-tra")
    text = text_at(client, link_to_form(client))
    for words in (
        "ĐƠN ĐĂNG KÝ BIẾN ĐỘNG ĐẤT ĐAI", "Kính gửi: Chi nhánh Văn phòng Đăng ký đất đai khu vực",
        "Tên: Nguyễn Thị Ửng Hường, 27/03/1965", "086190000001", "Khóm 2, Phường Long Châu, tỉnh Vĩnh Long",
        "Đất được sang tên theo cách nào: Mua lại (nhận chuyển nhượng)", "Thửa đất số 34, tờ bản đồ số 12", "Diện tích: 125,5 m²",
        "Giá ghi trong hợp đồng: 350.000.000 đồng", "Ông/bà muốn được cấp sổ mới: Có", "ngày …… tháng …… năm",
    ):  # fmt: skip
        assert words in text, words
    assert "Mã hồ sơ" not in text


def test_after_sending_it_has_code_and_day_for_citizen_and_officer(
    as_citizen: Browser, as_officer: Browser, session: Session, text_at: Text
) -> None:
    dossier = a_sent_dossier(session)
    client = as_citizen()
    client.visit(f"/ho-so/{dossier.code}/")
    mine = text_at(client, link_to_form(client))
    assert f"Mã hồ sơ: {dossier.code}" in mine
    assert "Vĩnh Long, ngày 23 tháng 11 năm 2026" in mine
    officer = as_officer("motcua")
    address = f"/can-bo/ho-so/{dossier.id}/don/don.pdf"
    desk = FlaskClient.open(officer, f"/can-bo/ho-so/{dossier.id}/").get_data(as_text=True)
    assert f'href="{address}"' in desk
    assert text_at(officer, address) == mine
    answer = officer.get(address)
    assert answer.headers["Content-Disposition"].endswith(f"mau-18-{dossier.code}.pdf")


def test_nobody_else_can_open_it(client: StrictClient, as_citizen: Browser, session: Session) -> None:
    draft, dossier = a_complete_draft(session), a_sent_dossier(session)
    addresses = (f"/ho-so/nhap/{draft.draft_code}/don/don.pdf", f"/ho-so/{dossier.code}/don/don.pdf")
    a_citizen(session, phone="0900000009")
    other = as_citizen("0900000009")
    for address in addresses:
        assert other.get(address).status_code == 404
        assert client.get(address).status_code == 302
    assert client.get(f"/can-bo/ho-so/{dossier.id}/don/don.pdf").status_code == 302


def test_a_paper_the_portal_does_not_make_has_no_form(as_citizen: Browser, session: Session) -> None:
    draft = a_complete_draft(session)
    for component in ("gcn", "khong-co"):
        assert as_citizen().get(f"/ho-so/nhap/{draft.draft_code}/don/{component}.pdf").status_code == 404


def test_a_dossier_prints_on_the_form_it_was_filed_under(as_citizen: Browser, session: Session, text_at: Text) -> None:
    dossier = a_sent_dossier(session)
    record = dossier.record
    newer = replace(record, printed_forms=(replace(record.printed_forms[0], title="Đơn của năm sau"),))
    with transaction(session):
        publish(session, newer, agencies={}, at=now())
    assert "NĂM SAU" not in text_at(as_citizen(), f"/ho-so/{dossier.code}/don/don.pdf")
