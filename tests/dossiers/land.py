"""Every land service that can be filed online, and the choices in it that change which papers are asked for."""

from __future__ import annotations

from typing import Any, NamedTuple


class Case(NamedTuple):
    """One way through a service: what is chosen, and the papers it then needs."""

    code: str
    chosen: dict[str, Any]
    papers: str


#: Filed by the owner alone, where the service asks; nothing else has been said.
OWN: dict[str, Any] = {"several_owners": False, "submitter_is_owner": True}
KEPT: dict[str, Any] = {**OWN, "remeasure": "khong"}
#: A first certificate for land without any papers.
BARE: dict[str, Any] = {
    **OWN, "origin": "khai_hoang", "has_papers": False, "has_drawing": False, "has_tax_papers": False, "register_house": False,
}  # fmt: skip
TRANSFER: dict[str, Any] = {**OWN, "parcel_part": "ca_thua", "mortgaged": False, "exemption": "khong"}

CASES = [
    Case("1.013831", {**TRANSFER, "truong_hop": "chuyen_nhuong"}, "gcn hop-dong"),
    Case("1.013831", {**TRANSFER, "truong_hop": "tang_cho", "exemption": "nguoi_than", "submitter_is_owner": False},
         "gcn hop-dong uy-quyen mien-thue"),
    Case("1.013831", {**TRANSFER, "truong_hop": "thua_ke", "several_owners": True}, "gcn giay-thua-ke thoa-thuan-chung"),
    Case("1.013831", {**TRANSFER, "truong_hop": "chuyen_nhuong", "parcel_part": "mot_phan", "mortgaged": True},
         "gcn hop-dong ban-ve dong-y-the-chap"),
    Case("1.013978", BARE, ""),
    Case("1.013978", {**BARE, "has_papers": True, "has_drawing": True, "has_tax_papers": True}, "giay-to-dat trich-do tai-chinh"),
    Case("1.013978", {**BARE, "origin": "mua", "register_house": True}, "giay-chuyen-quyen"),
    Case("1.013978", {**BARE, "origin": "thua_ke", "nguoi_xin": "ho_gia_dinh", "submitter_is_owner": False},
         "giay-thua-ke thanh-vien-ho uy-quyen"),
    Case("1.013978", {**BARE, "several_owners": True, "joint_certificate": "vo_chong"}, ""),
    Case("1.013978", {**BARE, "several_owners": True, "joint_certificate": "mot_so"}, "cap-chung"),
    Case("1.012783", {**OWN, "ly_do": "rach_nat"}, "gcn"),
    Case("1.012783", {**OWN, "ly_do": "vo_chong"}, "gcn ket-hon"),
    Case("1.012783", {"ly_do": "ho_gia_dinh", "several_owners": True, "submitter_is_owner": False}, "gcn uy-quyen"),
    Case("1.012786", {**KEPT, "mat_gi": "so"}, ""),
    Case("1.012786", {**KEPT, "mat_gi": "trang_bo_sung"}, "gcn"),
    Case("1.012786", {**KEPT, "remeasure": "da_co", "submitter_is_owner": False}, "trich-do uy-quyen"),
    Case("1.012784", {**OWN, "hinh_thuc": "tach", "authority_document": False}, "ban-ve gcn"),
    Case("1.012784", {**OWN, "hinh_thuc": "hop", "authority_document": True}, "ban-ve gcn van-ban"),
    Case("1.012784", {"hinh_thuc": "tach_hop", "submitter_is_owner": False, "authority_document": False}, "ban-ve gcn uy-quyen"),
    Case("1.012790", {**OWN, "loai_sai": "nguoi"}, "gcn chung-minh-sai"),
    Case("1.012790", {**OWN, "loai_sai": "thua_dat", "submitter_is_owner": False}, "gcn chung-minh-thua uy-quyen"),
    Case("1.012789", {"doi_tuong": "cua_toi", "fee_exempt": "khong"}, ""),
    Case("1.012789", {"doi_tuong": "co_dong_y", "fee_exempt": "khong", "result_by": "email"}, "dong-y"),
    Case("1.012789", {"doi_tuong": "khong_ten", "fee_exempt": "co", "result_by": "post"}, "mien-phi"),
    Case("1.013833", {**KEPT, "truong_hop": "giay_to"}, "gcn chung-minh"),
    Case("1.013833", {**KEPT, "truong_hop": "quyen_lien_ke"}, "gcn quyen-lien-ke"),
    Case("1.013833", {**KEPT, "truong_hop": "thua_dat", "remeasure": "da_co"}, "gcn trich-do"),
    Case("1.013833", {**OWN, "truong_hop": "sat_lo", "submitter_is_owner": False}, "gcn uy-quyen"),
]  # fmt: skip
