"""Each paper says what the law wants said, in the order of its form."""

from __future__ import annotations

from collections.abc import Callable

from portal.documents.rules import Paper, Want

Build = Callable[..., Paper]
Read = Callable[[Paper], str]

NAME = "Nguyễn Thị Ửng Hường"
CODE = "000.00.12.H61-261123-0007"


def in_order(text: str, *parts: str) -> None:
    """Every part stands in the text, each after the one before."""
    at = 0
    for part in parts:
        found = text.find(part, at)
        assert found >= 0, f"{part!r} is missing after {text[max(0, at - 40) : at]!r}"
        at = found + len(part)


def test_a_receipt_of_sending_does_not_pass_for_the_legal_one(build: Build, read: Read) -> None:
    text = read(build("sending_receipt"))
    in_order(
        text,
        "PHIẾU XÁC NHẬN ĐÃ GỬI HỒ SƠ",
        CODE,
        "X7K2",
        "dichvucong.vinhlong.gov.vn",
        "Người nộp: Trần Văn Đẹp",
        "14:05 thứ Hai, 23/11/2026",
        "đã gửi 2 ảnh",
        "trả lời trước 17:00 thứ Tư, 25/11/2026",
        "dự kiến: thứ Năm, 07/01/2027",
        "chưa phải là Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        "88 Hoàng Thái Hiếu",
        "0270 3823 456",
    )
    assert "CỘNG HÒA" not in text
    assert "Số:" not in text


def test_without_an_expected_day_none_is_promised(build: Build, read: Read) -> None:
    assert "dự kiến" not in read(build("sending_receipt", expected_on=None))


def test_an_owner_who_sends_alone_is_named_once(build: Build, read: Read) -> None:
    assert "Người nộp:" not in read(build("sending_receipt", submitter_name=NAME))


def test_form_01_has_its_fields_in_order(build: Build, read: Read) -> None:
    in_order(
        read(build("intake_receipt")),
        "BỘ PHẬN TIẾP NHẬN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 05/TNHS",
        "Vĩnh Long, ngày 05 tháng 02 năm 2026",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        f"Mã hồ sơ: {CODE}",
        "Bộ phận tiếp nhận:",
        f"Tiếp nhận hồ sơ của: {NAME}",
        "Địa chỉ: Ấp Phước Lợi A",
        "Số điện thoại: 0912 345 678",
        "Email:",
        "Nội dung yêu cầu giải quyết: Đăng ký biến động",
        "Thành phần hồ sơ nộp gồm:",
        "1. Giấy chứng nhận quyền sử dụng đất đã cấp (01 bản chính)",
        "Số lượng hồ sơ: 01 (bộ)",
        "theo quy định là: 08 ngày làm việc",
        "Thời gian nhận hồ sơ: 08 giờ 30 phút, ngày 05 tháng 02 năm 2026",
        "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 24 tháng 02 năm 2026",
        "trừ Tết Nguyên đán",
        "Đăng ký nhận kết quả tại: Bộ phận Một cửa",
        "1.250.000 đồng (bằng chữ: Một triệu hai trăm năm mươi nghìn đồng)",
        "Quyển số: 2026, Số thứ tự: 07",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "2 liên",
    )


def test_form_02_has_its_fields_in_order(build: Build, read: Read) -> None:
    in_order(
        read(build("supplement_request")),
        "Số: 12/HDHS",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        f"Hồ sơ của: {NAME}",
        "Nội dung yêu cầu giải quyết:",
        "Địa chỉ:",
        "Số điện thoại:",
        "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:",
        "1. Chụp lại trang 3 của Giấy chứng nhận",
        "Lý do: ảnh bị lóa",
        "2. Năm sinh của bên nhận",
        "trước: 17 giờ 00 phút, ngày 03 tháng 3 năm 2026",
        "liên hệ với bà Thạch Thị Sa Rây số điện thoại 0270 3823 456",
        "NGƯỜI HƯỚNG DẪN",
    )


def test_a_receipt_of_a_supplement_says_what_came_how_and_the_new_date(build: Build, read: Read) -> None:
    in_order(
        read(build("supplement_receipt")),
        "GIẤY BIÊN NHẬN BỔ SUNG HỒ SƠ",
        f"Mã hồ sơ: {CODE}",
        "Đã nhận tại quầy những gì được yêu cầu bổ sung:",
        "1. Giấy chứng nhận đã cấp (đã nhận bản chính, 1 tệp, bản điện tử)",
        "Thời gian nhận bổ sung: 09 giờ 15 phút, ngày 02 tháng 3 năm 2026",
        "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 12 tháng 3 năm 2026",
        "NGƯỜI NỘP",
    )
    early = read(build("supplement_receipt", is_at_counter=False, promised_at=None, first_answer_by=None))
    assert "NGƯỜI NỘP" not in early and "Thời gian trả kết quả" not in early


def test_a_supplement_request_without_reasons_of_its_own_gives_the_common_one(build: Build, read: Read) -> None:
    wants = (Want(what="Bản vẽ"),)
    assert "Lý do: thiếu chữ ký" in read(build("supplement_request", wants=wants, reason="thiếu chữ ký"))


