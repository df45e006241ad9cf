"""Which address lets a telephone add pictures? The name of a pass, signed: nobody makes one up."""

from __future__ import annotations

from flask import current_app, url_for
from itsdangerous import BadSignature, Signer

from portal.dossiers.camera_models import CameraPass
from portal.kernel.errors import N_, NotFound
from portal.web.site import public_url


def camera_link(one: CameraPass) -> str:
    """Return the whole address of a pass, for a QR code."""
    return public_url() + url_for("camera.show", token=_signer().sign(one.name).decode("ascii"))


def name_in(token: str) -> str:
    """Return the name of the pass in a link; NotFound for one that is not ours or not whole."""
    try:
        return _signer().unsign(token).decode("ascii")
    except (BadSignature, UnicodeError):
        raise NotFound(
            N_("This link is not whole, or not from here. Scan the square on the computer once more.")
        ) from None


def _signer() -> Signer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return Signer(keys, salt="camera-pass")
