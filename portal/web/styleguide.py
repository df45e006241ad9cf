"""What do the components look like? A page for whoever builds screens; not there in production."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal.web.access import public

blueprint = Blueprint("dev", __name__, url_prefix="/dev")


@blueprint.get("/styleguide")
@public
def styleguide() -> str:
    """Show every component in its states."""
    return render_template("dev/styleguide.html")
