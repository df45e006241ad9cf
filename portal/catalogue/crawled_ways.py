"""How is a crawled procedure handed in, in what time, for how much? Tables flattened into lines, cells run together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from portal.catalogue.cleaning import clean_line, clean_text, fee_words, meaningful, one_sum_each, read_fees, read_limit
from portal.catalogue.record import Channel, Fee
from portal.catalogue.shapes import list_of, text_of
from portal.workflow.deadlines import Limit

_CHANNELS = {
    "online": ("trực tuyến", "toàn trình", "một phần"),
    "counter": ("trực tiếp",),
    "post": ("bưu chính", "bưu điện"),
}
_TABLE = re.compile(r"Hình thức nộp\nThời hạn giải quyết\nPhí, lệ phí\nMô tả\s*")
_TABLE_ROW = re.compile(r"(?m)^(Trực tuyến|Trực tiếp|Dịch vụ bưu chính)\n")


def ways_of(data: Mapping[str, Any]) -> tuple[Channel, ...]:
    """Return the ways to hand in, each with the limits and fees told for it."""
    rows = [channel for row in list_of(data, "methods", dict) for channel in _method(row)]
    if not rows:
        fees = tuple(fee for cell in list_of(data, "fees", str) for fee in read_fees(cell))
        limit, note = read_limit("; ".join(list_of(data, "deadline", str)))
        known = limit or note or fees
        rows = [Channel("counter", limit, note, one_sum_each(fees))] if known else []
    elif not any(row.fees for row in rows):
        fees = _fees_of_all(data)
        rows = [replace(row, fees=fees) for row in rows]
    rows = list(dict.fromkeys(rows))
    return tuple(_with_other_limits(row, rows) for row in rows)


_NAMES_A_FEE = re.compile(r"(?<!miễn )(?<!không thu )\b(?:lệ )?phí\b", re.IGNORECASE)


def _fees_of_all(data: Mapping[str, Any]) -> tuple[Fee, ...]:
    """Return the fees told beside the ways to hand in: free only where no description names a fee.

    Several different ones belong to cases nobody tells: they become notes, never a sum.
    """
    fees = tuple(dict.fromkeys(fee for cell in list_of(data, "fees", str) for fee in read_fees(cell)))
    if len(fees) > 1:
        return (Fee("Phí, lệ phí", "fee", None, "; ".join(map(fee_words, fees))),)
    told = " ".join(text_of(row, "note") for row in list_of(data, "methods", dict)).replace("Phí, lệ phí", "")
    is_doubtful = any(fee.amount_vnd == 0 for fee in fees) and _NAMES_A_FEE.search(clean_line(told))
    return () if is_doubtful else fees


_NAMES_A_SUM = re.compile(r"\b(?:phí|thu)\b[^.\n]{0,80}?\b\d[\d.,]{3,}\s*(?:đồng|đ|vnđ|vnd)\b", re.IGNORECASE)


def free_unless_told(fees: tuple[Fee, ...], told: str) -> tuple[Fee, ...]:
    """Take "free" back where the description of the same way names a sum to pay."""
    if not _NAMES_A_SUM.search(told):
        return fees
    return tuple(replace(fee, amount_vnd=None, note="Xem phần mô tả") if fee.amount_vnd == 0 else fee for fee in fees)


def _method(row: dict[str, Any]) -> list[Channel]:
    """Return the ways to hand in of one row of the table; an unknown way is the counter."""
    told = clean_text(text_of(row, "note"))
    if _TABLE.match(told):
        return _flattened(_TABLE.sub("", told))
    limit, note = read_limit(text_of(row, "deadline"))
    fees = tuple(fee for cell in list_of(row, "fee", str) for fee in read_fees(cell))
    name = clean_line(text_of(row, "channel")).lower()
    ways = [way for way, words in _CHANNELS.items() if any(word in name for word in words)]
    one = Channel("counter", limit, note, free_unless_told(one_sum_each(fees), told), meaningful(told))
    return [replace(one, channel=way) for way in ways] or [one]


def _flattened(told: str) -> list[Channel]:
    """Read a table that became lines: way, limit, fee, description, way, …"""
    channels: list[Channel] = []
    parts = _TABLE_ROW.split(told)
    for name, cells in zip(parts[1::2], parts[2::2], strict=True):
        lines = [*cells.strip("\n").split("\n"), ""]
        told_of_it = "\n".join(lines[2:])
        channels += _method({"channel": name, "deadline": lines[0], "fee": [lines[1]], "note": told_of_it})
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
