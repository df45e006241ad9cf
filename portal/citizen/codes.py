"""How does a code go to a telephone or an e-mail address? The same limits and the same words, wherever it is asked for."""

from __future__ import annotations

from datetime import timedelta

from portal.identity.models import OneTimeCode
from portal.identity.operations import CODE_LIVES, RESEND_AFTER, newest_code, request_code
from portal.identity.rules import normal_email, normal_phone
from portal.kernel.errors import Invalid, TooMany
from portal.kernel.transaction import transaction
from portal.notices.models import Notice
from portal.notices.operations import queue
from portal.notices.queries import find_newest_to
from portal.notices.rules import Reach
from portal.notices.texts import Wordings
from portal.web.app_state import config, now, service, session
from portal.web.error_pages import sentence

MINUTES = CODE_LIVES // timedelta(minutes=1)


def send_code(typed: str, by: str, *, computer: str) -> tuple[str, str]:
    """Send a code to a typed "phone" or "email"; return (address, "") or ("", the sentence that refuses it).

    `computer`: whose address it is asked from, for the limits. A usable code younger than 30 seconds is not sent twice.
    """
    address = normal_email(typed) if by == "email" else normal_phone(typed)
    newest = newest_code(session(), address) if address else None
    if newest is not None and _is_fresh(newest):
        return address, ""
    try:
        with transaction(session()):
            row, code = request_code(session(), typed, at=now(), address=computer, by=by)
            session().flush()  # the notice is named by the code's number
            sent_to, until = row.sent_to, row.expires_at
            queue(
                session(), service(Wordings), "one_time_code", to=Reach(**{by: sent_to}), at=now(), key=f"code:{row.id}",
                values={"code": f"{code[:3]} {code[3:]}", "minutes": str(MINUTES)}, until=until,
            )  # fmt: skip
    except (Invalid, TooMany) as error:
        return "", sentence(error)
    return sent_to, ""


def _is_fresh(code: OneTimeCode) -> bool:
    return code.used_at is None and code.attempts_left > 0 and now() - code.created_at < RESEND_AFTER


def shown_code(address: str) -> Notice | None:
    """Return the message with the code, where a trial installation shows it on the page."""
    return find_newest_to(session(), address, "one_time_code") if config().is_demo else None
