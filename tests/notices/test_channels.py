"""The console channel: the message is read where the portal was started; and which channels an installation has."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from config import Config, SmsSettings, SmtpSettings
from portal.notices.channels import ConsoleChannel
from portal.notices.leaving import channels_of, may_use_email
from portal.notices.models import Delivery, Notice
from portal.notices.sms_gateway import SmsGateway
from portal.notices.smtp import SmtpChannel

CONFIG = Config("demo", Path(), "sqlite://", "k" * 32)
SMTP = SmtpSettings("mail.vn", 587, "starttls", "", "", "a@b.vn")


def printed(channel: str, address: str) -> str:
    out = io.StringIO()
    notice = Notice(sms="Ma xac nhan 482 913", title="Mã xác nhận", text="\nMã là 482 913.\n")
    ConsoleChannel(out).send(Delivery(channel=channel, address=address, notice=notice))
    return out.getvalue()


def test_the_console_shows_to_whom_and_what() -> None:
    assert printed("sms", "0912345678") == "[tin nhắn → 0912345678] Ma xac nhan 482 913\n"
    assert printed("email", "a@b.vn") == "[tin nhắn → a@b.vn] Mã xác nhận\nMã là 482 913.\n"


def test_what_is_set_is_used_and_the_console_takes_the_place_of_the_rest() -> None:
    sms = SmsSettings("https://sms.vn", "POST", {}, "{to}{text}", "", "", drops_repeats=False)
    both = channels_of(replace(CONFIG, smtp=SMTP, sms=sms))
    assert (type(both["sms"]), type(both["email"])) == (SmsGateway, SmtpChannel)
    none = channels_of(CONFIG)
    assert (type(none["sms"]), type(none["email"])) == (ConsoleChannel, ConsoleChannel)


def test_e_mail_is_offered_only_where_it_arrives() -> None:
    assert may_use_email(CONFIG)
    assert not may_use_email(replace(CONFIG, environment="production"))
    assert may_use_email(replace(CONFIG, environment="production", smtp=SMTP))
