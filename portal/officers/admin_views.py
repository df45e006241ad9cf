"""The administrator's rooms: messages, calendar, the state of the portal."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("admin", __name__, url_prefix="/quan-tri")
