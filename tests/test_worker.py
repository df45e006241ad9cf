"""The worker's tasks: does one that fails hold up another, or end the worker?"""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.kernel.clock import FixedClock
from portal.kernel.transaction import transaction
from portal.notices.models import Delivery
from portal.notices.operations import queue
from portal.notices.rules import Reach
from portal.notices.texts import Wordings
from portal.web.app_state import service
from portal.worker import Task


def test_a_task_that_fails_stops_no_other(app: Flask, session: Session, clock: FixedClock) -> None:
    with transaction(session):
        queue(session, service(Wordings), "one_time_code", to=Reach("0912345678"), key="code:1", at=clock.now(),
              values={"code": "482 913", "minutes": "10"})  # fmt: skip
        session.execute(text("ALTER TABLE dossier_alert RENAME TO lost"))  # deadlines cannot be seen to
    result = app.test_cli_runner().invoke(args=["portal", "worker", "--once"])
    assert result.exit_code == 1 and "deadlines" in result.output, result.output
    assert "1 tin đã gửi" in result.output
    assert session.scalars(select(Delivery.status)).all() == ["sent"]


def test_a_task_that_failed_is_tried_again_after_a_pause(session: Session, clock: FixedClock) -> None:
    tries = []

    def fails_once() -> int:
        tries.append(clock.at)
        if len(tries) == 1:
            raise ConnectionError("the database starts anew")
        return 7

    task = Task("hourly", fails_once, timedelta(hours=1))
    assert [task.attempt(clock.at), task.has_failed] == [0, True]
    assert task.attempt(clock.at + timedelta(seconds=59)) == 0
    assert task.attempt(clock.at + timedelta(minutes=1)) == 7
    assert task.attempt(clock.at + timedelta(minutes=2)) == 0
