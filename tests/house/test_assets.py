"""What the browser gets: GOV.UK's components, without what belongs to GOV.UK alone."""

import hashlib
import json
from pathlib import Path

import pytest

from scripts import build_assets

BUILD = Path(__file__).parents[2] / "static" / "build"
FILES = sorted(path for path in BUILD.rglob("*") if path.is_file())


def test_the_build_is_there_and_up_to_date() -> None:
    assert {path.name for path in FILES} >= {"audit.css", "govuk-frontend.min.js", "manifest.json"}, (
        "run make setup"
    )
    assert (BUILD / ".inputs").read_text() == build_assets.inputs_digest(), (
        "assets/ has changed: run make assets"
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_of_gov_uk_alone_is_left(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for word in ("GDS", ".woff", "crest", "font-face", "sourceMappingURL"):
        assert word not in text, f"{path.name} holds '{word}': scripts/build_assets.py must take it out"


def test_the_manifest_tells_each_file_by_its_content() -> None:
    manifest = json.loads((BUILD / "manifest.json").read_text())
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FILES if path.name in manifest
    }
    assert manifest == found
    assert set(manifest) == {"audit.css", "govuk-frontend.min.js"}


def test_the_styles_load_nothing_else_and_their_braces_match() -> None:
    styles = (BUILD / "audit.css").read_text(encoding="utf-8")
    assert "url(" not in styles
    assert styles.count("{") == styles.count("}") > 500
    assert "--govuk-brand-colour" in styles, "the board's accent colour replaces this one while running"
    for component in (
        "button",
        "error-summary",
        "radios",
        "service-navigation",
        "summary-list",
        "tag",
        "task-list",
    ):
        assert f".govuk-{component}" in styles


def test_a_leftover_stops_the_build() -> None:
    with pytest.raises(build_assets.BuildError, match="GDS"):
        build_assets.refuse_leftovers("audit.css", 'body{font-family:"GDS Transport"}')
