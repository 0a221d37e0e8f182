"""Sets the project up: .venv with the Python packages, node_modules, static/build; --dev adds what the tests need.

Run it through `make setup`, `make setup-dev` or scripts/bootstrap.sh. Done steps leave a stamp that is keyed on the
files they depend on, so a second run takes a moment. Standard library only; Python 3.11 or later.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from scripts import build_assets, machine

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
REQUIREMENTS = ROOT / "requirements"
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
OLDEST_NODE = 18


def say(text: str) -> None:
    """One short line of progress."""
    print(f"setup: {text}", flush=True)


def environment() -> dict[str, str]:
    """The environment for pip, uv and npm, with the .venv's programs first.

    The machine's own certificates are trusted: many offices reach the internet through a gateway with its own.
    """
    values = dict(os.environ)
    values["PATH"] = os.pathsep.join([str(VENV / "bin"), values.get("PATH", os.defpath)])
    values.setdefault("UV_SYSTEM_CERTS", "true")
    values["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    values["PIP_ROOT_USER_ACTION"] = "ignore"
    values.pop("VIRTUAL_ENV", None)
    if SYSTEM_CERTIFICATES.exists():
        values.setdefault("PIP_CERT", str(SYSTEM_CERTIFICATES))
        values.setdefault("NODE_EXTRA_CA_CERTS", str(SYSTEM_CERTIFICATES))
    return values


def run(command: Iterable[str | Path], *, what: str) -> None:
    """Run one command quietly; on failure show what it printed and stop with a plain sentence."""
    words = [str(word) for word in command]
    started = time.monotonic()
    done = subprocess.run(
        words,
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout[-4000:] + done.stderr[-4000:])
        raise machine.MachineError(
            f"{what} could not be finished (the lines above say why). "
            "Nothing is lost: mend it and run the command again."
        )
    say(f"{what}: done in {time.monotonic() - started:.0f} s")


def digest(*parts: str | Path) -> str:
    """A hash over texts and the contents of files."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        total.update(b"\0")
    return total.hexdigest()


def is_done(stamp: Path, key: str) -> bool:
    return stamp.exists() and stamp.read_text() == key


def mark_done(stamp: Path, key: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key)


