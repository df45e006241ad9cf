"""May an officer look at a draft first? Asked, answered within a working day, taken back, asked again.

Nothing of the law begins with it: no number, no clock, no promise. Officers see the draft only while they are asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.dossiers.desk import Actor, Desk
from portal.dossiers.locking import lock
from portal.dossiers.models import Dossier
from portal.dossiers.precheck_models import ANSWERED, OPEN, TAKEN_BACK, Precheck, close, open_of
from portal.identity.operations import count_try
from portal.kernel.errors import N_, Incomplete, Invalid, InvalidMove, NotAllowed
from portal.notices.operations import queue
from portal.notices.rules import Reach, Reachable
from portal.workflow.deadlines import precheck_due

#: The role whose desk looks at drafts.
ROLE = "intake_officer"
MOST_A_DAY = 5


def ask(session: Session, draft: Dossier, question: str, *, at: datetime, desk: Desk) -> Precheck:
    """Ask the office that would receive it to look at a draft; asking while one is open returns that one."""
    lock(session, draft)
    if not draft.is_draft:
        raise InvalidMove(N_("This dossier has been sent already; it can no longer be changed here."))
    asked = open_of(draft)
    if asked is not None:
        return asked
    if draft.consent is not None and not draft.consent.is_given:
        raise Invalid(N_("The owner has to agree first."))
    count_try(session, f"precheck:{draft.draft_code}", at=at, most=MOST_A_DAY, within=timedelta(days=1))
    row = Precheck(
        dossier=draft, agency_code=desk.route(draft, draft.record.process[0].agency).code, field_code=draft.field_code,
        state=OPEN, question=question.strip(), asked_at=at, due_at=precheck_due(at, desk.calendar),
    )  # fmt: skip
    session.add(row)
    return row


def take_back(session: Session, draft: Dossier, *, at: datetime) -> None:
    """The citizen no longer asks; from now on no officer sees the draft."""
    lock(session, draft)
    close(draft, TAKEN_BACK, at=at)


def answer(
    session: Session, precheck: Precheck, *, looks_good: bool, text: str, remarks: Sequence[Mapping[str, str]],
    by: Actor, at: datetime, desk: Desk, link: str,
) -> None:  # fmt: skip
    """Say what was found; the first answer counts, the second officer learns of it.

    Raises Incomplete when something is to be mended and nothing says what, InvalidMove when nobody asks any more.
    """
    lock(session, precheck.dossier)
    session.refresh(precheck)
    if precheck.state != OPEN:
        raise InvalidMove(_no_longer(precheck))
    if ROLE not in by.roles_at(precheck.agency_code):
        raise NotAllowed
    if not looks_good and not text.strip() and not remarks:
        raise Incomplete(N_("Write what is to be mended: beside an item or in the message"), missing=("text",))
    precheck.state, precheck.looks_good, precheck.text = ANSWERED, looks_good, text.strip()
    precheck.remarks = [dict(remark) for remark in remarks]
    precheck.answered_at, precheck.answered_by_id, precheck.answered_by = at, by.id, by.name
    draft = precheck.dossier
    queue(
        session, desk.wordings, "precheck_answered", to=_writer(draft), at=at,
        key=f"precheck:{draft.draft_code}:{precheck.id}",
        values={"code": draft.draft_code, "procedure": draft.record.title, "link": link},
    )  # fmt: skip


def _no_longer(precheck: Precheck) -> str:
    return {
        ANSWERED: N_("Another officer has answered already. What you wrote was not sent."),
        TAKEN_BACK: N_("The citizen no longer asks. What you wrote was not sent."),
    }.get(precheck.state, N_("The dossier has been sent meanwhile; look for it among the new ones."))


def _writer(draft: Dossier) -> Reachable:
    """Return whoever writes the draft: the helper, as long as they help."""
    consent = draft.consent
    return Reach(phone=consent.helper_phone) if consent and consent.is_on and consent.helper_phone else draft.citizen
