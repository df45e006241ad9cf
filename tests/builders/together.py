"""People who act in the same moment: each in a thread, a request and a database session of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from portal.web.app_state import db

Act = Callable[[Session], Any]


def together(app: Flask, *acts: Act) -> list[Any]:
    """Run all acts at once; return what each returned, or the exception it ended with, in their order."""
    start = Barrier(len(acts))

    def run(act: Act) -> Any:
        with app.test_request_context():
            start.wait(timeout=10)
            try:
                return act(db.session())
            except Exception as error:
                return error

    with ThreadPoolExecutor(len(acts)) as people:
        return [future.result(timeout=60) for future in [people.submit(run, act) for act in acts]]
