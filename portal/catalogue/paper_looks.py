"""What does a paper look like? A card, a land certificate, a drawing or a page of text: for the sample pictures beside the camera.

Told by its name, so that papers of every source and papers written on screen have one without anybody choosing.
"""

from __future__ import annotations

#: Drawings of the sprite (`static/icons.svg`, "paper-…"), and the words that call for them; the word that comes first in a name decides.
TEXT = "text"
_WORDS = {
    "card": ("căn cước", "chứng minh nhân dân", "hộ chiếu", "giấy phép lái xe", "thẻ ", "đăng ký xe"),
    "certificate": ("giấy chứng nhận đã cấp", "sổ đỏ", "sổ hồng", "giấy chứng nhận quyền sử dụng đất", "quyền sử dụng đất"),
    "plan": ("bản vẽ", "trích đo", "trích lục bản đồ", "sơ đồ", "phối cảnh", "ma-két"),
    TEXT: ("hợp đồng", "văn bản", "đơn ", "tờ khai", "ủy quyền", "thừa kế", "biên bản", "báo cáo"),
}  # fmt: skip


def looks_like(name: str) -> str:
    """Return which drawing shows a paper of this name."""
    text = f"{name.lower()} "
    found = [(text.index(word), kind) for kind, words in _WORDS.items() for word in words if word in text]
    return min(found)[1] if found else TEXT
