"""The public interface: search as JSON, and signs of life for whoever runs the portal."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from portal.catalogue.queries import find_by_codes
from portal.health import is_ready
from portal.search.queries import Finder
from portal.web.access import public
from portal.web.app_state import service, session

blueprint = Blueprint("api", __name__)
MOST = 100


@blueprint.get("/api/v1/search")
@public
def search() -> ResponseReturnValue:
    """Answer {"total", "results": [{"code", "name", "level", "agency"}]}; an empty q counts all published."""
    limit = request.args.get("limit", 20, type=int)
    codes = service(Finder).find(session(), request.args.get("q", "")).codes
    shown = codes[: min(max(limit, 1), MOST)]
    rows = find_by_codes(session(), shown)
    results = [
        {"code": p.code, "name": p.name, "level": p.level, "agency": p.agency_name}
        for p in (rows[code] for code in shown if code in rows)
    ]
    return jsonify(total=len(codes), results=results)


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Say that this process lives."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Say whether this process can answer: the database is there, with the right schema."""
    ready = is_ready(session())
    return jsonify(status="ok" if ready else "not ready"), 200 if ready else 503
