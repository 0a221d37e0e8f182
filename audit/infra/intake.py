"""Taking a file in: name, size, kind, virus scan, then the store. No database is needed, and none is held up."""

from collections.abc import Collection
from dataclasses import dataclass

from audit.infra.antivirus import Said, Verdict, scan_file
from audit.infra.file_names import clean_name, say_size
from audit.infra.file_store import FileStore, Readable, TooLarge
from audit.infra.file_types import FileRefused, check_content, check_ending


@dataclass(frozen=True)
class TakenFile:
    """A file that is in the store, checked, and waits for the row that names it."""

    sha256: str
    size: int
    """Bytes."""
    name: str
    """The cleaned name."""
    content_type: str
    verdict: Verdict


@dataclass(frozen=True)
class Intake:
    """The store with the rules of what it takes."""

    store: FileStore
    endings: Collection[str]
    max_bytes: int
    scanner: str = ""
    """The virus scanner's address; empty for none."""

    def take_in(self, stream: Readable, file_name: str) -> TakenFile:
        """Check a file and keep it; raises FileRefused with the sentence to show, and then keeps nothing."""
        name = clean_name(file_name)
        check_ending(name, self.endings)
        try:
            with self.store.receive(stream, self.max_bytes) as incoming:
                content_type = check_content(name, incoming.path, self.endings)
                verdict = scan_file(incoming.path, self.scanner)
                if verdict.said is Said.FOUND:
                    raise FileRefused(
                        f"{name} was not kept: the virus scanner found {verdict.name or 'something'} in it. "
                        "Tell your IT support before you open it again."
                    )
                self.store.keep(incoming)
        except TooLarge:
            raise FileRefused(
                f"{name} is larger than {say_size(self.max_bytes)}, the most that one file may be. "
                "Make it smaller, for example by saving it as a PDF, and attach it again."
            ) from None
        return TakenFile(incoming.sha256, incoming.size, name, content_type, verdict)
