"""How does one officer work through a list over plain HTTP? The walk that `office_load` lets twenty make at once.

Opens a list, opens a dossier of it, and presses the button that stands there, as the page offers it; begins again. That
a colleague was first is an answer like any other here (409); whatever else is not a good page is an error.
"""

from __future__ import annotations

import html
import http.client
import random
import re
import time
from dataclasses import dataclass, field
from threading import Event
from urllib.parse import urlencode

from benchmarks.filing_citizen import Citizen

PASSWORD = "mat-khau-de-do"
_DOSSIER = re.compile(r'href="(/can-bo/ho-so/\d+/\?hang=\w+)"')
_HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')
#: Buttons that ask for nothing more, in the order in which they are looked for.
_PRESSED = ("/nhan", *(f"/viec/{name}" for name in (
    "accept", "hand_over", "receive_leg", "finish_leg", "submit_for_signature", "sign",
)))  # fmt: skip


@dataclass
class Officer(Citizen):
    """One officer with a browser of their own; `lists`: where they look for work."""

    username: str = ""
    lists: tuple[str, ...] = ()
    #: Moves made, by name, and how often somebody else was first.
    made: dict[str, int] = field(default_factory=dict)
    refused: int = 0

    def work(self, over: Event) -> None:
        """Sign in and work until the day is over; what goes wrong ends it and is kept."""
        try:
            self._open("sign-in", "/can-bo/dang-nhap")
            self._submit("signing in", {"username": self.username, "password": PASSWORD}, to="/can-bo/")
            while not over.is_set():
                self._open("list", f"/can-bo/hang-doi/{random.choice(self.lists)}")
                offered = _DOSSIER.findall(self.page)
                if offered:
                    self._open("work page", random.choice(offered))
                    while self._press():
                        pass  # taken, then accepted, then handed over
        except Exception as error:
            self.error = f"officer {self.username} at {self.path}: {error}"

    def _press(self) -> bool:
        """Press the first button that asks for nothing; say whether the dossier moved."""
        action = next((end for end in _PRESSED if f'{end}"' in self.page), "")
        found = (
            re.search(rf'<form\b[^>]*action="([^"]*{action})"[^>]*>(.*?)</form>', self.page, re.S) if action else None
        )
        if found is None:
            return False
        before, hidden = self.refused, dict(_HIDDEN.findall(found[2]))
        time.sleep(self.think())
        body = urlencode({name: html.unescape(value) for name, value in hidden.items()}).encode()
        self._timed("move", found[1], body, "application/x-www-form-urlencoded")
        if self.refused == before:
            self.made[action] = self.made.get(action, 0) + 1
        return self.refused == before

    def _ask(self, connection: http.client.HTTPConnection, path: str, body: bytes | None, kind: str) -> None:
        for _ in range(5):
            status, place, page = self._once(connection, path, body, kind)
            if status in (200, 409):
                self.path, self.page = path, page
                self.refused += status == 409
                return
            if status not in (302, 303):
                raise ValueError(f"{path} answered {status}")
            path, body = place, None
        raise ValueError(f"{path} leads in circles")
