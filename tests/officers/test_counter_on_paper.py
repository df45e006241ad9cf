"""At the counter, on screen: what has no form of its own is found, begun, its terms chosen, its papers sorted, accepted."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier
from portal.kernel.transaction import transaction
from tests.builders.behalf import owner_code
from tests.builders.counter import a_ready_one_on_paper
from tests.builders.people import an_officer
from tests.builders.procedures import ONESTOP
from tests.dossiers.test_on_paper import PAPERS, a_kite_permit
from tests.strict_client import StrictClient
from tests.strict_page import text_of

Browser = Callable[..., StrictClient]
CARD = "086190000001|331234567|Nguyễn Thị Ửng Hường|27031965|Nữ|Khóm 2, Phường Long Châu, Vĩnh Long|10052021"
ADDRESS = {"owner_address.unit": "29551", "owner_address.line": "Khóm 2"}


def begun(client: StrictClient, title: str = "Cấp giấy phép thả diều trên ruộng") -> StrictClient:
    client.visit("/can-bo/tai-quay")
    client.submit("Tìm ngườiF9", who=CARD)
    client.submit("Tìm", q="thả diều", typed_by="counter_helped", phone="0912345678")
    client.submit(title)
    return client


def the_begun(session: Session) -> Dossier:
    session.expire_all()
    return session.scalars(select(Dossier).where(Dossier.channel == "counter")).one()


def test_it_is_found_begun_filled_in_and_accepted(as_officer: Browser, session: Session) -> None:
    a_kite_permit(session)
    client = begun(as_officer("motcua"))
    draft = the_begun(session)
    assert "Giải quyết: Sở Tư pháp. Thời hạn: 10 ngày làm việc" in client.page.text
    assert draft.answers["owner_name"] == "Nguyễn Thị Ửng Hường" and draft.answers["result_by"] == "counter"
    client.submit("Tiếp nhận hồ sơF9", {**ADDRESS, "paper-can-cuoc": "not_needed", "paper-don": "original",
                                        "code": owner_code(session), "declared": True})  # fmt: skip
    session.expire_all()
    assert draft.accepted_at is not None and draft.code, client.page.text
    assert {paper.component_id: paper.status for paper in draft.papers} == {
        "don": "handed_in",
        "can-cuoc": "not_needed",
    }
    assert [(row.component_id, row.form) for row in draft.handed] == [("don", "original")]
    assert "không cần trong trường hợp này" in client.visit(f"/can-bo/ho-so/{draft.id}/").text
    offered = [option.text for option in client.visit("/can-bo/").by_id("thu_tuc").iter("option")]
    assert "Cấp giấy phép thả diều trên ruộng" in offered


def test_one_tick_takes_all_papers_and_a_paper_not_needed_can_be_needed_again(
    as_officer: Browser, session: Session
) -> None:
    a_kite_permit(session)
    client = begun(as_officer("motcua"))
    client.submit("Lưu lại", {**ADDRESS, "paper-don": "not_needed"})
    client.submit("Lưu lại", {"paper-don": ""})
    assert the_begun(session).papers == []
    client.submit("Lưu lại", {"all_papers": True})
    assert [(row.component_id, row.form) for row in the_begun(session).handed] == [
        ("don", "original"),
        ("can-cuoc", "copy"),
    ]


def test_what_was_said_of_a_paper_may_be_said_again_and_changed(as_officer: Browser, session: Session) -> None:
    a_kite_permit(session)
    client = begun(as_officer("motcua"))
    for said in ("original", "not_needed", "not_needed", "copy"):
        client.submit("Lưu lại", {**ADDRESS, "paper-don": said})
    assert [(row.component_id, row.form) for row in the_begun(session).handed] == [("don", "copy")]


def test_what_the_record_leaves_open_is_asked_once_and_what_is_wrong_stays_typed(
    as_officer: Browser, session: Session
) -> None:
    a_kite_permit(
        session, channels=[{"channel": "counter", "limit_note": "15"}], components=PAPERS, executing_agencies=[]
    )
    client = begun(as_officer("motcua"))
    assert "Nhận hồ sơ này thế nào?" in client.page.text and "Thủ tục ghi: “15”" in client.page.text
    assert [text_of(a) for a in client.page.all("a") if a.get("aria-current")] == ["Tại quầy"]
    refused = client.submit("Tiếp tụcF9", agency="so-tu-phap", days="15", case="1")
    assert refused.status_code == 422 and "Ghi lý do" in client.page.text
    client.submit("Tiếp tụcF9", reason="Luật Diều, Điều 3")
    draft = the_begun(session)
    assert [paper.id for paper in draft.record.papers] == ["don", "phep-cu"]
    assert draft.answers["request"].endswith(": Cấp lại")
    assert [e.note for e in draft.events] == ["15 ngày làm việc, Sở Tư pháp: Luật Diều, Điều 3"]
    client.click("Chọn lại")
    client.submit("Tiếp tụcF9", agency="so-noi-vu", days="5", case="0", reason="Luật Diều, Điều 4")
    assert [paper.id for paper in the_begun(session).record.papers] == ["don", "ban-ve"]


def test_an_officer_of_another_field_neither_finds_nor_begins_it(as_officer: Browser, session: Session) -> None:
    procedure = a_kite_permit(session)
    narrow = an_officer(session, ("intake_officer", ONESTOP), username="hepnganh")
    with transaction(session):
        narrow.roles[0].field_code = "ho-tich"
    client = as_officer("hepnganh")
    client.visit("/can-bo/tai-quay")
    client.submit("Tìm ngườiF9", who=CARD)
    client.submit("Tìm", q="thả diều", typed_by="counter_helped")
    assert procedure.title not in [button.text for button in client.page.all("button")]
    token = client.page.root.find(".//header//input[@name='csrf_token']")
    forged = {"name": "A", "typed_by": "counter_helped", "procedure": procedure.code, "csrf_token": token.get("value")}
    assert client.post("/can-bo/tai-quay/bat-dau", data=forged).status_code == 403
    assert session.scalars(select(Dossier)).all() == []


def test_the_owner_can_neither_file_it_online_nor_send_what_the_counter_has_begun(
    as_citizen: Browser, session: Session
) -> None:
    procedure = a_kite_permit(session)
    draft = a_ready_one_on_paper(session, procedure)
    client = as_citizen()
    assert "Bắt đầu nộp hồ sơ" not in client.visit(f"/thu-tuc/{procedure.code}").text
    assert client.get(f"/ho-so/nhap/{draft.draft_code}/kiem-tra").status_code == 404
