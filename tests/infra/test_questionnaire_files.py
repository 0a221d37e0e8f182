"""Question sets and scales as files: what is wrong is named by file, line and key."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from audit.infra.questionnaire_files import content_problems, load_files, load_folder
from audit.infra.questionnaire_schema import schema_problems
from tests.support import question_sets

SET = """\
questionnaire: small
edition: "2026.1"
title: A small set
duty: section-11
scale: rag
standards:
  - code: "1"
    title: Leadership
    questions:
      - code: "1.1"
        kind: graded
        text: Is it led?
        descriptors:
          red: Not at all.
          amber: In part.
          green: Fully.
      - code: "1.2"
        kind: yes-no
        text: Is it written down?
        condition: {question: "1.1", is: [green]}
      - code: "1.3"
        kind: text
        text: Where?
        condition: {question: "1.2", is: ["yes"]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one sound set and its scale; the tests stand in it."""
    (tmp_path / "scales").mkdir()
    (tmp_path / "scales" / "rag.yaml").write_text(yaml.safe_dump(question_sets.RAG), encoding="utf-8")
    (tmp_path / "small.yaml").write_text(SET, encoding="utf-8")
    return tmp_path


def said(folder: Path, old: str = "", new: str = "") -> list[str]:
    """What is wrong in the small set once ``old`` is replaced, without the folder's name."""
    assert old in SET
    (folder / "small.yaml").write_text(SET.replace(old, new, 1), encoding="utf-8")
    library = load_folder(folder)
    assert not library.problems or not library.sets
    return [str(problem).removeprefix(f"{folder}/") for problem in library.problems]


def test_a_sound_folder_is_read_with_the_scale_in_each_set(folder: Path) -> None:
    library = load_folder(folder)
    assert library.problems == ()
    (loaded,) = library.sets
    assert loaded.path == folder / "small.yaml"
    assert loaded.data["scale"] == question_sets.RAG
    assert content_problems(loaded.data) == []
    assert [scale.scale.code for scale in library.scales] == ["rag"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('is: ["yes"]', "is: [yes]",
         "small.yaml:24: standards[0].questions[2].condition.is[0]: This is read as true, not as text. "
         'Without quotes YAML reads yes as true: write it in quotes, "yes".'),
        ('"2026.1"', "2026.1",
         'small.yaml:2: edition: This is read as the number 2026.1, not as text. Write it in quotes, "2026.1".'),
        ('"1.2"', '"1.1"',
         "small.yaml:17: standards[0].questions[1].code: The code '1.1' stands twice; the first is in standard 1. "
         "Give each question a code of its own."),
        ("          amber: In part.\n", "",
         "small.yaml:13: standards[0].questions[0].descriptors: Question 1.1 has no descriptor for amber. "
         "Describe every grade of the scale, or none at all."),
        ("amber: In", "ambr: In",
         "small.yaml:15: standards[0].questions[0].descriptors.ambr: Question 1.1 describes grade 'ambr', which the "
         "scale rag does not have. Did you mean 'amber'? Use one of: red, amber, green."),
        ("scale: rag", "scale: rog", "small.yaml:5: scale: There is no scale 'rog'. Did you mean 'rag'?"),
        ("kind: text", "kind: txt", "small.yaml:22: standards[0].questions[2].kind: 'txt' is not known here. Did you"),
        ("        text: Where?\n", "", "small.yaml:21: standards[0].questions[2]: The key 'text' is missing here. The"),
        ("duty:", "dutty:", "small.yaml:4: dutty: There is no key 'dutty' here. Did you mean 'duty'?"),
        ("text: Where?", "text: Where?\n        text: Here?",
         "small.yaml:24: The key 'text' stands here a second time; the first is on line 23. Keep one."),
        ("title: Leadership", "title: [Leadership]",
         "small.yaml:8: standards[0].title: This is a list, not text. The standard's name."),
        ('"1.3"', '"1 3"', "small.yaml:21: standards[0].questions[2].code: '1 3' does not fit. A code in quotes,"),
        ('"1.3"', '"1.3\\n"', "small.yaml:21: standards[0].questions[2].code: '1.3\n' does not fit. A code in quotes"),
        ("Where?", '" "', "small.yaml:23: standards[0].questions[2].text: Nothing stands here. The question,"),
        ("title: A small", "title: " + "A" * 200,
         "small.yaml:3: title: This has 204 characters; at most 200 fit. Shorten it."),
        ("is: [green]", "is: []", "small.yaml:20: standards[0].questions[1].condition.is: The list has 0 of at least"),
        ("is: [green]", "is: [green, green]", "small.yaml:20: standards[0].questions[1].condition.is: The same item"),
        ("kind: text", "kind: text\n        requires: {evidence: often}",
         "small.yaml:23: standards[0].questions[2].requires.evidence: 'often' is not known here. Write a list"),
        ("kind: text", "kind: number\n        minimum: -1000000000001",
         "small.yaml:23: standards[0].questions[2].minimum: -1000000000001 is too small"),
        ("kind: text", "kind: number\n        maximum: 1000000000001",
         "small.yaml:23: standards[0].questions[2].maximum: 1000000000001 is too large"),
        ("title: A", "title: a: b", "small.yaml:3: The YAML cannot be read from here"),
        ("duty: section-11", "duty: section-11\nsign_off: {steps: [head, chair, head]}",
         "small.yaml:5: sign_off.steps: The same item stands in this list twice. Keep one."),
        ("duty: section-11", "duty: no", 'reads no as false: write it in quotes, "no".'),
        (SET, "- a\n- b\n", "small.yaml:1: This is a list, not a group of keys."),
        (SET, "just words\n", "small.yaml:1: This is the text 'just words', not a group of keys."),
        (SET, "", "small.yaml:1: The file is empty."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_file_line_and_key(folder: Path, old: str, new: str, problem: str) -> None:
    found = said(folder, old, new)
    assert any(problem in one for one in found), found


def test_a_scale_with_problems_is_named_and_the_set_that_uses_it_says_so(folder: Path) -> None:
    scale = question_sets.rag()
    scale["grades"][1]["letter"] = "R"
    (folder / "scales" / "rag.yaml").write_text(yaml.safe_dump(scale, sort_keys=False), encoding="utf-8")
    of_scale, of_set = said(folder)[::-1]
    assert of_scale.startswith("small.yaml:5: scale: The scale 'rag' has problems of its own in ")
    assert of_set.startswith("scales/rag.yaml:18: grades[1].letter: The letter 'R' is also that of grade 1")


def test_a_folder_s_scale_comes_before_a_starter(folder: Path) -> None:
    scale = {**question_sets.rag(), "scale": "rag-compliance", "title": "Our own"}
    (folder / "scales" / "own.yaml").write_text(yaml.safe_dump(scale), encoding="utf-8")
    path = folder / "small.yaml"
    path.write_text(SET.replace("scale: rag", "scale: rag-compliance"), encoding="utf-8")
    for library in (load_folder(folder), load_files([path])):
        assert library.problems == ()
        assert library.sets[0].data["scale"]["title"] == "Our own"


def test_a_file_alone_finds_the_starters_scales(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(SET.replace("scale: rag", "scale: rag-compliance"), encoding="utf-8")
    library = load_files([path])
    assert library.problems == ()
    assert library.scales == (), "only what was asked for is listed"


def test_the_same_edition_or_scale_twice_is_refused(folder: Path) -> None:
    (folder / "twice.yaml").write_text(SET, encoding="utf-8")
    (folder / "scales" / "twice.yml").write_text(yaml.safe_dump(question_sets.RAG), encoding="utf-8")
    library = load_folder(folder)
    assert [(Path(p.file).name, p.key) for p in library.problems] == [
        ("twice.yml", "scale"),
        ("twice.yaml", "edition"),
    ]
    assert len(library.sets) == 1


def test_links_between_the_sets_of_a_folder_are_followed(folder: Path) -> None:
    other = SET.replace("questionnaire: small", "questionnaire: other").replace(
        "title: Leadership", 'title: Leadership\n    maps_to: "small#9"'
    )
    (folder / "other.yaml").write_text(other, encoding="utf-8")
    (problem,) = load_folder(folder).problems
    assert (Path(problem.file).name, problem.line, problem.key) == ("other.yaml", 9, "standards[0].maps_to")


def test_a_missing_file_or_folder_is_said(tmp_path: Path) -> None:
    assert "no such folder" in load_folder(tmp_path / "none").problems[0].sentence
    assert "no such file" in load_files([tmp_path / "none.yaml"]).problems[0].sentence
    assert "This is a folder" in load_files([tmp_path]).problems[0].sentence


def test_broken_scales_that_nobody_names_stop_nothing(folder: Path) -> None:
    (folder / "scales" / "broken.yaml").write_text("scale: [", encoding="utf-8")
    (folder / "scales" / "list.yaml").write_text("- a", encoding="utf-8")
    assert load_files([folder / "small.yaml"]).problems == ()


@pytest.mark.parametrize(
    "change",
    [
        {"scale": "rag"},
        {"scale": None},
        {"scale": {**question_sets.RAG, "grades": question_sets.RAG["grades"][::-1]}},
        {"standards": []},
        {"edition": 1},
    ],
)
def test_content_is_checked_like_files(change: dict[str, Any]) -> None:
    assert content_problems(question_sets.content()) == []
    assert content_problems({**question_sets.content(), **change})


def test_only_what_is_missing_is_called_missing() -> None:
    data = question_sets.small()
    del data["title"], data["duty"]
    sentences = [problem.sentence.split("'")[1] for problem in schema_problems("questionnaire", data)]
    assert sorted(sentences) == ["duty", "title"]
