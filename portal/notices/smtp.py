"""How does an e-mail leave? By the mail server of the settings: encrypted, always with a plain part."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from hashlib import sha256

from config import SmtpSettings
from portal.kernel.clock import local
from portal.notices.channels import Rejected, Unsure
from portal.notices.models import Delivery

#: Seconds for every single answer of the server.
PATIENCE = 10.0


class SmtpChannel:
    """Sends through one SMTP server. A mail server keeps no keys: what may have left is not sent again by itself."""

    drops_repeats = False

    def __init__(self, settings: SmtpSettings) -> None:
        self.settings = settings

    def send(self, delivery: Delivery) -> None:
        """Hand the message over; Rejected when the server refuses the address for good."""
        message, sender = self.message_of(delivery), parseaddr(self.settings.sender)[1]
        server = self._connected()
        try:
            _hand_over(server, sender, delivery.address, message)
        finally:
            with suppress(smtplib.SMTPException, OSError):  # it has been taken; a rude good-bye changes nothing
                server.quit()
            server.close()

    def message_of(self, delivery: Delivery) -> EmailMessage:
        """Return the e-mail: the subject names the action, the text is plain; programs see that no person wrote it."""
        message, domain = EmailMessage(), parseaddr(self.settings.sender)[1].partition("@")[2]
        message["From"], message["To"], message["Subject"] = (
            self.settings.sender,
            delivery.address,
            delivery.notice.title,
        )
        message["Date"] = format_datetime(local(delivery.notice.created_at))
        message["Message-ID"] = f"<{sha256(delivery.key.encode()).hexdigest()[:32]}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(delivery.notice.text.strip() + "\n", cte="quoted-printable")
        return message

    def state(self) -> str:
        """Sign in and out again."""
        server = self._connected()
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        return f"{self.settings.host}:{self.settings.port}"

    def _connected(self) -> smtplib.SMTP:
        given, context = self.settings, ssl.create_default_context(cafile=self.settings.ca_file or None)
        if given.ca_file:
            context.load_default_certs()
        if given.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(given.host, given.port, timeout=PATIENCE, context=context)
        else:
            server = smtplib.SMTP(given.host, given.port, timeout=PATIENCE)
        try:
            if given.security == "starttls":
                server.starttls(context=context)
            if given.user:
                server.login(given.user, given.password)
        except BaseException:
            server.close()
            raise
        return server


def _hand_over(server: smtplib.SMTP, sender: str, address: str, message: EmailMessage) -> None:
    """Say from whom, to whom and what. From the moment the text is on its way, silence means that it may have left."""
    server.ehlo_or_helo_if_needed()
    for code, answer in (server.mail(sender), server.rcpt(address)):
        _judge(code, answer)
    try:
        code, answer = server.data(message.as_bytes(policy=message.policy.clone(linesep="\r\n")))
    except smtplib.SMTPDataError as error:
        _judge(error.smtp_code, error.smtp_error)
        raise
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        raise Unsure(str(error) or type(error).__name__) from error
    _judge(code, answer)


def _judge(code: int, answer: bytes | str) -> None:
    """Return for a yes; Rejected for a no that lasts, SMTPException for one that may pass."""
    if code < 300:
        return
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    raise (Rejected if code >= 500 else smtplib.SMTPException)(f"{code} {said}")
