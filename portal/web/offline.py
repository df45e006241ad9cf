"""What does a browser keep for when there is no network? A small worker, and the page it shows then."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template

from portal.web.access import public

blueprint = Blueprint("offline", __name__)


@blueprint.get("/worker.js")
@public
def worker() -> Response:
    """Give the worker from the root, because it looks after the whole site; browsers ask for a newer one by themselves."""
    response = current_app.send_static_file("js/worker.js")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/ngoai-mang")
@public
def page() -> str:
    """Show what can be done without network; the worker fetches it while there is one."""
    return render_template("errors/offline.html")
