"""What the repository's own files may and may not hold."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Put together here, so that this file does not name one either.
REGISTRY_HOSTS = [
    "py" + "pi.org",
    "files.python" + "hosted.org",
    "registry.npm" + "js.org",
    "deb.deb" + "ian.org",
]
WORKPLACE = re.compile(r"/(?:work|root|home/[a-z]+|tmp/brief)/[a-z.]")
NOT_TEXT = {".png", ".xlsx", ".pdf", ".docx", ".gz", ".zip"}


def our_files() -> list[Path]:
    """Every file git tracks or would track; a copy without git has all files outside what setup makes."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=False)
    made = {".venv", "node_modules", ".git", "__pycache__"}
    names = [name for name in done.stdout.split("\0") if name]
    paths = [ROOT / name for name in names] if done.returncode == 0 else ROOT.rglob("*")
    return sorted(path for path in paths if path.is_file() and not made & set(path.relative_to(ROOT).parts))


def texts() -> list[tuple[str, str]]:
    """Name and content of every text file."""
    return [
        (str(path.relative_to(ROOT)), path.read_text(encoding="utf-8", errors="replace"))
        for path in our_files()
        if path.suffix not in NOT_TEXT
    ]


@pytest.mark.parametrize("host", REGISTRY_HOSTS)
def test_no_file_names_a_package_registry(host: str) -> None:
    """The one place that knows where packages come from is the machine's own configuration."""
    named = [name for name, text in texts() if host in text]
    assert not named, (
        f"{host} stands in {named}: compile with make requirements; .npmrc keeps it out of the lock"
    )


def test_no_file_names_a_folder_of_someones_machine() -> None:
    this = str(Path(__file__).relative_to(ROOT))
    named = [
        (name, found.group()) for name, text in texts() if name != this and (found := WORKPLACE.search(text))
    ]
    assert not named, f"paths of one machine mean nothing on another: {named}"


@pytest.mark.parametrize("name", ["base", "dev", "node"])
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    entries = re.split(r"\n(?=\S)", text.strip())
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9.\-\[\]]+==\S+", entry), f"not pinned: {entry.splitlines()[0]}"
        assert "--hash=sha256:" in entry, f"no hash: {entry.splitlines()[0]}"
    assert "index-url" not in text


def test_tests_run_on_the_versions_that_are_deployed() -> None:
    def pins(name: str) -> set[str]:
        return set(
            re.findall(r"^[a-z0-9.\-]+==\S+", (ROOT / "requirements" / f"{name}.txt").read_text(), re.M)
        )

    assert pins("base") <= pins("dev"), "compile both with make requirements"


def test_the_lock_of_node_packages_names_no_address() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') >= 3


def test_files_stay_short() -> None:
    """Files aim for 200 lines; at 400 it is time to cut one in two. A migration is one step and stays whole."""
    code = {".py", ".html", ".js", ".scss"}
    long = {
        name: text.count("\n")
        for name, text in texts()
        if Path(name).suffix in code and text.count("\n") > 400 and not name.startswith("migrations/")
    }
    assert not long, f"cut these into parts with names of their own: {long}"
