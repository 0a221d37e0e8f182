"""The programs of the machine that the tests use beside Python: where they are, and how they come there.

`AUDIT_REQUIRE` names the programs that must be there (comma-separated, for example `postgresql,chromium`).
A program that is missing and not required only means that the tests which use it are skipped, with the reason.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


class MachineError(Exception):
    """Something the machine lacks; the message says what to do about it."""


@dataclass(frozen=True)
class Program:
    """One program: the name `AUDIT_REQUIRE` uses, what it is for, how it is found, its Debian package."""

    name: str
    used_for: str
    find: Callable[[], Path | None]
    package: str
    installed_for_tests: bool

    @property
    def missing(self) -> str:
        """One line saying that it is not there, what that costs, and how to mend it."""
        return f"{self.name} is not on this machine, so {self.used_for} are left out (apt-get install {self.package})"


def find_chromium() -> Path | None:
    """Chromium or Chrome: AUDIT_CHROMIUM, else the usual names on the PATH. Ubuntu's snap stub is passed over."""
    names = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
    for name in filter(None, (os.environ.get("AUDIT_CHROMIUM"), *names)):
        path = shutil.which(name, path=_search_path())
        if path and not _is_snap_stub(Path(path)):
            return Path(path)
    return None


def find_postgresql() -> Path | None:
    """The folder with initdb, pg_ctl and postgres of the newest PostgreSQL on this machine."""
    debian = Path("/usr/lib/postgresql")
    folders = sorted(debian.glob("*/bin"), key=lambda folder: _number(folder.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    return None


def find_libreoffice() -> Path | None:
    """LibreOffice's soffice, which opens the exported workbooks as a user's spreadsheet program would."""
    path = shutil.which("soffice", path=_search_path()) or shutil.which("libreoffice", path=_search_path())
    return Path(path) if path else None


PROGRAMS = {
    program.name: program
    for program in (
        Program("postgresql", "the tests on PostgreSQL", find_postgresql, "postgresql", True),
        Program("chromium", "the browser tests", find_chromium, "chromium", True),
        Program(
            "libreoffice",
            "the checks of workbooks in LibreOffice",
            find_libreoffice,
            "libreoffice-calc",
            False,
        ),
    )
}


def required() -> set[str]:
    """The programs named in AUDIT_REQUIRE. Raises MachineError for a name that is not known."""
    names = {name.strip() for name in os.environ.get("AUDIT_REQUIRE", "").split(",") if name.strip()}
    unknown = sorted(names - PROGRAMS.keys())
    if unknown:
        raise MachineError(f"AUDIT_REQUIRE names {', '.join(unknown)}; it can name {', '.join(PROGRAMS)}.")
    return names


def can_apt_install() -> bool:
    """True when this is root on a machine with apt-get."""
    return os.geteuid() == 0 and shutil.which("apt-get", path=_search_path()) is not None


def apt_install(*packages: str) -> bool:
    """Install Debian packages without asking anything; False when apt-get could not (it has said why)."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "PATH": _search_path()}
    quiet = ["-qq", "-o", "Dpkg::Use-Pty=0", "-o", "DPkg::Lock::Timeout=120"]
    install = ["apt-get", "install", *quiet, "--yes", "--no-install-recommends", *packages]
    for command in (["apt-get", "update", *quiet], install):
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    if done.returncode != 0:
        sys.stderr.write(done.stdout[-2000:] + done.stderr[-2000:])
    return done.returncode == 0


def provide_for_tests(say: Callable[[str], None]) -> None:
    """Install what the tests use, where that is possible, and say what is missing.

    Raises MachineError when a program named in AUDIT_REQUIRE is still missing at the end.
    """
    must = required()
    wanted = [program for program in PROGRAMS.values() if program.installed_for_tests or program.name in must]
    missing = [program for program in wanted if program.find() is None]
    if missing and can_apt_install():
        say(f"installing {', '.join(program.package for program in missing)} with apt-get")
        apt_install(*(program.package for program in missing))
    for program in PROGRAMS.values():
        if program.find() is None:
            if program.name in must:
                raise MachineError(f"{program.missing}, and AUDIT_REQUIRE names it.")
            say(program.missing)


def _search_path() -> str:
    """PATH with the system's folders added: a bare environment often lacks /usr/sbin and the like."""
    return os.pathsep.join(
        [os.environ.get("PATH", ""), "/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"]
    )


def _is_snap_stub(path: Path) -> bool:
    """Ubuntu's chromium packages are scripts that call snap, which containers and CI machines do not have."""
    with path.open("rb") as file:
        head = file.read(4096)
    return head.startswith(b"#!") and b"snap" in head and shutil.which("snap") is None


def _number(text: str) -> int:
    digits = re.match(r"\d+", text)
    return int(digits.group()) if digits else 0
