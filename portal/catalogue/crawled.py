"""How does a record read that was crawled from public pages? (shape: domain 2, flattened)

Each function reads one part; what is not plain is kept as a note, nothing is invented.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from portal.catalogue.cleaning import clean_line, clean_text, meaningful, says_nothing, split_form_files
from portal.catalogue.crawled_ways import ways_of
from portal.catalogue.record import Component, LegalBasis, Record, Told
from portal.catalogue.rules import is_day
from portal.catalogue.shapes import list_of, text_of
from portal.kernel.text import slug


def read_crawled(data: Mapping[str, Any]) -> Record:
    """Build a record, its code still empty; TypeError when a part has another shape."""
    components = _components(list_of(data, "components", dict))
    results, result_codes = results_of(list_of(data, "result", str))
    audiences, audience_note = audiences_of(clean_line(text_of(data, "target")))
    field_name = clean_line(meaningful(text_of(data, "field")))
    sets = re.search(r"(\d{1,2})\s*\)?\s*(?:\(\w+\)\s*)?bộ", clean_line(text_of(data, "quantity")))
    return Record(
        code="",
        name=clean_line(text_of(data, "name")),
        level=2 if any(component.has_form for component in components) else 1,
        field=slug(field_name),
        field_name=field_name,
        admin_level=_admin_level(list_of(data, "level", str)),
        executing_note=clean_line(meaningful(text_of(data, "agency"))),
        audiences=audiences,
        audience_note=audience_note,
        results=results,
        result_codes=result_codes,
        dossier_sets=max(1, int(sets[1])) if sets else 1,
        keywords=keywords_of(text_of(data, "keywords")),
        conditions=meaningful(text_of(data, "requirements")),
        decision_number=_decision(clean_text(text_of(data, "decision"))),
        valid_from=_in_force(text_of(data, "decision")),
        channels=ways_of(data),
        components=components,
        steps=steps_of(meaningful(text_of(data, "steps"))),
        legal_bases=_legal_bases(clean_text(text_of(data, "legal_basis"))),
        origin="import",
    )


_ADMIN_LEVELS = {"tinh": "province", "xa": "commune", "huyen": "district", "bo": "ministry"}


def _admin_level(levels: list[str]) -> str:
    """Of several, return the one nearest to this province: its own, its communes, then others."""
    words = {slug(level) for level in levels}
    return next((name for word, name in _ADMIN_LEVELS.items() if word in words), "other")


#: "…thuốc thú yMã: KQ.G10.000246...văn bản trả lời": name, code and the next name; some codes are only typed letters.
_RESULT_CODE = re.compile(
    r"\s*Mã:\s*([A-Z0-9][A-ZĐ0-9._gh-]*\d(?: \d{4}\b)?)?(?:_[A-Z]+|[a-z]{2,10}\d?(?=[A-ZĐ\s]|$))?[\s.]*"
)


def results_of(texts: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (results, their codes): codes as many as results, or none where the source has none."""
    found: dict[str, str] = {}
    for text in texts:
        parts = _RESULT_CODE.split(meaningful(text))
        for name, code in zip(parts[::2], [*parts[1::2], None], strict=True):
            line = clean_line(name)
            if " " in line or line.isalpha():
                found[line] = found.get(line) or code or ""
    return tuple(found), tuple(found.values()) if any(found.values()) else ()


_LONGEST_KEYWORD = 40


def keywords_of(text: str) -> tuple[str, ...]:
    """Return the keywords; a sentence with commas is one."""
    words: list[str] = []
    for line in re.split("[;\n]", meaningful(text)):
        parts = [part.strip() for part in line.split(",")]
        words += parts if max(map(len, parts)) <= _LONGEST_KEYWORD else [line.strip()]
    return tuple(dict.fromkeys(word for word in words if word and "»" not in word))


def _decision(text: str) -> str:
    number = re.search(r"[\w.]*\d/(?:\d{4}/)?Q[ĐD][A-ZĐ0-9-]*", text)
    if number:
        return number[0]
    rest = clean_line(re.sub(r"(?s)^(?:o\s|\W)*Số QĐ\W*|(?:\so|\W)*Ngày hiệu lực.*", "", text))
    return "" if says_nothing(rest) else rest


def _in_force(text: str) -> str:
    """Return the day a decision takes effect, where it stands beside the number."""
    found = re.search(r"Ngày hiệu lực\W*(\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})", clean_line(text))
    return day_of(found[1]) if found else ""


def day_of(text: str) -> str:
    """Return an ISO day of an ISO or Vietnamese text, "" for anything else."""
    found = re.match(r"(\d{4})-(\d{2})-(\d{2})", text)
    parts = found.groups() if found else tuple(reversed(re.findall(r"\d+", text)))
    day = f"{parts[0]}-{parts[1]:>02}-{parts[2]:>02}" if len(parts) == 3 else ""
    return day if is_day(day) else ""


_AUDIENCES = {
    "citizen": ("công dân", "cá nhân", "hộ gia đình"),
    "business": ("doanh nghiệp",),
    "organisation": ("tổ chức",),
    "cooperative": ("hợp tác xã", "htx"),
    "overseas_vietnamese": ("định cư ở nước ngoài",),
    "foreigner": ("người nước ngoài",),
}
_NOT_AUDIENCES = re.compile(r"\s*\(không bao gồm [^)]*\)")
_PLAIN_AUDIENCE = re.compile(
    r"công dân việt nam|cá nhân|doanh nghiệp|tổ chức|hợp tác xã|người nước ngoài"
    r"|người việt nam định cư ở nước ngoài"
)


