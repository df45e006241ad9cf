"""How does somebody file for somebody else? The owner agrees first; the dossier is and stays the owner's.

Giving the code from the owner's telephone to the helper is the consent; without a telephone it is a signed slip, which an
officer looks at before accepting. Consent is asked for one dossier, in words that are kept (Luật 91/2025/QH15: for a
purpose, said aloud, never by silence), and can be taken back at any time.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from portal.dossiers.consent_models import BY_CODE, BY_SLIP, Consent
from portal.dossiers.desk import Actor, Desk
from portal.dossiers.draft_links import forget_links
from portal.dossiers.locking import lock
from portal.dossiers.models import Dossier
from portal.dossiers.moves import write_down
from portal.identity.operations import CODE_LIVES, CODE_TRIES, RESEND_AFTER, count_try, find_or_add_citizen
from portal.identity.rules import normal_phone
from portal.kernel.errors import N_, Invalid, InvalidMove, NotAllowed
from portal.kernel.ids import digits
from portal.kernel.text import fold
from portal.notices.operations import queue
from portal.notices.queries import wording_of
from portal.notices.rules import Reach
from portal.storage.operations import discard, keep
from portal.storage.store import Store
from portal.storage.uploads import Upload

#: The edition of the words that owners agree to: message and slip. Raise it with every change of them.
VERSION = "1"
#: Codes to one owner an hour and a day, whoever asks; and of one helper an hour: a digital team helps many.
MOST_AN_HOUR, MOST_A_DAY, MOST_OF_A_HELPER = 3, 6, 20
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Helping:
    """Who files for whom; `typed_by` is one of `models.TYPED_BY`. An officer at the counter gives `officer_id`."""

    owner_name: str
    owner_phone: str
    helper_name: str
    helper_phone: str = ""
    helper_id: int | None = None
    officer_id: int | None = None
    typed_by: str = "relative"


def examined(helping: Helping) -> Helping:
    """Return the same with the telephone as ten digits; Invalid when it cannot be, or owner and helper are one."""
    phone = normal_phone(helping.owner_phone)
    if helping.owner_phone.strip() and not phone:
        raise Invalid(N_("A phone number has 10 digits, for example 0912 345 678"))
    if phone and phone == helping.helper_phone:
        raise Invalid(N_("This is your own number. For yourself, file in your own name."))
    if not phone and fold(helping.owner_name) == fold(helping.helper_name):
        raise Invalid(N_("This is your own name. For yourself, file in your own name."))
    return Helping(**{**helping.__dict__, "owner_phone": phone})


def ask_for_consent(session: Session, draft: Dossier, helping: Helping) -> Consent:
    """Note who wants to file for whom, or correct it before the owner has agreed."""
    helping, consent = examined(helping), draft.consent
    if consent is not None and consent.is_given:
        raise InvalidMove(N_("The owner has agreed already; the names can no longer be changed."))
    if consent is None:
        consent = Consent(dossier=draft, helper_id=helping.helper_id, officer_id=helping.officer_id)
        session.add(consent)
    if consent.owner_phone != helping.owner_phone:
        consent.code_hash, consent.code_expires_at = "", None
    consent.owner_name, consent.owner_phone = helping.owner_name, helping.owner_phone
    consent.helper_name, consent.helper_phone = helping.helper_name, helping.helper_phone
    session.flush()  # the code is bound to the dossier's number
    return consent


def send_code(
    session: Session, draft: Dossier, *, sees_after: bool, after_words: str, at: datetime, desk: Desk
) -> None:
    """Send the owner a code, in a message that says what giving it away means; a fresh one is not sent twice.

    `after_words`: what the message says about seeing the dossier afterwards. Raises TooMany past 3 codes an hour or 6 a
    day to one telephone, or 20 an hour of one helper.
    """
    consent = _pending(session, draft)
    if not consent.owner_phone:
        raise Invalid(N_("Enter the owner's phone number first, or use the signed slip."))
    if (
        consent.code_hash
        and consent.asked_at
        and at - consent.asked_at < RESEND_AFTER
        and consent.sees_after == sees_after
    ):
        return
    count_try(session, f"consent-hour:{consent.owner_phone}", at=at, most=MOST_AN_HOUR, within=_HOUR)
    count_try(session, f"consent-day:{consent.owner_phone}", at=at, most=MOST_A_DAY, within=_DAY)
    helper = f"citizen:{consent.helper_id}" if consent.helper_id else f"officer:{consent.officer_id}"
    count_try(session, f"consent-{helper}", at=at, most=MOST_OF_A_HELPER, within=_HOUR)
    code = digits(6)
    consent.code_hash, consent.attempts_left = _hash(consent, code), CODE_TRIES
    consent.asked_at, consent.code_expires_at, consent.sees_after = at, at + CODE_LIVES, sees_after
    values = {
        "code": f"{code[:3]} {code[3:]}", "minutes": str(CODE_LIVES // timedelta(minutes=1)), "after": after_words,
        "helper": consent.helper_name, "owner": consent.owner_name, "procedure": draft.record.title,
    }  # fmt: skip
    consent.version = VERSION
    consent.text = (
        wording_of(session, desk.wordings, "consent_code").text.strip().format_map({**values, "code": "••• •••"})
    )
    queue(session, desk.wordings, "consent_code", to=Reach(phone=consent.owner_phone), values=values, at=at,
          key=f"consent:{consent.id}:{at.isoformat()}")  # fmt: skip


def confirm_code(
    session: Session, draft: Dossier, typed: str, *, at: datetime, desk: Desk, link: str
) -> Invalid | None:
    """Check the code the owner gave away; right, the draft is the owner's from now on. Returns the refusal to show.

    A used-up try stays counted; a right code sent twice changes nothing the second time.
    """
    lock(session, draft)
    consent = draft.consent
    if consent is None or not draft.is_draft:
        raise InvalidMove
    if consent.is_given:
        return None
    if not consent.code_hash or consent.code_expires_at is None or at >= consent.code_expires_at:
        return Invalid(N_("The code has expired. Press Send a new code."))
    if consent.attempts_left == 0:
        return Invalid(N_("Too many wrong codes. Press Send a new code."))
    code = "".join(c for c in typed if c.isdigit())
    if not hmac.compare_digest(consent.code_hash, _hash(consent, code)):
        consent.attempts_left -= 1
        return Invalid(N_("The code is not right. %(left)s tries left."), left=consent.attempts_left)
    owner = find_or_add_citizen(session, consent.owner_phone, at=at)
    forget_links(session, draft)
    draft.citizen, consent.code_hash = owner, ""
    _given(session, draft, consent, BY_CODE, by=Actor("citizen", consent.owner_name, owner.id), at=at)
    queue(
        session, desk.wordings, "help_begun", to=Reach(phone=consent.owner_phone), at=at, key=f"help:{draft.draft_code}",
        values={"helper": consent.helper_name, "procedure": draft.record.title, "link": link},
    )  # fmt: skip
    return None


def keep_slip(
    session: Session, store: Store, dossier: Dossier, slip: Upload, *, sees_after: bool, by: Actor, at: datetime
) -> None:
    """Keep the photograph of the signed slip in place of the one before. An officer who adds it has looked at it.

    Helpers add it to a draft; officers also to a dossier that was sent, when the owner signs at the counter.
    """
    lock(session, dossier)
    consent = dossier.consent
    if consent is None or (by.kind != "officer" and not dossier.is_draft) or consent.way == BY_CODE:
        raise InvalidMove
    old, consent.file = consent.file, keep(session, store, slip.file, filename=slip.name, at=at)
    consent.version, consent.sees_after, consent.text = VERSION, sees_after, ""
    consent.checked_at, consent.checked_by = (at, by.name) if by.kind == "officer" else (None, "")
    _given(session, dossier, consent, BY_SLIP, by=by, at=at)
    if old is not None and dossier.is_draft:  # of what was sent, nothing is thrown away
        session.flush()  # the consent must let go of the old file before it goes
        discard(session, store, old)


def look_at_slip(session: Session, dossier: Dossier, *, by: Actor, at: datetime) -> None:
    """Note that an officer who holds the dossier looked at the slip and found it in order; looking twice is once."""
    lock(session, dossier)
    consent = dossier.consent
    if consent is None or consent.way != BY_SLIP:
        raise InvalidMove
    if dossier.holder_id is None or dossier.holder_id != by.id:
        raise NotAllowed(N_("Take the dossier first; another officer may be working on it"))
    if consent.checked_at is None:
        consent.checked_at, consent.checked_by = at, by.name
        write_down(session, dossier, "look_at_slip", by=by, at=at)


def end_help(session: Session, dossier: Dossier, *, by: Actor, at: datetime) -> None:
    """The owner wants the help no longer: from now on the helper sees nothing. Ending twice is once."""
    lock(session, dossier)
    consent = dossier.consent
    if consent is None or not consent.is_given:
        raise InvalidMove
    if consent.ended_at is None:
        consent.ended_at, consent.ended_by = at, by.name
        write_down(session, dossier, "end_help", by=by, at=at)


def _pending(session: Session, draft: Dossier) -> Consent:
    lock(session, draft)
    if not draft.is_draft or draft.consent is None:
        raise InvalidMove
    if draft.consent.is_given:
        raise InvalidMove(N_("The owner has agreed already."))
    return draft.consent


def _given(session: Session, dossier: Dossier, consent: Consent, way: str, *, by: Actor, at: datetime) -> None:
    consent.way, consent.given_at = way, at
    write_down(session, dossier, f"consent_by_{way}", by=by, at=at)


def _hash(consent: Consent, code: str) -> str:
    """Bound to dossier and telephone: a code for one dossier opens no other, and signs nobody in."""
    return sha256(f"consent:{consent.dossier_id}:{consent.owner_phone}:{code}".encode()).hexdigest()
