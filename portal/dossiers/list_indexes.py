"""Where do lists of work begin? Indexes of what lies on desks, in the order of its promises, and of the little that waits.

Each holds only the rows a list asks for, so that it stays small while finished dossiers grow in number.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, text

from portal.dossiers.consultation_models import Consultation
from portal.dossiers.custody_models import HandedPaper
from portal.dossiers.models import Dossier, Leg
from portal.dossiers.supplement_models import Supplement


def _only(rows: str) -> dict[str, Any]:
    return {"postgresql_where": text(rows), "sqlite_where": text(rows)}


#: Accepted and not brought to its end.
_LYING = _only("state IN ('accepted', 'processing', 'awaiting_payment', 'awaiting_signature')")

Index("ix_dossier_sent", Dossier.onestop_code, Dossier.submitted_at)
Index("ix_dossier_sent_lying", Dossier.onestop_code, Dossier.promised_at, **_LYING)
#: What a count asks of such a dossier stands in the index itself.
_ASKED = ["state", "supplemented_at", "id"]
Index("ix_dossier_lying", Dossier.agency_code, Dossier.promised_at, postgresql_include=_ASKED, **_LYING)
#: What lies at an agency, in whatever state.
Index("ix_dossier_here", Dossier.agency_code, postgresql_include=["id"], **_only("agency_code IS NOT NULL"))
#: Few at any time: sent and not received, written and not read, proposed and not decided, answered and not noted.
Index("ix_leg_waiting", Leg.dossier_id, **_only("finished_at IS NULL AND received_at IS NULL"))
Index("ix_dossier_unread", Dossier.agency_code, Dossier.onestop_code, **_only("unread_at IS NOT NULL"))
Index("ix_supplement_proposed", Supplement.dossier_id, **_only("state = 'proposed'"))
Index("ix_consultation_unread", Consultation.dossier_id, **_only("state = 'answered' AND noted_at IS NULL"))
#: Neither arrived where the dossier lies, after it, nor given back.
_HERE = "arrived_at IS NULL AND returned_at IS NULL"
Index("ix_handed_paper_here", HandedPaper.agency_code, **_only(_HERE))
