"""Who sees which dossiers, in which list, at what cost?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from portal.catalogue.queries import working_calendar
from portal.dossiers.finding import understand
from portal.dossiers.models import Dossier
from portal.dossiers.queries import find_exact, find_register_entry, find_tracked, get_by_token, get_for_officer, scope
from portal.dossiers.queue_queries import count_queues, page_queue
from portal.dossiers.queues import Queues
from portal.dossiers.queues import queues as all_queues
from portal.identity.models import Officer
from portal.identity.operations import grant
from portal.kernel.clock import FixedClock
from portal.kernel.errors import NotFound
from portal.kernel.transaction import transaction
from portal.web.app_state import now
from portal.workflow.states import Action
from tests.builders.dossiers import (
    ANSWERS,
    a_claimed_dossier,
    a_dossier_awaiting_payment,
    a_dossier_awaiting_signature,
    a_dossier_in_hand,
    a_dossier_with_result,
    a_draft,
    a_sent_dossier,
    an_accepted_dossier,
    make_move,
)
from tests.builders.people import a_citizen, acting, an_officer, the_officer
from tests.builders.statements import counted_statements
from tests.strict_client import StrictClient

VINH_LONG, BEN_TRE = "cnvpdkdd-vinh-long", "cnvpdkdd-ben-tre"


def seen(session: Session, officer: Officer) -> set[int]:
    return set(session.scalars(select(Dossier.id).where(scope(officer))))


def queues(officer: Officer, at: datetime) -> Queues:
    session = object_session(officer)
    assert session is not None
    return all_queues(officer, at, working_calendar(session))


def counts(session: Session, officer: Officer) -> dict[str, int]:
    return {key: n for key, n in count_queues(session, queues(officer, now())).items() if n}


def found(session: Session, text: str, who: str = "motcua") -> list[int]:
    mine = queues(the_officer(session, who), now())
    return [dossier.id for dossier in page_queue(session, mine, "all", sought=understand(text) if text else None)[1]]


# ---- scope


def test_an_officer_sees_what_was_sent_to_their_office_and_nobody_s_drafts(session: Session) -> None:
    a_draft(session)
    sent = a_sent_dossier(session)
    assert seen(session, the_officer(session, "motcua")) == {sent.id}
    assert seen(session, the_officer(session, "thuly")) == set()


def test_a_branch_sees_a_dossier_from_the_hand_over_on_and_keeps_seeing_it(session: Session) -> None:
    dossier = an_accepted_dossier(session)
    branch = an_officer(session, ("case_officer", VINH_LONG))
    assert seen(session, branch) == set()
    make_move(session, dossier, Action.HAND_OVER, the_officer(session, "motcua"))
    assert seen(session, branch) == {dossier.id}
    ready = a_dossier_with_result(session)
    assert seen(session, branch) == {dossier.id, ready.id}


def test_an_officer_of_another_branch_sees_nothing(session: Session) -> None:
    dossier = a_dossier_in_hand(session)
    other = an_officer(session, ("case_officer", BEN_TRE), ("approver", BEN_TRE))
    assert seen(session, other) == set()
    assert counts(session, other) == {}
    with pytest.raises(NotFound):
        get_for_officer(session, other, dossier.id)
    with pytest.raises(NotFound):
        get_for_officer(session, other, 999_999)
    assert get_for_officer(session, the_officer(session, "thuly"), dossier.id).id == dossier.id


def test_the_parcel_decides_the_branch(session: Session) -> None:
    there = {**ANSWERS, "parcel_address": {"unit": "28756", "line": "Khóm 1"}}
    dossier = an_accepted_dossier(session, answers=there)
    make_move(session, dossier, Action.HAND_OVER, the_officer(session, "motcua"))
    assert dossier.agency_code == BEN_TRE
    assert seen(session, an_officer(session, ("case_officer", BEN_TRE))) == {dossier.id}
    assert seen(session, an_officer(session, ("case_officer", VINH_LONG))) == set()


def test_a_role_for_one_field_sees_only_that_field(session: Session) -> None:
    dossier = a_sent_dossier(session)
    officer = an_officer(session)
    with transaction(session):
        grant(session, officer, role="intake_officer", agency="ttpvhcc-tinh", field="ho-tich")
    session.expire_all()
    assert seen(session, officer) == set()
    with transaction(session):
        grant(session, officer, role="intake_officer", agency="ttpvhcc-tinh", field="dat-dai")
    session.expire_all()
    assert seen(session, officer) == {dossier.id}


def test_a_role_over_the_catalogue_opens_no_dossier_of_its_agency(session: Session) -> None:
    a_dossier_in_hand(session)
    editor = an_officer(session, ("catalogue_editor", VINH_LONG), ("intake_officer", "xa-an-dinh"))
    assert seen(session, editor) == set()
    assert VINH_LONG not in acting(editor).roles


def test_a_role_that_has_ended_or_not_begun_sees_nothing(session: Session) -> None:
    a_sent_dossier(session)
    officer = an_officer(session, ("intake_officer", "ttpvhcc-tinh"))
    officer.on = date(2026, 11, 23)
    with transaction(session):
        officer.roles[0].valid_to = date(2026, 11, 22)
    assert seen(session, officer) == set()
    with transaction(session):
        officer.roles[0].valid_to, officer.roles[0].valid_from = None, date(2026, 11, 24)
    assert seen(session, officer) == set()
    assert "new" not in queues(officer, now()).keys


def test_somebody_without_a_role_sees_nothing(session: Session) -> None:
    a_sent_dossier(session)
    assert seen(session, an_officer(session)) == set()


# ---- queues


def test_each_step_of_the_work_stands_in_its_queue(session: Session, clock: FixedClock) -> None:
    a_sent_dossier(session)
    a_claimed_dossier(session)
    an_accepted_dossier(session)
    handed = an_accepted_dossier(session)
    make_move(session, handed, Action.HAND_OVER, the_officer(session, "motcua"))
    a_dossier_in_hand(session)
    a_dossier_awaiting_payment(session)
    a_dossier_awaiting_signature(session)
    a_dossier_with_result(session)
    people = {
        who: counts(session, the_officer(session, who)) for who in ("motcua", "motcua2", "thuly", "lanhdao", "vanthu")
    }
    assert people["motcua"] == {"new": 1, "mine": 2, "working": 1, "returning": 1}
    assert people["motcua2"] == {"new": 1, "working": 1, "returning": 1}
    assert people["thuly"] == {"mine": 1, "arriving": 1, "working": 2}
    assert people["lanhdao"] == {"arriving": 1, "signing": 1}
    clock.at += timedelta(days=60)
    assert counts(session, the_officer(session, "thuly"))["overdue"] == 3


def test_all_queues_are_counted_in_one_statement(app: Flask, session: Session) -> None:
    a_sent_dossier(session)
    officer = the_officer(session, "motcua")
    wanted = queues(officer, now())
    with counted_statements(app) as statements:
        count_queues(session, wanted)
    assert len(statements) == 1


def test_what_is_due_first_stands_on_top(session: Session, clock: FixedClock) -> None:
    first = a_sent_dossier(session)
    clock.at += timedelta(hours=1)
    second = a_sent_dossier(session)
    lan = the_officer(session, "motcua")
    mine = queues(lan, now())
    total, page = page_queue(session, mine, "new")
    assert (total, [dossier.id for dossier in page]) == (2, [first.id, second.id])
    total, page = page_queue(session, mine, "new", offset=1, limit=1)
    assert (total, [dossier.id for dossier in page]) == (2, [second.id])
    assert found(session, "") == [second.id, first.id]


def test_a_page_of_a_queue_costs_the_same_however_long_it_is(app: Flask, session: Session) -> None:
    lan = the_officer(session, "motcua")
    costs = []
    for _ in range(2):
        a_sent_dossier(session), a_sent_dossier(session)
        session.expire_all()
        mine = queues(lan, now())
        with counted_statements(app) as statements:
            _, page = page_queue(session, mine, "all")
            [(dossier.procedure_code, dossier.holder_name) for dossier in page]
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 2


def test_a_dossier_is_found_by_code_or_name_with_or_without_accents(session: Session) -> None:
    dossier = a_sent_dossier(session)
    a_sent_dossier(session, answers={**ANSWERS, "owner_name": "Lê Văn Ba"})
    for text in ("000.00.19.H61-261123-0001", "0000019h612611230001", "261123-0001", "ung huong", "Nguyễn Thị Ửng"):
        assert found(session, text) == [dossier.id]


def test_a_dossier_is_found_by_number_telephone_parcel_card_and_a_part_of_the_code(session: Session) -> None:
    dossier = a_sent_dossier(session)
    other = {
        **ANSWERS,
        "owner_name": "Lê Văn Ba",
        "owner_citizen_number": "086190000002",
        "parcel": {"parcel": 35, "sheet": 12},
        "certificate_serial": "CH 00234567",
    }
    a_sent_dossier(session, citizen=a_citizen(session, phone="0987654321"), answers=other)
    card = "086190000001|331234567|Nguyễn Thị Ửng Hường|27031965|Nữ|Khóm 2|01012022"
    for text in ("086190000001", "086 190 000 001", "0912 345 678", "+84912345678", "12/34", "tờ 12 thửa 34",
                 "Thửa đất số 34, tờ bản đồ số 12", "BA 123456", "ba123456", card):  # fmt: skip
        assert found(session, text) == [dossier.id], text
    assert found(session, "0861900", who="thuly") == []
    assert len(found(session, "0861900")) == 2


def test_numbers_that_look_alike_are_looked_for_as_both(session: Session) -> None:
    taxed = {**ANSWERS, "owner_citizen_number": "070012345678"}
    dossier = a_sent_dossier(session, answers=taxed)
    for text in ("H61-261123-0001", "0912 345 67", "091234567", "0700123456"):
        assert found(session, text) == [dossier.id], text


def test_a_scanned_address_or_a_whole_code_names_one_dossier_within_the_scope(session: Session) -> None:
    dossier = a_sent_dossier(session)
    at = f"https://dichvucong.example.vn/tra-cuu/{dossier.token}"
    for text in (at, dossier.token, dossier.token.lower(), dossier.code or ""):
        assert find_exact(session, the_officer(session, "motcua"), understand(text)) == dossier.id
        assert find_exact(session, the_officer(session, "thuly"), understand(text)) is None
    assert find_exact(session, the_officer(session, "motcua"), understand("Nguyễn Thị Ửng")) is None


def test_signs_of_a_query_language_find_nothing(session: Session) -> None:
    a_sent_dossier(session)
    for text in ("%", "_", "' OR '1'='1", "\\", "không có ai", "000.00.19.H61-261123-0099"):
        assert found(session, text) == []


# ---- tracking


def test_code_and_secret_together_open_a_dossier_however_they_are_typed(session: Session) -> None:
    dossier = a_sent_dossier(session)
    code, secret = dossier.code or "", dossier.secret
    for typed in (code, code.lower(), code.replace(".", "").replace("-", " ")):
        for pair in (secret, f" {secret.lower()} ", f"{secret[:2]} {secret[2:]}"):
            assert getattr(find_tracked(session, typed, pair), "id", None) == dossier.id


def test_neither_code_nor_secret_alone_opens_anything(session: Session) -> None:
    dossier, other = a_sent_dossier(session), a_sent_dossier(session)
    code = dossier.code or ""
    for typed, secret in (
        (code, ""),
        (code, other.secret),
        (other.code or "", dossier.secret),
        ("", dossier.secret),
        (code, "%"),
    ):
        assert find_tracked(session, typed, secret) is None


def test_a_draft_has_no_secret_to_be_found_by(session: Session) -> None:
    draft = a_draft(session)
    assert find_tracked(session, draft.draft_code, "") is None
    with pytest.raises(NotFound):
        get_by_token(session, draft.token)


def test_the_qr_code_opens_what_was_sent(session: Session) -> None:
    dossier = a_sent_dossier(session, citizen=a_citizen(session, phone="0987654321"))
    assert get_by_token(session, dossier.token).id == dossier.id
    assert find_register_entry(session, dossier) is None


def test_the_inbox_page_costs_few_statements(
    app: Flask, session: Session, as_officer: Callable[..., StrictClient]
) -> None:
    for _ in range(3):
        a_sent_dossier(session)
    client = as_officer("motcua")
    for most in (8, 5):  # a process reads the calendar and the names once
        with counted_statements(app) as statements:
            client.visit("/can-bo/")
        assert len(statements) <= most, "\n".join(statements)


def test_a_long_list_of_several_agencies_is_in_order_and_names_each_dossier_once(
    session: Session, clock: FixedClock
) -> None:
    dossiers = []
    for _ in range(3):
        dossiers.append(a_dossier_in_hand(session))
        clock.at += timedelta(hours=1)
    both = an_officer(session, ("intake_officer", "ttpvhcc-tinh"), ("case_officer", VINH_LONG), ("clerk", BEN_TRE))
    clock.at += timedelta(days=60)
    for key, wanted in (("overdue", dossiers), ("all", dossiers[::-1]), ("working", dossiers)):
        total, page = page_queue(session, queues(both, now()), key)
        assert (total, [row.id for row in page]) == (3, [dossier.id for dossier in wanted]), key