def make_venv() -> None:
    """Make .venv, or keep it when its Python still runs and it was made for this folder."""
    if VENV_PYTHON.exists():
        place = STAMPS / "place"
        works = subprocess.run(
            [VENV_PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"], check=False
        )
        if works.returncode == 0 and (not place.exists() or place.read_text() == str(ROOT)):
            mark_done(place, str(ROOT))
            return
        say("the .venv here belongs to another Python or folder: it is made anew")
    shutil.rmtree(VENV, ignore_errors=True)
    base = getattr(sys, "_base_executable", None) or sys.executable
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    what = f"virtual environment (.venv, Python {version})"
    if uv := shutil.which("uv"):
        run([uv, "venv", "--quiet", "--python", base, VENV], what=what)
    elif importlib.util.find_spec("ensurepip"):
        run([base, "-m", "venv", VENV], what=what)
    elif machine.can_apt_install():
        say("installing python3-venv with apt-get")
        machine.apt_install(f"python{version}-venv") or machine.apt_install("python3-venv")
        run([base, "-m", "venv", VENV], what=what)
    else:
        run([base, "-m", "venv", "--without-pip", VENV], what=what)
        install_pip_without_root(version)
    mark_done(STAMPS / "place", str(ROOT))


def install_pip_without_root(version: str) -> None:
    """Debian's Python comes without ensurepip; its pip wheel can be fetched by apt-get without being root."""
    with tempfile.TemporaryDirectory() as folder:
        wheels = sorted(Path("/usr/share/python-wheels").glob("pip-*.whl"))
        if not wheels and shutil.which("apt-get") and shutil.which("dpkg-deb"):
            state, cache = Path(folder, "state/lists/partial"), Path(folder, "cache/archives/partial")
            state.mkdir(parents=True)
            cache.mkdir(parents=True)
            own = ["-qq", "-o", f"Dir::State={folder}/state", "-o", f"Dir::Cache={folder}/cache"]
            for command in (
                ["apt-get", *own, "update"],
                ["apt-get", *own, "download", "python3-pip-whl"],
                ["sh", "-c", "for file in *.deb; do dpkg-deb -x $file .; done"],
            ):
                subprocess.run(
                    command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False
                )
            wheels = sorted(Path(folder).glob("usr/share/python-wheels/pip-*.whl"))
        if not wheels:
            shutil.rmtree(VENV, ignore_errors=True)
            raise machine.MachineError(
                "This Python has no ensurepip, so pip cannot be set up. Ask for one package to be installed "
                f"and run the command again: apt-get install python{version}-venv"
            )
        run([VENV_PYTHON, f"{wheels[-1]}/pip", "install", "--quiet", "--no-index", wheels[-1]], what="pip")


def pip_install(arguments: Iterable[str | Path], *, what: str) -> None:
    """Install into .venv with uv when it is there, else with pip."""
    if uv := shutil.which("uv"):
        run([uv, "pip", "install", "--quiet", "--python", VENV_PYTHON, *arguments], what=what)
        return
    if not list(VENV.glob("lib/python*/site-packages/pip")):  # uv made the .venv earlier, and is gone
        run([VENV_PYTHON, "-m", "ensurepip"], what="pip")
    run([VENV_PYTHON, "-m", "pip", "install", "--quiet", "--no-input", *arguments], what=what)


def install_packages(dev: bool) -> None:
    """The pinned and hashed Python packages. dev.txt holds base.txt too, so a finished dev install serves both."""
    chosen = "dev" if dev else "base"
    for name in ("dev", "base"):
        if (name == "dev" or not dev) and is_done(STAMPS / name, digest(REQUIREMENTS / f"{name}.txt")):
            break
    else:
        file = REQUIREMENTS / f"{chosen}.txt"
        pip_install(["--require-hashes", "-r", file], what="Python packages")
        mark_done(STAMPS / chosen, digest(file))
    key = digest(ROOT / "pyproject.toml")
    if not (is_done(STAMPS / "project", key) and (VENV / "bin" / "audit").exists()):
        pip_install(["--no-deps", "--no-build-isolation", "--editable", ROOT], what="the audit command")
        mark_done(STAMPS / "project", key)


def find_npm() -> list[str | Path]:
    """The machine's npm when its Node.js is new enough, else one that comes as a Python wheel into .venv."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        major = answer.lstrip("v").split(".")[0]
        if major.isdigit() and int(major) >= OLDEST_NODE:
            return [npm]
    key = digest(REQUIREMENTS / "node.txt")
    if not is_done(STAMPS / "node", key):
        pip_install(["--require-hashes", "-r", REQUIREMENTS / "node.txt"], what="Node.js (as a Python wheel)")
        mark_done(STAMPS / "node", key)
    return [VENV / "bin" / "npm"]


def install_node_packages() -> None:
    """GOV.UK Frontend, sass and axe-core into node_modules, exactly as package-lock.json says."""
    npm = find_npm()
    stamp, key = ROOT / "node_modules" / ".audit-stamp", digest(ROOT / "package-lock.json")
    if not is_done(stamp, key):
        options = ["--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error"]
        run([*npm, "ci", *options], what="GOV.UK Frontend and the style compiler")
        mark_done(stamp, key)


def main() -> int:
    """Everything in order. 0 when all is in place, 1 with one plain sentence when not."""
    parser = argparse.ArgumentParser(description="Set the project up in this folder.")
    parser.add_argument("--dev", action="store_true", help="also install what the tests and checks need")
    dev = parser.parse_args().dev
    try:
        machine.required()
        make_venv()
        install_packages(dev)
        install_node_packages()
        if build_assets.build(environment()):
            say("styles and scripts: built")
        if dev:
            machine.provide_for_tests(say)
    except (machine.MachineError, build_assets.BuildError) as problem:
        print(f"setup: {problem}", file=sys.stderr)
        return 1
    say("all is in place")
    return 0


if __name__ == "__main__":
    sys.exit(main())