def test_form_03_has_its_fields_in_order(build: Build, read: Read) -> None:
    in_order(
        read(build("refusal_slip")),
        "Số: ………/TCHS",
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        f"Tiếp nhận hồ sơ của: {NAME}",
        "Nội dung yêu cầu giải quyết:",
        "không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:",
        "kê biên của cơ quan thi hành án",
        "Xin thông báo cho Ông/Bà được biết và thực hiện",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    )


def test_after_appraisal_the_dossier_is_refused_not_unaccepted(build: Build, read: Read) -> None:
    text = read(build("refusal_slip", after_appraisal=True))
    in_order(text, "PHIẾU TỪ CHỐI GIẢI QUYẾT HỒ SƠ", "thông báo không giải quyết hồ sơ này")


def test_the_stop_notice_says_why_and_that_one_may_file_again(build: Build, read: Read) -> None:
    in_order(
        read(build("stop_notice")),
        "Số: 02/TB",
        "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
        f"Kính gửi: {NAME}",
        f"mã số: {CODE}",
        "vì chưa nhận được phần bổ sung trong thời hạn đã báo",
        "Lý do: Đến hết thứ Ba, 03/03/2026",
        "nộp lại lúc nào cũng được",
        "NGƯỜI THÔNG BÁO",
    )
    assert "theo đề nghị của Ông/Bà" in read(build("stop_notice", is_withdrawn=True))


def test_form_04_has_its_fields_in_order(build: Build, read: Read) -> None:
    in_order(
        read(build("apology_slip")),
        "Số: 03/PXL",
        "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
        f"Kính gửi: {NAME}",
        "Ngày 05 tháng 02 năm 2026, Chi nhánh Văn phòng Đăng ký đất đai khu vực Long Hồ tiếp nhận",
        f"mã số: {CODE}",
        "Thời gian hẹn trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 24 tháng 02 năm 2026",
        "Tuy nhiên đến nay",
        "Lý do: phải đo đạc lại",
        "xin lỗi Ông/Bà/Tổ chức",
        "vào 17 giờ 00 phút, ngày 03 tháng 3 năm 2026",
        "mong được thông cảm",
        "GIÁM ĐỐC",
        "Lâm Quốc Khánh",
    )


def test_the_checklist_answers_the_four_questions(build: Build, read: Read) -> None:
    in_order(
        read(build("checklist")),
        "Sang tên sổ đỏ",
        "Hợp đồng chuyển nhượng đã công chứng",
        "Nếu được thừa kế",
        "Văn bản chia thừa kế",
        "Hết bao nhiêu tiền",
        "100.000 đồng",
        "Bao lâu có kết quả",
        "8 ngày làm việc",
        "Nộp ở đâu",
        "88 Hoàng Thái Hiếu",
        "Cập nhật 01/11/2026",
    )


def test_a_blank_form_reads_like_an_official_one(build: Build, read: Read) -> None:
    in_order(
        read(build("form")),
        "Mẫu số 18",
        "(Ban hành kèm theo Nghị định số 151/2025/NĐ-CP",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "ĐƠN ĐĂNG KÝ BIẾN ĐỘNG ĐẤT ĐAI, TÀI SẢN GẮN LIỀN VỚI ĐẤT",
        "Kính gửi:",
        "1. Người sử dụng đất",
        "a) Tên: (viết chữ in hoa)",
        "Ngày sinh: ……… / ………",
        "b) Giấy tờ nhân thân, pháp nhân:",
        "Nam",
        "Thừa kế, tặng cho",
        "Diện tích (m²)",
        "Họ và tên",
        "Tôi cam đoan",
        "Bên chuyển quyền",
        "Người viết đơn (Ký, đóng dấu nếu có)",
    )


def test_a_filled_form_says_whose_it_is_and_from_when(build: Build, read: Read) -> None:
    in_order(
        read(build("filled_form")),
        "Kính gửi: Chi nhánh khu vực Long Hồ",
        f"a) Tên: (viết chữ in hoa) {NAME}",
        "Ngày sinh: 27 / 03 / 1965",
        "Vĩnh Long, ngày 23 tháng 11 năm 2026",
        f"Mã hồ sơ: {CODE}",
        "Gửi qua mạng lúc 14:05, 23/11/2026",
    )


def test_a_draft_prints_without_a_code(build: Build, read: Read) -> None:
    text = read(build("filled_form", code="", sent_at=None, track_url=""))
    assert "Mã hồ sơ" not in text
    assert "ngày …… tháng …… năm" in text


def test_form_05_names_both_hands_of_every_hop(build: Build, read: Read) -> None:
    in_order(
        read(build("control_slip")),
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        f"Mã hồ sơ: {CODE}",
        "Cơ quan giải quyết hồ sơ: Chi nhánh Văn phòng Đăng ký đất đai khu vực Long Hồ",
        "Cơ quan phối hợp giải quyết: Thuế cơ sở 1",
        "Trung tâm Phục vụ hành chính công tỉnh",
        "Đúng hạn",
        "Thẩm tra",
    )


def test_form_06_is_the_register_with_its_numbers(build: Build, read: Read) -> None:
    text = read(build("register"))
    in_order(text, "SỔ THEO DÕI HỒ SƠ NĂM 2026", "Tháng 2, 2026", "STT", "Sang tên", NAME.split()[0], "05/02/2026")
