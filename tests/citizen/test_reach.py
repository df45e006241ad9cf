"""By e-mail instead of a telephone; adding and changing addresses, each with a code that was sent there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.dossiers.finding import understand
from portal.dossiers.keys import fits
from portal.dossiers.models import Dossier
from portal.identity.addresses import set_address
from portal.identity.models import Citizen
from portal.kernel.transaction import transaction
from portal.notices.models import Delivery
from portal.workflow.states import Action
from tests.builders.behalf import HELPER, OWNER, a_helped_draft, agree_by_slip
from tests.builders.dossiers import a_draft, a_returned_dossier, a_sent_dossier, make_move
from tests.builders.people import PHONE, a_citizen, code_sent
from tests.strict_client import StrictClient

EMAIL, NEW_PHONE = "ung.huong@example.com", "0987654321"


def told(session: Session, kind: str) -> set[str]:
    session.rollback()
    rows = session.scalars(select(Delivery)).all()
    return {row.address for row in rows if row.notice.kind == kind}


def test_who_has_no_telephone_comes_in_by_e_mail(client: StrictClient, session: Session) -> None:
    client.visit("/ho-so/so-dien-thoai")
    client.click("Nhận mã qua thư điện tử")
    client.submit(form="e-mail", email=" Ung.Huong@Example.COM")
    assert "un•••@example.com" in client.page.text
    assert client.submit(form="ma-xac-nhan", code=code_sent(session, EMAIL)).request.path == "/ho-so/"
    assert session.scalars(select(Citizen)).one().email == EMAIL


@pytest.mark.parametrize("typed", ["", "huong", "huong@example", "0912345678"])
def test_what_is_no_address_is_said_beside_the_box_and_kept(client: StrictClient, typed: str) -> None:
    client.visit("/ho-so/e-mail")
    assert client.submit(form="e-mail", email=typed).status_code == 422
    assert [field for field, _ in client.page.errors] == ["email"]
    assert [box.get("value") for box in client.page.all("input") if box.get("name") == "email"] == [typed]


def test_known_and_unknown_addresses_read_alike(client: StrictClient, session: Session) -> None:
    a_citizen(session, phone=EMAIL)
    pages = []
    for address in (EMAIL, "ung.hoang@example.com"):
        client.visit("/ho-so/e-mail")
        client.submit(form="/ho-so/e-mail", email=address)
        pages.append(client.page.text)
    assert pages[0] == pages[1]


def test_a_second_address_counts_once_its_code_is_entered(as_citizen: Callable, session: Session, app) -> None:
    client, dossier = as_citizen(), a_sent_dossier(session, citizen=a_citizen(session))
    client.visit("/ho-so/lien-lac/e-mail")
    client.submit(form="e-mail", email=EMAIL)
    assert client.submit(form="ma-xac-nhan", code="000 000").status_code == 422
    assert told(session, "contact_changed") == set()
    client.submit(form="ma-xac-nhan", code=code_sent(session, EMAIL))
    assert EMAIL in client.page.text
    assert told(session, "contact_changed") == {PHONE}
    other = app.test_client()
    other.visit("/ho-so/e-mail")
    other.submit(form="e-mail", email=EMAIL)
    other.submit(form="ma-xac-nhan", code=code_sent(session, EMAIL))
    assert dossier.code in other.page.text


def test_a_new_address_outlives_the_session_it_was_typed_in(as_citizen: Callable, session: Session) -> None:
    client = as_citizen()
    client.visit("/ho-so/lien-lac/e-mail")
    with transaction(session):
        session.scalars(select(Citizen)).one().session_epoch += 1
    client.submit(form="e-mail", email=EMAIL)
    client.submit("Gửi mã xác nhận", phone=PHONE)
    client.submit("Tiếp tục", code=code_sent(session))
    assert client.page.url == "/ho-so/lien-lac/e-mail"
    assert [box.get("value") for box in client.page.all("input") if box.get("name") == "email"] == [EMAIL]


def test_a_changed_number_is_told_to_the_old_one(as_citizen: Callable, session: Session) -> None:
    client = as_citizen()
    client.visit("/ho-so/lien-lac/so-dien-thoai")
    client.submit(form="so-dien-thoai", phone="0987 654 321")
    client.submit(form="ma-xac-nhan", code=code_sent(session, "0987654321"))
    assert session.scalars(select(Citizen)).one().phone == "0987654321"
    assert told(session, "contact_changed") == {PHONE}


def prove(client: StrictClient, session: Session, way: str, typed: str) -> None:
    """Write an address down with the code that was sent there."""
    client.visit(f"/ho-so/lien-lac/{way}")
    client.submit(form=way, **{"phone" if way == "so-dien-thoai" else "email": typed})
    client.submit(form="ma-xac-nhan", code=code_sent(session, typed))


def found_by(session: Session, phone: str) -> set[int]:
    """Return the dossiers that an officer finds who types this number."""
    session.rollback()
    return set(session.scalars(select(Dossier.id).where(fits(understand(phone)))))


def test_dossiers_are_found_by_the_number_that_their_news_go_to(as_citizen: Callable, session: Session) -> None:
    me = a_citizen(session)
    draft = a_draft(session, citizen=me)
    sent, done, another = a_sent_dossier(session), a_returned_dossier(session), somebody_else_s(session)
    assert found_by(session, PHONE) == {sent.id, done.id}
    prove(as_citizen(), session, "so-dien-thoai", NEW_PHONE)
    assert found_by(session, NEW_PHONE) == {sent.id, done.id}
    assert found_by(session, PHONE) == set() and found_by(session, "0911000111") == {another.id}
    assert draft.is_draft


def test_what_comes_along_with_an_address_is_found_by_the_number_too(as_citizen: Callable, session: Session) -> None:
    by_mail = a_sent_dossier(session, citizen=a_citizen(session, phone=EMAIL))
    assert found_by(session, PHONE) == set()
    prove(as_citizen(), session, "e-mail", EMAIL)
    assert found_by(session, PHONE) == {by_mail.id}


def test_what_a_helper_carries_is_found_by_its_owner_s_number_whatever_the_helper_s_is(
    as_citizen: Callable, session: Session
) -> None:
    draft = a_helped_draft(session)
    agree_by_slip(session, draft)
    make_move(session, draft, Action.SUBMIT, draft.citizen, consent=True)
    prove(as_citizen(HELPER), session, "so-dien-thoai", NEW_PHONE)
    assert found_by(session, OWNER) == {draft.id}
    assert found_by(session, NEW_PHONE) == found_by(session, HELPER) == set()


def somebody_else_s(session: Session) -> Dossier:
    return a_sent_dossier(session, citizen=a_citizen(session, phone="0911000111"))


def test_an_address_of_somebody_else_is_refused_only_after_its_code(as_citizen: Callable, session: Session) -> None:
    shared = a_citizen(session, phone="0987654321")
    husband = as_citizen("0987654321")
    husband.visit("/ho-so/lien-lac/e-mail")
    husband.submit(form="e-mail", email=EMAIL)
    husband.submit(form="ma-xac-nhan", code=code_sent(session, EMAIL))
    wife = as_citizen()
    wife.visit("/ho-so/lien-lac/e-mail")
    assert wife.submit(form="e-mail", email=EMAIL).status_code == 200
    assert wife.submit(form="ma-xac-nhan", code=code_sent(session, EMAIL)).status_code == 422
    assert "đang dùng cho hồ sơ khác" in wife.page.text
    session.expire_all()
    assert shared.email == EMAIL


def test_the_cookie_of_a_person_who_was_taken_over_opens_nobody_else_s_dossiers(
    client: StrictClient, session: Session
) -> None:
    wife, husband = a_citizen(session), a_citizen(session, phone=EMAIL)
    client.signed_in(husband)
    with transaction(session):
        set_address(session, wife, EMAIL)
    stranger = a_citizen(session, phone="0987654321")  # SQLite gives it the number that has become free
    draft = a_draft(session, citizen=stranger)
    assert client.get(f"/ho-so/nhap/{draft.draft_code}").status_code == 302


def test_nobody_adds_an_address_without_being_signed_in(client: StrictClient) -> None:
    for path in ("", "/e-mail", "/so-dien-thoai", "/ma-xac-nhan"):
        assert client.get(f"/ho-so/lien-lac{path}").status_code == 302
