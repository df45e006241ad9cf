"""What does a person read when something cannot be done? One page for every refusal, in plain words, with a way on."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import Any

from flask import Flask, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from portal.kernel.errors import PortalError, StaleDraft, StaleVersion, TooMany
from portal.web.catalogue_labels import procedure_event_label
from portal.web.formats import datetime_vi, time_vi
from portal.web.labels import event_label

log = logging.getLogger(__name__)


def sentence(error: PortalError) -> str:
    """Say the refusal in the language of the page."""
    text = str(_(error.message, **error.values)) if error.values else str(_(error.message))
    if isinstance(error, TooMany):
        return text + " " + _("Try again after %(time)s.", time=time_vi(error.again_at))
    if isinstance(error, StaleVersion) and error.by and error.at:
        if isinstance(error, StaleDraft):
            done = procedure_event_label(error.action)
            return _("%(by)s did “%(action)s” at %(at)s. Look at the procedure again before you go on.",
                     by=error.by, action=done, at=datetime_vi(error.at))  # fmt: skip
        return _("%(by)s did “%(action)s” at %(at)s. Look at the dossier again before you go on.",
                 by=error.by, action=event_label(error.action), at=datetime_vi(error.at))  # fmt: skip
    return text


def set_up(app: Flask) -> None:
    """Answer every refusal with a page (or JSON below /api/)."""
    app.register_error_handler(PortalError, on_refusal)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(Exception, on_crash)


def on_refusal(error: PortalError) -> ResponseReturnValue:
    """Answer a refusal of the domain."""
    return _page(error.status, _headings().get(error.status, _("This could not be done")), sentence(error))


def on_http(error: HTTPException) -> ResponseReturnValue:
    """Answer an error of the protocol: unknown address, wrong method, too large."""
    status = error.code or 500
    if 300 <= status < 400:
        return error
    texts = {
        404: _("The address may be mistyped, or the page has moved."),
        405: _("This page cannot be opened that way. Go back and use the button."),
        413: _("What was sent is too large. One picture may have up to 15 MB. Everything saved before is still there."),
        429: _("Too many tries. Please wait a little."),
    }
    if isinstance(error, RequestEntityTooLarge):
        status = 413
    return _page(status, _headings().get(status, _("This could not be done")), texts.get(status, ""))


def on_crash(error: Exception) -> ResponseReturnValue:
    """Answer our own failure with an incident number that stands in the log beside the traceback."""
    incident = secrets.token_hex(4).upper()
    log.exception("incident %s on %s", incident, request.path)
    text = _("Everything you saved with Continue is still there. Incident number: %(incident)s", incident=incident)
    return _page(500, _("Something is wrong on our side"), text)


def _headings() -> dict[int, str]:
    return {
        400: _("This could not be sent"),
        403: _("Not for this account"),
        404: _("Page not found"),
        409: _("Somebody was first"),
        410: _("This link works no longer"),
        413: _("The file is too large"),
        422: _("There is a problem"),
        429: _("Please wait a little"),
    }


def _page(status: int, heading: str, text: str) -> ResponseReturnValue:
    if request.path.startswith("/api/"):
        return jsonify(error=text or heading), status
    back = _way_back(request.view_args or {}) if status == 409 else ""
    return render_template("errors/error.html", heading=heading, text=text, status=status, back=back), status


def _way_back(asked: Mapping[str, Any]) -> str:
    """Return the address of what somebody else changed first, as it stands now."""
    if "dossier_id" in asked:
        return url_for("work.show", dossier_id=asked["dossier_id"])
    return url_for("procedures.show", code=asked["code"]) if (request.blueprint or "").startswith("procedure") else ""
