"""What does a cell of a foreign record really say: its text, a limit, a sum, a form's file name?

Official records arrive flattened from web tables and PDF pages: decomposed letters, look-alikes,
invisible characters, markup, words that say nothing, names glued to the file name of their form,
sums called free and then named. Where a cell is not plain, its words are kept, nothing is guessed.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import accumulate

from portal.catalogue.record import Fee
from portal.kernel.text import fold, nfc, strip_controls
from portal.workflow.deadlines import Limit, Unit

_BREAK_TAG = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6]|/ul|/ol|/table)\s*/?>", re.IGNORECASE)
#: Named tags only: "<15 tỷ" and "<b" of a formula are text.
_TAG = re.compile(
    r"</?(?:a|b|i|u|p|br|hr|em|li|ul|ol|tr|td|th|div|img|sub|sup|span|font|strong|table|tbody|thead"
    r"|center|h[1-6]|style|o:p)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
#: With the semicolon only: "&copy=2" in an address is no sign.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]\w{1,30});", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n?|[\n\v\f\x85\u2028\u2029]")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")

_ETH = str.maketrans("ÐðƉ", "ĐđĐ")
_FOREIGN = "АВЕКМНОРСТУХЅІЈаекорсухѕіјԁһ" + "ΑΒΕΗΙΚΜΝΟΡΤΥΧο"
_LOOK_ALIKE = str.maketrans(_FOREIGN, "ABEKMHOPCTYXSIJaekopcyxsijdh" + "ABEHIKMNOPTYXo")
_ANY_FOREIGN = re.compile(f"[{_FOREIGN}]")

_NOTHING = re.compile(
    r"|khac|dang cap nhat|(?:khong|chua)(?: (?:co|quy dinh|xac dinh|yeu cau|dieu kien|thong tin"
    r"|cap nhat|cu the|dac biet|chi tiet|thuc hien))*|chua co le phi|(?:khong|chua) co thong tin .*"
)
#: "Không có thông tin về phí" says nothing either; longer sentences may say something after it.
_LONGEST_NOTHING = 50
_FLATTENED_LABEL = re.compile(r"Từ khóa|Mô tả|(?<=[^\W\d_])Không có thông tin")


def _without_markup(text: str) -> str:
    if "<" in text:
        text = _TAG.sub("", _BREAK_TAG.sub("\n", text))
    return _ENTITY.sub(lambda found: unescape(found[0]), text) if "&" in text else text


def _latin_word(found: re.Match[str]) -> str:
    word = found[0]
    if word.isascii() or not any(char < "ɐ" or "Ḁ" <= char <= "ỿ" for char in word):
        return word  # wholly foreign: a Russian or Greek name stays what it is
    return word.translate(_LOOK_ALIKE)


def clean_text(text: str) -> str:
    """Return NFC text of one or more lines: no markup, look-alikes, invisible signs, double spaces.

    Line ends stay, at most one empty line in a row.
    """
    latin = nfc(_without_markup(text)).translate(_ETH)
    if _ANY_FOREIGN.search(latin):
        latin = _WORD.sub(_latin_word, latin)
    lines = [
        " ".join((line if line.isprintable() else strip_controls(line)).split()) for line in _LINE_END.split(latin)
    ]
    return nfc(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip())


def clean_line(text: str) -> str:
    """Return the same on one line."""
    return " ".join(clean_text(text).split())


def says_nothing(text: str) -> bool:
    """Say whether a value is only a placeholder: "--", "Không có thông tin", "Không quy định"."""
    if len(text) > 4 * _LONGEST_NOTHING:
        return False
    told = fold(_FLATTENED_LABEL.sub(" ", text))
    return len(told) <= _LONGEST_NOTHING and _NOTHING.fullmatch(told) is not None


def meaningful(text: str) -> str:
    """Return the cleaned text, "" where it says nothing."""
    cleaned = clean_text(text)
    return "" if says_nothing(cleaned) else cleaned


# File names of forms, glued to the name of the paper when a table cell lost its borders.

_LOWER = "".join(c for c in map(chr, range(0x1F00)) if c.islower())
_UPPER = "".join(c for c in map(chr, range(0x1F00)) if c.isupper())
_EXTENSION = re.compile(r"\.(?i:docx?|xlsx?|pdf|rtf|odt|zip|rar)(?![a-z0-9])")
_SEAM = re.compile(
    rf"(?<=[{_LOWER}])(?=[{_UPPER}])"  # quy định|Mauon
    rf"|(?<=[{_UPPER}]{{2}})(?=[{_UPPER}][{_LOWER}])"  # NĐ-CP|Mus132
    rf"|(?<=\d)(?=[{_UPPER}][{_LOWER}])"  # số 01|Mau
    r"|(?<=[);”\"])(?=\w)"  # (Mẫu số 01)|01 TKN
    rf"|(?<=[{_LOWER})][.:,])(?=[{_UPPER}\d])"  # Bộ Công an.|NA13
    rf"|(?<=[{_UPPER}]\.)(?=[{_UPPER}][{_LOWER}])"  # NĐ-CP.|Mau01
)
_VOWEL = "".join(c for c in _LOWER if fold(c)[:1] in tuple("aeiouy"))
#: Two syllables in one word: the cells "… quy định" and "văn bản …" met without a capital.
_TWO_SYLLABLES = re.compile(
    rf"(?:gi|qu|[^\W\d_{_VOWEL}]*)[{_VOWEL}]+(?:ng|nh|ch|[cmnpt])?(?=[^\W\d_{_VOWEL}]+[{_VOWEL}])"
)
_FORM_WORD = re.compile(r"(?<!\S)(?:mẫu|mau|phụ lục|phu luc|biểu)\b", re.IGNORECASE)
_LONGEST_FILE_NAME = 160
_LONGEST_SECOND_NAME = 60
_INNER_FILE = re.compile(rf"\s?(?:(?i:mẫu|mau)\s(?:(?i:số|so)\s)?)?[\w.()-]+{_EXTENSION.pattern}")


def split_form_files(name: str) -> tuple[str, tuple[str, ...]]:
    """Cut the file names of forms off the name of a paper: (name, file names); takes clean text.

    A name that is nothing but a file name keeps its words without the extension.
    """
    text = name
    files: list[str] = []
    while (end := _last_extension(text)) is not None and not text[end.end() :].strip(" |;,.-"):
        start = _file_start(text[: end.start()])
        files.insert(0, text[start : end.end()].strip(" |-"))
        text = text[:start].rstrip(" |-")
    for inner in list(_INNER_FILE.finditer(text)):
        files.append(inner[0].strip())
        text = text.replace(inner[0], "", 1)
    text = " ".join(text.split())
    if not any(char.isalnum() for char in text):
        text = _EXTENSION.sub("", files[0]) if files else ""
    return text, tuple(files)


def _last_extension(text: str) -> re.Match[str] | None:
    return next(reversed(list(_EXTENSION.finditer(text))), None)


def _file_start(head: str) -> int:
    """Find where the file name begins in the text before its extension."""
    before = _last_extension(head)
    lowest = max(before.end() if before else 0, head.rfind(" | ") + 3 if " | " in head else 0)
    if lowest and len(head) - lowest <= _LONGEST_SECOND_NAME:
        return lowest
    words = [w for w in re.finditer(r"\S+", head) if w.start() >= lowest]
    for seam in (_SEAM, _TWO_SYLLABLES):
        for word in reversed(words):
            if len(head) - word.end() > _LONGEST_FILE_NAME:
                break
            found = seam.search(head, max(word.start(), lowest), word.end())
            if found and found.end() > lowest and (seam is _SEAM or not word[0].isascii()):
                return found.end()
    form_word = next(reversed(list(_FORM_WORD.finditer(head, lowest))), None)
    if form_word and len(head) - form_word.start() <= _LONGEST_SECOND_NAME:
        return form_word.start()
    return words[-1].start() if len(words) > 1 else lowest


#: Stands behind a number of which nobody knows whether it counts days or working days.
NO_UNIT = "(nguồn không ghi đơn vị)"
_UNITS = {
    "gio": (1, Unit.HOUR), "gio lam viec": (1, Unit.HOUR), "ngay": (1, Unit.DAY),
    "ngay lam viec": (1, Unit.WORKING_DAY), "thang": (1, Unit.MONTH), "nam": (12, Unit.MONTH),
}  # fmt: skip
_IN_WORDS = r"(?:\s*\([^\W\d]+(?:\s[^\W\d]+)*\))?"  # 15 (mười lăm) ngày
_QUANTITY = rf"(\d{{1,3}}){_IN_WORDS}\s*(giờ|ngày|tháng|năm)(\slàm việc)?(?!\w)"
_LIMIT = re.compile(rf"(?:không quá\s*)?{_QUANTITY}(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_ANY_QUANTITY = re.compile(_QUANTITY, re.IGNORECASE)


def read_limit(text: str) -> tuple[Limit | None, str]:
    """Read "8 Ngày làm việc": (limit, note). The note is the whole text where the limit is not all.

    Of several limits apart by ";" the first counts; "02 tháng và 15 ngày làm việc" is only a note.
    """
    cell = meaningful(text).lstrip("•-+ ")
    if re.fullmatch(r"[\d.,]+", cell):
        return None, f"{cell} {NO_UNIT}"
    found = _LIMIT.fullmatch(cell.split(";")[0].strip())
    if not found or int(found[1]) == 0:
        return None, cell
    rest = found["rest"].strip(" .")
    if _ANY_QUANTITY.search(rest):
        return None, cell
    times, unit = _UNITS[fold(found[2] + (found[3] or ""))]
    return Limit(int(found[1]) * times, unit), cell if rest or ";" in cell else ""


_GROUPED = r"\d{1,3}(?:[.,]\d{3})+"
_DONG = r"(?:Việt Nam Đồng|VNĐ|VND|đồng|đ)(?!\w)"
_FEE_START = re.compile(r"\n(?=(?:Phí|Lệ phí)\s*:)")
_FEE = re.compile(r"(?:(?P<name>Phí|Lệ phí)\s*:)?[\s•-]*(?P<cell>.*)", re.DOTALL)
_SUM = re.compile(rf"({_GROUPED}|\d+|không)\s*{_DONG}\s*(.*)", re.IGNORECASE | re.DOTALL)
_FREE = re.compile(r"miễn phí\s*(\(.*\))\s*", re.IGNORECASE | re.DOTALL)
_NO_SUM = re.compile(rf"{_DONG}\s*(.*)", re.IGNORECASE | re.DOTALL)
_OTHER_SUM = re.compile(rf"({_GROUPED}|\d+(?=\s*{_DONG}))|%|USD", re.IGNORECASE)
#: Set by another province, or for a while only.
_NOT_FOR_ALL = re.compile(r"Hội đồng nhân dân|HĐND|đến hết ngày", re.IGNORECASE)
_FREE_INDEED = {
    f"{word} {fee}".strip()
    for word in ("mien", "khong thu", "khong co", "khong dong")
    for fee in ("phi", "le phi", "phi le phi")
} | {"khong thu", "khong dong"}
#: Some sources write 50.000 as "50 VNĐ"; no fee is that small.
_SMALLEST_SUM = 1_000
#: "Miễn phí(ii)" points to a footnote that did not come with it.
_LONGEST_FOOTNOTE = 3
#: What a whole-number column of the database holds.
LARGEST_NUMBER = 2_000_000_000


def read_fees(text: str) -> tuple[Fee, ...]:
    """Read one cell of fees. Free only where nothing but "Miễn phí" is said; a sum only alone."""
    cell = re.sub(r"\n?File đính kèm:.*", "", clean_text(text))
    fees = tuple(fee for part in _FEE_START.split(cell) if (fee := _fee(part)))
    return one_sum_each(fees)


def one_sum_each(fees: tuple[Fee, ...]) -> tuple[Fee, ...]:
    """Turn sums under the same name into notes: each is for its own case, they are never added."""
    names = [fee.name for fee in fees if fee.amount_vnd]
    return tuple(
        Fee(fee.name, fee.kind, None, f"{vnd(fee.amount_vnd)} {fee.note}".strip())
        if fee.amount_vnd and names.count(fee.name) > 1
        else fee
        for fee in fees
    )


def vnd(amount: int) -> str:
    """Write a sum as the law does: 1.250.000 đồng."""
    return f"{amount:,} đồng".replace(",", ".")


def fee_words(fee: Fee) -> str:
    """Write a fee in words: what a note says where it cannot be a sum."""
    amount = None if fee.amount_vnd is None else vnd(fee.amount_vnd) if fee.amount_vnd else "Miễn phí"
    return " ".join(filter(None, (amount, fee.note)))


def _fee(text: str) -> Fee | None:
    found = _FEE.fullmatch(text.strip())
    name, cell = (found["name"] or "", found["cell"]) if found else ("", text)
    if fold(cell) in _FREE_INDEED or (name and fold(cell) in ("khong", "khong co")):
        return _named(name or "Lệ phí", 0, "")
    if says_nothing(re.sub(r"\s*\(\d\)$", "", cell)):
        return None
    if free := _FREE.fullmatch(cell):
        return _freed(name, _inside(free[1]), cell)
    if amount := _SUM.fullmatch(cell):
        return _sum(name, _number(amount[1]), _inside(amount[2]), cell)
    if bare := _NO_SUM.fullmatch(cell):
        cell = _inside(bare[1])
    return None if says_nothing(cell) else _named(name, None, cell)


def _freed(name: str, inside: str, cell: str) -> Fee:
    """Read "Miễn phí(…)": free only where the brackets do not say otherwise."""
    is_free = says_nothing(inside) and not fold(inside).startswith("chua")
    if is_free or fold(inside) in _FREE_INDEED:
        return _named(name or "Lệ phí", 0, "")
    is_footnote = len(fold(inside)) <= _LONGEST_FOOTNOTE
    return _named(name or "Lệ phí", None, cell if is_footnote else inside)


def _sum(name: str, number: int, note: str, cell: str) -> Fee:
    """Read a sum: taken as such where its note names no other sum, setter or period."""
    if number == 0 and says_nothing(note):
        return _named(name or "Lệ phí", 0, "")
    if number < _SMALLEST_SUM:
        return _named(name, None, note or "Chưa rõ mức thu")
    others = {_number(other[1] or "") for other in _OTHER_SUM.finditer(note)}
    is_alone = others <= {number} and not _NOT_FOR_ALL.search(note)
    if is_alone and number <= LARGEST_NUMBER:
        return _named(name, number, note)
    return _named(name, None, cell)


def _number(text: str) -> int:
    return int("0" + re.sub(r"\D", "", text))


def _inside(text: str) -> str:
    """Take off the brackets that enclose all of the text."""
    text = text.strip()
    while text.startswith("(") and text.endswith(")"):
        depths = list(accumulate((char == "(") - (char == ")") for char in text))
        if 0 not in depths or depths.index(0) != len(text) - 1:
            break
        text = text[1:-1].strip()
    return text


def _named(name: str, amount: int | None, note: str) -> Fee:
    """Name the fee as its cell does, else as its note begins; the law knows phí and lệ phí."""
    begins = re.match(r"\W*(Phí|Lệ phí)\b", note)
    name = name or (begins[1] if begins else "Phí, lệ phí")
    return Fee(name, "charge" if name == "Lệ phí" else "fee", amount, note)
