"""Is it really this officer who signs now? The password once more.

One outcome or several: a code of the telephone, or the password where there is none, is at most a quarter of an hour old
(`sessions.confirm_first`). Before several are signed at once the password is typed on their own page, however lately.
"""

from __future__ import annotations

from flask import request
from sqlalchemy.orm import Session
from wtforms import PasswordField
from wtforms.validators import DataRequired

from portal.identity.models import Officer
from portal.identity.operations import check_password
from portal.kernel.errors import N_, PortalError
from portal.kernel.transaction import transaction
from portal.web.app_state import now
from portal.web.error_pages import sentence
from portal.web.forms import PortalForm


class ProofForm(PortalForm):
    """The password once more."""

    password = PasswordField(validators=[DataRequired(N_("Enter your password"))])


def prove(session: Session, officer: Officer, form: ProofForm) -> list[tuple[str, str]]:
    """Return what is wrong: (field, sentence); nothing when it is really this officer. Tries are counted as at the door."""
    if not form.validate():
        return form.problems()
    username = officer.username
    try:
        with transaction(session):
            found = check_password(
                session, username, form.password.data or "", at=now(), address=request.remote_addr or ""
            )
    except PortalError as error:
        return [("password", sentence(error))]
    return [] if isinstance(found, Officer) else [("password", sentence(found))]
