"""A procedure without a form of its own, handed in at the counter: a dossier like any other from the receipt to the result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.administration.queries import open_dossiers_by_revision
from portal.catalogue.models import Procedure, ProcedureRevision
from portal.catalogue.on_paper import CounterForm, stated_way
from portal.documents.queries import list_slips
from portal.dossiers.hops import step_of
from portal.dossiers.models import Dossier
from portal.dossiers.operations import start_draft
from portal.dossiers.queries import find_register_entry
from portal.dossiers.revising import is_outdated
from portal.dossiers.taking_in import choices_for, goes_nowhere, set_terms, waits_for_terms
from portal.kernel.clock import local_date
from portal.kernel.errors import Incomplete, Invalid
from portal.kernel.transaction import transaction
from portal.notices.models import Notice
from portal.web.app_state import now, service
from portal.workflow.states import Action, State
from tests.builders.counter import a_begun_on_paper, a_dossier_taken_in_on_paper
from tests.builders.dossiers import a_kept_pdf, make_move
from tests.builders.people import acting, the_officer
from tests.builders.procedures import ONESTOP, a_procedure, a_record
from tests.builders.supplements import Wanted, answer, ask
from tests.strict_client import StrictClient

PAPERS = [
    {"id": "don", "name": "Đơn xin phép", "originals": 1},
    {"id": "ban-ve", "name": "Bản vẽ con diều", "copies": 1, "case": "Diều mới"},
    {"id": "phep-cu", "name": "Giấy phép cũ", "originals": 1, "case": "Cấp lại"},
]


def a_kite_permit(session: Session, **changes: Any) -> Procedure:
    """Publish a procedure of level 2 without a form, which the department of justice decides within 10 working days."""
    limit = {"value": 10, "unit": "working_day"}
    facts: dict[str, Any] = {
        "level": 2, "admin_level": "province", "executing_agencies": ["so-tu-phap"], "components": [PAPERS[0], {"id": "can-cuoc", "name": "Căn cước", "copies": 1}],
        "channels": [{"channel": "counter", "limit": limit, "fees": [{"name": "Lệ phí", "kind": "charge", "amount_vnd": 30_000}]}],
    }  # fmt: skip
    return a_procedure(session, a_record(**{**facts, **changes}))


def to_the_department(session: Session, dossier: Dossier) -> None:
    make_move(session, dossier, Action.HAND_OVER, the_officer(session, "motcua"))
    make_move(session, dossier, Action.RECEIVE_LEG, the_officer(session, "thuly"))


def test_it_is_promised_by_the_limit_of_its_record_and_entered_like_any_other(session: Session) -> None:
    procedure = a_kite_permit(session)
    dossier = a_dossier_taken_in_on_paper(session, procedure)
    assert open_dossiers_by_revision(session, procedure.code) == {procedure.revision_id: 1}
    assert dossier.stands is State.ACCEPTED and dossier.code
    # ten working days after Monday 23 November, the 24th being a day off
    assert dossier.promised_at == datetime(2026, 12, 8, 10, tzinfo=UTC)
    assert sum(step.days for step in dossier.record.process) == 10
    assert find_register_entry(session, dossier) is not None
    assert [slip.kind for slip in list_slips(session, dossier)] == ["sending_receipt", "intake_receipt"]
    assert (dossier.channel, [row.form for row in dossier.handed]) == ("counter", ["original"])


def test_it_goes_to_its_department_is_supplemented_decided_returned_and_followed(
    session: Session, client: StrictClient
) -> None:
    dossier = a_dossier_taken_in_on_paper(session, a_kite_permit(session, components=PAPERS[:1]))
    promised = dossier.promised_at
    to_the_department(session, dossier)
    assert dossier.agency_code == "so-tu-phap"
    ask(session, dossier, Wanted("paper", "don", "Đơn xin phép", "Chưa ký."), who="thuly")
    answer(session, dossier)
    assert dossier.stands is State.PROCESSING and dossier.promised_at and promised and dossier.promised_at >= promised
    assert "Cấp giấy phép thả diều" in client.visit(f"/tra-cuu/{dossier.token}").text
    make_move(session, dossier, Action.SUBMIT_FOR_SIGNATURE, the_officer(session, "thuly"))
    make_move(session, dossier, Action.SIGN, the_officer(session, "lanhdao"))
    make_move(session, dossier, Action.ISSUE_RESULT, the_officer(session, "vanthu"), file=a_kept_pdf(session))
    make_move(session, dossier, Action.RECEIVE_LEG, the_officer(session, "motcua"))
    step = step_of(dossier)
    assert step is not None and (dossier.agency_code, step.id) == (ONESTOP, "tra")
    make_move(session, dossier, Action.RETURN_RESULT, the_officer(session, "motcua"), originals_compared=True)
    assert dossier.stands is State.RETURNED and dossier.result_number.endswith("-STP")


def test_nobody_is_told_that_it_can_be_filed_online(session: Session) -> None:
    procedure = a_kite_permit(session)
    citizen = a_dossier_taken_in_on_paper(session, procedure).citizen
    kinds = session.scalars(select(Notice.kind)).all()
    assert "dossier_accepted" in kinds and "next_time_online" not in kinds
    with pytest.raises(Invalid), transaction(session):
        start_draft(session, procedure, citizen, at=now(), start_key="online")


def test_equal_terms_share_one_revision_and_the_published_one_stays_alone_in_its_history(session: Session) -> None:
    procedure = a_kite_permit(session)
    first, second = (a_begun_on_paper(session, procedure) for _ in range(2))
    assert first.revision_id == second.revision_id != procedure.revision_id
    rows = select(func.count()).where(
        ProcedureRevision.procedure_id == procedure.id, ProcedureRevision.base_id.is_(None)
    )
    assert session.scalar(rows) == 1 and not procedure.is_online


def test_a_record_without_a_limit_waits_until_an_officer_states_one_and_why(session: Session) -> None:
    draft = a_begun_on_paper(
        session, a_kite_permit(session, channels=[{"channel": "counter", "limit_note": "Theo quy định"}])
    )
    assert waits_for_terms(draft)
    with pytest.raises(Incomplete):
        make_move(session, draft, Action.SUBMIT, the_officer(session, "motcua"), consent=True)
    chosen = choices_for(session, draft.record, ONESTOP, province="tỉnh Vĩnh Long", on=local_date(now()))
    assert chosen.ways == () and chosen.named == ("so-tu-phap",)
    terms = chosen.terms("so-tu-phap", stated_way(draft.record, 7, "Quyết định 12"), "")
    with transaction(session):
        set_terms(session, draft, service(CounterForm), terms, stated="7 ngày làm việc: Quyết định 12",
                  by=acting(the_officer(session, "motcua")), at=now())  # fmt: skip
    way = draft.record.channel("counter")
    assert not waits_for_terms(draft) and way is not None and way.limit is not None and way.limit.value == 7
    assert [(e.action, e.note) for e in draft.events] == [("state_terms", "7 ngày làm việc: Quyết định 12")]


def test_of_several_cases_only_the_papers_of_the_chosen_one_are_asked_for(session: Session) -> None:
    draft = a_begun_on_paper(session, a_kite_permit(session, components=PAPERS))
    chosen = choices_for(session, draft.record, ONESTOP, province="tỉnh Vĩnh Long", on=local_date(now()))
    assert waits_for_terms(draft) and chosen.cases == ("Diều mới", "Cấp lại", "")
    for case, papers in (("Cấp lại", ["don", "phep-cu"]), ("Diều mới", ["don", "ban-ve"]), ("", ["don"])):
        with transaction(session):
            set_terms(session, draft, service(CounterForm), chosen.terms("so-tu-phap", chosen.ways[0], case), stated="",
                      by=acting(the_officer(session, "motcua")), at=now())  # fmt: skip
        assert [paper.id for paper in draft.record.papers] == papers
        assert draft.answers["owner_name"], "what is filled in stays"


def test_what_is_retired_meanwhile_is_not_sent(session: Session) -> None:
    procedure = a_kite_permit(session)
    draft = a_begun_on_paper(session, procedure)
    assert not is_outdated(draft, now())
    with transaction(session):
        procedure.status = "retired"
    assert is_outdated(draft, now())


def test_what_a_commune_decides_is_received_where_the_owner_lives(session: Session) -> None:
    at_commune = {"admin_level": "commune", "executing_agencies": [], "executing_note": "Ủy ban nhân dân cấp xã"}
    dossier = a_dossier_taken_in_on_paper(session, a_kite_permit(session, **at_commune))
    assert (dossier.onestop_code, dossier.agency_code, dossier.stands) == ("ubnd-29551", "ubnd-29551", State.ACCEPTED)


def test_for_an_owner_from_elsewhere_it_is_said_which_commune_decides(session: Session) -> None:
    procedure = a_kite_permit(session, admin_level="commune", executing_agencies=[], executing_note="UBND xã")
    draft = a_begun_on_paper(session, procedure, answers={"owner_address": {"unit": "elsewhere", "line": "Cần Thơ"}})
    assert goes_nowhere(draft)
    chosen = choices_for(session, draft.record, ONESTOP, province="tỉnh Vĩnh Long", on=local_date(now()))
    with transaction(session):
        set_terms(session, draft, service(CounterForm), chosen.terms("ubnd-29551", chosen.ways[0], ""), stated="",
                  by=acting(the_officer(session, "motcua")), at=now())  # fmt: skip
    assert not goes_nowhere(draft) and draft.record.process[0].agency == ONESTOP


def test_a_commune_takes_in_what_it_decides_and_what_a_department_decides(session: Session) -> None:
    own = a_record(level=2, executing_note="Ủy ban nhân dân cấp xã")
    other = a_kite_permit(session).revision.record
    for record, decides in ((own, "ubnd-29551"), (other, "so-tu-phap")):
        terms = choices_for(session, record, "ubnd-29551", province="tỉnh Vĩnh Long", on=local_date(now())).settled
        assert terms is not None and (terms.intake, terms.decides) == ("ubnd-29551", decides)


def test_an_agency_without_people_here_is_not_offered(
    session: Session, officer_without_hands: Callable[[], None]
) -> None:
    procedure = a_kite_permit(session)
    officer_without_hands()
    chosen = choices_for(session, procedure.revision.record, ONESTOP, province="tỉnh Vĩnh Long", on=local_date(now()))
    assert chosen.named == () and "so-tu-phap" not in chosen.agencies


@pytest.fixture
def officer_without_hands(session: Session) -> Callable[[], None]:
    """Take away whoever signs in the department."""

    def take_away() -> None:
        signer = the_officer(session, "lanhdao")
        with transaction(session):
            for role in [role for role in signer.roles if role.agency_code == "so-tu-phap"]:
                signer.roles.remove(role)
                session.delete(role)

    return take_away
