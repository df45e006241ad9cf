"""What may wait until the page is on its way? Small works that no reader should wait for: counting, for example."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Flask, Response, after_this_request, current_app

log = logging.getLogger(__name__)


def afterwards(work: Callable[[], None]) -> None:
    """Do `work` when the answer to this request has been sent, with a session of its own; a failure is logged, not shown."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def do() -> None:
        try:
            with app.app_context():
                work()
        except Exception:
            log.exception("work after the answer failed")

    @after_this_request
    def later(response: Response) -> Response:
        response.call_on_close(do)
        return response
