"""Looking into office files without unpacking them: what they are, and what in them would do harm elsewhere.

Modern ones are zip archives, old ones are OLE containers. Only small parts of an archive are ever unpacked, each
with a limit, so an archive that grows without end cannot hurt.
"""

import re
import zipfile
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

MOST_ENTRIES = 10_000
MOST_UNPACKED = 1024 * 1024 * 1024
"""Bytes that an archive may say it holds, unpacked."""
MOST_RATIO = 250
"""How many times its own size an archive may unpack to, once that is more than SMALL_UNPACKED."""
SMALL_UNPACKED = 50 * 1024 * 1024
_LARGEST_DIRECTORY = 2 * 1024 * 1024
_TOO_MUCH = "holds far more than an ordinary document. Save it as a PDF and attach that."
_DAMAGED = "is damaged and cannot be opened. Save it again and attach it."
_PART = 4 * 1024 * 1024
"""Bytes of one part that are read."""

_MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"presentationml.presentation.main+xml": "pptx",
}
_ODF_TYPES = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
_OLE_STREAMS = {
    "WordDocument": "doc",
    "Workbook": "xls",
    "Book": "xls",
    "PowerPoint Document": "ppt",
    "__properties_version1.0": "msg",
}
_FETCHED = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/package", "/control")
_LOCAL = re.compile(r"(?:file:/{0,3})?[A-Za-z]:|[^:\\/]+$")
"""A drive letter or a bare name. Word notes the template's place on the writer's own disk: that fetches nothing."""


class Harmful(Exception):
    """The file is what it says, but may not be kept. The message is the rest of a sentence after its name."""


def look_into_zip(path: Path) -> frozenset[str]:
    """The endings that a zip archive's content agrees with; raises Harmful."""
    if _directory_size(path) > _LARGEST_DIRECTORY:
        raise Harmful(_TOO_MUCH)
    try:
        with zipfile.ZipFile(path) as archive:
            return _look(archive, path.stat().st_size)
    except (KeyError, ParseError, DefusedXmlException):
        raise Harmful("is not put together as it should be. Save it again and attach it.") from None
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, RuntimeError):
        raise Harmful(_DAMAGED) from None
    except Exception as error:
        # Decompressors raise errors of their own (zlib.error, LZMAError) that share no base.
        if type(error).__module__ in ("zlib", "_lzma", "lzma"):
            raise Harmful(_DAMAGED) from None
        raise


def _directory_size(path: Path) -> int:
    """How many bytes the archive's list of entries takes: read before anything is made of it."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 66_000))
        end = file.read()
    at = end.rfind(b"PK\x05\x06")
    return int.from_bytes(end[at + 12 : at + 16], "little") if at >= 0 else 0


def _look(archive: zipfile.ZipFile, packed: int) -> frozenset[str]:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED:
        raise Harmful(_TOO_MUCH)
    if unpacked > SMALL_UNPACKED and unpacked > MOST_RATIO * packed:
        raise Harmful("unpacks to far more than its size. Save it as a PDF and attach that.")
    names = [entry.filename for entry in entries]
    if any(_leaves_its_folder(name) for name in names):
        raise Harmful("holds names that lead out of it. Save it again and attach it.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Harmful("is protected by a password. Take the password off and attach it again.")
    if "[Content_Types].xml" in names:
        return _look_into_office(archive, names)
    if "mimetype" in names:
        return _look_into_opendocument(archive, names)
    return frozenset({"zip"})


def _leaves_its_folder(name: str) -> bool:
    return (
        name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or bool(re.match(r"[A-Za-z]:", name))
    )


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        content = part.read(_PART + 1)
    if len(content) > _PART:
        raise Harmful("is not put together as it should be. Save it again and attach it.")
    return content


def _look_into_office(archive: zipfile.ZipFile, names: list[str]) -> frozenset[str]:
    types = _part(archive, "[Content_Types].xml")
    if types.startswith((b"\xff\xfe", b"\xfe\xff")):
        types = types.decode("utf-16").encode()
    if b"macroEnabled" in types or any(n.lower().endswith("vbaproject.bin") for n in names):
        raise Harmful("holds macros. Save it without macros and attach that.")
    for name in names:
        if name.lower().endswith(".rels"):
            for relationship in fromstring(_part(archive, name), forbid_dtd=True):
                if relationship.get("TargetMode", "").lower() == "external" and _fetches(
                    relationship.get("Type", ""), relationship.get("Target", "")
                ):
                    raise Harmful(
                        "fetches a part of itself from another computer when it is opened. "
                        "Save it as a PDF and attach that."
                    )
    return frozenset(ending for mark, ending in _MAIN_PARTS.items() if mark in types)


def _fetches(kind: str, target: str) -> bool:
    return kind.endswith(_FETCHED) and not _LOCAL.match(target.strip())


def _look_into_opendocument(archive: zipfile.ZipFile, names: list[str]) -> frozenset[str]:
    if any(
        n.startswith(("Basic/", "Scripts/")) and not n.endswith(("/", "-lc.xml", "-lb.xml")) for n in names
    ):
        raise Harmful("holds macros. Save it without macros and attach that.")
    if "META-INF/manifest.xml" in names and b"encryption-data" in _part(archive, "META-INF/manifest.xml"):
        raise Harmful("is protected by a password. Take the password off and attach it again.")
    found = _ODF_TYPES.get(_part(archive, "mimetype")[:200].decode("ascii", "replace").strip())
    return frozenset({found} if found else {"zip"})


def look_into_ole(path: Path) -> frozenset[str]:
    """The endings that an old office file or an Outlook email agrees with; raises Harmful.

    Streams are named in UTF-16 in the container's directory, which may lie anywhere in the file.
    """
    wanted = {name: name.encode("utf-16-le") for name in (*_OLE_STREAMS, "EncryptedPackage", "_VBA_PROJECT")}
    longest = max(map(len, wanted.values()))
    found: set[str] = set()
    with path.open("rb") as file:
        kept = b""
        while piece := file.read(1024 * 1024):
            window = kept + piece
            found |= {name for name, mark in wanted.items() if name not in found and mark in window}
            kept = window[-longest:]
    if "EncryptedPackage" in found:
        raise Harmful("is protected by a password. Take the password off and attach it again.")
    if "_VBA_PROJECT" in found:
        raise Harmful("holds macros. Save it without macros and attach that.")
    return frozenset(_OLE_STREAMS[name] for name in found if name in _OLE_STREAMS)
