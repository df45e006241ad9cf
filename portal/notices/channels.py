"""By which way does a message leave? A channel carries it, or says what became of it by the error it raises."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Protocol, TextIO

from portal.notices.models import Delivery


class Unsure(Exception):
    """It may have left: the other side was given it and then said nothing."""


class Rejected(Exception):
    """The other side will never take it: trying again is of no use."""


class Channel(Protocol):
    """Something that can carry a message to its person. Any other error means: not now, try again."""

    #: Whether a second try under the same key reaches nobody twice.
    drops_repeats: bool

    def send(self, delivery: Delivery) -> None:
        """Carry it, or raise."""
        ...

    def state(self) -> str:
        """Return in a few words where messages go; raises what keeps them from going."""
        ...


@dataclass
class ConsoleChannel:
    """Prints messages where the portal was started: for trying out, never for production."""

    out: TextIO | None = None
    #: Two lines on a screen hurt nobody.
    drops_repeats: bool = True

    def send(self, delivery: Delivery) -> None:
        """Print the text of the way it would go."""
        notice = delivery.notice
        text = notice.sms if delivery.channel == "sms" else f"{notice.title}\n{notice.text.strip()}"
        print(f"[tin nhắn → {delivery.address}] {text}", file=self.out or sys.stdout, flush=True)

    def state(self) -> str:
        """Say that nobody gets anything."""
        return "console"


class Channels:
    """The channel of each kind of address."""

    def __init__(self, *, sms: Channel, email: Channel) -> None:
        self.by_name = {"sms": sms, "email": email}

    def __getitem__(self, name: str) -> Channel:
        return self.by_name[name]
