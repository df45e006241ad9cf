"""Filing for somebody else: whose the dossier is, how the owner agrees, and what the helper sees of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.consenting import helper_vi
from portal.documents.desk import current_desk
from portal.dossiers.consent_models import Consent
from portal.dossiers.desk import Facts
from portal.dossiers.key_models import DossierKey
from portal.dossiers.models import Dossier
from portal.dossiers.moves import move
from portal.identity.models import Citizen
from portal.kernel.clock import FixedClock
from portal.kernel.transaction import transaction
from portal.notices.models import Notice
from portal.notices.queries import find_newest_to
from portal.web.app_state import now
from portal.workflow.states import Action
from tests.builders.behalf import (
    HELPER,
    OWNER,
    OWNER_NAME,
    a_helped_draft,
    agree_by_code,
    agree_by_slip,
    complete_it,
    owner_code,
)
from tests.builders.files import a_gif, a_jpeg
from tests.builders.people import a_citizen, acting
from tests.builders.together import Act, together
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]


def consents(session: Session) -> Consent:
    session.expire_all()
    return session.scalars(select(Consent)).one()


def begin(client: StrictClient, **names: object) -> None:
    """Come from the page of the procedure to the names, and give them."""
    client.visit("/thu-tuc/1.013831")
    client.click("Nhờ người nộp giúp")
    client.click("Nộp thay người khác")
    client.submit("Tiếp tục", truong_hop="chuyen_nhuong", tranh_chap="khong")
    client.submit("Tiếp tục", {"owner_name": OWNER_NAME, "owner_phone": OWNER, "helper_name": "Trần Văn Bé", **names})


def test_a_relative_files_and_the_dossier_is_the_owners(as_citizen: Browser, session: Session) -> None:
    helper, owner = as_citizen(HELPER), as_citizen(OWNER)
    begin(helper)
    assert helper.page.h1 == f"{OWNER_NAME} có đồng ý không?"
    assert "Hồ sơ của tôi" in owner.visit("/ho-so/").h1 and "Sang tên đất" not in owner.page.text
    helper.submit("Gửi mã cho chủ hồ sơ")
    message = find_newest_to(session, OWNER, "consent_code")
    assert message is not None
    for words in ("Trần Văn Bé", "Sang tên đất", "không xem được nữa", "Muốn thôi lúc nào cũng được"):
        assert words in message.text
    helper.submit("Xác nhận đồng ý", code=owner_code(session))
    draft = session.scalars(select(Dossier)).one()
    assert (draft.citizen.phone, draft.typed_by, draft.channel) == (OWNER, "relative", "online")
    consent = consents(session)
    assert (consent.way, consent.version) == ("code", "1") and "••• •••" in consent.text
    complete_it(session, draft)
    helper.visit(f"/ho-so/nhap/{draft.draft_code}/kiem-tra")
    helper.submit("Gửi hồ sơ", declared=True)
    session.expire_all()
    assert helper.page.h1 == f"Đã gửi hồ sơ giúp {OWNER_NAME}"
    assert draft.code in helper.page.text and draft.secret not in helper.page.text
    assert "Ửng Hường" in owner.visit(f"/ho-so/{draft.code}/").text
    assert "Người nộp giúp hồ sơ này" in owner.page.text
    sent = find_newest_to(session, OWNER, "dossier_sent")
    assert sent is not None and find_newest_to(session, HELPER, "dossier_sent") is None
    assert helper_vi(draft) == "Trần Văn Bé (người thân, người quen), 0987654321"
    assert draft.events[-1].by_name == "Trần Văn Bé"


def test_the_helpers_own_data_never_stand_in_the_owners_place(as_citizen: Browser, session: Session) -> None:
    a_citizen(session, phone=HELPER, name="Trần Văn Bé", citizen_number="086099000002")
    draft = a_helped_draft(session, complete=False)
    page = as_citizen(HELPER).visit(f"/ho-so/nhap/{draft.draft_code}/trang/nguoi-nhan")
    values = [e.get("value", "") for e in page.all("input")]
    assert OWNER_NAME in values and "086099000002" not in values and "Trần Văn Bé" not in values


def test_without_consent_nothing_is_sent(as_citizen: Browser, session: Session) -> None:
    draft = a_helped_draft(session)
    client = as_citizen(HELPER)
    client.visit(f"/ho-so/nhap/{draft.draft_code}/kiem-tra")
    assert f"Đồng ý của {OWNER_NAME}" in client.page.text
    token = client.page.root.find(".//header//input[@name='csrf_token']")
    assert token is not None
    data = {"csrf_token": token.get("value"), "declared": "yes"}
    assert client.post(f"/ho-so/nhap/{draft.draft_code}/gui", data=data).status_code == 422
    assert "Chủ hồ sơ đồng ý thì mới gửi được" in client.page.text
    session.expire_all()
    assert draft.is_draft


def test_wrong_expired_and_replayed_codes(as_citizen: Browser, session: Session, clock: FixedClock) -> None:
    draft = a_helped_draft(session)
    client = as_citizen(HELPER)
    client.visit(f"/ho-so/nhap/{draft.draft_code}/dong-y")
    client.submit("Gửi mã cho chủ hồ sơ")
    code = owner_code(session)
    wrong = "000 000" if code != "000 000" else "111 111"
    assert client.submit("Xác nhận đồng ý", code=wrong).status_code == 422
    assert client.page.errors == [("code", "Mã chưa đúng. Còn 4 lần thử.")]
    page = client.page
    clock.at += timedelta(minutes=11)
    client.submit("Xác nhận đồng ý", code=code)
    assert "Mã đã hết hạn" in client.page.text and not consents(session).is_given
    client.submit("Gửi lại mã", form="dong-y/ma")
    newer = owner_code(session)
    client.submit("Xác nhận đồng ý", code=newer)
    given_at = consents(session).given_at
    clock.at += timedelta(minutes=1)
    client._page = page  # the old page, sent again
    client.submit("Xác nhận đồng ý", code=newer)
    assert consents(session).given_at == given_at


def test_the_owners_code_signs_nobody_in(app: Flask, as_citizen: Browser, session: Session) -> None:
    draft = a_helped_draft(session)
    client = as_citizen(HELPER)
    client.visit(f"/ho-so/nhap/{draft.draft_code}/dong-y")
    client.submit("Gửi mã cho chủ hồ sơ")
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie["code_to"] = OWNER
    thief.visit("/ho-so/ma-xac-nhan")
    assert thief.submit("Tiếp tục", code=owner_code(session)).status_code == 422


def test_an_owner_is_not_flooded_with_codes(as_citizen: Browser, session: Session, clock: FixedClock) -> None:
    draft = a_helped_draft(session)
    client = as_citizen(HELPER)
    client.visit(f"/ho-so/nhap/{draft.draft_code}/dong-y")
    for button in ("Gửi mã cho chủ hồ sơ", "Gửi lại mã", "Gửi lại mã"):
        assert client.submit(button, form="dong-y/ma").status_code == 200
        clock.at += timedelta(minutes=1)
    assert client.submit("Gửi lại mã", form="dong-y/ma").status_code == 429
    codes = session.scalars(select(Notice.id).where(Notice.kind == "consent_code")).all()
    assert len(codes) == 3


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({"owner_phone": HELPER}, "Đây là số của ông/bà"),
        ({"owner_phone": "12"}, "Số điện thoại phải có 10 số"),
        ({"owner_phone": "", "owner_name": "trần văn  bé"}, "Đây là tên của ông/bà"),
        ({"owner_name": ""}, "Nhập họ và tên chủ hồ sơ"),
    ],
)
def test_names_that_cannot_be(as_citizen: Browser, session: Session, names: dict[str, str], words: str) -> None:
    client = as_citizen(HELPER)
    begin(client, **names)
    assert words in client.page.text and session.scalars(select(Dossier)).all() == []


def test_a_foreign_draft_is_not_found(as_citizen: Browser, session: Session) -> None:
    draft = a_helped_draft(session)
    for path in ("dong-y", "dong-y/giay.pdf", "dong-y/anh", "dong-y/ten", "phieu-gui.pdf"):
        assert as_citizen("0909000111").get(f"/ho-so/nhap/{draft.draft_code}/{path}").status_code == 404


def test_a_signed_slip_and_an_owner_without_a_telephone(as_citizen: Browser, session: Session) -> None:
    draft = a_helped_draft(session, owner_phone="")
    client = as_citizen(HELPER)
    client.visit(f"/ho-so/nhap/{draft.draft_code}/dong-y")
    assert client.get(f"/ho-so/nhap/{draft.draft_code}/dong-y/giay.pdf").data[:4] == b"%PDF"
    assert client.submit("Thêm giấy đồng ý").status_code == 422
    assert client.submit("Thêm giấy đồng ý", slip=(io.BytesIO(a_gif()), "giay.gif")).status_code == 422
    client.submit("Thêm giấy đồng ý", slip=(io.BytesIO(a_jpeg()), "giay.jpg"))
    client.visit(f"/ho-so/nhap/{draft.draft_code}/kiem-tra")
    client.submit("Gửi hồ sơ", declared=True)
    session.expire_all()
    assert draft.secret in client.page.text  # it goes on paper to the owner
    assert client.get(f"/ho-so/nhap/{draft.draft_code}/phieu-gui.pdf").data[:4] == b"%PDF"
    told = find_newest_to(session, HELPER, "dossier_sent")
    assert told is not None
    assert draft.code not in client.visit("/ho-so/").text
    for path in ("da-gui", "tat-ca.zip", "nhan", "phieu/sending_receipt.pdf"):
        assert client.get(f"/ho-so/{draft.code}/{path}").status_code == 404
    phones = session.scalars(select(DossierKey.value).where(DossierKey.kind == "phone")).all()
    assert phones == [], "the helper's number leads to no dossier of somebody else"


@pytest.mark.parametrize("sees", [True, False])
def test_after_sending_the_helper_sees_what_the_owner_allowed(
    as_citizen: Browser, session: Session, sees: bool
) -> None:
    draft = a_helped_draft(session)
    agree_by_code(session, draft, sees_after=sees)
    client = as_citizen(HELPER)
    client.visit(f"/ho-so/nhap/{draft.draft_code}/kiem-tra")
    picture = session.get_one(Dossier, draft.id).papers[0].files[0].id
    client.submit("Gửi hồ sơ", declared=True)
    session.expire_all()
    assert ("Đã diễn ra" in client.page.text or "Đã gửi, chờ tiếp nhận" in client.page.text) is sees
    assert "350.000.000" not in client.page.text
    assert (draft.code in client.visit("/ho-so/").text) is sees
    assert client.get(f"/ho-so/nhap/{draft.draft_code}/tep/{picture}").status_code == 404
    assert client.get(f"/ho-so/{draft.code}/tep/{picture}").status_code == 404


def test_the_owner_ends_the_help_at_any_time(as_citizen: Browser, session: Session) -> None:
    draft = a_helped_draft(session)
    agree_by_code(session, draft, sees_after=True)
    helper, owner = as_citizen(HELPER), as_citizen(OWNER)
    place = f"/ho-so/nhap/{draft.draft_code}"
    assert helper.get(place).status_code == 200
    owner.visit(place)
    owner.submit("Thôi nhờ nộp giúp")
    assert helper.get(place).status_code == 404
    owner.visit(f"{place}/kiem-tra")
    owner.submit("Gửi hồ sơ", declared=True)
    assert owner.page.h1 == "Đã gửi hồ sơ"
    session.expire_all()
    assert draft.typed_by == "relative"
    assert helper.get(f"/ho-so/{draft.code}/").status_code == 404


def test_owner_and_helper_send_in_the_same_moment(app: Flask, session: Session) -> None:
    draft = a_helped_draft(session)
    agree_by_code(session, draft)
    number, owner, helper = draft.id, a_citizen(session, phone=OWNER), a_citizen(session, phone=HELPER)

    def by(person: Citizen) -> Act:
        actor = acting(person)

        def act(own: Session) -> int:
            with transaction(own):
                event = move(own, own.get_one(Dossier, number), Action.SUBMIT, by=actor, at=now(), desk=current_desk(),
                             facts=Facts(consent=True), form_key=f"send:{number}")  # fmt: skip
            return event.id

        return act

    first, second = together(app, by(owner), by(helper))
    assert first == second
    session.rollback()  # reads what the two wrote
    assert [e.action for e in draft.events] == ["consent_by_code", "submit"]


def test_how_it_came_is_said_once(session: Session) -> None:
    draft = a_helped_draft(session)
    for name in ("typed_by", "channel"):
        with pytest.raises(ValueError, match="never changed"):
            setattr(draft, name, "citizen")


def test_a_helped_draft_can_be_deleted_with_its_consent(as_citizen: Browser, session: Session) -> None:
    draft = a_helped_draft(session, owner_phone="")
    agree_by_slip(session, draft)
    client = as_citizen(HELPER)
    client.visit(f"/ho-so/nhap/{draft.draft_code}/xoa")
    client.submit("Xóa hồ sơ nháp này")
    assert session.scalars(select(Dossier)).all() == [] and session.scalars(select(Consent)).all() == []
