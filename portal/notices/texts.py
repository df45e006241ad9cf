"""What do the messages say at first? Texts are content (`catalog/notices.toml`); a mistake is found at start, not at sending."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

from portal.kernel.errors import N_
from portal.notices.rules import ELASTIC, for_telephone, most_characters


class TextError(Exception):
    """A message text is missing or names a value that nobody gives; says which."""


@dataclass(frozen=True)
class Wording:
    """The texts of one kind of notice, with {places} for values."""

    kind: str
    sms: str
    subject: str
    text: str

    def places(self) -> frozenset[str]:
        """Return the names of all values the texts need."""
        return frozenset().union(*(_places(text) for text in (self.sms, self.subject, self.text)))


#: kind → the values that the program gives.
GIVEN: Mapping[str, frozenset[str]] = {
    "one_time_code": frozenset({"code", "minutes"}),
    "contact_changed": frozenset({"date", "what"}),
    "dossier_sent": frozenset({"code", "secret", "first_answer", "link"}),
    "dossier_accepted": frozenset({"code", "promised", "link"}),
    "dossier_accepted_to_bring": frozenset({"code", "promised", "items", "office", "link"}),
    "next_time_online": frozenset({"code", "procedure", "link"}),
    "dossier_not_accepted": frozenset({"code", "reason", "link"}),
    "supplement_requested": frozenset({"code", "items", "reason", "deadline", "link"}),
    "supplement_reminder": frozenset({"code", "items", "deadline", "link"}),
    "payment_reminder": frozenset({"code", "amount", "deadline", "link"}),
    "withdrawal_declined": frozenset({"code", "reason", "link"}),
    "message_from_officer": frozenset({"code", "link"}),
    "payment_requested": frozenset({"code", "amount", "deadline", "link"}),
    "payment_confirmed": frozenset({"code", "promised", "link"}),
    "result_ready": frozenset({"code", "office", "link"}),
    "result_returned": frozenset({"code", "date"}),
    "dossier_refused": frozenset({"code", "reason", "link"}),
    "dossier_stopped": frozenset({"code", "reason", "link"}),
    "dossier_withdrawn": frozenset({"code", "link"}),
    "officer_digest": frozenset({"name", "date", "count", "lines", "link"}),
    "opinion_asked": frozenset({"name", "office", "code", "question", "deadline", "link"}),
    "consent_code": frozenset({"code", "minutes", "helper", "owner", "procedure", "after"}),
    "help_begun": frozenset({"helper", "procedure", "link"}),
    "precheck_answered": frozenset({"code", "procedure", "link"}),
    "apology": frozenset({"code", "reason", "promised", "link"}),
    "correction_proposed": frozenset({"code", "link"}),
    "date_moved": frozenset({"code", "before", "promised", "reason", "link"}),
    "draft_reminder": frozenset({"code", "procedure", "expires", "link"}),
    "draft_expiring": frozenset({"code", "procedure", "expires", "link"}),
    "procedure_ending": frozenset({"code", "procedure", "until", "instead", "expires", "link"}),
    "procedure_ended": frozenset({"code", "procedure", "instead", "expires", "link"}),
}
#: kind → what no text of it may leave out, beside {code} where that is given.
_NEEDED: Mapping[str, frozenset[str]] = {
    "dossier_sent": frozenset({"secret"}), "apology": frozenset({"promised"}), "date_moved": frozenset({"promised"}), "supplement_requested": frozenset({"deadline"}), "procedure_ending": frozenset({"until"}),
}  # fmt: skip
#: Long but plausible values: a text is right when it fits the telephone with these.
LONGEST: Mapping[str, str] = {
    "code": "000.00.12.H61-261123-0007", "secret": "X7K2", "first_answer": "17:00 24/11/2026", "promised": "04/12/2026", "before": "03/12/2026",
    "amount": "1.250.000.000 đồng", "deadline": "04/12/2026", "date": "04/12/2026", "minutes": "10", "expires": "22/12/2026",
    "reason": "Ảnh chụp giấy chứng nhận bị lóa, không đọc được số vào sổ và số tờ bản đồ ở trang ba",
    "office": "Trung tâm Phục vụ hành chính công phường Nguyễn Trọng Quyền, tỉnh Vĩnh Long",
    "items": "Giấy chứng nhận quyền sử dụng đất; Hợp đồng chuyển nhượng đã công chứng hoặc chứng thực",
    "procedure": "Đăng ký biến động quyền sử dụng đất khi chuyển nhượng, thừa kế, tặng cho", "what": "số điện thoại",
    "link": "https://dichvucong.vinhlong.gov.vn/tra-cuu/7KQ4M3HX9PCD", "name": "Huỳnh Thị Mỹ Dung", "count": "12",
    "until": "30/11/2026", "instead": "Sau đó thay bằng: Đăng ký biến động quyền sử dụng đất khi chuyển nhượng, thừa kế, tặng cho.",
    "helper": "Nguyễn Hoàng Thị Phương Thảo", "owner": "Thạch Thị Sa Rươl", "after": "Gửi xong, người đó không xem được nữa.",
    "question": "Thửa đất có đang tranh chấp, có nằm trong quy hoạch treo không? Chủ đất còn nợ tiền sử dụng đất từ năm nào?",
    "lines": "- 000.00.12.H61-261123-0007: trễ bước này, 04/12/2026 (Sang tên đất)",
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What is wrong with one text: its field, and the sentence with its values."""

    field: str
    message: str
    values: Mapping[str, Any]


