"""The messages on their way: what waits, what left, what failed or is in doubt, and sending it again."""

from __future__ import annotations

import re
from functools import partial

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as asked
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.administration.notice_forms import OutboxForm
from portal.kernel.transaction import transaction
from portal.notices.models import Delivery
from portal.notices.operations import say_arrived, send_again
from portal.notices.queries import count_deliveries, get_delivery, list_failed, page_deliveries
from portal.web.access import officer
from portal.web.app_state import config, now, session
from portal.web.paging import paged

blueprint = Blueprint("outbox", __name__, url_prefix="/quan-tri/tin")
PER_PAGE = 50
_CODE = re.compile(r"\d{3} ?\d{3}")


@blueprint.get("")
@officer("admin.read")
def index() -> str:
    """List the messages of one state, the newest first."""
    form = OutboxForm(asked.args)
    form.validate()
    ask = partial(page_deliveries, session(), state=form.state)
    paging, rows = paged(ask, form.page, PER_PAGE, "outbox.index", form.as_args())
    return render_template(
        "administration/outbox.html", rows=[(row, _seen(row, row.notice.title), _seen(row, row.notice.sms)) for row in rows],
        paging=paging, state=form.state, counts=count_deliveries(session()),
    )  # fmt: skip


@blueprint.get("/<int:delivery_id>")
@officer("admin.read")
def show(delivery_id: int) -> str:
    """Show one message, what became of it, and what can be done."""
    delivery = get_delivery(session(), delivery_id)
    until = delivery.notice.valid_until
    text = delivery.notice.sms if delivery.channel == "sms" else delivery.notice.text.strip()
    return render_template(
        "administration/outbox_message.html", delivery=delivery, title=_seen(delivery, delivery.notice.title),
        text=_seen(delivery, text), is_over=until is not None and until <= now(),
    )  # fmt: skip


@blueprint.post("/<int:delivery_id>/gui-lai")
@officer("notices.edit")
def resend(delivery_id: int) -> Response:
    """Let one message be tried again."""
    with transaction(session()):
        done = send_again(session(), [get_delivery(session(), delivery_id)], by=current_user.full_name, at=now())
    if done:
        flash(_("The message waits to be sent again."), "success")
    else:
        flash(_("Nothing was changed: the message is on its way, has been sent, or is out of date."), "info")
    return redirect(url_for("outbox.show", delivery_id=delivery_id))


@blueprint.post("/<int:delivery_id>/da-den")
@officer("notices.edit")
def arrived(delivery_id: int) -> Response:
    """Note that a message in doubt has arrived."""
    with transaction(session()):
        say_arrived(session(), get_delivery(session(), delivery_id), by=current_user.full_name, at=now())
    flash(_("Noted: the message has arrived."), "success")
    return redirect(url_for("outbox.show", delivery_id=delivery_id))


@blueprint.post("/gui-lai-het")
@officer("notices.edit")
def resend_failed() -> Response:
    """Let everything that was given up be tried again, after the gateway was down. What is in doubt stays."""
    with transaction(session()):
        count = send_again(session(), list_failed(session()), by=current_user.full_name, at=now())
    flash(
        ngettext("%(num)s message waits to be sent again.", "%(num)s messages wait to be sent again.", count), "success"
    )
    return redirect(url_for("outbox.index", trang_thai="waiting"))


def _seen(delivery: Delivery, text: str) -> str:
    """Return a text; a one-time code opens somebody's dossiers, so nobody else reads it."""
    hidden = delivery.is_urgent and not config().is_demo
    return _CODE.sub("••••••", text) if hidden else text
