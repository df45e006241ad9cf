"""Which papers are there, and how is one read back from its snapshot?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.documents.rules import (
    ApologySlip,
    Checklist,
    ConsentSlip,
    IntakeReceipt,
    Paper,
    PrintedForm,
    RefusalSlip,
    SendingReceipt,
    StopNotice,
    SupplementReceipt,
    SupplementRequest,
)
from portal.documents.snapshots import from_plain

_SLIPS = (IntakeReceipt, SupplementRequest, SupplementReceipt, RefusalSlip, ApologySlip, StopNotice)
PAPERS: dict[str, type[Paper]] = {
    **{slip.kind: slip for slip in _SLIPS},
    **{paper.kind: paper for paper in (SendingReceipt, Checklist, PrintedForm, ConsentSlip)},
}


def paper_from_dict(kind: str, data: Mapping[str, Any]) -> Paper:
    """Return the paper of `kind` from its snapshot.

    Raises ValueError, naming the place, for an unknown kind or facts that do not fit.
    """
    if kind not in PAPERS:
        raise ValueError(f"no paper is called {kind!r}; there are {', '.join(PAPERS)}")
    return from_plain(PAPERS[kind], data)
