"""PostgreSQL for the tests: a server given by DATABASE_URL, else one of our own for the length of the run.

Our own is made by initdb in a temporary folder (as user postgres when we are root), listens on 127.0.0.1 alone
at a free port, and does without fsync. One server serves all xdist workers: the first that needs it starts it, the
process that started pytest stops it. Tables are migrated once, in a template; each database is a copy of it.

Load it as a plugin (`pytest_plugins = ["tests.support.postgres"]` in tests/conftest.py), then:

    template_database(migrate)   # migrate(url) makes the tables; runs once per pytest run
    url = fresh_database()       # a new database with those tables
    drop_database(url)           # give its 8 MB back when done; the end of the run drops what is left

A server given by DATABASE_URL must let us create databases; only databases named audit_test_... are ever touched.
"""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from scripts import machine
from tests.support.programs import need

PREFIX = "audit_test_"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "autovacuum": "off",  # each database lives for a test, and is put in order after it
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "UTC",
}

# Set by pytest_configure: the folder that all workers of this run share, and the run's own mark in database names.
_run_folder: Path | None = None


@dataclass(frozen=True)
class Server:
    """A running server: its address without a database (`postgresql://name:password@host:port`)."""

    address: str

    def url(self, database: str) -> str:
        """The address of one database in the form SQLAlchemy wants."""
        return self.address.replace("postgresql://", "postgresql+psycopg://", 1) + f"/{database}"

    def version(self) -> int:
        """The first part of its version, as 15."""
        with psycopg.connect(f"{self.address}/postgres") as connection:
            return connection.info.server_version // 10_000

    def execute(self, statement: sql.Composed) -> None:
        """Run one statement outside any transaction, on the maintenance database."""
        with psycopg.connect(f"{self.address}/postgres", autocommit=True) as connection:
            connection.execute(statement)


def given_server() -> Server | None:
    """The server named by DATABASE_URL, if it names a PostgreSQL at all."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith(("postgres://", "postgresql://", "postgresql+psycopg://")):
        return None
    rest = url.split("://", 1)[1]
    return Server("postgresql://" + rest.split("?")[0].split("/")[0])


def start(folder: Path) -> Server:
    """Make a cluster in `folder` and start it. Raises RuntimeError with the server's log when it does not start."""
    binaries = machine.find_postgresql()
    if binaries is None:
        raise RuntimeError(machine.PROGRAMS["postgresql"].missing)
    account: dict[str, Any] = {}
    data, password_file = folder / "data", folder / "password"
    password = secrets.token_hex(8)
    password_file.write_text(password)
    folder.chmod(0o700)
    if os.geteuid() == 0:
        who = _unprivileged_account()
        account = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
        for path in (folder, password_file):
            os.chown(path, who.pw_uid, who.pw_gid)

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "HOME": str(folder)}
        return subprocess.run(
            [str(word) for word in words],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if "pg_ctl" not in str(words[0]) else subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **account,
        )

    made = run(
        binaries / "initdb", "--pgdata", data, "--username=audit", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
        "--auth=password", f"--pwfile={password_file}",
    )  # fmt: skip
    if made.returncode != 0:
        raise RuntimeError(f"initdb did not make a cluster:\n{made.stdout}")
    with (data / "postgresql.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
    log = folder / "log"
    for _ in range(3):  # another program may take the free port between our look and the start
        port = _free_port()
        begun = run(binaries / "pg_ctl", "start", "--wait", "-D", data, "-l", log, "-o", f"-p {port}")
        if begun.returncode == 0:
            return Server(f"postgresql://audit:{password}@127.0.0.1:{port}")
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text() if log.exists() else 'it left no log'}")


