"""Does a file carry something known to be harmful? Asked of ClamAV before anything opens the file.

An infected file is refused wherever files come in. So is every file while the scanner that was set up does not
answer: an installation that promised to look does not look away.
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from portal.kernel.errors import N_, Invalid

#: Seconds; a scan of 15 MB takes well under one.
PATIENCE = 20.0
_CHUNK = 64 * 1024


class ScannerDown(Exception):
    """The scanner cannot be asked, or gave no answer that says yes or no."""


class Scanner(Protocol):
    """Looks for harmful contents."""

    def scan(self, content: bytes) -> bool:
        """Return True for "looked at and clean", False for "not looked at"; raise Invalid for what is not taken."""
        ...

    def state(self) -> str:
        """Return a message on what is in place; raise ScannerDown when it does not work."""
        ...


class NoScanner:
    """No scanner was set up: files are kept as not looked at."""

    def scan(self, content: bytes) -> bool:
        """Look at nothing."""
        return False

    def state(self) -> str:
        """Say so."""
        return N_("files are not scanned: CLAMD_ADDRESS is not set")


@dataclass(frozen=True)
class Clamd:
    """ClamAV's daemon, at "unix:/run/clamav/clamd.ctl" or "tcp:host:3310"."""

    address: str

    def scan(self, content: bytes) -> bool:
        """Send the file in chunks (INSTREAM); Invalid when it is infected or cannot be looked at."""
        try:
            answer = self._ask(b"zINSTREAM\0", content)
            if not answer.endswith((" OK", " FOUND")):
                raise ScannerDown(answer)
        except ScannerDown as error:
            raise Invalid(
                N_("Files cannot be checked for viruses right now. Please try again in a few minutes.")
            ) from error
        if answer.endswith(" FOUND"):
            raise Invalid(N_("This file carries a virus, so it is not taken. Choose another file, or make it anew."))
        return True

    def state(self) -> str:
        """Ask whether it is there."""
        answer = self._ask(b"zPING\0")
        if answer != "PONG":
            raise ScannerDown(answer)
        return N_("clamd answers")

    def _ask(self, command: bytes, content: bytes = b"") -> str:
        try:
            with self._connection() as connection:
                connection.sendall(command)
                if content:
                    _send(connection, content)
                return _answer(connection)
        except OSError as error:
            raise ScannerDown(str(error)) from error

    def _connection(self) -> socket.socket:
        kind, _, place = self.address.partition(":")
        if kind == "unix":
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(PATIENCE)
            try:
                connection.connect(str(Path(place)))
            except OSError:
                connection.close()
                raise
            return connection
        host, _, port = place.rpartition(":")
        return socket.create_connection((host, int(port)), PATIENCE)


def _send(connection: socket.socket, content: bytes) -> None:
    """Send the bytes as clamd wants them: length, chunk, …, a length of zero."""
    try:
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK]
            connection.sendall(struct.pack(">I", len(chunk)) + chunk)
        connection.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return  # over its StreamMaxLength clamd says so and hangs up: the answer can still be read


def _answer(connection: socket.socket) -> str:
    answer = b""
    while b"\0" not in answer and len(answer) < _CHUNK:
        part = connection.recv(4096)
        if not part:
            break
        answer += part
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def scanner_at(address: str) -> Scanner:
    """Return the scanner at an address of the settings, "" for none."""
    return Clamd(address) if address else NoScanner()
