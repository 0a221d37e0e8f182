"""A virus scanner for tests: it speaks clamd's INSTREAM on a real socket of this machine."""

import socket
import struct
import threading
from types import TracebackType

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless test content that every scanner calls a virus."""


class Scanner:
    """Answers on ``address`` until the block ends. ``reply`` overrides what it says of everything."""

    def __init__(self, reply: bytes | None = None) -> None:
        self.reply = reply
        self.seen: list[bytes] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> "Scanner":
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            with client, client.makefile("rwb") as wire:
                assert wire.read(10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack("!L", wire.read(4))[0]:
                    content += wire.read(size)
                self.seen.append(content)
                said = b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"
                wire.write((self.reply if self.reply is not None else said) + b"\0")
                wire.flush()
