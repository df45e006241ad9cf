"""A citizen stands at the counter of another office than the one in charge: the slip opens what is asked, nothing else does."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.queries import get_agency
from portal.documents.models import Slip
from portal.dossiers.custody import whereabouts
from portal.dossiers.models import Dossier
from portal.identity.models import Officer
from portal.kernel.clock import FixedClock
from portal.kernel.transaction import transaction
from portal.workflow.states import Action, State
from tests.builders.dossiers import the_event
from tests.builders.files import a_jpeg
from tests.builders.people import an_officer
from tests.builders.supplements import (
    BLURRED,
    WRONG_AREA,
    a_dossier_asked_before_intake,
    a_dossier_asked_in_appraisal,
    answer,
    prepare,
)
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
HERE, ALSO_HERE = "ubnd-29551", "ubnd-29557"
COUNTER, SLIP, OPEN = "/can-bo/tai-quay", "/can-bo/tai-quay/giay-hen", "Mở phần được yêu cầuF9"
FINISH, SAID = "Nhận bổ sungF9", {"typed_by": "counter_helped", "declared": True}
OPENS_NOTHING = "Giấy này không mở được hồ sơ nào"


def at_another_counter(session: Session, *communes: str) -> Officer:
    """Return somebody who receives dossiers in a commune that has nothing to do with the dossier."""
    return an_officer(
        session, *(("intake_officer", commune) for commune in communes or (HERE,)), full_name="Võ Thị Sáu"
    )


def scanned(client: StrictClient, dossier: Dossier) -> StrictClient:
    client.visit(COUNTER)
    client.submit("Tìm ngườiF9", who=f"https://dichvucong.example/tra-cuu/{dossier.token}")
    return client


def test_a_name_of_twelve_letters_is_no_slip(as_officer: Browser) -> None:
    client = as_officer("motcua")
    client.visit("/can-bo/tai-quay")
    assert client.submit("Tìm ngườiF9", who="nguyen thi ung").status_code == 200


def test_the_slip_opens_what_is_asked_and_what_is_brought_goes_to_who_has_the_dossier(
    as_officer: Browser, session: Session, clock: FixedClock
) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED, WRONG_AREA)
    before, asker = dossier.promised_at, dossier.supplements[0].asked_by_id
    clock.at += timedelta(days=2)
    client = scanned(as_officer(at_another_counter(session)), dossier)
    unit = get_agency(session, dossier.agency_code or "").name
    assert client.page.h1.startswith("Bổ sung 1 giấy tờ") and f"Nơi đang giải quyết: {unit}" in client.page.text
    client.submit(FINISH, {"form-gcn": "original", "parcel_area": "152,5", **SAID})
    session.expire_all()
    assert dossier.stands is State.PROCESSING and dossier.answers["parcel_area"] == "152.5"
    assert dossier.holder_id == asker and before and dossier.promised_at and dossier.promised_at > before
    assert "Ngày hẹn trả mới" in client.page.text and f"Gửi các giấy này đến {unit}" in client.page.text
    assert the_event(session, dossier, Action.ANSWER_SUPPLEMENT).agency_code == HERE
    assert client.get(f"{COUNTER}/bo-sung/{dossier.id}/phieu.pdf").mimetype == "application/pdf"
    facts = session.scalars(select(Slip.facts).where(Slip.kind == "supplement_receipt")).one()
    assert (facts["office"]["name"], facts["sent_to"]) == (get_agency(session, HERE).name, unit)


def test_paper_is_on_its_way_until_it_has_arrived(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED)
    scanned(as_officer(at_another_counter(session)), dossier).submit(FINISH, {"form-gcn": "original", **SAID})
    session.expire_all()
    [row] = dossier.handed
    assert (row.agency_code, row.received_by) == (HERE, "Võ Thị Sáu")
    desk = as_officer(at_another_counter(session))
    assert f"hồ sơ {dossier.code}, gửi đến Chi nhánh" in desk.visit(COUNTER).text, "a colleague finds what to send"
    unit = as_officer("thuly")
    unit.visit(f"/can-bo/ho-so/{dossier.id}/")
    assert get_agency(session, HERE).name in unit.page.text and "đang chuyển đến" in unit.page.text
    unit.submit("Các giấy này đã đến", arrived=[str(row.id)])
    session.expire_all()
    assert whereabouts(dossier, row).agency_code == dossier.agency_code
    assert dossier.code not in desk.visit(COUNTER).text


def test_before_acceptance_paper_goes_to_the_office_the_dossier_was_sent_to(
    as_officer: Browser, session: Session
) -> None:
    dossier = a_dossier_asked_before_intake(session)
    client = scanned(as_officer(at_another_counter(session)), dossier)
    client.submit(FINISH, {"form-gcn": "original", **SAID})
    session.expire_all()
    assert dossier.stands is State.SUBMITTED and "Nơi đang giải quyết trả lời trước" in client.page.text
    own = as_officer("motcua")
    own.visit(f"/can-bo/ho-so/{dossier.id}/")
    own.submit("Các giấy này đã đến", arrived=[str(dossier.handed[0].id)])
    session.expire_all()
    assert whereabouts(dossier, dossier.handed[0]).agency_code == dossier.onestop_code


def test_the_citizen_reads_which_office_took_it_in(as_officer: Browser, client: StrictClient, session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED)
    scanned(as_officer(at_another_counter(session)), dossier).submit(FINISH, {"form-gcn": "copy", **SAID})
    client.visit(f"/tra-cuu/{dossier.token}")
    assert get_agency(session, HERE).name in client.page.text


def test_without_the_slip_nothing_is_told_not_even_whether_there_is_such_a_dossier(
    as_officer: Browser, session: Session
) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED)
    client, where = as_officer(at_another_counter(session)), f"{COUNTER}/bo-sung/{dossier.id}"
    row = next(row for paper in dossier.papers for row in paper.files)
    for address in (
        where,
        f"{where}/xong",
        f"{where}/phieu.pdf",
        f"{where}/tep/{row.id}",
        f"/can-bo/ho-so/{dossier.id}/",
    ):
        assert client.get(address).status_code == 404, address
    told = [told_of(client, code, "AAAA") for code in (dossier.code or "", "000.00.19.H61-261123-9999")]
    assert told[0] == told[1] and OPENS_NOTHING in told[0]
    client.visit(COUNTER)
    client.submit("Tìm ngườiF9", who=dossier.code)
    assert client.page.h1.startswith("Nhận bổ sung cho hồ sơ của nơi khác") and not client.page.errors


def told_of(client: StrictClient, code: str, secret: str) -> str:
    """Return what the page says of a code and 4 characters, the code itself left out."""
    client.visit(SLIP)
    client.submit(OPEN, slip=code, secret=secret)
    return client.page.text.replace(code, "")


def test_code_and_the_4_characters_open_it_too_and_guesses_are_counted(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED)
    client = as_officer(at_another_counter(session))
    client.visit(SLIP)
    assert client.submit(OPEN, slip=dossier.code, secret="").status_code == 422
    client.submit(OPEN, slip=dossier.code, secret=dossier.secret.lower())
    assert client.page.h1.startswith("Bổ sung 1 giấy tờ")
    for _ in range(20):
        client.visit(SLIP)
        assert client.submit(OPEN, slip=dossier.code, secret="AAAA").status_code == 422
    client.visit(SLIP)
    assert client.submit(OPEN, slip=dossier.code, secret=dossier.secret).status_code == 429


def test_it_opens_nothing_but_what_is_asked(as_officer: Browser, session: Session) -> None:
    dossier, other = (a_dossier_asked_in_appraisal(session, BLURRED) for _ in range(2))
    prepare(session, dossier)
    client, where = scanned(as_officer(at_another_counter(session)), dossier), f"{COUNTER}/bo-sung/{dossier.id}"
    assert "Mở hồ sơ" not in client.page.text and "Đã gửi trước" not in client.page.text
    files = [row for paper in dossier.papers for row in paper.all_files]
    statuses = {row.standing: client.get(f"{where}/tep/{row.id}").status_code for row in files}
    assert statuses == {"current": 404, "waiting": 200}
    assert client.get(f"/can-bo/ho-so/{dossier.id}/").status_code == 404
    assert client.get(f"{COUNTER}/bo-sung/{other.id}").status_code == 404


def test_it_ends_after_an_hour_and_with_the_request(as_officer: Browser, session: Session, clock: FixedClock) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED)
    client, where = as_officer(at_another_counter(session)), f"{COUNTER}/bo-sung/{dossier.id}"
    scanned(client, dossier)
    clock.at += timedelta(minutes=59)
    assert client.get(where).status_code == 200
    clock.at += timedelta(minutes=59)
    assert client.get(where).status_code == 200, "an hour since it was last used"
    clock.at += timedelta(minutes=61)
    assert client.get(where).status_code == 404
    answer(session, dossier)
    scanned(client, dossier)
    assert [field for field, _words in client.page.errors] == ["slip"]
    assert "không được yêu cầu bổ sung gì" in client.page.text


def test_the_next_officer_at_the_same_machine_has_to_see_the_slip_again(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED)
    client = scanned(as_officer(at_another_counter(session)), dossier)
    client.submit(form="/can-bo/dang-xuat")
    client.signed_in(at_another_counter(session))
    assert client.get(f"{COUNTER}/bo-sung/{dossier.id}").status_code == 404


def test_who_sits_at_several_counters_says_at_which(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED)
    client = scanned(as_officer(at_another_counter(session, HERE, ALSO_HERE)), dossier)
    assert [field for field, _words in client.page.errors] == ["counter"]
    client.submit(OPEN, counter=ALSO_HERE)
    client.submit(FINISH, {"files-gcn": (io.BytesIO(a_jpeg()), "so.jpg"), "form-gcn": "copy", **SAID})
    session.expire_all()
    assert [row.agency_code for row in dossier.handed] == [ALSO_HERE]


def test_the_office_in_charge_needs_no_proof(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session, BLURRED)
    client = as_officer("motcua")
    client.visit(SLIP)
    client.submit(OPEN, slip=dossier.code, secret=dossier.secret)
    client.click("Về hồ sơ")
    assert dossier.owner_name in client.page.text and "Nơi đang giải quyết" not in client.page.text


def test_who_takes_in_another_field_opens_nothing(as_officer: Browser, session: Session) -> None:
    dossier, officer = a_dossier_asked_in_appraisal(session, BLURRED), at_another_counter(session)
    with transaction(session):
        for role in officer.roles:
            role.field_code = "ho-tich"
    assert OPENS_NOTHING in told_of(as_officer(officer), dossier.code or "", dossier.secret)
