"""The console channel: the message is read where the portal was started."""

from __future__ import annotations

import io

from portal.notices.channels import ConsoleChannel
from portal.notices.models import Notice


def test_the_console_shows_to_whom_and_what() -> None:
    out = io.StringIO()
    ConsoleChannel(out).send(Notice(recipient="0912345678", sms="Ma xac nhan 482 913"))
    assert out.getvalue() == "[tin nhắn → 0912345678] Ma xac nhan 482 913\n"
