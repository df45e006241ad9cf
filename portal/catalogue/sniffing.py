"""Which of our kinds of import file is this? Its first bytes say so; its name only tells JSON lines from a JSON list."""

from __future__ import annotations

import gzip
import io
import json
import tomllib
import zlib

from portal.kernel.errors import N_, Invalid

_HEAD = 64_000


def ending_of(content: bytes, filename: str, *, most_bytes: int) -> str:
    """Return the ending under which the file is read; Invalid when it is empty, too large or of another kind."""
    if not content:
        raise Invalid(N_("This file is empty. Choose another one."))
    if len(content) > most_bytes:
        raise Invalid(N_("This file is too large. Choose one of up to %(mb)s MB."), mb=most_bytes >> 20)
    if content.startswith(b"PK\x03\x04"):
        return ".xlsx"
    if content.startswith(b"\x1f\x8b"):
        ending = _json_ending(_unpacked_head(content), filename.lower().removesuffix(".gz"))
        if not ending:
            raise _unknown()
        return f"{ending}.gz"
    return _json_ending(content[:_HEAD], filename.lower()) or _toml(content)


def _unpacked_head(content: bytes) -> bytes:
    try:
        return gzip.GzipFile(fileobj=io.BytesIO(content)).read(_HEAD)
    except (OSError, EOFError, zlib.error) as error:
        raise _unknown() from error


def _json_ending(head: bytes, filename: str) -> str:
    """Return ".jsonl" or ".json" for what begins like it, "" for anything else."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    first, _, rest = text.partition(b"\n")
    if text.startswith(b"{") and (filename.endswith(".jsonl") or (_is_json(first) and rest.strip())):
        return ".jsonl"
    return ".json" if text.startswith((b"{", b"[")) else ""


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _toml(content: bytes) -> str:
    try:
        known = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _unknown() from error
    if "code" not in known:
        raise _unknown()
    return ".toml"


def _unknown() -> Invalid:
    return Invalid(N_("This file cannot be read here. Choose JSONL, JSON, XLSX or TOML."))
