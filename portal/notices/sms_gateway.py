"""How does a telephone message leave? By one HTTP request to the province's gateway, as its settings describe it."""

from __future__ import annotations

import http.client
import json
import re
import ssl
from collections.abc import Callable
from contextlib import closing
from urllib.parse import quote, quote_plus, urlsplit
from xml.sax.saxutils import escape

from config import SmsSettings
from portal.notices.channels import Rejected, Unsure
from portal.notices.models import Delivery

#: Seconds for the connection, and for the answer.
PATIENCE = 10.0
_MOST_BYTES = 65_536
#: Statuses under which the gateway may have taken the message: something between has lost the answer.
_LOST = (502, 504)
#: Refusals that pass.
_NOT_NOW = (408, 425, 429)


class SmsGateway:
    """Sends through any gateway that takes one request a message, with a key by which it can drop repeats."""

    def __init__(self, settings: SmsSettings) -> None:
        self.settings = settings
        self.drops_repeats = settings.drops_repeats

    def send(self, delivery: Delivery) -> None:
        """Send the request and read the answer; Unsure when it was sent and nothing came back."""
        settings, parts = self.settings, urlsplit(self.settings.url)
        target = _filled(
            f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", delivery, lambda v: quote(v, safe="")
        )
        kind = next((value for name, value in settings.headers.items() if name.lower() == "content-type"), "")
        body = None if settings.method == "GET" else _filled(settings.body, delivery, _escaping(kind)).encode()
        with closing(self._connection()) as connection:
            connection.connect()  # what fails up to here has certainly not left
            try:
                headers = {**settings.headers, **({settings.key_header: delivery.key} if settings.key_header else {})}
                connection.request(settings.method, target, body, headers)
                answer = connection.getresponse()
                text = answer.read(_MOST_BYTES).decode("utf-8", "replace")
            except (OSError, http.client.HTTPException) as error:
                raise Unsure(str(error) or type(error).__name__) from error
        self._judge(answer.status, text)

    def _judge(self, status: int, text: str) -> None:
        said = f"{status} {' '.join(text.split())[:200]}"
        if status == 409 and self.drops_repeats:
            return  # it has this key: the message is out
        if status in _LOST:
            raise Unsure(said)
        if 400 <= status < 500 and status not in _NOT_NOW:
            raise Rejected(said)
        if not 200 <= status < 300 or not re.search(self.settings.accepted, text):
            raise ConnectionError(said)

    def state(self) -> str:
        """Say where the gateway is, having reached it; no message is sent for that."""
        with closing(self._connection()) as connection:
            connection.connect()
        return urlsplit(self.settings.url).hostname or ""

    def _connection(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.settings.url)
        assert parts.hostname is not None  # the settings were checked
        if parts.scheme == "https":
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=PATIENCE, context=context)
        return http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)


def _filled(template: str, delivery: Delivery, escaped: Callable[[str], str]) -> str:
    """Fill in the four places; other braces belong to the gateway."""
    values = {
        "to": delivery.address, "to_84": f"84{delivery.address[1:]}", "text": delivery.notice.sms, "key": delivery.key,
    }  # fmt: skip
    return re.sub(r"\{(to|to_84|text|key)\}", lambda match: escaped(values[match[1]]), template)


def _escaping(content_type: str) -> Callable[[str], str]:
    if "json" in content_type:
        return lambda value: json.dumps(value, ensure_ascii=False)[1:-1]
    if "urlencoded" in content_type:
        return quote_plus
    return escape if "xml" in content_type else lambda value: value
