"""Builds static/build from assets/ and GOV.UK Frontend: audit.css, govuk-frontend.min.js, manifest.json.

GOV.UK's own font, crest and icons are for service.gov.uk alone: the settings in assets/ leave the font out, and this
file takes out what settings cannot reach. It stops rather than write a file in which one of them is left.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "assets"
OUTPUT = ROOT / "static" / "build"
PACKAGE = ROOT / "node_modules" / "govuk-frontend"
SASS = ROOT / "node_modules" / "sass" / "sass.js"
FORBIDDEN = ("GDS", ".woff", "crest", "font-face", "sourceMappingURL")

# The footer draws the Royal Arms before its copyright link; no setting turns that off.
COPYRIGHT_LOGO = re.compile(r"[^{}]*govuk-footer__copyright-logo[^{}]*\{[^{}]*\}")
# A style sheet from our own address loads nothing else; an empty @media is what the rule above may leave behind.
EMPTY_MEDIA = re.compile(r"@media[^{}]*\{\s*\}")
SOURCE_MAP = re.compile(r"\s*//# sourceMappingURL=\S+|\s*/\*# sourceMappingURL=[^*]*\*/")


class BuildError(Exception):
    """The assets could not be built; the message says why."""


def inputs_digest() -> str:
    """A hash over everything that the result depends on."""
    total = hashlib.sha256()
    files = [*sorted(SOURCES.rglob("*.scss")), ROOT / "package-lock.json", Path(__file__)]
    for file in files:
        total.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes() + b"\0")
    return total.hexdigest()


def compile_styles(environment: dict[str, str]) -> str:
    """Compile assets/audit.scss. Raises BuildError with the compiler's words."""
    node = shutil.which("node", path=environment.get("PATH"))
    if node is None or not SASS.exists():
        raise BuildError("The style compiler is not installed yet: run make setup.")
    options = ["--style=compressed", "--no-source-map", "--no-charset", f"--load-path={PACKAGE / 'dist'}"]
    done = subprocess.run(
        [node, str(SASS), *options, str(SOURCES / "audit.scss")],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BuildError(f"assets/ did not compile:\n{done.stderr}")
    if done.stderr:
        sys.stderr.write(done.stderr)
    return EMPTY_MEDIA.sub("", COPYRIGHT_LOGO.sub("", done.stdout))


def refuse_leftovers(name: str, text: str) -> None:
    """Raises BuildError when something that belongs to GOV.UK alone is still in the file."""
    for word in FORBIDDEN:
        if word in text:
            raise BuildError(
                f"{name} still holds '{word}': see scripts/build_assets.py, which must take it out."
            )


def build(environment: dict[str, str] | None = None, *, force: bool = False) -> bool:
    """Build what is out of date. True when something was written. Raises BuildError."""
    stamp, key = OUTPUT / ".inputs", inputs_digest()
    if not force and stamp.exists() and stamp.read_text() == key and (OUTPUT / "manifest.json").exists():
        return False
    styles = compile_styles(environment or dict(os.environ))
    script = SOURCE_MAP.sub(
        "", (PACKAGE / "dist" / "govuk" / "govuk-frontend.min.js").read_text(encoding="utf-8")
    )
    OUTPUT.mkdir(parents=True, exist_ok=True)
    manifest = {}
    for name, text in (("audit.css", styles), ("govuk-frontend.min.js", script)):
        refuse_leftovers(name, text)
        content = text.encode()
        (OUTPUT / name).write_bytes(content)
        manifest[name] = hashlib.sha256(content).hexdigest()
    (OUTPUT / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    stamp.write_text(key)
    return True


if __name__ == "__main__":
    # .venv/bin may hold the only Node.js of the machine.
    search = os.pathsep.join([str(ROOT / ".venv" / "bin"), os.environ.get("PATH", os.defpath)])
    try:
        built = build({**os.environ, "PATH": search}, force="--force" in sys.argv)
        print("assets: built" if built else "assets: up to date")
    except BuildError as problem:
        sys.exit(f"assets: {problem}")
