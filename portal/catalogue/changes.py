"""What changed between two versions of a procedure, in words that everybody reads?

Papers, fees and steps are found again by their names, so that a paper added in front does not look like every
paper changed. What cannot be told part by part is told as a whole: two different records never seem equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import TypeVar

from portal.catalogue.cells import day_out
from portal.catalogue.cleaning import vnd
from portal.catalogue.record import Asked, Channel, Component, Fee, LegalBasis, Record, Told
from portal.catalogue.signs import KINDS
from portal.catalogue.workbook_columns import ADMIN_LEVELS, AUDIENCES, DELIVERIES, ORIGINS, PUBLICATIONS, UNITS
from portal.eforms.definition import Question
from portal.workflow.deadlines import Limit
from portal.workflow.steps import Step, hours_of


@dataclass(frozen=True)
class Change:
    """One thing that differs: Vietnamese label, what stood, what will stand ("" where there was or will be nothing)."""

    field_label: str
    before: str
    after: str


_Part = TypeVar("_Part")
#: How alike two names must be to be the same paper under a new name.
_ALIKE = 0.6
#: How many letters of text tell a part under another name; fewer ("1 bản chính") stand in many.
_TELLING = 40

#: As the site says them; the workbook keeps the words of the national list.
_WAYS = {"online": "Qua mạng", "counter": "Tại quầy", "post": "Qua bưu điện"}
_DESKS = {
    "onestop": "Bộ phận Một cửa", "commune": "Ủy ban nhân dân cấp xã", "land_branch": "Chi nhánh Văn phòng Đăng ký đất đai",
    "tax": "Cơ quan thuế",
}  # fmt: skip
_ROLES = {
    "intake_officer": "cán bộ tiếp nhận", "onestop_head": "trưởng Bộ phận Một cửa", "unit_leader": "lãnh đạo phòng",
    "case_officer": "chuyên viên thụ lý", "partner_officer": "cán bộ cơ quan phối hợp", "approver": "lãnh đạo ký",
    "clerk": "văn thư",
}  # fmt: skip
_TEXTS = {
    "name": "Tên thủ tục", "local_code": "Mã địa phương", "kind": "Loại thủ tục", "description": "Mô tả",
    "delegated_agency": "Cơ quan được ủy quyền", "intake_address": "Địa chỉ tiếp nhận hồ sơ", "short_name": "Tên gọi dễ hiểu", "plain": "Tóm tắt", "field_name": "Lĩnh vực",
    "field": "Mã lĩnh vực", "executing_note": "Cơ quan thực hiện", "competent_agency": "Cơ quan có thẩm quyền",
    "audience_note": "Ghi chú đối tượng", "who": "Ai làm được", "conditions": "Yêu cầu, điều kiện",
    "decision_number": "Số quyết định công bố", "decision_issuer": "Cơ quan ban hành quyết định", "level": "Mức độ", "dossier_sets": "Số bộ hồ sơ",
}  # fmt: skip
_DAYS = {"decision_date": "Ngày quyết định", "valid_from": "Có hiệu lực từ", "valid_to": "Có hiệu lực đến",
         "reviewed_on": "Rà soát ngày"}  # fmt: skip
_CHOICES = {
    "admin_level": ("Cấp thực hiện", ADMIN_LEVELS), "delivery": ("Mức trực tuyến", DELIVERIES),
    "origin": ("Nguồn", ORIGINS), "publication_status": ("Tình trạng công bố", PUBLICATIONS),
}  # fmt: skip
_LISTS = {
    "executing_agencies": "Mã cơ quan thực hiện", "coordinating_agencies": "Mã cơ quan phối hợp",
    "audiences": "Đối tượng", "results": "Kết quả", "result_codes": "Mã kết quả", "result_kinds": "Loại văn bản của kết quả",
    "keywords": "Từ khóa", "related": "Thủ tục liên quan",
}  # fmt: skip
#: Lists of codes → their words.
_LIST_WORDS: Mapping[str, Mapping[str, str]] = {"audiences": AUDIENCES, "result_kinds": KINDS}


def changes(
    old: Record, new: Record, files: Mapping[str, str] = MappingProxyType({}), agencies: Mapping[str, str] = MappingProxyType({})
) -> list[Change]:  # fmt: skip
    """Return what differs from `old` to `new`, in the order of the public page; [] when they say the same.

    `files` gives the names of form files by key, `agencies` those of agencies by code; what has none is told by that.
    """
    found = [*_plain(old, new), *_channels(old.channels, new.channels)]
    found += _parts("Giấy tờ", old.components, new.components, _paper_name, lambda paper: _paper(paper, files))
    found += _parts("Các bước", old.steps, new.steps, _step_name, lambda step: step.text)
    found += _parts("Căn cứ", old.legal_bases, new.legal_bases, lambda basis: basis.number or basis.title, _basis)
    found += _parts("Hay hỏi", old.questions, new.questions, lambda asked: asked.q, lambda asked: asked.a)
    found += _parts(
        "Quy trình nội bộ", old.process, new.process, lambda step: step.name, lambda step: _hop(step, agencies)
    )
    return [*found, *_eform(old, new), *_printed_forms(old, new)]


def _plain(old: Record, new: Record) -> Iterator[Change]:
    for key, label in _TEXTS.items():
        yield from _differs(label, str(getattr(old, key)), str(getattr(new, key)))
    for key, label in _DAYS.items():
        before, after = getattr(old, key), getattr(new, key)
        yield from _differs(label, day_out(before) or before, day_out(after) or after)
    for key, (label, words) in _CHOICES.items():
        before, after = getattr(old, key), getattr(new, key)
        yield from _differs(label, words.get(before, before), words.get(after, after))
    for key, label in _LISTS.items():
        lists, known = (getattr(old, key), getattr(new, key)), _LIST_WORDS.get(key, {})
        yield from _differs(label, *("; ".join(known.get(one, one) for one in those) for those in lists))


def _differs(label: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change(label, before, after)


def _parts(
    label: str, old: Sequence[_Part], new: Sequence[_Part], name: Callable[[_Part], str], says: Callable[[_Part], str]
) -> Iterator[Change]:
    """Tell which parts went, came or changed; each is known by its name, else by a name much like it or by its words."""
    if old == new:
        return
    found = list(_named_parts(label, old, new, name, says))
    before, after = ([name(part) for part in parts] for parts in (old, new))
    if sorted(before) == sorted(after) and before != after:
        found.append(Change(f"{label}: thứ tự", "; ".join(before), "; ".join(after)))
    yield from found or [Change(label, "lời như cũ", "lời như cũ, chỉ đổi mã trong máy")]


def _named_parts(
    label: str, old: Sequence[_Part], new: Sequence[_Part], name: Callable[[_Part], str], says: Callable[[_Part], str]
) -> Iterator[Change]:
    gone, came = list(old), []
    for part in new:
        same = next((one for one in gone if name(one) == name(part)), None)
        if same is None:
            came.append(part)
            continue
        gone.remove(same)
        yield from _differs(f"{label}: {_short(name(part))}", says(same), says(part))
    for part in came:
        same = next((one for one in gone if _alike(name(one), name(part)) or _same_words(says(one), says(part))), None)
        if same is None:
            yield Change(label, "", _whole(part, name, says))
            continue
        gone.remove(same)
        yield Change(label, _whole(same, name, says), _whole(part, name, says))
    for part in gone:
        yield Change(label, _whole(part, name, says), "")


def _alike(one: str, other: str) -> bool:
    words = SequenceMatcher(None, one.lower().split(), other.lower().split(), autojunk=False)
    return words.quick_ratio() >= _ALIKE and words.ratio() >= _ALIKE


def _same_words(one: str, other: str) -> bool:
    """Say whether the words under two names are the same, and enough of them to mean the same part."""
    return one == other and len(one) >= _TELLING


def _whole(part: _Part, name: Callable[[_Part], str], says: Callable[[_Part], str]) -> str:
    return ": ".join(text for text in (name(part), says(part)) if text) or "(chưa viết gì)"


_LONGEST_LABEL = 100


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_LABEL else f"{name[: _LONGEST_LABEL - 1]}…"


def _channels(old: Sequence[Channel], new: Sequence[Channel]) -> Iterator[Change]:
    """Tell by way what changed; the second row of a way is matched with the second of before."""
    before, after = _by_way(old), _by_way(new)
    for way in dict.fromkeys((*before, *after)):
        was, will = before.get(way), after.get(way)
        if was is None or will is None:
            yield Change("Cách nộp", _way(way, was), _way(way, will))
            continue
        yield from _differs(f"{way}: thời hạn", _limit(was.limit), _limit(will.limit))
        yield from _differs(f"{way}: ghi chú thời hạn", was.limit_note, will.limit_note)
        yield from _parts(f"{way}: phí, lệ phí", was.fees, will.fees, lambda fee: fee.name, _fee)
        yield from _differs(f"{way}: mô tả", was.description, will.description)
    if list(before) != list(after) and sorted(before) == sorted(after):
        yield Change("Thứ tự cách nộp", "; ".join(before), "; ".join(after))


def _by_way(channels: Sequence[Channel]) -> dict[str, Channel]:
    found: dict[str, Channel] = {}
    for channel in channels:
        word = _WAYS.get(channel.channel, channel.channel)
        turn = 1 + sum(other.channel == channel.channel for other in found.values())
        found[word if turn == 1 else f"{word} ({turn})"] = channel
    return found


def _way(name: str, channel: Channel | None) -> str:
    if channel is None:
        return ""
    parts = (_limit(channel.limit), channel.limit_note, *(_whole(f, lambda fee: fee.name, _fee) for f in channel.fees))
    return "; ".join((name, *filter(None, parts)))


def _limit(limit: Limit | None) -> str:
    return f"{limit.value} {UNITS.get(limit.unit, limit.unit)}" if limit else "không ghi"


_FEE_KINDS = {"fee": "phí", "charge": "lệ phí", "price": "giá"}


def _fee(fee: Fee) -> str:
    amount = "chưa rõ mức" if fee.amount_vnd is None else vnd(fee.amount_vnd) if fee.amount_vnd else "miễn phí"
    return ", ".join(filter(None, (amount, _FEE_KINDS.get(fee.kind, fee.kind), fee.note)))


def _paper_name(paper: Component) -> str:
    return f"{paper.name} ({paper.case})" if paper.case else paper.name


def _paper(paper: Component, files: Mapping[str, str]) -> str:
    """Say all of a paper but its name."""
    counts = (f"{paper.originals} bản chính" * bool(paper.originals), f"{paper.copies} bản sao" * bool(paper.copies))
    told = (
        "lời dặn" * paper.is_note, *counts, "nếu có" if paper.need == "if_any" else paper.need.replace("required", ""),
        paper.note, f"mẫu {paper.form}" * bool(paper.form), f"tệp mẫu {'; '.join(paper.form_files)}" * bool(paper.form_files),
        f"tệp mẫu {'; '.join(files.get(key, key) for key in paper.files)}" * bool(paper.files), f"mẫu ở {paper.form_url}" * bool(paper.form_url),
        f"mã giấy tờ {paper.doc_code}" * bool(paper.doc_code), f"chỉ khi {paper.show_if}" * bool(paper.show_if),
        "cổng tự lập" * paper.generated, f"lưu ý khi chụp: {paper.look_at}" * bool(paper.look_at),
    )  # fmt: skip
    return ", ".join(filter(None, told))


def _step_name(step: Told) -> str:
    name = step.title or _short(step.text)
    return f"{name} ({step.case})" if step.case else name


def _basis(basis: LegalBasis) -> str:
    issued = day_out(basis.issued_on) or basis.issued_on
    return ", ".join(filter(None, (basis.title if basis.number else "", issued, basis.issuer)))


def _hop(step: Step, agencies: Mapping[str, str]) -> str:
    desk, role = _DESKS.get(step.agency) or agencies.get(step.agency, step.agency), _ROLES.get(step.role, step.role)
    return ", ".join(filter(None, (step.plain, _length(step.days), desk, role, "có thể bỏ qua" * step.optional)))


def _length(days: float) -> str:
    hours = hours_of(days)
    return f"{hours} giờ làm việc" if hours else f"{days:g} ngày làm việc".replace(".", ",")


def _eform(old: Record, new: Record) -> Iterator[Change]:
    """Tell which questions of the e-form went, came or changed their words."""
    if old.eform == new.eform:
        return
    if old.eform is None or new.eform is None:
        words = [f"{len(list(r.eform.questions()))} câu hỏi" if r.eform else "" for r in (old, new)]
        yield Change("Biểu mẫu điện tử", *words)
        return
    before, after = (tuple(Asked(one.label, _asked(one)) for one in r.questions()) for r in (old.eform, new.eform))
    found = list(_parts("Biểu mẫu điện tử", before, after, lambda one: one.q, lambda one: one.a))
    yield from found or [Change("Biểu mẫu điện tử", "bản đang dùng", "bản mới, cùng các câu hỏi")]


def _printed_forms(old: Record, new: Record) -> Iterator[Change]:
    """Name the forms filled in from answers that came, went or changed."""
    before, after = ({form.id: form for form in record.printed_forms} for record in (old, new))
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            titles = [those[name].title if name in those else "" for those in (before, after)]
            mark = ", bản mới" * (titles[0] == titles[1])
            yield Change("Mẫu đơn in từ phần đã khai", titles[0], titles[1] + mark)


def _asked(question: Question) -> str:
    told = (question.hint, "không bắt buộc" * question.optional, f"chỉ khi {question.show_if}" * bool(question.show_if),
            ", ".join(option.label for option in question.options))  # fmt: skip
    return ", ".join(filter(None, told))
