"""By which way does a message leave? Console today; SMTP and an SMS gateway take the same place later."""

from __future__ import annotations

import sys
from typing import Protocol, TextIO

from portal.notices.models import Notice


class Channel(Protocol):
    """Something that can carry a notice to its person."""

    def send(self, notice: Notice) -> None:
        """Carry it, or raise: the outbox tries again."""
        ...


class ConsoleChannel:
    """Prints messages where the portal was started: for trying out, never for production."""

    def __init__(self, out: TextIO | None = None) -> None:
        self.out = out

    def send(self, notice: Notice) -> None:
        """Print the telephone text."""
        print(f"[tin nhắn → {notice.recipient}] {notice.sms}", file=self.out or sys.stdout, flush=True)
