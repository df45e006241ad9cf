"""Who can try the portal out? Demo officers for every step of every level-3 service; never in production."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.agencies.digital_team import find_membership
from portal.agencies.models import DigitalTeamMember
from portal.catalogue.models import Agency
from portal.identity.models import Officer
from portal.identity.operations import add_officer, grant

DEMO_PASSWORD = "dung-thu-2026"

#: Where dossiers are received and handed over, and where they are examined, signed and issued.
_DESKS = ("onestop", "commune")
_OFFICES = ("land_branch", "land_office", "commune", "department", "province", "police", "tax", "other")
#: username → (name, title, role, kinds or codes of agencies)
PEOPLE = {
    "motcua": ("Nguyễn Thị Ngọc Lan", "Cán bộ tiếp nhận", "intake_officer", _DESKS),
    "motcua2": ("Trần Văn Phúc", "Cán bộ tiếp nhận", "intake_officer", _DESKS),
    "thuly": ("Lê Minh Khôi", "Chuyên viên thụ lý", "case_officer", _OFFICES),
    "lanhdao": ("Phạm Thị Thu Hà", "Lãnh đạo ký duyệt", "approver", _OFFICES),
    "vanthu": ("Thạch Thị Sa Rine", "Văn thư", "clerk", _OFFICES),
    "truongquay": ("Huỳnh Văn Tám", "Trưởng Bộ phận Một cửa", "onestop_head", _DESKS),
    "quantri": ("Võ Hoàng Nam", "Quản trị hệ thống", "sysadmin", ("onestop",)),
    "bientap": ("Đặng Thị Bích Trâm", "Chuyên viên pháp chế", "catalogue_editor", ("so-nong-nghiep-va-moi-truong",)),
    "kiemsoat": ("Kim Sóc Phát", "Kiểm soát thủ tục hành chính", "tthc_controller", ("van-phong-ubnd-tinh",)),
}
#: Somebody of a commune's digital team: (telephone, name, commune). Signs in as a citizen does.
HELPER = ("0907111222", "Kim Thị Ngà", "ubnd-29551")


def seed_people(session: Session, *, at: datetime) -> int:
    """Add the demo officers and the helper that are not there yet; return how many officers were added.

    They work in every agency of their kinds, so that any service can be tried in any commune.
    """
    there = set(session.scalars(select(Officer.username)))
    new = [username for username in PEOPLE if username not in there]
    for username in new:
        name, title, role, where = PEOPLE[username]
        named = or_(Agency.kind.in_(where), Agency.code.in_(where))
        agencies = session.scalars(select(Agency).where(named, Agency.valid_to.is_(None)).order_by(Agency.code)).all()
        home = min(agencies, key=lambda agency: min(where.index(k) for k in (agency.kind, agency.code) if k in where))
        officer = add_officer(
            session, username=username, password=DEMO_PASSWORD, full_name=name, title=title, at=at, agency=home.code
        )
        for agency in agencies:
            grant(session, officer, role=role, agency=agency.code)
    phone, name, commune = HELPER
    if session.get(Agency, commune) and find_membership(session, phone) is None:
        session.add(DigitalTeamMember(agency_code=commune, full_name=name, phone=phone, added_at=at))
    return len(new)
