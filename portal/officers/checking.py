"""What of the papers has been checked? The checklist beside them, kept as the officer goes; the request is written from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portal.dossiers.models import Dossier
from portal.dossiers.reasons import Reasons
from portal.dossiers.verdicts import GOOD, NEEDLESS, keep_verdicts, list_verdicts
from portal.dossiers.work_models import Verdict
from portal.kernel.transaction import transaction
from portal.officers.acting import lock_for
from portal.officers.overview import may_check
from portal.officers.supplement_forms import Line, lines_of
from portal.web.app_state import now, service, session
from portal.workflow.states import State


def as_sent(rows: Sequence[Verdict]) -> dict[str, str]:
    """Return kept verdicts as the form of the checklist sends them."""
    found: dict[str, str] = {}
    for row in rows:
        found[f"{row.kind}.{row.ref}"] = row.verdict
        if row.words:
            found[f"{row.kind}.{row.ref}.words"] = row.words
    return found


def keep_lines(dossier: Dossier, lines: Sequence[Line]) -> None:
    """Keep what was found, also what is not complete yet: nothing an officer chose is lost.

    Raises NotAllowed for who is not the one to look through the papers now.
    """
    known = [line for line in lines if line.reason or line.verdict in ("", GOOD, NEEDLESS)]
    found = [(line.kind, line.ref, line.verdict, line.words[:500]) for line in known]
    with transaction(session()):
        actor = lock_for(dossier, may_check)  # and two pages do not write at once
        keep_verdicts(session(), dossier, found, by=actor, at=now())


def unfit_papers(dossier: Dossier, lines: Sequence[Line] | None = None) -> list[Line]:
    """Return the papers of a dossier to be accepted that are noted as not good; `lines`: the checklist, where it is known."""
    if dossier.stands is not State.SUBMITTED:
        return []
    return [line for line in (checklist(dossier) if lines is None else lines) if line.reason is not None]


def checklist(dossier: Dossier, sent: Mapping[str, str] | None = None) -> list[Line]:
    """Return the papers with what was found so far, nothing being said about what nobody has looked at."""
    found = as_sent(list_verdicts(session(), dossier)) if sent is None else sent
    return [line for line in lines_of(dossier, service(Reasons), found) if line.kind == "paper"]
