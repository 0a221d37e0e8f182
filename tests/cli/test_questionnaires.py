"""``audit questionnaires check`` and ``publish``, as an operator runs them."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import select

from audit.infra.unit_of_work import UnitOfWork
from audit.rooms.questionnaires.models import Edition
from tests.support import operator


def run(*words: str | Path) -> Result:
    return operator.run("questionnaires", *words)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A set in which one condition value lacks its quotes."""
    path = tmp_path / "broken.yaml"
    path.write_text(
        'questionnaire: broken\nedition: "1"\ntitle: Broken\nduty: other\nscale: yes-no\nstandards:\n'
        '  - code: "1"\n    title: One\n    questions:\n'
        '      - {code: "1.1", kind: graded, text: Is it?}\n'
        '      - code: "1.2"\n        kind: text\n        text: Where?\n'
        '        condition: {question: "1.1", is: [yes]}\n',
        encoding="utf-8",
    )
    return path


def test_check_writes_a_line_a_set() -> None:
    result = run("check")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert "staffordshire-2010 2010.1: 11 standards, 45 questions, 45 graded" in lines
    assert result.stderr == ""


def test_check_writes_json() -> None:
    result = run("check", "--json")
    assert result.exit_code == 0
    found = {row["code"]: row for row in json.loads(result.stdout)}
    assert found["staffordshire-2010"] == {
        "code": "staffordshire-2010",
        "edition": "2010.1",
        "standards": 11,
        "questions": 45,
        "graded": 45,
    }
    assert {"section-11", "section-175", "section-11-short", "single-agency-training"} <= set(found)


def test_check_names_file_line_and_key_and_ends_with_1(broken: Path) -> None:
    result = run("check", broken)
    assert result.exit_code == 1
    assert f"{broken}:14: standards[0].questions[1].condition.is[0]: This is read as true" in result.stderr
    assert "1 problem found." in result.stderr
    assert result.stdout == ""
    assert json.loads(run("check", "--json", broken).stdout) == []


def test_sound_files_are_listed_beside_broken_ones(broken: Path, tmp_path: Path) -> None:
    sound = tmp_path / "sound.yaml"
    sound.write_text(
        broken.read_text().replace("[yes]", '["yes"]').replace("broken", "sound"), encoding="utf-8"
    )
    result = run("check", broken, sound)
    assert result.exit_code == 1
    assert result.stdout == "sound 1: 1 standards, 2 questions, 1 graded\n"


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    result = run("check", tmp_path / "none.yaml")
    assert result.exit_code == 1
    assert "There is no such file" in result.stderr


def test_publish_says_what_is_new(unit_of_work: UnitOfWork) -> None:
    first = run("publish")
    assert first.exit_code == 0, first.output
    assert "section-11 2026.1: published" in first.stdout.splitlines()
    again = run("publish")
    assert again.exit_code == 0
    assert {line.rpartition(" ")[2] for line in again.stdout.splitlines()} == {"unchanged"}
    with unit_of_work.read() as session:
        published = set(session.scalars(select(Edition.code)))
        assert set(session.scalars(select(Edition.published_by))) == {"Operator at the command line"}
    assert len(published) == len(again.stdout.splitlines())


def test_publish_refuses_all_when_one_is_broken_or_changed(
    broken: Path, tmp_path: Path, unit_of_work: UnitOfWork
) -> None:
    sound, text = tmp_path / "sound.yaml", broken.read_text().replace("[yes]", '["yes"]')
    sound.write_text(text.replace("broken", "sound"), encoding="utf-8")
    refused = run("publish", sound, broken)
    assert refused.exit_code == 1
    assert "Nothing was published." in refused.stderr
    assert run("publish", sound).exit_code == 0
    new = tmp_path / "new.yaml"
    new.write_text(text.replace("broken", "new"), encoding="utf-8")
    sound.write_text(text.replace("broken", "sound").replace("Where?", "When?"), encoding="utf-8")
    refused = run("publish", new, sound)
    assert refused.exit_code == 1
    assert "Give the changed set a new edition number" in refused.stderr
    with unit_of_work.read() as session:
        assert list(session.scalars(select(Edition.code))) == ["sound"]


def test_scales_given_alone_are_checked(tmp_path: Path) -> None:
    scale = tmp_path / "scale.yaml"
    scale.write_text("scale: mine\ntitle: Mine\nkind: percent\npercent: {step: 5, meets_minimum_from: 70}\n")
    assert run("check", scale).exit_code == 0
    scale.write_text(scale.read_text().replace("step: 5", "step: 7"))
    result = run("check", scale)
    assert result.exit_code == 1
    assert "percent.step: The number 7 is not known here. Use one of: 5, 10, 20, 25, 50." in result.stderr
