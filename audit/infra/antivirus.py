"""The virus scanner: a client of clamd's INSTREAM command over its socket.

A scanner that does not answer has said nothing, so its file is quarantined and never passed.
"""

import logging
import socket
import struct
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

log = logging.getLogger("audit")

_PIECE = 64 * 1024
_SECONDS = 60.0


class Said(StrEnum):
    """What came of asking the scanner."""

    NOT_ASKED = "not-asked"
    """No scanner is configured."""
    CLEAN = "clean"
    FOUND = "found"
    NO_ANSWER = "no-answer"


@dataclass(frozen=True)
class Verdict:
    """What the scanner said, and of what it found, the name."""

    said: Said
    name: str = ""


def scan_file(path: Path, address: str) -> Verdict:
    """Ask the scanner at ``address`` about a file. An empty address means that there is none.

    ``address`` is the path of a Unix socket or ``host:port``. Never raises: no answer is a verdict too.
    """
    if not address:
        return Verdict(Said.NOT_ASKED)
    try:
        reply = _ask(path, address)
    except (OSError, ValueError) as error:
        log.warning("the virus scanner does not answer: %s", error)
        return Verdict(Said.NO_ANSWER)
    if reply.endswith("FOUND"):
        return Verdict(Said.FOUND, reply.removeprefix("stream:").removesuffix("FOUND").strip())
    if reply == "stream: OK":
        return Verdict(Said.CLEAN)
    log.warning("the virus scanner answered: %s", reply[:200])
    return Verdict(Said.NO_ANSWER)


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        client.settimeout(_SECONDS)
        try:
            client.connect(address)
        except OSError:
            client.close()
            raise
        return client
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=_SECONDS)


def _ask(path: Path, address: str) -> str:
    with _connect(address) as client, path.open("rb") as file:
        client.sendall(b"zINSTREAM\0")
        while piece := file.read(_PIECE):
            client.sendall(struct.pack("!L", len(piece)) + piece)
        client.sendall(struct.pack("!L", 0))
        reply = b""
        while b"\0" not in reply and len(reply) < 4096 and (part := client.recv(4096)):
            reply += part
    return reply.split(b"\0")[0].decode("utf-8", "replace").strip()
