"""What do citizens see? Drafts in every state, their own and for others, and dossiers at every step."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.camera_link import camera_link
from portal.dossiers.camera import ALL_MISSING, issue
from portal.dossiers.draft_links import make_link
from portal.dossiers.link_models import DraftLink
from portal.dossiers.models import Dossier
from portal.identity.models import Citizen
from portal.kernel.transaction import transaction
from portal.web.app_state import now
from tests.builders import dossiers as build
from tests.builders.behalf import a_helped_draft
from tests.builders.eforms import a_page, a_row
from tests.builders.procedures import LAND_TRANSFER, a_procedure, an_online_record
from tests.builders.supplements import ask
from tests.journeys.screens.examples import Examples

LONG = "Nguyễn Thị Ửng Hường Phượng Tường Vy Ngọc Nghiêng Nghiêng Tôn Nữ Công Huyền"
_OLD = [a_row("owner_name", "person_name", label="Họ và tên"), a_row("xua", label="Số hộ khẩu")]
_NEW = [_OLD[0], a_row("moi", "phone", label="Số điện thoại của người cùng sử dụng thửa đất")]
DAY = timedelta(days=1)
NEXT = "/ho-so/nhap/<draft_code>"


def drafts(session: Session, citizen: Citizen) -> Examples:
    """Return drafts: complete, helped with, on a form that has changed; and the ways to go on with one elsewhere."""
    draft = build.a_complete_draft(session, citizen=citizen, answers=_answers())
    helped, outdated = a_helped_draft(session), _an_outdated_draft(session, citizen)
    elsewhere = build.a_draft(session, citizen=citizen, answers=build.ANSWERS)
    token = _a_link(session, elsewhere)
    start = {"code": LAND_TRANSFER, "answers": {}, "key": "example", "behalf": True}
    return Examples(
        values={
            NEXT: draft.draft_code, f"{NEXT}/dong-y": helped.draft_code, f"{NEXT}/bieu-mau-moi": outdated.draft_code,
            "/ho-so/moi/<code>": LAND_TRANSFER, "/ho-so/nho-nop-giup/<code>": LAND_TRANSFER, "<component_id>": "gcn",
            "<page_id>": "nguoi-nhan", "/ho-so/tiep-tuc/<token>": token, "/chup/<token>": _a_square(session, elsewhere),
            "<any('so-dien-thoai', 'e-mail'):way>": "so-dien-thoai",
        },
        carried={
            "/ho-so/nop-thay": {"start": start}, "/ho-so/lien-lac/ma-xac-nhan": {"reach_to": "0912999003"},
            f"{NEXT}/lien-ket": {"draft_link": token}, "/ho-so/ma-xac-nhan": {"code_to": "0912999004"},
            "/kiosk/xong": {"kiosk_drafts": [{"code": draft.draft_code, "title": draft.record.title, "until": "24/12/2026"}]},
        },
    )  # fmt: skip


def sent(session: Session, citizen: Citizen) -> Examples:
    """Return dossiers at every step that a citizen sees."""
    owner = {"citizen": citizen, "answers": _answers()}
    fresh, inside = build.a_sent_dossier(session, **owner), build.an_accepted_dossier(session, **owner)
    returned, asked = build.a_returned_dossier(session, **owner), build.a_claimed_dossier(session, **owner)
    build.a_dossier_awaiting_payment(session, **owner)
    ask(session, asked)
    return Examples(
        values={
            "/ho-so/<code>/da-gui": fresh.code or "", "/ho-so/<code>/rut": fresh.code or "", "/ho-so/<code>": inside.code or "",
            "/ho-so/<code>/bo-sung": asked.code or "", "/ho-so/<code>/danh-gia": returned.code or "",
            "/tra-cuu/<token>/danh-gia": returned.token, "/tra-cuu/<token>": inside.token,
        },
    )  # fmt: skip


def _answers() -> dict[str, object]:
    return {**build.ANSWERS, "owner_name": LONG}


def _an_outdated_draft(session: Session, citizen: Citizen) -> Dossier:
    """Return a draft whose form has changed since: questions and papers came and went."""

    def form(*questions: dict[str, object], code: str = "", paper: str) -> str:
        papers = [{"id": "don", "name": "Đơn xin phép", "originals": 1}, {"id": paper, "name": paper, "copies": 1}]
        record = an_online_record(code, eform={"pages": [a_page("p", *questions)]}, components=papers)
        return a_procedure(session, record).code

    code = form(*_OLD, paper="Sổ hộ khẩu")
    draft = build.a_complete_draft(session, citizen=citizen, procedure=code, answers={"owner_name": LONG, "xua": "123"})
    form(*_NEW, code=code, paper="Ảnh chụp con diều từ hai phía, thấy rõ dây và khung")
    return draft


def _a_link(session: Session, draft: Dossier) -> str:
    """Return the token of a link to another device that outlives this run."""
    with transaction(session):
        token = make_link(session, draft, by=draft.citizen, at=now())
        session.flush()
        session.scalars(select(DraftLink).where(DraftLink.dossier_id == draft.id)).one().expires_at += DAY
    return token


def _a_square(session: Session, draft: Dossier) -> str:
    """Return what the square for a telephone leads to; it outlives this run."""
    with transaction(session):
        one = issue(session, draft, ALL_MISSING, by=f"citizen:{draft.citizen_id}", at=now())
        one.expires_at += DAY
    return camera_link(one).rpartition("/")[2]
