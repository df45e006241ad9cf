"""How does the catalogue look as one table? CSV, a row a procedure, for lists and counts; it is not read back."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from portal.catalogue.cells import day_out, neutralised
from portal.catalogue.cleaning import vnd
from portal.catalogue.record import Record
from portal.catalogue.rules import delivery_of, headline_fee
from portal.catalogue.workbook_columns import ADMIN_LEVELS, AUDIENCES, DELIVERIES, PUBLICATIONS, UNITS, WAYS

HEADERS = (
    "Mã thủ tục", "Tên thủ tục", "Tên gọi dễ hiểu", "Mức độ", "Mức trực tuyến", "Lĩnh vực", "Cấp thực hiện", "Cơ quan thực hiện",
    "Đối tượng", "Cách nộp", "Thời hạn", "Phí, lệ phí", "Số giấy tờ", "Kết quả", "Số quyết định công bố",
    "Có hiệu lực từ", "Có hiệu lực đến", "Tình trạng công bố", "Mã địa phương",
)  # fmt: skip


def write_overview(path: Path, records: Iterable[Record]) -> int:
    """Write the table, UTF-8 with a byte order mark (Excel needs it to see Vietnamese); return how many rows."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADERS)
        for record in records:
            table.writerow(neutralised(cell) for cell in _cells(record))
            count += 1
    return count


def _cells(record: Record) -> tuple[str, ...]:
    channel = record.main_channel()
    limit = channel.limit if channel else None
    amount, note = headline_fee(channel.fees if channel else ())
    ways = dict.fromkeys(WAYS.get(one.channel, one.channel) for one in record.channels)
    return (
        record.code, record.name, record.short_name, str(record.level), DELIVERIES[delivery_of(record)],
        record.field_name,
        ADMIN_LEVELS.get(record.admin_level, ""),
        record.executing_note or "; ".join(record.executing_agencies) or record.competent_agency,
        "; ".join(AUDIENCES.get(one, one) for one in record.audiences) or record.audience_note,
        "; ".join(ways),
        f"{limit.value} {UNITS[limit.unit]}" if limit else channel.limit_note if channel else "",
        note if amount is None else vnd(amount) if amount else "Miễn phí",
        str(len(record.papers)), "; ".join(record.results), record.decision_number,
        day_out(record.valid_from) or record.valid_from, day_out(record.valid_to) or record.valid_to,
        PUBLICATIONS.get(record.publication_status, ""), record.local_code,
    )  # fmt: skip
