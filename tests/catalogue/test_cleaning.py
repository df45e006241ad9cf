"""Cells as they come flattened from foreign records; the samples show each kind of damage once."""

import unicodedata

import pytest

from portal.catalogue.cleaning import (
    clean_line,
    clean_text,
    meaningful,
    read_fees,
    read_limit,
    says_nothing,
    split_form_files,
)
from portal.catalogue.record import Fee
from portal.workflow.deadlines import Limit, Unit


def test_decomposed_letters_become_composed() -> None:
    assert clean_line(unicodedata.normalize("NFD", "Đất đai")) == "Đất đai"


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("Ðăng ký", "Đăng ký"),  # the Icelandic eth
        ("cấp l\u0430i", "cấp lai"),  # a Cyrillic а
        ("hồ sơ c\u043fa", "hồ sơ c\u043fa"),  # п looks like no Latin letter: nothing to mend
        ("\u0421ấp", "Cấp"),
        ("ông \u041e\u0440\u0435\u0440", "ông \u041e\u0440\u0435\u0440"),  # a Russian word stays
    ],
)
def test_look_alikes_become_vietnamese_letters(found: str, meant: str) -> None:
    assert clean_line(found) == meant


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("\uf0b7 Đơn\u00ad đề nghị", "Đơn đề nghị"),
        ("Đơn\u200b đề\ufeff nghị", "Đơn đề nghị"),
        ("Đơn\u00a0đề\t\tnghị  ", "Đơn đề nghị"),
        ("Đơn\r\nđề\x0bnghị", "Đơn đề nghị"),
        ("Đơn \ud800đề nghị", "Đơn đề nghị"),
    ],
)
def test_signs_nobody_sees_are_removed(found: str, meant: str) -> None:
    assert clean_line(found) == meant


def test_lines_of_a_text_stay_with_at_most_one_empty_between() -> None:
    assert clean_text(" a \r\n\r\n\r\n\r\n b\tc\n") == "a\n\nb c"


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("<p>Nộp <b>đơn</b></p><p>Nhận&nbsp;hẹn</p>", "Nộp đơn\nNhận hẹn"),
        ("Dưới <15 tỷ & trên 5 tỷ", "Dưới <15 tỷ & trên 5 tỷ"),
        ("https://a.vn/?x=1&copy=2", "https://a.vn/?x=1&copy=2"),
        ("A<br/>B &gt; C", "A\nB > C"),
    ],
)
def test_markup_becomes_text_and_comparison_signs_stay(found: str, meant: str) -> None:
    assert clean_text(found) == meant


@pytest.mark.parametrize(
    "text",
    ["", "--", "Không", "không.", "Không có thông tin", "Không quy định.", "Không có yêu cầu",
     "(chưa cập nhật)", "[Chưa có thông tin cụ thể]",
     "Không có thông tinTừ khóaKhông có thông tinMô tảKhông có thông tin"],
)  # fmt: skip
def test_placeholders_say_nothing(text: str) -> None:
    assert says_nothing(text)
    assert meaningful(text) == ""


@pytest.mark.parametrize("text", ["Không quá 10 ngày", "Chưa có vợ hoặc chồng", "Không có tiền án", "1", "Có"])
def test_sentences_that_begin_like_placeholders_stay(text: str) -> None:
    assert meaningful(text) == text


@pytest.mark.parametrize(
    ("cell", "name", "files"),
    [
        ("Đơn theo quy địnhMau01.docx", "Đơn theo quy định", ("Mau01.docx",)),
        ("Đơn theo Nghị định 58/2024/NĐ-CPMus132.docx", "Đơn theo Nghị định 58/2024/NĐ-CP",
         ("Mus132.docx",)),
        ("Tờ khai (mẫu TB2).71-Mẫu TB2-Tờ khai.doc", "Tờ khai (mẫu TB2).",
         ("71-Mẫu TB2-Tờ khai.doc",)),
        ("Báo cáo thăm dòMau 03-Phu luc_39.2025.TT-BNNMT_02.7.2025.DOC", "Báo cáo thăm dò",
         ("Mau 03-Phu luc_39.2025.TT-BNNMT_02.7.2025.DOC",)),
        ("Đơn theo mẫu quy địnhvăn bản đề nghị.docx", "Đơn theo mẫu quy định",
         ("văn bản đề nghị.docx",)),
        ("Sơ yếu lý lịchPL04.docxPL05.docx", "Sơ yếu lý lịch", ("PL04.docx", "PL05.docx")),
        ("Bản sao giấy tờ. | Mau so 01.docx", "Bản sao giấy tờ.", ("Mau so 01.docx",)),
        ("Đơn gắn liền Mau36.doc với đất", "Đơn gắn liền với đất", ("Mau36.doc",)),
        ("Đơn theo MẪU 04.docx Mẫu số 04", "Đơn theo Mẫu số 04", ("MẪU 04.docx",)),
        ("Mẫu số 04.docx", "Mẫu số 04", ("Mẫu số 04.docx",)),
        ("Bản sao giấy chứng nhận", "Bản sao giấy chứng nhận", ()),
        ("Tệp đuôi “.doc” của báo cáo", "Tệp đuôi “.doc” của báo cáo", ()),
    ],
)  # fmt: skip
def test_file_names_of_forms_are_cut_off(cell: str, name: str, files: tuple[str, ...]) -> None:
    assert split_form_files(cell) == (name, files)


