"""A dossier taken in at the counter: scanned, filled in, agreed to, accepted at once; its papers are tracked."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from portal.counter.card import read_card
from portal.counter.pressed import file_to_delete
from portal.counter.whole_form import read
from portal.dossiers.models import Dossier
from portal.identity.operations import grant
from portal.kernel.transaction import transaction
from portal.notices.models import Notice
from portal.workflow.states import Action
from tests.builders.behalf import owner_code
from tests.builders.dossiers import ANSWERS, an_accepted_dossier, make_move
from tests.builders.eforms import a_form, a_page, a_row
from tests.builders.files import a_jpeg
from tests.builders.people import a_citizen, an_officer, the_officer
from tests.builders.procedures import ONESTOP
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
CARD = "086190000001|331234567|Nguyễn Thị Ửng Hường|27031965|Nữ|Khóm 2, Phường Long Châu, Vĩnh Long|10052021"
PHONE = "0912345678"


@pytest.mark.parametrize("bar", ["|", "¦", "\\", ";", "~"])
def test_a_card_is_read_whatever_the_keyboard_makes_of_the_bars(bar: str) -> None:
    card = read_card(CARD.replace("|", bar) + "\n")
    assert card is not None
    assert (card.number, card.name, card.birth) == ("086190000001", "Nguyễn Thị Ửng Hường", date(1965, 3, 27))
    assert not card.is_doubtful


@pytest.mark.parametrize("name", ["Nguyeenx Thij Uwngr", "Nguye64n Thi5", "Nguy�n Thị", "NGUYEN THI HUONG", ""])
def test_a_garbled_name_is_to_be_looked_at(name: str) -> None:
    card = read_card(CARD.replace("Nguyễn Thị Ửng Hường", name))
    assert card is not None and card.is_doubtful


def test_what_is_no_card_is_none() -> None:
    assert read_card("Nguyễn Thị Ửng Hường") is None
    assert read_card("086190000001") is None


def begun(client: StrictClient, session: Session, *, phone: str = PHONE) -> Dossier:
    client.visit("/can-bo/tai-quay")
    client.submit("Tìm ngườiF9", who=CARD)
    client.submit("Tìm", q="sang ten dat", typed_by="counter_helped", phone=phone)
    client.submit("Sang tên đất: mua bán, tặng cho, thừa kế, đổi đất, góp vốn")
    return session.scalars(select(Dossier).where(Dossier.channel == "counter")).one()


def fill_in(session: Session, draft: Dossier) -> None:
    from portal.dossiers.operations import save_answers
    from portal.web.app_state import now

    assert draft.record.eform is not None
    with transaction(session):
        save_answers(session, draft, list(draft.record.eform.questions()), ANSWERS, at=now())


def test_taken_in_with_a_code_and_accepted_at_once(as_officer: Browser, session: Session) -> None:
    client = as_officer("motcua")
    draft = begun(client, session)
    assert draft.answers["owner_citizen_number"] == "086190000001"
    fill_in(session, draft)
    where = f"/can-bo/tai-quay/{draft.draft_code}"
    client.visit(where)
    client.submit("Tiếp nhận hồ sơF9", {"files-gcn": (io.BytesIO(a_jpeg()), "so.jpg"), "paper-hop-dong": True})
    assert client.page.all("form"), client.page.text
    client.visit(where)
    client.submit("Tiếp nhận hồ sơF9", code=owner_code(session), declared=True)
    session.expire_all()
    assert draft.accepted_at is not None, client.page.text
    assert (draft.channel, draft.typed_by, draft.citizen.phone) == ("counter", "counter_helped", PHONE)
    assert [row.component_id for row in draft.handed] == ["hop-dong"]
    kinds = session.scalars(select(Notice.kind).where(Notice.subject_key == draft.code)).all()
    assert sorted(kinds) == ["dossier_accepted", "next_time_online"]
    assert client.get(f"{where}/phieu.pdf").mimetype == "application/pdf"
    client.visit(f"/can-bo/ho-so/{draft.id}/")
    assert "Giấy đã nhận" in client.page.text


def test_without_a_phone_the_owner_signs(as_officer: Browser, session: Session) -> None:
    client = as_officer("motcua")
    draft = begun(client, session, phone="")
    fill_in(session, draft)
    client.visit(f"/can-bo/tai-quay/{draft.draft_code}")
    client.submit("Tiếp nhận hồ sơF9", {"paper-gcn": True, "paper-hop-dong": True, "declared": True, "slip": (io.BytesIO(a_jpeg()), "giay.jpg")})  # fmt: skip
    session.expire_all()
    assert draft.accepted_at is not None, client.page.text
    assert draft.citizen.phone is None
    assert "Chủ hồ sơ không có điện thoại" in client.page.text


def test_an_office_sees_only_its_own_drafts(as_officer: Browser, session: Session) -> None:
    draft = begun(as_officer("motcua"), session)
    assert as_officer("thuly").get(f"/can-bo/tai-quay/{draft.draft_code}").status_code in (403, 404)
    assert draft.draft_code not in as_citizen_list(session, draft)


def test_who_takes_in_one_field_sees_drafts_of_that_field_only(as_officer: Browser, session: Session) -> None:
    draft = begun(as_officer("motcua"), session)
    one, other = (an_officer(session) for _ in range(2))
    with transaction(session):
        grant(session, one, role="intake_officer", agency=ONESTOP, field="dat-dai")
        grant(session, other, role="intake_officer", agency=ONESTOP, field="ho-tich")
    assert draft.onestop_code == ONESTOP
    assert as_officer(one).get(f"/can-bo/tai-quay/{draft.draft_code}").status_code == 200
    stranger = as_officer(other)
    assert stranger.get(f"/can-bo/tai-quay/{draft.draft_code}").status_code == 404
    assert draft.draft_code not in stranger.visit("/can-bo/tai-quay").text


def as_citizen_list(session: Session, draft: Dossier) -> list[str]:
    from portal.dossiers.queries import list_own

    return [one.draft_code for one in list_own(session, draft.citizen)]


def shown_name(client: StrictClient) -> str:
    """Return the name that stands in the form of the person."""
    return " ".join(box.get("value", "") for box in client.page.all("input") if box.get("name") == "name")


@pytest.mark.parametrize("who", [PHONE, "086190000001"])
def test_a_number_shows_a_name_only_of_those_who_filed_here(who: str, as_officer: Browser, session: Session) -> None:
    known = a_citizen(session, phone=PHONE, name="Nguyễn Thị Ửng Hường")
    with transaction(session):
        known.card_number = "086190000001"
    client = as_officer("motcua")
    client.visit("/can-bo/tai-quay")
    client.submit("Tìm ngườiF9", who=who)
    assert "Ửng Hường" not in shown_name(client)
    an_accepted_dossier(session, citizen=known)
    client.visit("/can-bo/tai-quay")
    client.submit("Tìm ngườiF9", who=who)
    assert "Ửng Hường" in shown_name(client)


def test_two_officers_at_once_lose_nothing(as_officer: Browser, session: Session) -> None:
    client = as_officer("motcua")
    draft = begun(client, session)
    client.visit(f"/can-bo/tai-quay/{draft.draft_code}")
    fill_in(session, draft)
    answer = client.submit("Lưu lại", owner_name="Nguyễn Thị Hường Em")
    assert answer.status_code == 409
    assert "Nguyễn Thị Hường Em" in [i.get("value") for i in client.page.all("input")]


def test_a_scan_is_taken_away_and_everything_else_on_the_page_is_kept(as_officer: Browser, session: Session) -> None:
    client = as_officer("motcua")
    draft = begun(client, session)
    fill_in(session, draft)
    client.visit(f"/can-bo/tai-quay/{draft.draft_code}")
    client.submit("Lưu lại", {"files-gcn": (io.BytesIO(a_jpeg()), "so.jpg")})
    contract = (io.BytesIO(a_jpeg(90, 60)), "hop-dong.jpg")
    client.submit("Xóa", {"files-hop-dong": contract, "owner_name": "Nguyễn Thị Hường Em"})
    session.expire_all()
    files = [(paper.component_id, row.file.filename) for paper in draft.papers for row in paper.files]
    assert files == [("hop-dong", "hop-dong.jpg")]
    assert draft.answers["owner_name"] == "Nguyễn Thị Hường Em"


@pytest.mark.parametrize(("to", "number"), [("delete:12", 12), ("delete:", None), ("delete:²", None), ("camera", None)])
def test_which_file_is_to_go(to: str, number: int | None) -> None:
    assert file_to_delete(to) == number


def test_a_card_made_up_around_a_number_shows_nothing_of_its_holder(as_officer: Browser, session: Session) -> None:
    known = a_citizen(session, phone=PHONE, name="Nguyễn Thị Ửng Hường", birth="1965-03-27")
    with transaction(session):
        known.card_number = "086190000001"
    client = as_officer("motcua")
    for card, shown in ((CARD.replace("Nguyễn Thị Ửng Hường", "Trần Ánh"), True),
                        (CARD.replace("Nguyễn Thị Ửng Hường", "Trần Ánh").replace("27031965", "01011990"), False)):  # fmt: skip
        client.visit("/can-bo/tai-quay")
        client.submit("Tìm ngườiF9", who=card)
        assert (client.page.by_id("phone").get("value") == PHONE) is shown


def test_papers_are_given_back(as_officer: Browser, session: Session) -> None:
    client = as_officer("motcua")
    draft = begun(client, session, phone="")
    fill_in(session, draft)
    client.visit(f"/can-bo/tai-quay/{draft.draft_code}")
    client.submit("Tiếp nhận hồ sơF9", {"paper-gcn": True, "declared": True, "paper-hop-dong": True, "slip": (io.BytesIO(a_jpeg()), "giay.jpg")})  # fmt: skip
    session.expire_all()
    make_move(session, draft, Action.HAND_OVER, the_officer(session, "motcua"))
    client.visit(f"/can-bo/ho-so/{draft.id}/?hang=all")
    assert "đang chuyển đến" in client.page.text
    client.submit("Đã trả cho người dân", given_back=[str(draft.handed[0].id)])
    assert "hang=all" in client.page.url
    session.expire_all()
    assert draft.handed[0].returned_at is not None and draft.handed[1].returned_at is None
    a_citizen(session)


def test_a_page_of_the_whole_form_applies_as_on_the_citizen_s_pages(session: Session) -> None:
    total = a_row("all", "computed", formula="sum(area, 100)", shows_as="area", how="Cộng thêm.")
    form = a_form(
        a_page("mot", a_row("area", "area", unknown=True), total),
        a_page("hai", a_row("why"), show_if="area > 500"), a_page("ba", a_row("who"), show_if="all > 500"),
    )  # fmt: skip
    draft = cast("Dossier", SimpleNamespace(record=SimpleNamespace(eform=form)))
    for typed, opened in (({"area": "450"}, {"who"}), ({"area.unknown": "1"}, set())):
        whole = read(draft, MultiDict({**typed, "why": "vì", "who": "ai"}), session)
        assert set(whole.sent.answers) - {"area"} == opened, typed
