"""One dossier at an officer's desk: look, claim, move."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("work", __name__, url_prefix="/can-bo/ho-so/<int:dossier_id>")
