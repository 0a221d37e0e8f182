"""The machine's programs in tests: skip with the reason when one is missing, fail when AUDIT_REQUIRE names it.

As a command, `python -m tests.support.programs postgresql` ends with 0 when the program is there, 3 when it is missing
and may be, 1 when it is missing and required.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scripts import machine


def need(name: str) -> Path:
    """Where the program is. Ends the test when it is missing: skipped, or failed if AUDIT_REQUIRE names it."""
    program = machine.PROGRAMS[name]
    path = program.find()
    if path is not None:
        return path
    if name in machine.required():
        pytest.fail(f"{program.missing}, and AUDIT_REQUIRE names it.", pytrace=False)
    pytest.skip(program.missing)


def main(name: str) -> int:
    """The command described above; it prints one line when the program is missing."""
    from tests.support import postgres

    program = machine.PROGRAMS[name]
    if program.find() is not None or (name == "postgresql" and postgres.given_server() is not None):
        return 0
    print(program.missing)
    return 1 if name in machine.required() else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
