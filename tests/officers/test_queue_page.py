"""What an officer does with a queue on screen: finding, narrowing, choosing columns, several dossiers at once."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.demo import DEMO_PASSWORD
from portal.dossiers.moves import claim, write_down
from portal.dossiers.queue_queries import Narrowing
from portal.dossiers.work_models import FileLook
from portal.kernel.transaction import transaction
from portal.officers.desk_view import keep_view
from portal.officers.queue_forms import FIRST_COLUMNS
from portal.web.app_state import now
from portal.workflow.states import State
from tests.builders.dossiers import (
    a_claimed_dossier,
    a_dossier_awaiting_signature,
    a_sent_dossier,
    an_accepted_dossier,
)
from tests.builders.people import acting, the_officer
from tests.builders.statements import counted_statements
from tests.strict_client import StrictClient
from tests.strict_page import text_of

Browser = Callable[..., StrictClient]


def test_a_scan_opens_the_dossier_at_once_and_a_name_lists_it(as_officer: Browser, session: Session) -> None:
    dossier = a_sent_dossier(session)
    client = as_officer("motcua")
    client.visit(f"/can-bo/?q=http://localhost/tra-cuu/{dossier.token}")
    assert client.page.h1 == f"Hồ sơ {dossier.code}"
    client.visit("/can-bo/?q=ung+huong")
    assert client.page.h1 == "Kết quả tìm “ung huong” (1)"
    client.visit("/can-bo/?q=12%2F99")
    assert "Đơn vị chưa nhận hồ sơ nào như vậy" in client.page.text


def test_filters_and_columns_are_kept_until_they_are_taken_away(as_officer: Browser, session: Session) -> None:
    a_sent_dossier(session)
    client = as_officer("motcua")
    client.visit("/can-bo/hang-doi/all?loc=1&trang_thai=accepted&thu_tuc=khong-co&cot=state&cot=holder")
    assert "Không có hồ sơ nào ở đây hợp với bộ lọc." in client.page.text
    a_claimed_dossier(session)
    an_accepted_dossier(session)
    client.visit("/can-bo/hang-doi/all")
    assert "Đang chỉ xem: Đã tiếp nhận." in client.page.text
    assert client.page.h1.endswith("(1)")
    client.click("Xem tất cả")
    assert client.page.h1.endswith("(3)")
    client.visit("/can-bo/hang-doi/all")
    assert client.page.h1.endswith("(3)")


def test_a_kept_filter_by_what_is_gone_hides_nothing(as_officer: Browser, session: Session) -> None:
    first, second = a_sent_dossier(session), a_sent_dossier(session)
    gone = Narrowing(procedure="9.999999", agency="so-tai-chinh")  # no longer online; a role that has ended
    with transaction(session):
        keep_view(session, the_officer(session, "motcua").id, gone, FIRST_COLUMNS)
    client = as_officer("motcua")
    client.visit("/can-bo/hang-doi/all")
    assert client.page.h1.endswith("(2)") and "Đang chỉ xem" not in client.page.text
    client.visit(f"/can-bo/ho-so/{second.id}/?hang=all")
    client.click("Hồ sơ sauF8")
    assert client.page.h1 == f"Hồ sơ {first.code}"


def test_the_page_with_filters_costs_at_most_six_statements(app: Flask, session: Session, as_officer: Browser) -> None:
    a_sent_dossier(session)
    a_claimed_dossier(session, officer="motcua2")
    client = as_officer("motcua")
    client.visit("/can-bo/hang-doi/all?loc=1&trang_thai=submitted&cot=holder")
    with counted_statements(app) as statements:
        client.visit("/can-bo/hang-doi/all")
    assert len(statements) <= 6, "\n".join(statements)


def test_several_are_taken_at_once_and_each_has_its_result(as_officer: Browser, session: Session) -> None:
    first, second = a_sent_dossier(session), a_sent_dossier(session)
    client = as_officer("motcua")
    client.visit("/can-bo/hang-doi/new")
    with transaction(session):
        claim(session, second, by=acting(the_officer(session, "motcua2")), at=now())
    client.submit("Nhận xử lý các hồ sơ đã chọn", {"ho_so": [f"{first.id}:2", f"{second.id}:2"]})
    session.expire_all()
    assert first.holder_id == the_officer(session, "motcua").id
    assert second.holder_id == the_officer(session, "motcua2").id
    assert client.page.h1 == "Đã làm xong 1 hồ sơ, 1 chưa làm được"
    assert "chưa làm được" in client.page.text


def test_nothing_ticked_says_so(as_officer: Browser, session: Session) -> None:
    a_sent_dossier(session)
    client = as_officer("motcua")
    client.visit("/can-bo/hang-doi/new")
    client.submit("Nhận xử lý các hồ sơ đã chọn")
    assert "Hãy chọn ít nhất một hồ sơ" in client.page.text


def test_identical_outcomes_are_signed_together_after_asking_who_signs(as_officer: Browser, session: Session) -> None:
    dossiers = [a_dossier_awaiting_signature(session) for _ in range(2)]
    client = as_officer("lanhdao")
    client.visit("/can-bo/hang-doi/signing")
    client.submit("Ký các hồ sơ đã chọn", {"ho_so": [f"{d.id}:{d.version}" for d in dossiers]})
    assert client.page.h1 == "Ký cùng lúc 2 hồ sơ"
    assert client.submit("Ký tất cảF9", {"password": "sai-roi"}).status_code == 422
    session.expire_all()
    assert not any(dossier.signed_at for dossier in dossiers)
    client.submit("Ký tất cảF9", {"password": DEMO_PASSWORD})
    session.expire_all()
    assert all(dossier.signed_at for dossier in dossiers)
    assert client.page.h1 == "Đã làm xong 2 hồ sơ"
    assert {dossier.result_number for dossier in dossiers} == {"01/GCN-CNVPĐKĐĐ", "02/GCN-CNVPĐKĐĐ"}
    assert "Số kết quả: 02/GCN-CNVPĐKĐĐ" in client.page.text


def test_what_changed_since_the_signer_looked_is_not_signed_after_a_wrong_password(
    as_officer: Browser, session: Session
) -> None:
    changed, same = (a_dossier_awaiting_signature(session) for _ in range(2))
    client = as_officer("lanhdao")
    client.visit(f"/can-bo/nhieu-ho-so/ky?ho_so={changed.id}&ho_so={same.id}&hang=signing")
    here = [(text_of(a), a.get("aria-current")) for a in client.page.all("a") if a.get("aria-current")]
    assert here == [("Hồ sơ", "true")]
    with transaction(session):
        write_down(
            session, changed, "note", by=acting(the_officer(session, "thuly")), at=now(), note="Có đơn ngăn chặn"
        )
    client.submit("Ký tất cảF9", {"password": "sai-roi"})
    client.submit("Ký tất cảF9", {"password": DEMO_PASSWORD})
    session.expire_all()
    assert same.signed_at and not changed.signed_at
    assert client.page.h1 == "Đã làm xong 1 hồ sơ, 1 chưa làm được"


def test_receipts_are_printed_as_one_file(app: Flask, as_officer: Browser, session: Session) -> None:
    dossiers = [an_accepted_dossier(session), an_accepted_dossier(session)]
    client = as_officer("motcua")
    with counted_statements(app) as statements:
        answer = client.get("/can-bo/nhieu-ho-so/phieu-hen.pdf?" + "&".join(f"ho_so={d.id}" for d in dossiers))
        answer.close()  # what was printed is written down when the file is on its way
    assert answer.mimetype == "application/pdf"
    assert len([one for one in statements if one.startswith("INSERT")]) == 1
    session.rollback()
    assert {look.dossier_id for look in session.scalars(select(FileLook))} == {dossier.id for dossier in dossiers}
    assert dossiers[0].stands is State.ACCEPTED
