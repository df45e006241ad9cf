"""What is the core of an official name, and of a code?"""

from __future__ import annotations

import re

from portal.kernel.text import words

# What a name says beyond its core counts less.
_ASIDE = re.compile(
    r"\(.*?\)|\(.*$|\b(?:đối với|trong trường hợp|trường hợp|theo quy định|thuộc thẩm quyền"
    r"|thuộc phạm vi|thực hiện tại|quy định tại|mà có|cho|để)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_OPENING = re.compile(r"^\s*(?:thủ tục(?: hành chính)?(?: về)?)\b[:\s]*", re.IGNORECASE)


def base_code(code: str) -> str:
    """`1.013831.000.00.00.H61` → `1.013831`; codes of another shape stay as they are."""
    found = re.match(r"\d\.\d{6}", code)
    return found[0] if found else code


def without_opening(name: str) -> str:
    """The name without "Thủ tục …" in front."""
    return _OPENING.sub("", name)


def core_name(name: str) -> str:
    """The name without its opening ("Thủ tục …"), brackets and "đối với …" tail."""
    opened = without_opening(name)
    core = _ASIDE.sub(" ", opened).strip()
    return core if len(words(core)) >= 2 else opened