@pytest.mark.parametrize(
    ("cell", "limit", "note"),
    [
        ("8 Ngày làm việc", Limit(8, Unit.WORKING_DAY), ""),
        ("7 Ngày", Limit(7, Unit.DAY), ""),
        ("2 Tháng", Limit(2, Unit.MONTH), ""),
        ("04 Giờ", Limit(4, Unit.HOUR), ""),
        ("1 Năm", Limit(12, Unit.MONTH), ""),
        ("15 (mười lăm) ngày làm việc.", Limit(15, Unit.WORKING_DAY), ""),
        ("15 ngày kể từ ngày nhận đủ hồ sơ", Limit(15, Unit.DAY),
         "15 ngày kể từ ngày nhận đủ hồ sơ"),
        ("5 ngày làm việc; 10 ngày", Limit(5, Unit.WORKING_DAY), "5 ngày làm việc; 10 ngày"),
        ("02 tháng và 15 ngày làm việc", None, "02 tháng và 15 ngày làm việc"),
        ("5", None, "5 (nguồn không ghi đơn vị)"),
        ("0.5 Giờ", None, "0.5 Giờ"),
        ("19,5 ngày", None, "19,5 ngày"),
        ("0 Giờ", None, "0 Giờ"),
        ("Ngay khi nhận hồ sơ", None, "Ngay khi nhận hồ sơ"),
        ("Không quy định", None, ""),
    ],
)  # fmt: skip
def test_limits(cell: str, limit: Limit | None, note: str) -> None:
    assert read_limit(cell) == (limit, note)


FREE = (Fee("Lệ phí", "charge", 0),)


@pytest.mark.parametrize(
    "cell",
    ["Miễn phí", "Miễn phí(Không)", "Miễn phí (Không thu phí)", "Lệ phí : 0 Đồng",
     "Lệ phí: • Không có", "Lệ phí : Không Đồng"],
)  # fmt: skip
def test_free_where_nothing_else_is_said(cell: str) -> None:
    assert read_fees(cell) == FREE


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        ("Miễn phí(do Hội đồng nhân dân cấp tỉnh quyết định)",
         "do Hội đồng nhân dân cấp tỉnh quyết định"),
        ("Miễn phí(Phí thẩm định)", "Phí thẩm định"),
        ("Miễn phí(- Dưới 5 tấn: 50.000 đồng; - Trên 5 tấn: 100.000 đồng)",
         "- Dưới 5 tấn: 50.000 đồng; - Trên 5 tấn: 100.000 đồng"),
        ("Miễn phí(Chưa quy định.)", "Chưa quy định."),
        ("Miễn phí(ii)", "Miễn phí(ii)"),
        ("Miễn phí(cho hộ nghèo) và 50% sau đó", "Miễn phí(cho hộ nghèo) và 50% sau đó"),
        ("Lệ phí: Không có lệ phí. Riêng đo đạc thu theo bảng giá",
         "Không có lệ phí. Riêng đo đạc thu theo bảng giá"),
    ],
)  # fmt: skip
def test_called_free_but_a_fee_or_its_setter_is_named(cell: str, note: str) -> None:
    (fee,) = read_fees(cell)
    assert (fee.amount_vnd, fee.note) == (None, note)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("50,000 Việt Nam Đồng", 50_000), ("70,000 VNĐ(70.000 đồng/giấy)", 70_000),
     ("600.000 đồng", 600_000), ("1.600.000đ/hồ sơ", 1_600_000), ("Phí: 20000 Đồng", 20_000)],
)  # fmt: skip
def test_sums(cell: str, amount: int) -> None:
    assert [fee.amount_vnd for fee in read_fees(cell)] == [amount]


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        ("150 VNĐ(150.000 đồng/thẻ)", "150.000 đồng/thẻ"),
        ("50 VNĐ", "Chưa rõ mức thu"),
        ("VNĐ(20.000 đ/tờ khai)", "20.000 đ/tờ khai"),
        ("10 USD", "10 USD"),
        ("800,000 VNĐ(áp dụng mức 400.000 đồng)", "800,000 VNĐ(áp dụng mức 400.000 đồng)"),
        ("100,000 VNĐ(bằng 50% mức thu)", "100,000 VNĐ(bằng 50% mức thu)"),
        ("150,000 VNĐ(do HĐND tỉnh quyết định)", "150,000 VNĐ(do HĐND tỉnh quyết định)"),
        ("9,999,999,999 VNĐ", "9,999,999,999 VNĐ"),
    ],
)
def test_a_sum_that_is_not_the_sum_for_all_is_a_note(cell: str, note: str) -> None:
    (fee,) = read_fees(cell)
    assert (fee.amount_vnd, fee.note) == (None, note)


@pytest.mark.parametrize("cell", ["VNĐ", "Không có thông tin(1)", "Phí: Không quy định", ""])
def test_cells_without_a_fee(cell: str) -> None:
    assert read_fees(cell) == ()


def test_sums_for_different_cases_are_never_added() -> None:
    fees = read_fees("Lệ phí : 50.000 Đồng (trong nước)\nLệ phí : 200.000 Đồng (nước ngoài)")
    assert [(fee.amount_vnd, fee.note) for fee in fees] == [
        (None, "50.000 đồng trong nước"),
        (None, "200.000 đồng nước ngoài"),
    ]


def test_phi_and_le_phi_keep_their_names() -> None:
    fees = read_fees("Phí: 50.000 đồng\nLệ phí: 20.000 đồng")
    assert [(fee.name, fee.kind, fee.amount_vnd) for fee in fees] == [
        ("Phí", "fee", 50_000),
        ("Lệ phí", "charge", 20_000),
    ]
