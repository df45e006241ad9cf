"""Is what was typed a code, of a procedure or of a dossier?

Procedure codes: 1.013831, 1.013831.000.00.00.H61. Dossier codes: Circular 01/2018/TT-VPCP,
Article 19 (000.00.19.H61-261123-0007) and the short forms used since. People leave out dots,
dashes and capitals; every form is accepted.
"""

from __future__ import annotations

import re

_GAP = r"[\s.\-–—_/]*"
_PROCEDURE = re.compile(rf"(?<![\w.])([1-9])\.(\d{{6}})(?:{_GAP}\d{{3}}{_GAP}\d\d{_GAP}\d\d)?(?:{_GAP}H\d\d)?(?!\w)")
_PROCEDURE_BARE = re.compile(rf"^([1-9])[\s\-]?(\d{{6}})(?:{_GAP}\d{{3}}{_GAP}\d\d{_GAP}\d\d)?(?:{_GAP}H\d\d)?$")
_DOSSIER = re.compile(rf"(?<!\w)(\d{{3}}){_GAP}(\d\d){_GAP}(\d\d){_GAP}([A-Z]\d\d){_GAP}(\d{{6}}){_GAP}(\d{{4}})(?!\w)")
_DOSSIER_SHORT = re.compile(r"(?<!\w)([A-Z]\d\d)(?:[.\s](\d{1,3}))?[\s\-–—.](\d{8}|\d{6})[\s\-–—.](\d{4,7})(?!\w)")
_DOSSIER_BEGUN = re.compile(r"^(\d{3}\.\d\d\.\d\d\.[A-Z]\d\d)(?:-?[\d\-]{0,18})$|^([A-Z]\d\d-[\d\-]{1,18})$")


def procedure_code(text: str) -> str | None:
    """The base code (`1.013831`) in a text, None if there is none."""
    upper = text.upper().strip()
    found = _PROCEDURE.search(upper) or _PROCEDURE_BARE.match(upper)
    return f"{found[1]}.{found[2]}" if found else None


def dossier_code(text: str) -> str | None:
    """The dossier code in a text, in its official writing; None if there is none.

    A code that was only begun is given back as typed, upper-case, so that the look-up page can
    say what is missing.
    """
    upper = text.upper().strip()
    found = _DOSSIER.search(upper)
    if found:
        return ".".join(found.groups()[:4]) + f"-{found[5]}-{found[6]}"
    found = _DOSSIER_SHORT.search(upper)
    if found:
        unit = f"{found[1]}.{found[2]}" if found[2] else found[1]
        return f"{unit}-{found[3]}-{found[4]}"
    return upper if _DOSSIER_BEGUN.match(upper) else None
