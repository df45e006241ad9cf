"""What do officers see? Dossiers at their desks, drafts to look at, whoever stands at the counter, their own account."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.catalogue.queries import get_procedure
from portal.dossiers.alert_models import DossierAlert
from portal.eforms.types import UNKNOWN
from portal.identity.models import Citizen, Officer
from portal.identity.sealing import Seals
from portal.kernel.transaction import transaction
from portal.web.app_state import now, service
from portal.workflow.alerts import Alert
from tests.builders import dossiers as build
from tests.builders.behalf import ask_to_look
from tests.builders.consultations import consult, opinion
from tests.builders.corrections import propose_correction
from tests.builders.counter import a_begun_dossier, a_begun_on_paper, a_dossier_taken_in
from tests.builders.people import an_officer, the_officer
from tests.builders.procedures import ONESTOP
from tests.builders.supplements import a_dossier_asked_before_intake, a_dossier_asked_in_appraisal, answer
from tests.journeys.screens.examples import Examples
from tests.journeys.screens.of_citizens import LONG

#: A procedure without a form of its own that has several cases.
CASES = "1.011442"
TAX, CULTURE = "so-tai-chinh", "so-van-hoa-the-thao-va-du-lich"
AT, COUNTER = "/can-bo/ho-so/<int:dossier_id>", "/can-bo/tai-quay/<draft_code>"


def somebody_asked(session: Session) -> Officer:
    """Return an officer of an agency that is asked for its opinion."""
    return an_officer(session, ("case_officer", TAX), full_name="Lâm Thị Bích Thủy", username="canbo.duochoi")


def somebody_with_a_telephone(session: Session) -> Officer:
    """Return an officer who signs in with a second factor."""
    roles = [("intake_officer", ONESTOP), ("case_officer", "cnvpdkdd-vinh-long")]
    person = an_officer(session, *roles, full_name="Nguyễn Thị Ửng Hường Phượng Tường Vy", username="canbo.haiyeuto")
    with transaction(session):
        person.second_factor_at = now()
    return person


def desks(session: Session, citizen: Citizen) -> Examples:
    """Return dossiers that wait at desks, alone and several together."""
    dossier, held = build.a_claimed_dossier(session), build.a_claimed_dossier(session, officer="motcua2")
    unsure = build.a_claimed_dossier(session, answers={**build.ANSWERS, "certificate_book_no": UNKNOWN})
    signing = [build.a_dossier_awaiting_signature(session) for _ in range(2)]
    a_dossier_asked_before_intake(session)
    _tell_of_deadlines(session)
    draft = build.a_complete_draft(session, citizen=citizen, answers={**build.ANSWERS, "owner_name": LONG})
    asked = ask_to_look(session, draft, "Ảnh sổ đỏ chụp bằng điện thoại đã rõ chưa? Tôi không biết số tờ bản đồ.")
    outcomes = [[dossier.id, ""], [held.id, "Trần Văn Phúc đã nhận hồ sơ này."]]
    return Examples(
        values={
            AT: str(dossier.id), f"{AT}/viec/<name>": "refuse_intake", f"{AT}/nhan-lai": str(held.id),
            f"{AT}/dien-giup/<question_id>": "certificate_book_no", f"{AT}/dien-giup": str(unsure.id), "/can-bo/hang-doi/<key>": "new",
            "/can-bo/kiem-tra-truoc/<int:precheck_id>": str(asked.id),
        },
        asked={"/can-bo/nhieu-ho-so/ky": f"ho_so={signing[0].id}&ho_so={signing[1].id}"},
        carried={"/can-bo/nhieu-ho-so/xong": {"batch": {"act": "claim", "hang": "new", "outcomes": outcomes}}},
    )  # fmt: skip


def counter(session: Session) -> Examples:
    """Return a dossier that is being taken in, one that has been, and one on paper whose record leaves something open."""
    begun, done = a_begun_dossier(session, name=LONG, phone="0912999005"), a_dossier_taken_in(session)
    on_paper = a_begun_on_paper(session, get_procedure(session, CASES), phone="0912999006")
    return Examples(
        values={
            COUNTER: begun.draft_code,
            f"{COUNTER}/xong": done.draft_code,
            f"{COUNTER}/cach-nhan": on_paper.draft_code,
        }
    )


def opinions(session: Session, citizen: Citizen) -> Examples:
    """Return a dossier about which another agency is asked, what is proposed in it, and one that is mended at the counter."""
    dossier = build.a_dossier_in_hand(session, citizen=citizen, answers={**build.ANSWERS, "owner_name": LONG})
    [asked] = consult(session, dossier, TAX, question="Chủ đất còn nợ thuế, nợ tiền sử dụng đất không? Nợ từ năm nào?")
    opinion(session, consult(session, dossier, CULTURE)[0], an_officer(session, ("unit_leader", CULTURE)))
    propose_correction(session, dossier)
    brought, done = a_dossier_asked_in_appraisal(session), a_dossier_asked_in_appraisal(session)
    answer(session, done)
    with transaction(session):
        done.supplements[-1].channel = "counter"
    return Examples(
        values={
            f"{AT}/de-nghi-sua": str(dossier.id), f"{AT}/y-kien": str(dossier.id), f"{AT}/y-kien/<int:number>": str(asked.id),
            "/can-bo/tai-quay/bo-sung/<int:dossier_id>": str(brought.id),
            "/can-bo/tai-quay/bo-sung/<int:dossier_id>/xong": str(done.id), "/ho-so/<code>/sua-sot": dossier.code or "",
        }
    )  # fmt: skip


def account(person: Officer) -> Examples:
    """Return what a browser carries between the password and the code, and to the page that shows codes once."""
    step = {"officer": person.id, "epoch": person.session_epoch, "at": (now() + timedelta(hours=1)).isoformat()}
    codes = " ".join(f"AB{n}D-EFGH-JKLM" for n in range(10))
    return Examples(
        carried={
            "/can-bo/dang-nhap/ma": {"second_step": step},
            "/can-bo/tai-khoan/ma-du-phong": {"once": {"purpose": "recovery", "sealed": service(Seals).seal(codes)}},
        }
    )


def _tell_of_deadlines(session: Session) -> None:
    """Let the case officer know of one step that is late, and of a promised day that is near."""
    dossier = build.a_dossier_in_hand(session)
    officer = the_officer(session, "thuly")
    with transaction(session):
        leg = next(leg for leg in dossier.legs if leg.finished_at is None)
        leg.due_at, dossier.promised_at = now() - timedelta(hours=3), now() + timedelta(days=1)
        for kind, due in ((Alert.LEG_LATE, leg.due_at), (Alert.PROMISE_SOON, dossier.promised_at)):
            session.add(DossierAlert(dossier=dossier, kind=kind.value, due_at=due, at=now(), role="case_officer",
                                     agency_code=dossier.agency_code or officer.agency_code))  # fmt: skip
