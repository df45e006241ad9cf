"""The server dies while a dossier is being sent: either it is sent, whole, or it is still a draft."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier
from tests.builders.dossiers import a_complete_draft
from tests.builders.people import a_citizen
from tests.journeys.conftest import ROOT, _free_port, _wait_for

CSRF = "ab" * 24


def cookie_of(app: Flask, draft: Dossier) -> str:
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return "portal=" + str(signer.dumps({"_user_id": draft.citizen.get_id(), "_fresh": True, "csrf": CSRF}))


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def send(url: str, cookie: str, draft_code: str) -> str:
    """Press "Gửi hồ sơ"; return where it leads, "" when nobody answers."""
    token = urlsafe_b64encode(bytes(24) + bytes.fromhex(CSRF)).decode()
    body = urlencode({"csrf_token": token, "declared": "yes"}).encode()
    try:
        build_opener(Stay()).open(Request(f"{url}/ho-so/nhap/{draft_code}/gui", body, {"Cookie": cookie}), timeout=20)
    except HTTPError as answer:
        return answer.headers.get("Location", "") if answer.code == 302 else f"{answer.code}"
    except OSError:
        return ""
    return "200"


@pytest.mark.parametrize("after_ms", [8, 30, 90])
def test_sending_is_whole_or_not_at_all(
    app: Flask, session: Session, portal_env: dict[str, str], portal_url: str, tmp_path: Path, after_ms: int
) -> None:
    draft = a_complete_draft(session, citizen=a_citizen(session, phone=f"+849127780{after_ms:02d}"))
    cookie, code = cookie_of(app, draft), draft.draft_code
    env = {**portal_env, "PORT": str(_free_port()), "WEB_CONCURRENCY": "1"}
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "wsgi:app"],
            cwd=ROOT,
            env=env,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            url = f"http://127.0.0.1:{env['PORT']}"
            _wait_for(url, server, tmp_path / "log")
            sender = Thread(target=send, args=(url, cookie, code))
            sender.start()
            time.sleep(after_ms / 1000)
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
        sender.join()
    session.rollback()
    if draft.is_draft:
        assert (draft.code, draft.submitted_at, len(draft.events)) == (None, None, 0)
    else:
        assert draft.code and draft.secret and draft.submitted_at and len(draft.events) == 1
    assert len(draft.papers[0].files) == 1
    session.rollback()
    receipt = send(portal_url, cookie, code)  # whoever sees no receipt presses again
    session.expire_all()
    assert receipt == f"/ho-so/{draft.code}/da-gui"
    assert [event.action for event in draft.events] == ["submit"]
