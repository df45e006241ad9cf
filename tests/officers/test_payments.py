"""A payment notice may be sent again; the one before it stays to be read by those who could read it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from portal.workflow.states import Action
from tests.builders.dossiers import a_dossier_awaiting_payment, a_kept_pdf, make_move
from tests.builders.people import the_officer
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]


def test_a_second_notice_leaves_the_first_to_officers_and_to_the_citizen(
    as_officer: Browser, as_citizen: Browser, session: Session
) -> None:
    dossier, thuly = a_dossier_awaiting_payment(session, amount_vnd=1_250_000), the_officer(session, "thuly")
    first = dossier.payment_file
    make_move(session, dossier, Action.CONFIRM_PAYMENT, thuly)
    make_move(session, dossier, Action.RETURN_LEG, thuly, note="Thuế tính lại")
    make_move(session, dossier, Action.REQUEST_PAYMENT, thuly, amount_vnd=900_000,
              file=a_kept_pdf(session, "tinh-lai.pdf"))  # fmt: skip
    assert first is not None and dossier.payment_file is not first
    officer, citizen = as_officer("thuly"), as_citizen()
    for client, page in ((officer, f"/can-bo/ho-so/{dossier.id}/"), (citizen, f"/ho-so/{dossier.code}/")):
        assert "1.250.000 đồng" in client.visit(page).text and "900.000 đồng" in client.page.text
        (earlier,) = {a.get("href") for a in client.page.all("a") if "lan=1" in (a.get("href") or "")}
        assert first.filename in client.get(str(earlier)).headers["Content-Disposition"]
        newest = client.get(f"{page}thong-bao-nop-tien")
        assert "tinh-lai.pdf" in newest.headers["Content-Disposition"]
        assert client.get(f"{page}thong-bao-nop-tien?lan=3").status_code == 404
    assert as_citizen("0987654321").get(f"/ho-so/{dossier.code}/thong-bao-nop-tien?lan=1").status_code == 404
