"""A browser for tests: it reads the page it was shown, fills in the forms that stand on it, and checks every page.

Each request runs in a context of its own, as it does in the web server: nothing of the test leaks into it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextvars import Context
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from portal.identity.models import Citizen, Officer
from portal.web.app_state import db, now
from tests.strict_page import CONTROLS, Page, mistakes, plain, text_of

Values = Mapping[str, Any]


class StrictClient(FlaskClient):
    """Opens pages and sends forms; AssertionError for a page that is not in order."""

    _page: Page | None = None

    @property
    def page(self) -> Page:
        """Return the page last shown."""
        assert self._page is not None, "no page has been opened yet"
        return self._page

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send one request and check what is shown."""
        _forget()
        response: TestResponse = Context().run(super().open, *args, **kwargs)
        response.request.environ["wsgi.input"].close()  # a large body lies in a file
        _forget()
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            self._page = Page(response.get_data(as_text=True), response.request.full_path.rstrip("?"))
            Context().run(response.close)  # as a server does when the page has been sent
            _forget()
            wrong = mistakes(self._page) + _headers(response)
            assert not wrong, f"{response.request.method} {self._page.url} ({response.status}):\n" + "\n".join(wrong)
        return response

    def visit(self, address: str) -> Page:
        """Open an address as a person does, following redirects; the page must be a good one."""
        response = self._follow(self.get(address))
        assert response.status_code == 200, f"{address}: {response.status}\n{self.page.text[:400]}"
        return self.page

    def click(self, words: str) -> TestResponse:
        """Follow the link with these words; the first, when several lead to the same place."""
        links = _saying((a for a in self.page.all("a") if a.get("href")), words)
        targets = {link.get("href", "") for link in links}
        assert len(targets) == 1, f"{self.page.url}: {len(targets)} links say {words!r}"
        address = urljoin(self.page.url, targets.pop())
        return self._follow(self.get(address, headers=self._referrer()))

    def submit(
        self, button: str = "", values: Values | None = None, *, form: str = "", follow: bool = True, **more: Any
    ) -> TestResponse:
        """Fill in and send the form of the page whose button says `button`.

        Values by name: a text, a list of texts, True or False for a box to tick, (stream, file name) for files.
        `form` is part of the address the form is sent to, when the button alone does not decide.
        """
        chosen = self._form(button, form)
        data = fill(self.page, chosen, {**(values or {}), **more})
        pressed = next(iter(_saying(chosen.iter("button"), button)), None)
        if pressed is not None and pressed.get("name"):
            data.add(pressed.get("name", ""), pressed.get("value", ""))
        elsewhere = pressed.get("formaction") if pressed is not None else None
        address = urljoin(self.page.url, elsewhere or chosen.get("action") or self.page.url)
        if chosen.get("method", "get").lower() != "post":
            response = self.get(urlsplit(address).path, query_string=data, headers=self._referrer())
        else:
            kind = chosen.get("enctype", "application/x-www-form-urlencoded")
            response = self.post(address, data=data, content_type=kind, headers=self._referrer())
        return self._follow(response) if follow else response

    def signed_in(self, person: Citizen | Officer) -> StrictClient:
        """Open a session for this person without the pages for it; return the client."""
        with self.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = person.get_id(), True
            if isinstance(person, Officer) and person.second_factor_at is None:
                with self.application.app_context():
                    cookie["confirmed_at"] = now().isoformat()  # as the page does that has just asked for the password
        return self

    def _follow(self, response: TestResponse) -> TestResponse:
        for _ in range(8):
            if not 300 <= response.status_code < 400:
                return response
            response = self.get(urljoin(response.request.url, response.location or ""))
        raise AssertionError(f"redirected without end: {response.location}")

    def _form(self, button: str, action: str) -> Element:
        forms = [form for form in self.page.all("form") if action in form.get("action", "")]
        buttons = _saying((b for form in forms for b in form.iter("button")), button)
        fitting = [form for form in forms if not button or any(b in buttons for b in form.iter("button"))]
        inside = [form for form in fitting if self.page.is_inside(form, "main")] or fitting
        assert inside, f"{self.page.url}: no form with a button {button!r} to {action!r}"
        assert len(inside) == 1 or not button, f"{self.page.url}: {len(inside)} forms with a button {button!r}"
        return inside[0]

    def _referrer(self) -> dict[str, str]:
        return {"Referer": f"http://localhost{self.page.url}"}


def fill(page: Page, form: Element, values: Values) -> MultiDict[str, Any]:
    """Return what a browser sends for a form after a person has filled in `values`; hidden inputs are kept.

    AssertionError for a name the form has not, and for a choice it does not offer.
    """
    data: MultiDict[str, Any] = MultiDict()
    left = dict(values)
    for name, controls in _by_name(page, form).items():
        kind = _kind(controls[0])
        if name in left and kind == "hidden":
            raise AssertionError(f"{page.url}: {name!r} is hidden; a person cannot change it")
        given = left.pop(name) if name in left else None
        for value in _sent(page, name, kind, controls, given):
            data.add(name, value)
    assert not left, f"{page.url}: the form has no {', '.join(map(repr, left))}"
    return data


def _sent(page: Page, name: str, kind: str, controls: Sequence[Element], given: Any) -> Iterable[Any]:
    if kind == "file":
        return [] if given is None else given if isinstance(given, list) else [given]
    if kind in ("checkbox", "radio", "select"):
        offered, chosen = _choices(kind, controls)
        if given is None:
            return chosen
        wanted = (
            offered if given is True else [] if given is False else given if isinstance(given, list) else [str(given)]
        )
        assert set(wanted) <= set(offered), f"{page.url}: {name!r} offers {offered}, not {wanted}"
        return wanted
    if given is not None:
        return given if isinstance(given, list) else [str(given)]
    return [c.get("value", "") if c.tag == "input" else "".join(c.itertext()).removeprefix("\n") for c in controls]


def _choices(kind: str, controls: Sequence[Element]) -> tuple[list[str], list[str]]:
    """Return (values offered, values chosen on the page)."""
    if kind == "select":
        options = [o for c in controls for o in c.iter("option")]
        offered = [o.get("value", text_of(o)) for o in options]
        chosen = [o.get("value", text_of(o)) for o in options if "selected" in o.attrib]
        return offered, chosen or offered[:1]
    return [c.get("value", "on") for c in controls], [c.get("value", "on") for c in controls if "checked" in c.attrib]


def _by_name(page: Page, form: Element) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    outside = [e for e in page.all(*CONTROLS) if form.get("id") and e.get("form") == form.get("id")]
    for control in [*(e for e in form.iter() if e.tag in CONTROLS), *outside]:
        if control.get("name") and "disabled" not in control.attrib and _kind(control) not in ("submit", "button"):
            found.setdefault(control.get("name", ""), []).append(control)
    return found


def _kind(control: Element) -> str:
    return control.get("type", "text") if control.tag == "input" else str(control.tag)


def _saying(elements: Iterable[Element], words: str) -> list[Element]:
    """Return those with these words; else those that begin with them: keys and words for readers aloud may follow."""
    said = [(element, text_of(element)) for element in elements]
    exact = [element for element, text in said if text == plain(words)]
    return exact or [element for element, text in said if text.startswith(f"{plain(words)} ")]


def _headers(response: TestResponse) -> list[str]:
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        return [f"the content policy is {policy!r}"]
    return []


def _forget() -> None:
    """Let the test's own session see what requests wrote; what it changed itself belongs into a transaction."""
    if has_app_context():
        session = db.session()
        assert not (session.new or session.dirty or session.deleted), "the test changed rows outside a transaction"
        session.rollback()