def faults_of(wording: Wording) -> list[Fault]:
    """Return what keeps these texts from being sent; none for good ones."""
    found = [
        fault for name in ("sms", "subject", "text") for fault in _faults_in(wording.kind, name, getattr(wording, name))
    ]
    if not found:
        values = {name: LONGEST[name] for name in GIVEN[wording.kind] | {"link"}}
        length = len(for_telephone(wording.sms, {**values, **dict.fromkeys(ELASTIC, "")}, 9999))
        most = most_characters(wording.kind)
        if length > most:
            over = N_("Too long by %(over)s characters for one telephone message. Say it more shortly.")
            found.append(Fault("sms", over, {"over": length - most}))
    return found


def _faults_in(kind: str, name: str, text: str) -> list[Fault]:
    given = GIVEN[kind]
    if not text.strip():
        return [Fault(name, N_("Write this text"), {})]
    try:
        parts = [part for part in Formatter().parse(text) if part[1] is not None]
    except ValueError:
        return [Fault(name, N_("A brace is open that is never closed, or closed that was never opened."), {})]
    for _before, place, spec, conversion in parts:
        if place not in given or spec or conversion:
            known = ", ".join(f"{{{one}}}" for one in sorted(given))
            return [
                Fault(
                    name, N_("{%(place)s} is not known here. Known are: %(known)s."), {"place": place, "known": known}
                )
            ]
    needed = (given & {"code"}) | (_NEEDED.get(kind, frozenset()) if name != "subject" else frozenset())
    missing = sorted(needed - {place for _before, place, _spec, _conversion in parts})
    return [Fault(name, N_("{%(place)s} must stand in this text."), {"place": missing[0]})] if missing else []


class Wordings:
    """All texts of the catalogue by kind."""

    def __init__(self, by_kind: Mapping[str, Wording]) -> None:
        self.by_kind = by_kind

    def __getitem__(self, kind: str) -> Wording:
        return self.by_kind[kind]


def load(path: Path) -> Wordings:
    """Read the texts; TextError names the kind and what does not fit."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["notices"]
    wordings = {r["kind"]: Wording(r["kind"], r["sms"], r["subject"], r["text"]) for r in rows}
    for kind in GIVEN:
        if kind not in wordings:
            raise TextError(f"{path.name}: no text for {kind}")
        for fault in faults_of(wordings[kind]):
            raise TextError(f"{path.name}: {kind}, {fault.field}: {fault.message % fault.values}")
    return Wordings(wordings)


def _places(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)
