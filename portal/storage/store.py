"""Where do bytes lie? Behind one small protocol: disk today, S3 later; names say nothing about people."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from portal.kernel.errors import NotFound
from portal.kernel.ids import token


class Store(Protocol):
    """Keeps bytes under keys it makes itself."""

    def put(self, content: bytes) -> str:
        """Keep the bytes and return their key."""
        ...

    def get(self, key: str) -> bytes:
        """Return the bytes; NotFound for an unknown key."""
        ...

    def delete(self, key: str) -> None:
        """Forget the bytes; an unknown key is no error."""
        ...


class DiskStore:
    """Files in one folder, two levels deep, readable by the portal's user only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Write to a temporary name first: a file under its final name is whole."""
        key = token()
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_suffix(".part")
        with open(part, "wb", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
        return key

    def get(self, key: str) -> bytes:
        """Return the bytes; NotFound when there are none."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            raise NotFound from None

    def delete(self, key: str) -> None:
        """Remove the file."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if not key.replace("-", "").replace("_", "").isalnum():
            raise NotFound
        return self.folder / key[:2] / key
