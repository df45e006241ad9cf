"""What cannot be imported, and where does it stand? One sentence for the person who made the file."""

from __future__ import annotations


class ImportProblem(Exception):
    """Something that cannot become a procedure; `reason` is a Vietnamese sentence for the officer.

    `place` names the spot inside the line: "tờ Cách nộp, ô C37"; "" when the whole line is meant.
    """

    def __init__(self, code: str, reason: str, *, place: str = "") -> None:
        self.code, self.reason, self.place = code, reason, place
        super().__init__(f"{code}: {reason}")
