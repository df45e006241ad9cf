"""How does a record read that was crawled from public pages? (shape: domain 2, flattened)

Each function reads one part; what is not plain is kept as a note, nothing is invented.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from portal.catalogue.cleaning import (
    clean_line,
    clean_text,
    meaningful,
    one_sum_each,
    read_fees,
    read_limit,
    says_nothing,
    split_form_files,
)
from portal.catalogue.record import Channel, Component, LegalBasis, Record, Told
from portal.kernel.text import slug
from portal.workflow.deadlines import Limit


def text_of(data: Mapping[str, Any], key: str) -> str:
    """Return the text under a key, "" if there is none; TypeError for anything else."""
    value = data.get(key)
    if value is not None and not isinstance(value, str):
        raise TypeError(f"{key}: {value!r}")
    return value or ""


def _list(data: Mapping[str, Any], key: str, kind: type) -> list[Any]:
    value = data.get(key) or []
    if not isinstance(value, list) or not all(isinstance(one, kind) for one in value):
        raise TypeError(f"{key}: {value!r}")
    return value


def read_crawled(data: Mapping[str, Any]) -> Record:
    """Build a record, its code still empty; TypeError when a part has another shape."""
    components, has_form = _components(_list(data, "components", dict))
    audiences, audience_note = audiences_of(clean_line(text_of(data, "target")))
    field_name = clean_line(meaningful(text_of(data, "field")))
    sets = re.search(r"(\d{1,2})\s*\)?\s*(?:\(\w+\)\s*)?bộ", clean_line(text_of(data, "quantity")))
    return Record(
        code="",
        name=clean_line(text_of(data, "name")),
        level=2 if has_form else 1,
        field=slug(field_name),
        field_name=field_name,
        admin_level=_admin_level(_list(data, "level", str)),
        executing_note=clean_line(meaningful(text_of(data, "agency"))),
        audiences=audiences,
        audience_note=audience_note,
        results=_results(_list(data, "result", str)),
        dossier_sets=max(1, int(sets[1])) if sets else 1,
        keywords=keywords_of(text_of(data, "keywords")),
        conditions=meaningful(text_of(data, "requirements")),
        decision_number=_decision(clean_text(text_of(data, "decision"))),
        channels=_channels(data),
        components=components,
        steps=steps_of(meaningful(text_of(data, "steps"))),
        legal_bases=_legal_bases(clean_text(text_of(data, "legal_basis"))),
        origin="import",
    )


_ADMIN_LEVELS = {"tinh": "province", "xa": "commune", "huyen": "district", "bo": "ministry"}


def _admin_level(levels: list[str]) -> str:
    """Of several, return the one nearest to this province: its own, its communes, then others."""
    words = {slug(level) for level in levels}
    return next((name for word, name in _ADMIN_LEVELS.items() if word in words), "other")


def _results(texts: list[str]) -> tuple[str, ...]:
    lines = (clean_line(re.sub(r"\n\s*Mã:.*", "", meaningful(text))) for text in texts)
    return tuple(dict.fromkeys(line for line in lines if " " in line or line.isalpha()))


_LONGEST_KEYWORD = 40


def keywords_of(text: str) -> tuple[str, ...]:
    """Return the keywords; a sentence with commas is one."""
    words: list[str] = []
    for line in re.split("[;\n]", meaningful(text)):
        parts = [part.strip() for part in line.split(",")]
        words += parts if max(map(len, parts)) <= _LONGEST_KEYWORD else [line.strip()]
    return tuple(dict.fromkeys(word for word in words if word and "»" not in word))


def _decision(text: str) -> str:
    number = re.search(r"[\w.]*\d/(?:\d{4}/)?Q[ĐD][A-ZĐ0-9-]*", text)
    if number:
        return number[0]
    rest = clean_line(re.sub(r"(?s)^(?:o\s|\W)*Số QĐ\W*|(?:\so|\W)*Ngày hiệu lực.*", "", text))
    return "" if says_nothing(rest) else rest


_AUDIENCES = {
    "citizen": ("công dân", "cá nhân", "hộ gia đình"),
    "business": ("doanh nghiệp",),
    "organisation": ("tổ chức",),
    "cooperative": ("hợp tác xã", "htx"),
    "overseas_vietnamese": ("định cư ở nước ngoài",),
    "foreigner": ("người nước ngoài",),
}
_NOT_AUDIENCES = re.compile(r"\s*\(không bao gồm [^)]*\)")
_PLAIN_AUDIENCE = re.compile(
    r"công dân việt nam|cá nhân|doanh nghiệp|tổ chức|hợp tác xã|người nước ngoài"
    r"|người việt nam định cư ở nước ngoài"
)


def audiences_of(text: str) -> tuple[tuple[str, ...], str]:
    """Return (audiences, note): the note is the whole text unless the audiences say it all."""
    told = _NOT_AUDIENCES.sub("", text.lower())
    found = tuple(name for name, words in _AUDIENCES.items() if any(word in told for word in words))
    is_all = all(_PLAIN_AUDIENCE.fullmatch(part.strip()) for part in told.split(","))
    return found, "" if is_all or says_nothing(text) else text


_STEP = re.compile(r"(?m)^\W*(?=Bước \d)")
_STEP_HEAD = re.compile(r"(Bước \d+[a-z]?)\s*[:.)–-]*\s*(.*)", re.DOTALL)
_LONGEST_TITLE = 80


def steps_of(text: str) -> tuple[Told, ...]:
    """Cut a text at each "Bước n"; without any it is one step."""
    text = re.sub(r"^\W*Trình tự thực hiện\s*:?\s*", "", text)
    return tuple(_told(part.strip()) for part in _STEP.split(text) if part.strip(" -+•*\n"))


def _told(text: str) -> Told:
    head = _STEP_HEAD.fullmatch(text)
    if not head:
        return Told("", text)
    line, _, rest = head[2].partition("\n")
    is_title = line[:1].isalnum() and len(line) <= _LONGEST_TITLE and line[-1] not in ",;"
    if is_title and rest and not rest.strip()[:1].islower():  # else the page broke the line
        return Told(f"{head[1]}: {line.rstrip(' :.')}", rest.strip())
    return Told(head[1], head[2])


#: Who issues: named one by one, because the next title follows without a space ("TT-BTCThông tư").
_ISSUERS = (
    "BLĐTBXH|BNNPTNT|BVHTTDL|BTNMT|BNNMT|BGTVT|BKHĐT|BKHCN|BTTTT|BDTTG|BGDĐT|NHNN|VPCP|TTCP"
    "|TANDTC|VKSNDTC|BNN|BNV|BNG|BTC|BTP|BCA|BXD|BQP|BYT|BCT"
)
_LEGAL_NUMBER = re.compile(
    r"(\d+)/(\d{4})/(QH\d{2}|UBTVQH\d{2}|(?:NĐ|NQ|TTLT)-CP|NQ-QH|(?:QĐ|CT)-TTg|NQ-HĐND|QĐ-UBND"
    rf"|(?:TT|TTLT|QĐ|VBHN)-(?:{_ISSUERS})(?:-(?:{_ISSUERS}))*)"
)


def _legal_bases(text: str) -> tuple[LegalBasis, ...]:
    """Return the numbers; the titles ran into one another. Without any number, the text."""
    numbers = (
        f"{re.sub('^(19|20)[0-9]{2}(?=[0-9])', '', first)}/{year}/{kind}"
        for first, year, kind in _LEGAL_NUMBER.findall(text)
    )
    found = tuple(LegalBasis(number) for number in dict.fromkeys(numbers))
    return found or tuple(LegalBasis(title=clean_line(text)) for _ in range(bool(meaningful(text))))


_TABLE_HEAD = re.compile(r"Tên giấy tờ\b.*Số lượng|\W*\d*\W*", re.DOTALL)


def _components(rows: list[dict[str, Any]]) -> tuple[tuple[Component, ...], bool]:
    """Return the papers, and whether a form came with one; heads of tables are left out."""
    papers: list[Component] = []
    has_form = False
    for row in rows:
        counts, digits, files = _quantity(clean_line(text_of(row, "quantity")))
        name = clean_line(text_of(row, "name"))
        if digits:
            name = f"{name} {digits}" if name[-1:].isalnum() else name + digits
        name, glued = split_form_files(name)
        name = name.lstrip("-+•*– ").strip()
        if _TABLE_HEAD.fullmatch(name) or says_nothing(name):
            continue
        has_form = has_form or bool(glued or files)
        papers.append(
            Component(
                id=f"c{len(papers) + 1}",
                name=name,
                case=clean_line(meaningful(text_of(row, "case"))),
                originals=counts[0] if counts else 0,
                copies=counts[1] if counts else 0,
                note="; ".join(dict.fromkeys(glued + files)),
                is_note=counts == (0, 0),
            )
        )
    return tuple(papers), has_form


def _quantity(cell: str) -> tuple[tuple[int, int] | None, str, tuple[str, ...]]:
    """Read "1 bản chính,1 bản sao": (originals and copies or None, digits of the name, form files).

    "20261 bản chính" is the year the name ended in, and 1: the cells ran together.
    """
    files = split_form_files(cell)[1]
    counts = {"chính": 0, "sao": 0}
    digits, found = "", None
    for found in re.finditer(r"(\d+)\s+bản (chính|sao|chụp)", cell.lower()):
        number = found[1]
        if not re.fullmatch(r"0?\d|1\d|20", number):
            digits, number = digits + number[:-1], number[-1]
        counts["chính" if found[2] == "chính" else "sao"] += int(number)
    for found in re.finditer(r"bản (chính|sao)\s*:\s*(\d{1,2})", cell.lower()):
        counts[found[1]] += int(found[2])
    return (counts["chính"], counts["sao"]) if found else None, digits, files


_CHANNELS = {
    "online": ("trực tuyến", "toàn trình", "một phần"),
    "counter": ("trực tiếp",),
    "post": ("bưu chính", "bưu điện"),
}
_TABLE = re.compile(r"Hình thức nộp\nThời hạn giải quyết\nPhí, lệ phí\nMô tả\s*")
_TABLE_ROW = re.compile(r"(?m)^(Trực tuyến|Trực tiếp|Dịch vụ bưu chính)\n")


def _channels(data: Mapping[str, Any]) -> tuple[Channel, ...]:
    rows = [channel for row in _list(data, "methods", dict) for channel in _method(row)]
    if not rows:
        fees = tuple(fee for cell in _list(data, "fees", str) for fee in read_fees(cell))
        limit, note = read_limit("; ".join(_list(data, "deadline", str)))
        known = limit or note or fees
        rows = [Channel("counter", limit, note, one_sum_each(fees))] if known else []
    rows = list(dict.fromkeys(rows))
    return tuple(_with_other_limits(row, rows) for row in rows)


def _method(row: dict[str, Any]) -> list[Channel]:
    """Return the ways to hand in of one row of the table; an unknown way is the counter."""
    told = clean_text(text_of(row, "note"))
    if _TABLE.match(told):
        return _flattened(_TABLE.sub("", told))
    limit, note = read_limit(text_of(row, "deadline"))
    fees = tuple(fee for cell in _list(row, "fee", str) for fee in read_fees(cell))
    name = clean_line(text_of(row, "channel")).lower()
    ways = [way for way, words in _CHANNELS.items() if any(word in name for word in words)]
    one = Channel("counter", limit, note, one_sum_each(fees), meaningful(told))
    return [replace(one, channel=way) for way in ways] or [one]


def _flattened(told: str) -> list[Channel]:
    """Read a table that became lines: way, limit, fee, description, way, …"""
    channels: list[Channel] = []
    parts = _TABLE_ROW.split(told)
    for name, cells in zip(parts[1::2], parts[2::2], strict=True):
        lines = [*cells.strip("\n").split("\n"), ""]
        told_of_it = "\n".join(lines[2:])
        channels += _method(
            {"channel": name, "deadline": lines[0], "fee": [lines[1]], "note": told_of_it}
        )
    return channels or [Channel("counter", description=told)]


def _with_other_limits(channel: Channel, rows: list[Channel]) -> Channel:
    """Name all limits on the first row of a way, where they differ by case: it is shown alone."""
    same = [row for row in rows if row.channel == channel.channel]
    limits = list(dict.fromkeys(row.limit for row in same if row.limit))
    if channel is not same[0] or len(limits) < 2 or channel.limit_note:
        return channel
    return replace(channel, limit_note="; ".join(_written(limit) for limit in limits))


_WRITTEN = {"hour": "giờ", "day": "ngày", "working_day": "ngày làm việc", "month": "tháng"}


def _written(limit: Limit) -> str:
    return f"{limit.value} {_WRITTEN[limit.unit]}"
