"""Which channels has this installation? Those of its settings; the console takes the place of what is not set."""

from __future__ import annotations

from config import Config
from portal.notices.channels import Channels, ConsoleChannel
from portal.notices.sms_gateway import SmsGateway
from portal.notices.smtp import SmtpChannel


def channels_of(config: Config) -> Channels:
    """Return the channels; nothing is connected yet."""
    return Channels(
        sms=SmsGateway(config.sms) if config.sms else ConsoleChannel(),
        email=SmtpChannel(config.smtp) if config.smtp else ConsoleChannel(),
    )


def may_use_email(config: Config) -> bool:
    """Say whether citizens may be offered codes by e-mail: not where nobody would get them."""
    return config.smtp is not None or config.environment != "production"