def stop(folder: Path) -> None:
    """Stop the server of `folder`, at once and without care for its data, and remove the folder."""
    binaries, pid_file = machine.find_postgresql(), folder / "data" / "postmaster.pid"
    if binaries is not None and pid_file.exists():
        account = pwd.getpwuid(pid_file.stat().st_uid)
        as_root = (
            {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        )
        words = [str(binaries / "pg_ctl"), "stop", "--wait", "-m", "immediate", "-D", str(folder / "data")]
        subprocess.run(words, cwd=folder, stdout=subprocess.DEVNULL, check=False, **as_root)  # type: ignore[call-overload]
    shutil.rmtree(folder, ignore_errors=True)


def server() -> Server:
    """The server of this run, started if it is not up yet. Skips (or fails) the test when there can be none."""
    return _server_and_notes()[0]


def template_database(migrate: Callable[[str], None]) -> None:
    """Make the template: an empty database, given to `migrate` as a URL. Later calls in the same run do nothing."""
    the_server, _ = _server_and_notes()
    with _shared_notes() as notes:
        if "template" in notes:
            return
        name = f"{PREFIX}{secrets.token_hex(4)}_template"
        the_server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        migrate(the_server.url(name))
        _close_to_others(the_server, name)
        notes["template"] = name
        notes.setdefault("databases", []).append(name)


def fresh_database() -> str:
    """The URL of a new database with the template's tables (empty when no template has been made)."""
    the_server, notes = _server_and_notes()
    name = f"{PREFIX}{secrets.token_hex(6)}"
    template = sql.Identifier(notes.get("template", "template1"))
    # Copying files takes a quarter of the time; versions before 15 know no other way, and not the word.
    how = sql.SQL(" STRATEGY FILE_COPY" if notes["version"] >= 15 else "")
    the_server.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}{}").format(sql.Identifier(name), template, how)
    )
    if (
        given_server() is not None
    ):  # our own server goes with everything in it; a borrowed one must be left clean
        with _shared_notes() as shared:
            shared.setdefault("databases", []).append(name)
    return the_server.url(name)


def drop_database(url: str) -> None:
    """Drop a database made by fresh_database, whoever is still connected to it."""
    name = url.rsplit("/", 1)[1]
    if not name.startswith(PREFIX):
        raise ValueError(f"{name} was not made by these tests, so it is not dropped.")
    server().execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """xdist: tell each worker which folder the run shares."""
    node.workerinput["postgres_folder"] = str(_run_folder)


def pytest_configure(config: pytest.Config) -> None:
    """The starting process makes the run's folder; workers are told where it is."""
    global _run_folder
    if hasattr(config, "workerinput"):
        _run_folder = Path(config.workerinput["postgres_folder"])
    else:
        _sweep()
        _run_folder = Path(tempfile.mkdtemp(prefix=f"audit-postgres-{os.getpid()}-", dir=_fastest_place()))
        _run_folder.chmod(0o711)  # the account postgres must be able to walk through


def pytest_unconfigure(config: pytest.Config) -> None:
    """The starting process ends last: it stops our server, or drops our databases on a borrowed one."""
    global _run_folder
    if hasattr(config, "workerinput") or _run_folder is None:
        return
    folder, _run_folder = _run_folder, None
    borrowed, notes = given_server(), folder / "notes.json"
    if borrowed is not None and notes.exists():
        for name in json.loads(notes.read_text()).get("databases", []):
            statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            borrowed.execute(statement.format(sql.Identifier(name)))
    stop(folder / "cluster")
    shutil.rmtree(folder, ignore_errors=True)


def run_folder() -> Path:
    """A folder of this run, shared by its workers and taken away at its end; in memory where there is room."""
    assert _run_folder is not None
    return _run_folder


def _server_and_notes() -> tuple[Server, dict[str, Any]]:
    borrowed = given_server()
    if borrowed is None:
        need("postgresql")
    with _shared_notes() as notes:
        if "address" not in notes:
            if borrowed is None:
                assert _run_folder is not None
                cluster = _run_folder / "cluster"
                cluster.mkdir()
                notes["address"] = start(cluster).address
            else:
                notes["address"] = borrowed.address
            notes["version"] = Server(notes["address"]).version()
        return Server(notes["address"]), dict(notes)


@contextmanager
def _shared_notes() -> Iterator[dict[str, Any]]:
    """What the workers of this run know together, under a file lock; changes are kept."""
    if _run_folder is None:
        raise RuntimeError(
            "tests.support.postgres is not loaded: add it to pytest_plugins in tests/conftest.py."
        )
    with (_run_folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        file = _run_folder / "notes.json"
        notes: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
        yield notes
        file.touch(mode=0o600)
        file.write_text(json.dumps(notes))


def _close_to_others(the_server: Server, name: str) -> None:
    """A template can only be copied while nobody is connected to it."""
    the_server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))
    end = sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}")
    the_server.execute(end.format(sql.Literal(name)))


def _sweep() -> None:
    """Stop what a run that was killed has left behind."""
    for folder in _fastest_place().glob("audit-postgres-*-*"):
        pid = folder.name.split("-")[2]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists() and folder.stat().st_uid == os.geteuid():
            stop(folder / "cluster")
            shutil.rmtree(folder, ignore_errors=True)


def _fastest_place() -> Path:
    """Memory, where there is enough of it: copying a template there takes 30 ms instead of 300."""
    memory = Path("/dev/shm")
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).total >= 4 * 1024**3:
        return memory
    return Path(tempfile.gettempdir())


def _unprivileged_account() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root; its own account, or nobody where that is missing."""
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
