"""In which order do messages come to a citizen, and what will they see?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.notices.rules import for_telephone
from portal.notices.texts import GIVEN, LONGEST, Wording

#: (group, kinds) in the order in which a citizen meets them.
KINDS = (
    ("identity", ("one_time_code", "contact_changed", "consent_code", "help_begun")),
    ("draft", ("precheck_answered", "draft_reminder", "draft_expiring", "procedure_ending", "procedure_ended")),
    (
        "intake",
        ("dossier_sent", "dossier_accepted", "dossier_accepted_to_bring", "next_time_online", "dossier_not_accepted"),
    ),
    (
        "todo",
        (
            "supplement_requested",
            "supplement_reminder",
            "payment_requested",
            "payment_reminder",
            "message_from_officer",
            "correction_proposed",
        ),
    ),
    ("course", ("payment_confirmed", "date_moved", "apology", "withdrawal_declined")),
    ("end", ("result_ready", "result_returned", "dossier_refused", "dossier_stopped", "dossier_withdrawn")),
    ("officers", ("officer_digest", "opinion_asked")),
)

#: A usual case; `LONGEST` is the hardest.
USUAL: Mapping[str, str] = {
    **LONGEST, "code": "000.00.12.H61-261123-0007", "reason": "Ảnh giấy chứng nhận bị lóa, không đọc được số vào sổ",
    "office": "Bộ phận Một cửa phường Long Châu", "items": "Giấy chứng nhận", "amount": "350.000 đồng",
    "procedure": "Sang tên đất", "instead": "Sau đó thay bằng: Sang tên đất. Những gì ông/bà đã viết mang sang được.",
}  # fmt: skip
#: Short codes of what is no dossier yet.
_CODES = {
    "one_time_code": "482 915",
    "draft_reminder": "3HX9PA",
    "draft_expiring": "3HX9PA",
    "procedure_ending": "3HX9PA",
    "procedure_ended": "3HX9PA",
    "precheck_answered": "3HX9PA",
    "consent_code": "482 915",
}


@dataclass(frozen=True)
class Preview:
    """What a citizen will see: the telephone message with its length, and the e-mail."""

    is_longest: bool
    sms: str
    subject: str
    text: str


def previews(wording: Wording) -> list[Preview]:
    """Return the texts in a usual case, and with the longest values where that makes a difference."""
    found = [_preview(wording, USUAL, is_longest=False), _preview(wording, LONGEST, is_longest=True)]
    return found if found[0].sms != found[1].sms else found[:1]


def _preview(wording: Wording, values: Mapping[str, str], *, is_longest: bool) -> Preview:
    given = {name: values[name] for name in GIVEN[wording.kind]}
    if wording.kind in _CODES:
        given["code"] = _CODES[wording.kind]
    return Preview(
        is_longest,
        for_telephone(wording.sms, given),
        wording.subject.format_map(given),
        wording.text.format_map(given).strip(),
    )
