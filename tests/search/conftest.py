"""A small catalogue and a small vocabulary, in the words of the law and in people's."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.search.queries import Finder
from portal.search.vocabulary import Lexicon, Vocabulary, vocabulary_of
from portal.web.app_state import service

NAMES = {
    "1.001193": "Thủ tục đăng ký khai sinh",
    "1.003583": "Thủ tục đăng ký khai sinh lưu động",
    "1.004884": "Thủ tục đăng ký lại khai sinh",
    "2.000528": "Thủ tục đăng ký khai sinh có yếu tố nước ngoài",
    "1.000110": "Thủ tục đăng ký khai sinh có yếu tố nước ngoài tại khu vực biên giới",
    "1.000894": "Thủ tục đăng ký kết hôn",
    "1.000656": "Thủ tục đăng ký khai tử",
    "1.004873": "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân",
    "1.013831": "Đăng ký biến động đối với trường hợp chuyển nhượng quyền sử dụng đất",
    "1.012786": "Cấp lại Giấy chứng nhận quyền sử dụng đất do bị mất",
    "1.012784": "Tách thửa hoặc hợp thửa đất",
    "1.001612": "Đăng ký thành lập hộ kinh doanh",
    "2.000815": "Chứng thực bản sao từ bản chính giấy tờ, văn bản",
    "1.014064": "Cấp lại thẻ căn cước",
    "1.014061": "Cấp thẻ căn cước cho người từ đủ 14 tuổi trở lên",
    "1.005319": "Hỗ trợ chi phí hoả táng",
}  # fmt: skip


@pytest.fixture
def names() -> dict[str, str]:
    """The names of the small catalogue, by code."""
    return NAMES


@pytest.fixture
def vocabulary() -> Vocabulary:
    return vocabulary_of(
        synonyms=[
            {"say": ["sổ đỏ", "sổ hồng"], "mean": "giấy chứng nhận quyền sử dụng đất"},
            {"say": ["mất sổ đỏ"], "mean": "cấp lại giấy chứng nhận", "procedures": ["1.012786"]},
            {"say": ["sang tên"], "mean": "chuyển nhượng quyền sử dụng đất"},
            {"say": ["giấy độc thân"], "mean": "giấy xác nhận tình trạng hôn nhân"},
            {"say": ["hồ sơ tới đâu rồi"], "mean": "tra cứu hồ sơ"},
        ],
        abbreviations=[
            {"short": "GCN", "long": "giấy chứng nhận"},
            {"short": "QSDĐ", "long": "quyền sử dụng đất"},
            {"short": "CCCD", "long": "thẻ căn cước"},
            {"short": "P.", "long": "phường"},
        ],
        intents=[
            {"name": "fee", "words": ["bao nhiêu tiền", "lệ phí"]},
            {"name": "time", "words": ["bao lâu"]},
            {"name": "place", "words": ["ở đâu"]},
            {"name": "papers", "words": ["cần gì", "cần giấy tờ gì"]},
            {"name": "track", "words": ["tới đâu rồi"]},
        ],
        stop=["làm", "xin", "ở", "hết", "tôi", "muốn", "cần", "thì", "thủ tục", "cho"],
    )


@pytest.fixture
def full_vocabulary(vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary with the words of the catalogue, as the index hands it to `understand`."""
    return vocabulary.with_lexicon(Lexicon(NAMES.values()))


@pytest.fixture
def finder(app: Flask) -> Finder:
    """The search of the portal under test."""
    with app.app_context():
        found: Finder = service(Finder)
    return found
