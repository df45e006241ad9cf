"""Which sheets and columns has the workbook of procedures, under which Vietnamese headers?

One table for writing, reading, the template and its guide: a column added here is everywhere at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.catalogue.signs import KINDS

LEVELS = {1: "1", 2: "2", 3: "3"}
AUDIENCES = {
    "citizen": "Công dân", "business": "Doanh nghiệp", "organisation": "Tổ chức", "cooperative": "Hợp tác xã",
    "overseas_vietnamese": "Người Việt Nam định cư ở nước ngoài", "foreigner": "Người nước ngoài",
}  # fmt: skip
ADMIN_LEVELS = {"ministry": "Bộ", "province": "Tỉnh", "district": "Huyện", "commune": "Xã", "other": "Cơ quan khác"}
WAYS = {"online": "Trực tuyến", "counter": "Trực tiếp", "post": "Bưu chính"}
UNITS = {"hour": "giờ", "day": "ngày", "working_day": "ngày làm việc", "month": "tháng"}
FEE_KINDS = {"charge": "lệ phí", "fee": "phí", "price": "giá"}
NEEDS = {"required": "bắt buộc", "if_any": "nếu có"}
DELIVERIES = {"thong_tin": "cung cấp thông tin", "mot_phan": "một phần", "toan_trinh": "toàn trình"}
PUBLICATIONS = {
    "public": "đang công khai",
    "amended": "đang công khai sửa đổi, bổ sung",
    "repealed": "bãi bỏ, hết hiệu lực",
}
ORIGINS = {"catalog": "của tỉnh", "import": "nhập vào"}
YES_NO = {"yes": "có", "no": "không"}


@dataclass(frozen=True)
class Column:
    """One column. `kind` says how its cells are read: text, code, lines (one a line), number, day, choice,
    choices (one a line), flag, machine. `label` is the word of a refusal: "thời hạn phải là số".
    """

    header: str
    key: str
    kind: str = "text"
    choices: Mapping[Any, str] = field(default_factory=dict)
    default: object = ""
    width: int = 24
    hint: str = ""
    is_required: bool = False

    @property
    def label(self) -> str:
        """Return the header as it stands inside a sentence."""
        return self.header[0].lower() + self.header[1:]


CODE = Column("Mã thủ tục", "code", "code", width=16, is_required=True, hint="Ví dụ 1.013831; để ô ở dạng Văn bản")
PROCEDURES, WAYS_IN, FEES, PAPERS, STEPS, BASES = "Thủ tục", "Cách nộp", "Lệ phí", "Giấy tờ", "Các bước", "Căn cứ"
#: What no column can carry: e-forms, internal steps, questions people ask.
MACHINE = "Dữ liệu máy đọc"

_WAY = Column("Cách nộp", "channel", "choice", WAYS, width=14, is_required=True)
SHEETS: Mapping[str, tuple[Column, ...]] = {
    PROCEDURES: (
        CODE,
        Column("Tên thủ tục", "name", width=60, is_required=True, hint="Tên chính thức, đúng quyết định công bố"),
        Column("Mức độ", "level", "choice", LEVELS, 1, 9),
        Column("Mã địa phương", "local_code", width=16, hint="Mã trong danh mục riêng của tỉnh, nếu có"),
        Column("Tên gọi dễ hiểu", "short_name", width=40),
        Column("Tóm tắt một câu", "plain", width=50),
        Column("Mã lĩnh vực", "field", width=18),
        Column("Lĩnh vực", "field_name", width=24),
        Column("Loại thủ tục", "kind", width=30, hint="Như trên Cơ sở dữ liệu quốc gia"),
        Column("Mô tả", "description", width=50),
        Column("Cấp thực hiện", "admin_level", "choice", ADMIN_LEVELS, "other", 14),
        Column("Mã cơ quan thực hiện", "executing_agencies", "lines", hint="Mỗi mã một dòng"),
        Column("Cơ quan thực hiện", "executing_note", width=36),
        Column("Mã cơ quan phối hợp", "coordinating_agencies", "lines", hint="Mỗi mã một dòng"),
        Column("Cơ quan có thẩm quyền", "competent_agency"),
        Column("Cơ quan được ủy quyền", "delegated_agency"),
        Column("Địa chỉ tiếp nhận hồ sơ", "intake_address", width=36),
        Column("Đối tượng", "audiences", "choices", AUDIENCES, hint="Mỗi đối tượng một dòng"),
        Column("Ghi chú đối tượng", "audience_note"),
        Column("Ai làm được", "who", width=40),
        Column("Kết quả", "results", "lines", width=40, hint="Mỗi kết quả một dòng"),
        Column("Mã kết quả", "result_codes", "lines", hint="Mỗi mã một dòng, đúng thứ tự kết quả; hoặc để trống"),
        Column("Loại văn bản của kết quả", "result_kinds", "choices", KINDS, hint="Mỗi kết quả một dòng; hoặc để trống: theo tên kết quả"),
        Column("Số bộ hồ sơ", "dossier_sets", "number", default=1, width=12),
        Column("Từ khóa", "keywords", "lines", hint="Mỗi từ khóa một dòng"),
        Column("Yêu cầu, điều kiện", "conditions", width=60),
        Column("Thủ tục liên quan", "related", "lines", hint="Mỗi mã một dòng"),
        Column("Số quyết định công bố", "decision_number"),
        Column("Ngày quyết định", "decision_date", "day", width=14, hint="Ví dụ 31/12/2026"),
        Column("Cơ quan ban hành quyết định", "decision_issuer"),
        Column("Tình trạng công bố", "publication_status", "choice", PUBLICATIONS, "", 18),
        Column("Có hiệu lực từ", "valid_from", "day", width=14, hint="Ví dụ 31/12/2026"),
        Column("Có hiệu lực đến", "valid_to", "day", width=14, hint="Ngày cuối còn áp dụng, ví dụ 31/12/2026"),
        Column("Rà soát ngày", "reviewed_on", "day", width=14, hint="Ví dụ 31/12/2026"),
        Column("Mức trực tuyến", "delivery", "choice", DELIVERIES, width=18, hint="Để trống thì phần mềm tự tính"),
        Column("Nguồn", "origin", "choice", ORIGINS, "import", 12),
        Column(MACHINE, "machine", "machine", width=16, hint="Không sửa: biểu mẫu điện tử và quy trình nội bộ"),
    ),
    WAYS_IN: (
        CODE, _WAY,
        Column("Thời hạn", "limit_value", "number", default=None, width=10),
        Column("Đơn vị", "limit_unit", "choice", UNITS, width=16),
        Column("Ghi chú thời hạn", "limit_note", width=40),
        Column("Mô tả", "description", width=50),
    ),
    FEES: (
        CODE,
        Column("Cách nộp", "channel", "choice", WAYS, width=14, hint="Để trống: mọi cách nộp"),
        Column("Lần thứ", "turn", "number", default=1, width=8, hint="Khi một cách nộp có nhiều dòng: dòng thứ mấy"),
        Column("Tên khoản thu", "name", width=36),
        Column("Loại", "kind", "choice", FEE_KINDS, "fee", 10),
        Column("Số tiền", "amount_vnd", "number", default=None, width=14, hint="Đồng; 0 là miễn phí; trống là chưa rõ"),
        Column("Ghi chú", "note", width=50),
    ),
    PAPERS: (
        CODE,
        Column("Mã giấy tờ", "id", width=12, hint="Để trống thì phần mềm tự đặt"),
        Column("Trường hợp", "case", width=30),
        Column("Tên giấy tờ", "name", width=60, is_required=True),
        Column("Bản chính", "originals", "number", default=0, width=10),
        Column("Bản sao", "copies", "number", default=0, width=10),
        Column("Ghi chú", "note", width=40),
        Column("Mã mẫu đơn", "form", width=14),
        Column("Tệp mẫu đơn", "form_files", "lines", hint="Tên tệp ở nguồn, mỗi tệp một dòng"),
        Column("Địa chỉ mẫu đơn", "form_url", hint="Bắt đầu bằng https://"),
        Column("Mã loại giấy tờ", "doc_code", width=16),
        Column("Cần nộp", "need", "choice", NEEDS, "required", 12),
        Column("Chỉ khi", "show_if", width=24),
        Column("Cổng tự lập", "generated", "flag", YES_NO, False, 12),
        Column("Lưu ý khi chụp", "look_at", width=40),
        Column("Là lời dặn", "is_note", "flag", YES_NO, False, 12, "Có: không phải giấy tờ phải nộp"),
        Column("Tệp mẫu", "files", "lines", width=14, hint="Không sửa: mã của tệp mẫu đã tải lên"),
    ),
    STEPS: (
        CODE,
        Column("Trường hợp", "case", width=30, hint="Để trống: mọi trường hợp"),
        Column("Tên bước", "title", width=40),
        Column("Nội dung", "text", width=90),
    ),
    BASES: (
        CODE,
        Column("Số ký hiệu", "number", width=24),
        Column("Trích yếu", "title", width=70),
        Column("Ngày ban hành", "issued_on", "day", width=14, hint="Ví dụ 31/12/2026"),
        Column("Cơ quan ban hành", "issuer", width=30),
    ),
}  # fmt: skip
