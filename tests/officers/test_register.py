"""The register of an office: numbered without gaps, read by whoever keeps it, printed month by month; the control slip."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
from sqlalchemy.orm import Session

from portal.documents.desk import current_desk
from portal.documents.office_composing import control_slip
from portal.web.app_state import now
from tests.builders.dossiers import (
    a_dossier_in_hand,
    a_dossier_with_result,
    a_returned_dossier,
    a_sent_dossier,
    an_accepted_dossier,
)
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]


def test_every_accepted_dossier_stands_in_it_and_no_other(as_officer: Browser, session: Session) -> None:
    accepted, done, sent = an_accepted_dossier(session), a_returned_dossier(session), a_sent_dossier(session)
    client = as_officer("motcua")
    client.visit("/can-bo/")
    client.click("Sổ theo dõi")
    assert "Sổ theo dõi hồ sơ (2)" in client.page.text
    rows = client.page.text
    assert rows.index(accepted.code or "") < rows.index(done.code or "")
    assert sent.code not in rows
    client.submit("Xem", form="so-theo-doi", thang="10")
    assert "Không có hồ sơ nào vào sổ" in client.page.text


def test_it_prints_as_the_law_has_it(as_officer: Browser, session: Session) -> None:
    an_accepted_dossier(session)
    response = as_officer("truongquay").get("/can-bo/so-theo-doi/so.pdf?thang=0&nam=2026")
    assert response.mimetype == "application/pdf" and response.headers["Cache-Control"] == "no-store"
    with pikepdf.open(io.BytesIO(response.data)) as sheet:
        assert len(sheet.pages) == 1


def test_only_who_keeps_it_reads_it(as_officer: Browser) -> None:
    client = as_officer("thuly")
    assert client.get("/can-bo/so-theo-doi").status_code == 403
    assert "Sổ theo dõi" not in client.visit("/can-bo/").text


def test_nonsense_in_the_address_is_this_month(as_officer: Browser, session: Session) -> None:
    dossier = an_accepted_dossier(session)
    assert dossier.code in as_officer("motcua").visit("/can-bo/so-theo-doi?nam=abc&thang=99&co_quan=' OR 1").text


def test_the_number_of_the_result_stands_in_the_register_and_on_the_control_slip(
    as_officer: Browser, session: Session
) -> None:
    dossier = a_dossier_with_result(session)
    assert "Số 01/GCN-CNVPĐKĐĐ" in as_officer("motcua").visit("/can-bo/so-theo-doi").text
    assert control_slip(session, dossier, current_desk(), now()).result_number == "01/GCN-CNVPĐKĐĐ"


def test_the_control_slip_follows_the_dossier(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_in_hand(session)
    slip = control_slip(session, dossier, current_desk(), now())
    assert [(hop.step, bool(hop.received_at), hop.outcome) for hop in slip.hops] == [
        (dossier.record.process[0].name, True, "Đúng hạn"),
        (dossier.record.process[1].name, True, ""),
    ]
    assert "Chi nhánh" in slip.agency_name
    client = as_officer("thuly")
    client.visit(f"/can-bo/ho-so/{dossier.id}/")
    assert client.get(f"/can-bo/ho-so/{dossier.id}/phieu-kiem-soat.pdf").data[:4] == b"%PDF"
