"""Is this a person who opens a procedure from a page of ours? Pages that are kept, and those a reader has, count as well.

Robots that follow a list of addresses send no page they come from; nothing is marked in links, nobody is followed.
"""

from __future__ import annotations

from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import make_response, request
from flask.typing import ResponseReturnValue

from portal.catalogue.visit_log import VisitLog
from portal.kernel.clock import local_date
from portal.web.access import View
from portal.web.afterwards import afterwards
from portal.web.app_state import now, service, session

#: Rooms of the house: whoever comes from there is at work.
_AT_WORK = ("/quan-tri", "/can-bo")


def counted(view: View) -> View:
    """Count who opens a procedure by `code`; put it below `@public`, above what keeps the pages."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        response = make_response(view(*args, **kwargs))
        if (
            response.status_code in (200, 304)
            and _is_visit()
            and service(VisitLog).note(kwargs["code"], local_date(now()))
        ):
            afterwards(lambda: service(VisitLog).write(session()))
        return response

    return answer


def _is_visit() -> bool:
    """Say whether somebody came from another page of this site, to look and not to have it ready."""
    came_from = urlsplit(request.referrer or "")
    return (
        request.method == "GET"
        and "Sec-Purpose" not in request.headers
        and came_from.netloc == request.host
        and came_from.path != request.path
        and not came_from.path.startswith(_AT_WORK)
    )
