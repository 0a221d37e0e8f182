"""``audit serve``: it finds its own server, and says in a sentence why it cannot serve.

Nor is a file that cannot be written a traceback.
"""

import os
import socket
import sys
from pathlib import Path

import pytest

from audit.cli import context
from tests.support.operator import run


def test_the_server_is_the_one_beside_this_python_whatever_path_says(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[str, list[str]]] = []
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(os, "execv", lambda program, words: started.append((program, words)))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    done = run("serve", "--port", str(port))
    assert done.exit_code == 0, done.output
    [(program, words)] = started
    assert program == sys.executable
    assert words[:4] == [sys.executable, "-m", "gunicorn", "audit.wsgi:app"]
    assert f"127.0.0.1:{port}" in words


def test_a_port_that_is_taken_is_a_plain_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port))
    assert done.exit_code == 1
    assert f"Nothing can be served at 127.0.0.1:{port}" in done.stderr
    assert "Choose another port" in done.stderr
    assert "Serving" not in done.output


def test_a_folder_that_is_not_there_is_said_before_the_work_begins(tmp_path: Path) -> None:
    done = run("demo", "--credentials", tmp_path / "nowhere" / "people.json")
    assert done.exit_code == 1
    assert f"There is no folder {tmp_path / 'nowhere'}" in done.stderr


def test_a_file_that_cannot_be_used_is_a_plain_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise PermissionError(13, "Permission denied", "/closed/people.json")

    monkeypatch.setattr(context, "reading", refuse)
    done = run("boards", "list")
    assert done.exit_code == 1
    assert done.stderr == "Error: /closed/people.json: Permission denied. Nothing more was done.\n"
