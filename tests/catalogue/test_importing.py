"""Import of crawled records: what one line becomes, and what a file of good and bad lines does."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from portal.catalogue.import_problem import ImportProblem
from portal.catalogue.importing import import_procedures
from portal.catalogue.models import Procedure, ProcedureRevision
from portal.catalogue.operations import publish
from portal.catalogue.reading import read_line
from portal.catalogue.record import Record
from portal.kernel.database import Base, prepare_engine
from portal.kernel.transaction import transaction
from portal.workflow.deadlines import Limit, Unit

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    engine = create_engine(f"sqlite:///{tmp_path / 'portal.db'}")
    prepare_engine(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def crawled(**parts: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "code": "1.004238", "base_code": "1.004238", "name": "Cấp giấy phép mẫu",
        "agency": "Sở Xây dựng", "level": ["tỉnh"], "ministry": "Bộ Xây dựng",
        "field": "Hoạt động xây dựng", "steps": "Nộp hồ sơ.", "quantity": "", "deadline": [],
        "fees": [], "result": ["Giấy phép"], "legal_basis": "", "requirements": "",
        "target": "Công dân Việt Nam", "keywords": "", "decision": "12/QĐ-BXD",
        "methods": [{"channel": "Trực tiếp", "deadline": "8 Ngày làm việc", "fee": ["Miễn phí"],
                     "note": ""}],
        "components": [{"case": "", "name": "Đơn đề nghị", "quantity": "1 bản chính"}],
    }  # fmt: skip
    return whole | parts


def read(**parts: Any) -> Record:
    return read_line(json.dumps(crawled(**parts), ensure_ascii=False))


def write(path: Path, *lines: dict[str, Any] | str) -> Path:
    texts = (x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines)
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_a_plain_record() -> None:
    record = read()
    assert (record.code, record.name, record.level) == ("1.004238", "Cấp giấy phép mẫu", 1)
    assert (record.field, record.field_name) == ("hoat-dong-xay-dung", "Hoạt động xây dựng")
    assert (record.origin, record.executing_note) == ("import", "Sở Xây dựng")
    assert record.admin_level == "province"
    assert (record.results, record.decision_number) == (("Giấy phép",), "12/QĐ-BXD")
    (way,) = record.channels
    assert (way.channel, way.limit) == ("counter", Limit(8, Unit.WORKING_DAY))
    assert [fee.amount_vnd for fee in way.fees] == [0]


@pytest.mark.parametrize(
    ("written", "base", "code"),
    [
        ("1.004238.000.00.00.H61", "1.004238", "1.004238.000.00.00.H61"),
        (" 1.012789.h19\t", "1.012789", "1.012789.H19"),
        ("1.00 4238", "", "1.004238"),
        ("Mã số: 1.004238 (mới)", "1.004238", "1.004238"),
        ("X.000037", "X.000037", "X.000037"),
        ("DNG-288122_1", "DNG-288122_1", "DNG-288122_1"),
        ("6.003631", "6.003631", "6.003631"),
    ],
)
def test_codes(written: str, base: str, code: str) -> None:
    assert read(code=written, base_code=base).code == code


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "JSON"),
        ("[1]", "bản ghi"),
        (json.dumps(crawled(code="  ", base_code=None)), "mã"),
        (json.dumps(crawled(code="thủ tục số 7", base_code="")), "mã"),
        (json.dumps(crawled(name="--")), "tên"),
        (json.dumps(crawled(name=7)), "cấu trúc"),
        (json.dumps(crawled(code=7)), "cấu trúc"),
        (json.dumps(crawled(methods="Trực tiếp")), "cấu trúc"),
        (json.dumps(crawled(components=["Đơn"])), "cấu trúc"),
        ("[" * 100_000, "JSON"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(text: str, reason: str) -> None:
    with pytest.raises(ImportProblem) as refused:
        read_line(text)
    assert reason in refused.value.reason


def test_a_form_file_makes_level_2_and_leaves_the_name() -> None:
    record = read(components=[{"case": "", "name": "Đơn theo quy địnhMau01.docx",
                               "quantity": "1 bản chính"}])  # fmt: skip
    (paper,) = record.components
    assert record.level == 2
    assert (paper.name, paper.note, paper.form_files) == ("Đơn theo quy định", "", ("Mau01.docx",))


def test_a_form_file_may_stand_in_the_quantity() -> None:
    record = read(components=[{"case": "", "name": "Bản khai", "quantity": "Bankhai.docx"}])
    assert (record.level, record.components[0].form_files) == (2, ("Bankhai.docx",))


def test_filing_online_elsewhere_is_not_level_3() -> None:
    row = {"channel": "Trực tuyến", "deadline": "5 Ngày", "fee": [], "note": ""}
    record = read(methods=[row])
    assert [way.channel for way in record.channels] == ["online"]
    assert (record.level, record.is_online) == (1, False)


@pytest.mark.parametrize(
    ("levels", "admin_level"),
    [(["xã"], "commune"), (["huyện"], "district"), (["bộ"], "ministry"), (["khác"], "other"),
     (["bộ", "tỉnh", "xã"], "province"), (["xã", "khác"], "commune"), ([], "other")],
)  # fmt: skip
def test_admin_levels(levels: list[str], admin_level: str) -> None:
    assert read(level=levels).admin_level == admin_level


@pytest.mark.parametrize(
    ("quantity", "originals", "copies", "is_note"),
    [
        ("1 bản chính,1 bản sao", 1, 1, False),
        ("01 bản chụp", 0, 1, False),
        ("Bản chính: 3 - Bản sao: 0", 3, 0, False),
        ("12 bản chính", 12, 0, False),
        ("0 bản chính", 0, 0, True),
        ("Bản chính: 0 - Bản sao: 0", 0, 0, True),
        ("", 0, 0, False),
    ],
)
def test_quantities(quantity: str, originals: int, copies: int, is_note: bool) -> None:
    (paper,) = read(components=[{"case": "", "name": "Giấy", "quantity": quantity}]).components
    assert (paper.originals, paper.copies, paper.is_note) == (originals, copies, is_note)


@pytest.mark.parametrize(
    ("name", "quantity", "whole"),
    [("Đơn, ngày 01/01/", "20261 bản chính,1 bản sao", "Đơn, ngày 01/01/2026"),
     ("Đơn theo Mẫu số", "181 bản chính,1 bản sao", "Đơn theo Mẫu số 18")],
)  # fmt: skip
def test_digits_of_the_name_that_ran_into_the_quantity_go_back(name: str, quantity: str, whole: str) -> None:
    (paper,) = read(components=[{"case": "", "name": name, "quantity": quantity}]).components
    assert (paper.name, paper.originals, paper.copies) == (whole, 1, 1)


def test_components_keep_their_cases_and_count_on_without_table_heads() -> None:
    record = read(components=[
        {"case": "Trường hợp 1", "name": "- Đơn", "quantity": "1 bản chính"},
        {"case": "", "name": "Tên giấy tờ | Mẫu đơn, tờ khai | Số lượng", "quantity": ""},
        {"case": "", "name": "--", "quantity": ""},
        {"case": "Trường hợp 2", "name": "Bản sao sổ", "quantity": "1 bản sao"},
    ])  # fmt: skip
    assert [(paper.id, paper.case, paper.name) for paper in record.components] == [
        ("c1", "Trường hợp 1", "Đơn"),
        ("c2", "Trường hợp 2", "Bản sao sổ"),
    ]


def test_ways_to_hand_in() -> None:
    names = ("Trực tuyến, Trực tiếp", "Dịch vụ bưu chính", "Kênh lạ")
    rows = [dict(channel=name, deadline="5 Ngày", note="") for name in names]
    ways = read(methods=rows).channels
    assert [way.channel for way in ways] == ["online", "counter", "post"]  # the stranger: counter


def test_limits_that_differ_by_case_are_all_named_on_the_first_row() -> None:
    limits = ("5 Ngày làm việc", "1 Tháng")
    rows = [dict(channel="Trực tiếp", deadline=text, note="") for text in limits]
    first, second = read(methods=rows).channels
    assert (first.limit, first.limit_note) == (
        Limit(5, Unit.WORKING_DAY),
        "5 ngày làm việc; 1 tháng",
    )
    assert (second.limit, second.limit_note) == (Limit(1, Unit.MONTH), "")


def test_a_table_that_became_lines_is_read_again() -> None:
    told = ("Hình thức nộp\nThời hạn giải quyết\nPhí, lệ phí\nMô tả\n\n\n\n\nTrực tiếp\n30\n\n"
            "Nộp tại trụ sở\n\n\nDịch vụ bưu chính\n30 Ngày\nMiễn phí\nGửi thư")  # fmt: skip
    ways = read(methods=[{"channel": "", "deadline": "", "fee": [], "note": told}]).channels
    assert [(way.channel, way.limit, way.description) for way in ways] == [
        ("counter", None, "Nộp tại trụ sở"),
        ("post", Limit(30, Unit.DAY), "Gửi thư"),
    ]
    assert [fee.amount_vnd for fee in ways[1].fees] == [0]


def test_without_methods_the_record_tells_its_limit_and_fees() -> None:
    (way,) = read(methods=[], deadline=["15 ngày"], fees=["Lệ phí: 600.000 đồng"]).channels
    assert (way.limit, way.fees[0].amount_vnd) == (Limit(15, Unit.DAY), 600_000)


def test_steps_are_cut_at_each_buoc() -> None:
    text = "Trình tự thực hiện:\n- Bước 1: Nộp hồ sơ\nNộp tại quầy.\n- Bước 2: Nhận kết quả."
    assert [(step.title, step.text) for step in read(steps=text).steps] == [
        ("Bước 1: Nộp hồ sơ", "Nộp tại quầy."),
        ("Bước 2", "Nhận kết quả."),
    ]


def test_a_line_broken_by_the_page_is_no_title() -> None:
    (step,) = read(steps="Bước 1: Nộp hồ sơ tại\nquầy số 1.").steps
    assert (step.title, step.text) == ("Bước 1", "Nộp hồ sơ tại\nquầy số 1.")


def test_steps_without_buoc_are_one_text() -> None:
    assert [step.text for step in read(steps="a) Nộp.\nb) Nhận.").steps] == ["a) Nộp.\nb) Nhận."]


@pytest.mark.parametrize(
    ("target", "audiences", "note"),
    [
        ("Công dân Việt Nam, Tổ chức (không bao gồm doanh nghiệp, HTX)",
         ("citizen", "organisation"), ""),
        ("Người nước ngoài", ("foreigner",), ""),
        ("Người Việt Nam định cư ở nước ngoài", ("overseas_vietnamese",), ""),
        ("Doanh nghiệp có vốn đầu tư nước ngoài", ("business",),
         "Doanh nghiệp có vốn đầu tư nước ngoài"),
        ("Cán bộ, công chức, viên chức", (), "Cán bộ, công chức, viên chức"),
        ("Hợp tác xã, Doanh nghiệp", ("business", "cooperative"), ""),
        ("", (), ""),
    ],
)  # fmt: skip
def test_audiences(target: str, audiences: tuple[str, ...], note: str) -> None:
    record = read(target=target)
    assert (record.audiences, record.audience_note) == (audiences, note)


@pytest.mark.parametrize("text", ["Không", "Không có thông tin", "--", "Không quy định"])
def test_conditions_without_content_are_dropped(text: str) -> None:
    assert read(requirements=text).conditions == ""


def test_legal_numbers_come_out_of_the_flattened_table() -> None:
    text = "Luật 49/2019/QH1449/2019/QH14Về phí10/2024/TT-BTCThông tư số 10/2024/TT-BTC"
    text += "sửa đổi 202323/2023/QH15"
    assert [basis.number for basis in read(legal_basis=text).legal_bases] == [
        "49/2019/QH14",
        "10/2024/TT-BTC",
        "23/2023/QH15",
    ]


@pytest.mark.parametrize(
    ("decision", "number"),
    [("Quyết định số 6225/QĐ-BQP", "6225/QĐ-BQP"), ("", ""), ("QĐ/0001-BCA", "QĐ/0001-BCA"),
     ("• Số QĐ: 2248/QĐ-UBND\n• Ngày hiệu lực: 2023-10-16", "2248/QĐ-UBND"),
     ("o Số QĐ: (chưa cập nhật)\no Ngày hiệu lực: (chưa cập nhật)", "")],
)  # fmt: skip
def test_decisions(decision: str, number: str) -> None:
    assert read(decision=decision).decision_number == number


def test_missing_parts_are_no_problem() -> None:
    record = read_line(json.dumps({"code": "2.000001", "name": "Tên"}))
    assert (record.channels, record.components, record.steps) == ((), (), ())


def revisions(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ProcedureRevision)) or 0


def test_importing_twice_changes_nothing(session: Session, tmp_path: Path) -> None:
    file = write(tmp_path / "p.jsonl", crawled(), crawled(code="1.000002", base_code="1.000002"))
    first = import_procedures(session, file, at=AT)
    second = import_procedures(session, file, at=AT)
    assert (first.new, second.new, second.changed, second.unchanged) == (2, 0, 0, 2)
    assert revisions(session) == 2


def test_a_changed_record_gets_a_revision(session: Session, tmp_path: Path) -> None:
    import_procedures(session, write(tmp_path / "p.jsonl", crawled()), at=AT)
    report = import_procedures(session, write(tmp_path / "p.jsonl", crawled(name="Tên mới")), at=AT)
    assert (report.changed, revisions(session)) == (1, 2)
    assert session.scalars(select(Procedure.name)).all() == ["Tên mới"]


def test_bad_lines_do_not_stop_the_others(session: Session, tmp_path: Path) -> None:
    other = crawled(code="1.000002", base_code="1.000002")
    file = write(tmp_path / "p.jsonl", crawled(), "{", "", crawled(name=""), other)
    report = import_procedures(session, file, at=AT)
    assert report.new == 2
    assert [(refused.line, refused.code) for refused in report.refused] == [
        (2, ""),
        (4, "1.004238"),
    ]


def test_bytes_that_are_no_text_are_one_bad_line(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "p.jsonl"
    file.write_bytes(b"\xff\xfe\n" + json.dumps(crawled()).encode())
    report = import_procedures(session, file, at=AT)
    assert (report.new, [refused.line for refused in report.refused]) == (1, [1])


def test_the_later_of_two_equal_codes_is_refused(session: Session, tmp_path: Path) -> None:
    file = write(tmp_path / "p.jsonl", crawled(), crawled(name="Bản sau"))
    report = import_procedures(session, file, at=AT)
    assert session.scalars(select(Procedure.name)).all() == ["Cấp giấy phép mẫu"]
    (refused,) = report.refused
    assert (refused.line, refused.code) == (2, "1.004238")
    assert "dòng 1" in refused.reason


def test_our_own_procedures_are_kept(session: Session, tmp_path: Path) -> None:
    with transaction(session):
        publish(session, Record("1.004238", "Bản của tỉnh", 1), agencies={}, at=AT)
    report = import_procedures(session, write(tmp_path / "p.jsonl", crawled()), at=AT)
    assert (report.kept, report.new, report.changed) == (1, 0, 0)
    assert session.scalars(select(Procedure.name)).all() == ["Bản của tỉnh"]


def test_a_dry_run_counts_and_writes_nothing(session: Session, tmp_path: Path) -> None:
    report = import_procedures(session, write(tmp_path / "p.jsonl", crawled(), "{"), at=AT, dry_run=True)
    assert (report.new, len(report.refused), revisions(session)) == (1, 1, 0)


def test_internal_codes_are_kept_out_of_sight(session: Session, tmp_path: Path) -> None:
    file = write(tmp_path / "p.jsonl", crawled(code="5.000001", base_code="5.000001"))
    import_procedures(session, file, at=AT)
    assert session.scalars(select(Procedure.status)).all() == ["internal"]


def test_more_lines_than_one_transaction_holds(session: Session, tmp_path: Path) -> None:
    codes = [f"1.{n:06}" for n in range(250)]
    file = write(tmp_path / "p.jsonl", *(crawled(code=code, base_code=code) for code in codes))
    assert import_procedures(session, file, at=AT).new == 250
    assert revisions(session) == 250


def test_compression_is_seen_in_the_content(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "p.jsonl"
    file.write_bytes(gzip.compress(json.dumps(crawled()).encode()))
    assert import_procedures(session, file, at=AT).new == 1


def test_a_file_cut_short_keeps_what_came_before(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "p.jsonl.gz"
    text = json.dumps(crawled()) + "\n" + json.dumps(crawled(code="1.000002", base_code=""))
    file.write_bytes(gzip.compress(text.encode())[:-12])
    report = import_procedures(session, file, at=AT)
    assert [refused.code for refused in report.refused] == [""]
    assert "hỏng" in report.refused[0].reason
