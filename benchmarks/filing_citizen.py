"""How does one citizen file a land transfer over plain HTTP? The walk that `filing_load` makes two hundred times.

Reads every page as a browser does: the form that holds a field, its hidden values, the link that goes on. Whatever is
not the page that should come is an error with its address, so that nothing counts as done that was not shown.
"""

from __future__ import annotations

import html
import http.client
import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Thread
from urllib.parse import urlencode, urlsplit

CODE = "1.013831"
WARD = "29551"
PAPERS = ("gcn", "hop-dong")
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
_HIDDEN = re.compile(r'<input\b[^>]*type="?hidden"?[^>]*>')
_VALUE = re.compile(r'\b(name|value|action)="([^"]*)"')
_SYLLABLES = ("Ửng", "Hường", "Đẹp", "Út", "Mỹ", "Dung", "Ngọc", "Yến", "Phượng", "Kiều")
Fields = Mapping[str, str]
Files = list[tuple[str, bytes]]


@dataclass
class Citizen:
    """One person: what is typed, what was seen, how long each page took."""

    number: int
    port: int
    think: Callable[[], float]
    photographs: list[bytes]
    path: str = "/"
    page: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    #: (which page, seconds from the press to the page that follows)
    took: list[tuple[str, float]] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    error: str = ""

    # ---- what this person says

    @property
    def phone(self) -> str:
        """A number nobody else has."""
        return f"09{17_000_000 + self.number:08d}"

    @property
    def name(self) -> str:
        """A name nobody else has: names hold no figures."""
        return f"Nguyễn Thị {' '.join(_SYLLABLES[int(figure)] for figure in str(self.number))}"

    @property
    def pages(self) -> dict[str, dict[str, str]]:
        """Return what is typed on each page of questions; name, certificate, parcel and price are this person's own."""
        at_home = {"owner_address.unit": WARD, "owner_address.line": f"{self.number} khóm 3"}
        return {
            "nguoi-nhan": {
                "owner_name": self.name, "owner_citizen_number": f"086165{self.number:06d}",
                "owner_birth.day": "27", "owner_birth.month": "3", "owner_birth.year": "1965", **at_home,
                "several_owners": "no",
            },
            "nguoi-nop": {"submitter_is_owner": "yes"},
            "thua-dat": {
                "parcel_address.unit": WARD, "parcel_address.line": "khóm 5", "parcel.sheet": "12",
                "parcel.parcel": str(1000 + self.number), "parcel_area": "125,5",
            },
            "giay-chung-nhan": {"certificate_serial": f"BA {100_000 + self.number}"},
            "bien-dong": {
                "other_party_name": "Trần Văn Út", "parcel_part": "ca_thua", "price": str(350_000_000 + self.number),
                "mortgaged": "no", "exemption": "khong", "wants_new_certificate": "yes",
            },
            "nhan-ket-qua": {"result_by": "counter"},
        }  # fmt: skip

    # ---- the walk

    def file(self) -> None:
        """From the home page to the receipt and the tracking page; what goes wrong ends it and is kept."""
        try:
            self._begin()
            self._answer()
            self._send()
        except Exception as error:
            self.error = f"citizen {self.number} at {self.path}: {error}"

    def _begin(self) -> None:
        self._open("home", "/")
        self._open("results", "/tim?q=sang+ten+dat")
        self._open("procedure", f"/thu-tuc/{CODE}")
        self._open("start", f"/ho-so/moi/{CODE}")
        self._submit("case", {"truong_hop": "chuyen_nhuong", "tranh_chap": "khong"}, to="/so-dien-thoai")
        self._submit("phone", {"phone": self.phone}, to="/ma-xac-nhan")
        shown = re.search(r"la (\d{3}) (\d{3}),", html.unescape(self.page))
        if not shown:
            raise ValueError("no code is shown")
        self._submit("one-time code", {"code": "".join(shown.groups())}, to="/nhap/")

    def _answer(self) -> None:
        draft = self.path
        for page, answers in self.pages.items():
            if not self.path.endswith(f"/trang/{page}"):
                self._open("questions", f"{draft}/trang/{page}")
            asked = self.path
            self._submit("answers", answers, to="/nhap/")
            if self.path.endswith(f"/trang/{page}"):
                raise ValueError(f"the answers to {asked} were not taken")
        for paper, photograph in zip(PAPERS, self.photographs, strict=True):
            self._open("paper", f"{draft}/giay-to/{paper}")
            self._submit("photograph", {}, to=f"/giay-to/{paper}", files=[(f"{paper}.jpg", photograph)])
        self._open("check", f"{draft}/kiem-tra")

    def _send(self) -> None:
        again = Thread(target=self._press_again) if self.number % 10 == 0 else None
        if again:  # a nervous finger: the same form, in the same moment
            again.start()
        self._submit("sending", {"declared": "yes"}, to="/da-gui")
        if again:
            again.join()
        self._keep_code()
        self._open("my dossiers", "/ho-so/")
        self._open("dossier", f"/ho-so/{self.codes[0]}/")

    def _press_again(self) -> None:
        twin = Citizen(self.number, self.port, lambda: 0.0, [], self.path, self.page, dict(self.cookies))
        try:
            twin._submit("sending", {"declared": "yes"}, to="/da-gui")
            twin._keep_code()
        except Exception as error:
            self.error = f"citizen {self.number}, pressing twice: {error}"
        self.codes += twin.codes

    def _keep_code(self) -> None:
        found = re.search(r"/ho-so/([\d.]+H61-\d{6}-\d+)/da-gui", self.path)
        if not found:
            raise ValueError("the receipt has no code")
        self.codes.append(found[1])

    # ---- a browser

    def _open(self, name: str, path: str) -> None:
        time.sleep(self.think())
        self._timed(name, path, None, "")

    def _submit(self, name: str, fields: Fields, *, to: str, files: Files | None = None) -> None:
        time.sleep(self.think())
        action, hidden = self._form(next(iter(fields), "files"))
        body, kind = _encoded({**hidden, **fields}, files)
        self._timed(name, action or self.path, body, kind)
        if to not in self.path:
            reason = re.search(r'class="errors".*?</', self.page, re.S)
            raise ValueError(f"after {name}: expected …{to}; {reason[0][:300] if reason else 'no reason is shown'}")

    def _form(self, holding: str) -> tuple[str, dict[str, str]]:
        for attributes, inside in _FORM.findall(self.page):
            if f'name="{holding}"' in inside:
                hidden = [dict(_VALUE.findall(tag)) for tag in _HIDDEN.findall(inside)]
                action = dict(_VALUE.findall(attributes)).get("action", "")
                return html.unescape(action), {
                    one["name"]: html.unescape(one.get("value", "")) for one in hidden if "name" in one
                }
        raise ValueError(f"no form asks for {holding}")

    def _timed(self, name: str, path: str, body: bytes | None, kind: str) -> None:
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            self._ask(connection, path, body, kind)
        finally:
            connection.close()
            self.took.append((name, time.perf_counter() - began))

    def _ask(self, connection: http.client.HTTPConnection, path: str, body: bytes | None, kind: str) -> None:
        for _ in range(5):
            status, place, page = self._once(connection, path, body, kind)
            if status == 200:
                self.path, self.page = path, page
                return
            if status not in (302, 303):
                raise ValueError(f"{path} answered {status}: {_said(page)}")
            path, body = place, None
        raise ValueError(f"{path} leads in circles")

    def _once(
        self, connection: http.client.HTTPConnection, path: str, body: bytes | None, kind: str
    ) -> tuple[int, str, str]:
        address = f"198.18.{self.number // 250}.{self.number % 250 + 1}"
        headers = {"X-Forwarded-For": address, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = kind
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode("utf-8")
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            key, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[key] = value
        place = urlsplit(answer.headers.get("Location", ""))
        return answer.status, place.path + (f"?{place.query}" if place.query else ""), page


def _encoded(fields: Fields, files: Files | None) -> tuple[bytes, str]:
    """Return (body, content type) as a browser encodes a form."""
    if files is None:
        return urlencode(fields).encode(), "application/x-www-form-urlencoded"
    edge = secrets.token_hex(12)
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()
    ]
    for name, content in files:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\nContent-Type: image/jpeg\r\n\r\n'
        parts.append(head.encode() + content + b"\r\n")
    return b"".join(parts) + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


def _said(page: str) -> str:
    """Return the beginning of what the main part of a page says."""
    main = page.partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", f"<main{main}")).split())[:300]
