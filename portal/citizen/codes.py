"""How does a code go to a telephone or an e-mail address, and come back? The same limits, words and page, wherever it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from portal.citizen.forms import CodeForm, EmailForm, PhoneForm
from portal.identity.models import OneTimeCode
from portal.identity.operations import CODE_LIVES, RESEND_AFTER, newest_code, request_code
from portal.identity.rules import kind_of, normal_email, normal_phone
from portal.kernel.errors import Invalid, PortalError, TooMany
from portal.kernel.transaction import transaction
from portal.notices.models import Notice
from portal.notices.operations import queue
from portal.notices.queries import find_newest_to
from portal.notices.rules import Reach
from portal.notices.texts import Wordings
from portal.web import held_forms
from portal.web.app_state import config, now, service, session
from portal.web.error_pages import sentence

MINUTES = CODE_LIVES // timedelta(minutes=1)
#: An address typed elsewhere, for the box of the page that asks for one.
TYPED = "address_typed"


@dataclass(frozen=True)
class CodePages:
    """The pages of one purpose: under which name the session keeps the address, and the endpoints."""

    kept: str
    start: str
    here: str
    again: str
    #: Kind of address → the page where another can be given.
    other: Callable[[str], str]


def send_typed(pages: CodePages, by: str, form: PhoneForm | EmailForm) -> list[tuple[str, str]]:
    """Send a code to the typed address and remember it; return what refuses it, by field."""
    if not form.validate():
        return form.problems()
    address, problem = send_code(form[by].data, by, computer=request.remote_addr or "")
    if problem:
        return [(by, problem)]
    cookie[pages.kept] = address
    return []


def ask_for_code(pages: CodePages, use: Callable[[str, str], ResponseReturnValue | PortalError]) -> ResponseReturnValue:
    """Ask for the code that was sent; `use` (address, code) answers with what follows, or with what refuses it.

    What was typed stays in its box. Where the session ended meanwhile the address is asked for again, filled in.
    """
    address, form, errors = cookie.get(pages.kept, ""), CodeForm(request.form), []
    if not address:
        cookie[TYPED] = typed = (held_forms.take(request.path) or request.form).get("sent_to", "")[:100]
        return redirect(pages.other(kind_of(typed)) if typed else url_for(pages.start))
    if request.method == "POST":
        outcome = use(address, form.code.data) if form.validate() else None
        if outcome is not None and not isinstance(outcome, PortalError):
            return outcome
        errors = form.problems() if outcome is None else [("code", sentence(outcome))]
    return render_template(
        "citizen/ask_code.html", errors=errors, address=address, typed=form.code.data, demo_notice=shown_code(address),
        minutes=MINUTES, here=url_for(pages.here), again=url_for(pages.again), other=pages.other(kind_of(address)),
    ), 422 if errors else 200  # fmt: skip


def send_again(pages: CodePages) -> ResponseReturnValue:
    """Send a new code to the same address."""
    address = cookie.get(pages.kept, "")
    if not address:
        return redirect(url_for(pages.start))
    problem = send_code(address, kind_of(address), computer=request.remote_addr or "")[1]
    if problem:
        return render_template("errors/error.html", heading=problem, text="", status=429), 429
    return redirect(url_for(pages.here))


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
