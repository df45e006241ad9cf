"""Can every service of the catalogue be walked from the first question to the counter by the demo sign-ins?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal import create_app
from portal.catalogue.loading import read_procedures
from portal.documents.queries import list_slips
from portal.dossiers.hops import step_of
from portal.dossiers.models import Dossier
from portal.dossiers.moves import claim
from portal.kernel.clock import FixedClock
from portal.kernel.transaction import transaction
from portal.web.app_state import db, now
from portal.workflow.states import Action, State
from portal.workflow.steps import StepKind, next_steps
from tests.builders.answers import LONG_CHAU, answers_for
from tests.builders.dossiers import a_complete_draft, a_kept_pdf, make_move
from tests.builders.people import acting, the_officer
from tests.conftest import NOW, configured
from tests.house.sources import CATALOG

ONLINE = {record.code: record for record in read_procedures(CATALOG) if record.is_online}
#: Who of the demo people acts at a step with that role; for the tax office, whoever asked for the payment.
WHO = {
    "intake_officer": "motcua",
    "case_officer": "thuly",
    "partner_officer": "thuly",
    "approver": "lanhdao",
    "clerk": "vanthu",
}


@pytest.fixture(scope="module")
def portal(templates: Callable, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One portal for all services: none reads what another has written."""
    copies, _ = templates("full")
    url = copies.fresh()
    app = create_app(configured(url, tmp_path_factory.mktemp("services")), clock=FixedClock(NOW))
    yield app
    with app.app_context():
        db.engine.dispose()
    copies.drop(url)


@pytest.fixture
def desk(portal: Flask) -> Iterator[Session]:
    with portal.test_request_context():
        yield db.session()


def accepted(session: Session, code: str) -> Dossier:
    """File a service as a citizen does and accept it as the demo officer of the counter does."""
    dossier = a_complete_draft(session, procedure=code, answers=answers_for(ONLINE[code]))
    make_move(session, dossier, Action.SUBMIT, dossier.citizen, consent=True)
    counter = the_officer(session, "motcua")
    with transaction(session):
        claim(session, dossier, by=acting(counter, field=dossier.field_code), at=now())
    make_move(session, dossier, Action.ACCEPT, counter)
    return dossier


def move_on(session: Session, dossier: Dossier) -> str:
    """Complete the step the dossier is at, by the officer whose turn it is; return the step's id."""
    step = step_of(dossier)
    assert step is not None and dossier.open_leg is not None
    officer = the_officer(session, WHO[step.role])
    if dossier.open_leg.received_at is None:
        make_move(session, dossier, Action.RECEIVE_LEG, officer)
    action, facts = completing(session, dossier)
    make_move(session, dossier, action, officer, **facts)
    return step.id


def completing(session: Session, dossier: Dossier) -> tuple[Action, dict[str, Any]]:
    step = step_of(dossier)
    assert step is not None
    following = next_steps(dossier.record.process, step.id)
    match step.kind, following[0].kind if following else None:
        case StepKind.WORK, StepKind.PAYMENT:
            return Action.REQUEST_PAYMENT, {"file": a_kept_pdf(session), "amount_vnd": 120_000}
        case StepKind.WORK, StepKind.SIGNATURE:
            return Action.SUBMIT_FOR_SIGNATURE, {}
        case StepKind.WORK, _:
            return Action.FINISH_LEG, {}
        case StepKind.ISSUE, _:
            return Action.ISSUE_RESULT, {"file": a_kept_pdf(session), "number": "01/KQ"}
        case StepKind.RETURN, _:
            return Action.RETURN_RESULT, {"originals_compared": True}
    return {
        StepKind.INTAKE: Action.HAND_OVER,
        StepKind.PAYMENT: Action.CONFIRM_PAYMENT,
        StepKind.SIGNATURE: Action.SIGN,
    }[step.kind], {}


@pytest.mark.parametrize("code", ONLINE)
def test_a_service_goes_through_every_step_into_the_hands_of_its_citizen(desk: Session, code: str) -> None:
    dossier = accepted(desk, code)
    steps = [step.id for step in ONLINE[code].process]
    assert [move_on(desk, dossier) for _ in steps] == steps
    assert dossier.stands is State.RETURNED
    assert dossier.promised_at is not None and dossier.promised_at > NOW
    assert [slip.kind for slip in list_slips(desk, dossier)] == ["sending_receipt", "intake_receipt"]


@pytest.mark.parametrize("code", [code for code, record in ONLINE.items() if record.admin_level == "commune"])
def test_what_a_commune_decides_is_received_in_that_commune(desk: Session, code: str) -> None:
    dossier = accepted(desk, code)
    assert (dossier.onestop_code, dossier.agency_code) == (f"ubnd-{LONG_CHAU}",) * 2
    move_on(desk, dossier)
    assert dossier.agency_code == f"ubnd-{LONG_CHAU}"
    assert dossier.open_leg is not None and dossier.open_leg.received_at is not None, (
        "nothing is sent inside one agency"
    )
