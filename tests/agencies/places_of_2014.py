"""The districts and communes of Vĩnh Long in 2014, as papers of that time name them: 94 xã, 10 phường, 5 thị trấn."""

from __future__ import annotations

#: District → communes; a name without a kind was a xã then.
DISTRICTS: dict[str, list[str]] = {
    "Thành phố Vĩnh Long": [
        *(f"Phường {n}" for n in (1, 2, 3, 4, 5, 8, 9)), "Tân Ngãi", "Tân Hòa", "Tân Hội", "Trường An",
    ],
    "Huyện Long Hồ": [
        "Thị trấn Long Hồ", "Đồng Phú", "Bình Hòa Phước", "Hòa Ninh", "An Bình", "Thanh Đức", "Tân Hạnh", "Phước Hậu",
        "Long Phước", "Phú Đức", "Lộc Hòa", "Long An", "Phú Quới", "Thạnh Quới", "Hòa Phú",
    ],
    "Huyện Mang Thít": [
        "Thị trấn Cái Nhum", "Mỹ An", "Mỹ Phước", "An Phước", "Nhơn Phú", "Long Mỹ", "Hòa Tịnh", "Bình Phước", "Chánh An",
        "Tân An Hội", "Tân Long", "Tân Long Hội", "Chánh Hội",
    ],
    "Huyện Vũng Liêm": [
        "Thị trấn Vũng Liêm", "Tân Quới Trung", "Quới Thiện", "Quới An", "Trung Chánh", "Tân An Luông", "Thanh Bình",
        "Trung Thành Tây", "Trung Hiệp", "Hiếu Phụng", "Trung Thành Đông", "Trung Thành", "Trung Hiếu", "Trung Ngãi",
        "Hiếu Thuận", "Trung Nghĩa", "Trung An", "Hiếu Nhơn", "Hiếu Thành", "Hiếu Nghĩa",
    ],
    "Huyện Tam Bình": [
        "Thị trấn Tam Bình", "Tân Lộc", "Phú Thịnh", "Hậu Lộc", "Hòa Thạnh", "Hoà Lộc", "Phú Lộc", "Song Phú", "Hòa Hiệp",
        "Mỹ Lộc", "Tân Phú", "Long Phú", "Mỹ Thạnh Trung", "Tường Lộc", "Loan Mỹ", "Ngãi Tứ", "Bình Ninh",
    ],
    "Thị xã Bình Minh": [
        "Phường Cái Vồn", "Phường Thành Phước", "Phường Đông Thuận", "Thuận An", "Đông Thạnh", "Đông Bình", "Mỹ Hòa", "Đông Thành",
    ],
    "Huyện Trà Ôn": [
        "Thị trấn Trà Ôn", "Xuân Hiệp", "Nhơn Bình", "Hòa Bình", "Thới Hòa", "Trà Côn", "Tân Mỹ", "Hựu Thành", "Vĩnh Xuân",
        "Thuận Thới", "Phú Thành", "Thiện Mỹ", "Lục Sỹ Thành", "Tích Thiện",
    ],
    "Huyện Bình Tân": [
        "Tân Hưng", "Tân Thành", "Thành Trung", "Tân An Thạnh", "Tân Lược", "Nguyễn Văn Thảnh", "Thành Lợi", "Mỹ Thuận",
        "Tân Bình", "Tân Quới", "Thành Đông",
    ],
}  # fmt: skip

#: (name with its kind, district) of every commune.
COMMUNES: list[tuple[str, str]] = [
    (name if name.startswith(("Phường", "Thị trấn")) else f"Xã {name}", district)
    for district, names in DISTRICTS.items()
    for name in names
]

#: Provincial agencies of 2014 by their names, and by the initials officials use.
AGENCIES: dict[str, str] = {
    "Văn phòng Ủy ban nhân dân tỉnh": "",
    "Sở Nội vụ": "snv",
    "Sở Tư pháp": "stp",
    "Sở Kế hoạch và Đầu tư": "skhdt",
    "Sở Tài chính": "stc",
    "Sở Công Thương": "sct",
    "Sở Nông nghiệp và Phát triển nông thôn": "snnptnt",
    "Sở Giao thông vận tải": "sgtvt",
    "Sở Xây dựng": "sxd",
    "Sở Tài nguyên và Môi trường": "stnmt",
    "Sở Thông tin và Truyền thông": "stttt",
    "Sở Lao động – Thương binh và Xã hội": "sldtbxh",
    "Sở Văn hóa, Thể thao và Du lịch": "svhttdl",
    "Sở Khoa học và Công nghệ": "skhcn",
    "Sở Giáo dục và Đào tạo": "sgddt",
    "Sở Y tế": "syt",
    "Thanh tra tỉnh": "",
    "Ban Dân tộc": "bdt",
    "Ban Quản lý các khu công nghiệp": "bqlckcn",
    "Công an tỉnh": "",
    "Cục Thuế": "",
    "Bảo hiểm xã hội": "",
    "Cục Thi hành án dân sự": "",
}