def audiences_of(text: str) -> tuple[tuple[str, ...], str]:
    """Return (audiences, note): the note is the whole text unless the audiences say it all."""
    told = _NOT_AUDIENCES.sub("", text.lower())
    found = tuple(name for name, words in _AUDIENCES.items() if any(word in told for word in words))
    is_all = all(_PLAIN_AUDIENCE.fullmatch(part.strip()) for part in told.split(","))
    return found, "" if is_all or says_nothing(text) else text


_STEP = re.compile(r"(?m)^\W*(?=Bước \d)")
_STEP_HEAD = re.compile(r"(Bước \d+[a-z]?)\s*[:.)–-]*\s*(.*)", re.DOTALL)
_LONGEST_TITLE = 80


def steps_of(text: str) -> tuple[Told, ...]:
    """Cut a text at each "Bước n"; without any it is one step."""
    text = re.sub(r"^\W*Trình tự thực hiện\s*:?\s*", "", text)
    return tuple(_told(part.strip()) for part in _STEP.split(text) if part.strip(" -+•*\n"))


def _told(text: str) -> Told:
    head = _STEP_HEAD.fullmatch(text)
    if not head:
        return Told("", text)
    line, _, rest = head[2].partition("\n")
    is_title = line[:1].isalnum() and len(line) <= _LONGEST_TITLE and line[-1] not in ",;"
    if is_title and rest and not rest.strip()[:1].islower():  # else the page broke the line
        return Told(f"{head[1]}: {line.rstrip(' :.')}", rest.strip())
    return Told(head[1], head[2])


#: Who issues: named one by one, because the next title follows without a space ("TT-BTCThông tư").
_ISSUERS = (
    "BLĐTBXH|BNNPTNT|BVHTTDL|BTNMT|BNNMT|BGTVT|BKHĐT|BKHCN|BTTTT|BDTTG|BGDĐT|NHNN|VPCP|TTCP"
    "|TANDTC|VKSNDTC|BNN|BNV|BNG|BTC|BTP|BCA|BXD|BQP|BYT|BCT"
)
_LEGAL_NUMBER = re.compile(
    r"(\d+)/(\d{4})/(QH\d{2}|UBTVQH\d{2}|(?:NĐ|NQ|TTLT)-CP|NQ-QH|(?:QĐ|CT)-TTg|NQ-HĐND|QĐ-UBND"
    rf"|(?:TT|TTLT|QĐ|VBHN)-(?:{_ISSUERS})(?:-(?:{_ISSUERS}))*)"
)


def _legal_bases(text: str) -> tuple[LegalBasis, ...]:
    """Return the numbers; the titles ran into one another. Without any number, the text."""
    numbers = (
        f"{re.sub('^(19|20)[0-9]{2}(?=[0-9])', '', first)}/{year}/{kind}"
        for first, year, kind in _LEGAL_NUMBER.findall(text)
    )
    found = tuple(LegalBasis(number) for number in dict.fromkeys(numbers))
    return found or tuple(LegalBasis(title=clean_line(text)) for _ in range(bool(meaningful(text))))


_TABLE_HEAD = re.compile(r"Tên giấy tờ\b.*Số lượng|\W*\d*\W*", re.DOTALL)


#: An address of a form; some sources write it with nothing behind "ma=".
_FORM_URL = re.compile(r"https?://[^\s=]+(?:=[^\s=]+)*")


def _components(rows: list[dict[str, Any]]) -> tuple[Component, ...]:
    """Return the papers with the files of their forms; heads of tables are left out."""
    papers: list[Component] = []
    for row in rows:
        counts, digits, files = _quantity(clean_line(text_of(row, "quantity")))
        name = clean_line(text_of(row, "name"))
        if digits:
            name = f"{name} {digits}" if name[-1:].isalnum() else name + digits
        name, glued = split_form_files(name)
        name = name.lstrip("-+•*– ").strip()
        if _TABLE_HEAD.fullmatch(name) or says_nothing(name):
            continue
        address = clean_line(text_of(row, "form"))
        papers.append(
            Component(
                id=f"c{len(papers) + 1}",
                name=name,
                case=clean_line(meaningful(text_of(row, "case"))),
                originals=counts[0] if counts else 0,
                copies=counts[1] if counts else 0,
                is_note=counts == (0, 0),
                form_files=tuple(dict.fromkeys(glued + files)),
                form_url=address if _FORM_URL.fullmatch(address) else "",
            )
        )
    return tuple(papers)


def _quantity(cell: str) -> tuple[tuple[int, int] | None, str, tuple[str, ...]]:
    """Read "1 bản chính,1 bản sao": (originals and copies or None, digits of the name, form files).

    "20261 bản chính" is the year the name ended in, and 1: the cells ran together.
    """
    files = split_form_files(cell)[1]
    counts = {"chính": 0, "sao": 0}
    digits, found = "", None
    for found in re.finditer(r"(\d+)\s+bản (chính|sao|chụp)", cell.lower()):
        number = found[1]
        if not re.fullmatch(r"0?\d|1\d|20", number):
            digits, number = digits + number[:-1], number[-1]
        counts["chính" if found[2] == "chính" else "sao"] += int(number)
    for found in re.finditer(r"bản (chính|sao)\s*:\s*(\d{1,2})", cell.lower()):
        counts[found[1]] += int(found[2])
    return (counts["chính"], counts["sao"]) if found else None, digits, files
