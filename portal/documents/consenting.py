"""What stands on the slip with which an owner without a telephone lets somebody file for them?"""

from __future__ import annotations

from datetime import datetime

from portal.documents.rules import ConsentSlip
from portal.dossiers.behalf import VERSION
from portal.dossiers.desk import Desk
from portal.dossiers.models import Dossier
from portal.kernel.errors import InvalidMove

#: In what capacity somebody helps, on paper.
_CAPACITY = {
    "relative": "người thân, người quen", "digital_team": "Tổ công nghệ số cộng đồng", "counter_helped": "cán bộ tại quầy",
    "counter_typed": "cán bộ nhập từ giấy",
}  # fmt: skip


def consent_slip(draft: Dossier, desk: Desk, *, at: datetime, page_url: str) -> ConsentSlip:
    """Return the slip of this draft, to sign; InvalidMove when nobody helps."""
    consent = draft.consent
    if consent is None:
        raise InvalidMove
    return ConsentSlip(
        code=draft.draft_code, owner_name=consent.owner_name, helper_name=consent.helper_name,
        helper_phone=consent.helper_phone, capacity=_CAPACITY[draft.typed_by], procedure_name=f"{draft.record.title} (mã thủ tục {draft.procedure_code})",
        place=desk.province.removeprefix("tỉnh "), printed_at=at, version=VERSION, page_url=page_url,
    )  # fmt: skip


def helper_vi(dossier: Dossier) -> str:
    """Return who filed for the owner, for receipts; "" when the owner did."""
    consent = dossier.consent
    if consent is None:
        return ""
    return ", ".join(filter(None, (f"{consent.helper_name} ({_CAPACITY[dossier.typed_by]})", consent.helper_phone)))
