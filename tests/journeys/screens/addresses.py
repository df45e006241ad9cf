"""Which screens are there, and who sees them in which state? Read off the addresses that the portal answers.

Every GET address gets a path: its parameters are filled in with what the world holds, the longest beginning that is
known counts. So a new page below a known one is looked at by itself; one that cannot be filled in fails and is named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

#: Who opens what asks for an action (of this kind); "public" nobody, "citizen" the citizen.
WHO = {
    "public": "", "officer": "motcua", "dossier": "motcua", "admin": "quantri", "agency": "quantri", "calendar": "quantri",
    "search": "quantri", "people": "quantri", "notices": "quantri", "precheck": "motcua", "register": "motcua",
    "dossier.sign": "lanhdao", "catalogue.read": "quantri", "catalogue.import": "quantri", "catalogue.edit": "bientap",
    "catalogue.publish": "kiemsoat",
}  # fmt: skip
#: Addresses (their beginnings) that somebody else opens.
OPENED_BY = {
    "/can-bo/ho-so/<int:dossier_id>/de-nghi-sua": "thuly", "/can-bo/ho-so/<int:dossier_id>/y-kien": "thuly",
    "/can-bo/ho-so/<int:dossier_id>/y-kien/<int:number>/tra-loi": "asked", "/can-bo/nhac-viec": "thuly", "/can-bo/tai-khoan": "second", "/can-bo/tai-khoan/dien-thoai": "motcua2",
    "/ho-so/nhap/<draft_code>/dong-y": "helper",
}  # fmt: skip
#: A test holds this list to the addresses that there are.
ROUTES = Path(__file__).resolve().parents[2] / "house" / "routes.txt"
#: Not screens: read by machines, a file, or only a way on.
MACHINES = ("/api/", "/healthz", "/readyz", "/robots.txt", "/sitemap", "/static/", "/tim/goi-y", "/worker.js")
FILES = re.compile(
    r"\.(pdf|docx|csv|xlsx|zip|atom|xml)$|\.<any\(|/tep/|/tep$|/tep-mau/|/ket-qua$|/thong-bao-nop-tien$"
    r"|/dong-y/(anh|giay)$|/dien-thoai/<name>$"
)
WAYS_ON = frozenset({"/ho-so/dang-nhap/ve", "/kiosk/het-gio"})


@dataclass(frozen=True)
class Screen:
    """A page in one state. `rule`: the address it is an example of; `press`: what is pressed, after `typed` was typed."""

    path: str
    who: str = ""
    rule: str = ""
    status: int = 200
    press: str = ""
    typed: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        typed = ", ".join(text for _field, text in self.typed)
        return f"{self.path or self.rule}{f' → {typed or self.press}' if self.press else ''}"


def path_of(rule: str, values: Mapping[str, str]) -> str:
    """Return the address with every parameter filled in; "" when one is not known."""
    path = ""
    for part in re.split(r"(<[^>]+>)", rule):
        if part.startswith("<"):
            value = _known(rule, rule[: rule.index(part) + len(part)], part, values)
            if not value:
                return ""
            part = value
        path += part
    return path


def _known(rule: str, upto: str, name: str, values: Mapping[str, str]) -> str:
    """Return the value of the longest key that the address begins with and whose last parameter this is."""
    fitting = [key for key in values if rule.startswith(key) and key.startswith(upto) and "<" not in key[len(upto) :]]
    return values[max(fitting, key=len)] if fitting else values.get(name, "")


def screens() -> list[Screen]:
    """Return every address that is a screen, in its plain state, with who may open it."""
    lines = [line[4:].rsplit(maxsplit=1) for line in ROUTES.read_text("utf-8").splitlines() if line.startswith("GET ")]
    return [Screen(rule=rule, who=_who(rule, access), path="") for rule, access in lines if _is_screen(rule)]


def _is_screen(rule: str) -> bool:
    return not (rule.startswith(MACHINES) or FILES.search(rule) or rule in WAYS_ON)


def _who(rule: str, access: str) -> str:
    """Return who opens this address."""
    named = [beginning for beginning in OPENED_BY if rule.startswith(beginning)]
    if named:
        return OPENED_BY[max(named, key=len)]
    action = access.rpartition(":")[2]
    return WHO.get(action) or WHO.get(action.partition(".")[0], action)
