"""Every question set and scale that comes with the product is sound, and the schemas say what the rules say."""

import json
from typing import Any

import jsonschema
import pytest

from audit.domain.answers import EMPTY, progress_of
from audit.domain.instruments import Instrument
from audit.domain.questionnaire import Kind, Profile, Strength, questionnaire_from_data
from audit.domain.questionnaire_check import AUDIENCE
from audit.domain.scales import PALETTE, Need, Order
from audit.infra.questionnaire_files import STARTERS, Library, load_folder

SETS = {path.stem for path in STARTERS.glob("*.yaml")}
SCALES = {path.stem for path in (STARTERS / "scales").glob("*.yaml")}


@pytest.fixture(scope="module")
def library() -> Library:
    return load_folder(STARTERS)


def schema(name: str) -> Any:
    return json.loads((STARTERS / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))


def test_every_file_is_sound(library: Library) -> None:
    assert not library.problems, "\n".join(str(problem) for problem in library.problems)
    assert {loaded.path.stem for loaded in library.sets} == SETS
    assert {scale.path.stem for scale in library.scales} == SCALES


def test_a_file_is_named_after_its_code(library: Library) -> None:
    assert {scale.scale.code for scale in library.scales} == SCALES
    assert {loaded.data["questionnaire"] for loaded in library.sets} == SETS


def test_the_sets_that_boards_begin_with_are_there(library: Library) -> None:
    sets = {loaded.data["questionnaire"]: questionnaire_from_data(loaded.data) for loaded in library.sets}
    graded = {code: sum(1 for _ in questionnaire.graded()) for code, questionnaire in sets.items()}
    standards = {code: sum(not s.is_header for s in found.standards) for code, found in sets.items()}
    assert graded["section-11"] >= 45
    assert standards["section-11"] >= 10
    assert graded["section-175"] >= 65
    assert graded["section-11-short"] <= 20
    assert (standards["staffordshire-2010"], graded["staffordshire-2010"]) == (11, 45)
    assert {q.strength for q in sets["section-175"].questions.values()} == set(Strength)
    assert all(s.maps_to for s in sets["section-11-short"].standards if not s.is_header)
    shortest = sets["section-11-very-short"]
    assert {s.maps_to for s in shortest.standards if not s.is_header} == {
        f"section-11#{s.code}" for s in sets["section-11"].standards if not s.is_header
    }
    assert sum(q.kind is Kind.NUMBER for q in sets["single-agency-training"].questions.values()) >= 5


def test_every_starter_says_that_it_must_be_checked(library: Library) -> None:
    for loaded in library.sets:
        questionnaire = questionnaire_from_data(loaded.data)
        if questionnaire.instrument is Instrument.FEEDBACK:
            continue  # it asks what the audit was like, of which no guidance speaks
        if questionnaire.starter:
            assert "current guidance" in questionnaire.notice, f"{questionnaire.code} needs a notice"
        assert questionnaire.guidance, f"{questionnaire.code} names no guidance with its edition"


def test_every_question_can_be_judged_before_it_is_answered(library: Library) -> None:
    for loaded in library.sets:
        questionnaire = questionnaire_from_data(loaded.data)
        for question in questionnaire.questions.values():
            assert progress_of(question, questionnaire.scale, EMPTY, 0).question is question


@pytest.mark.parametrize("name", ["questionnaire", "scale"])
def test_the_schemas_are_schemas_closed_and_explained(name: str) -> None:
    found = schema(name)
    jsonschema.Draft202012Validator.check_schema(found)
    seen = list(_parts(found))
    assert len(seen) > 10
    for part in seen:
        if "properties" in part and part.get("type") == "object":
            assert part.get("additionalProperties") is False
            for key, child in part["properties"].items():
                assert "description" in child or "$ref" in child, f"{name}: {key} needs a description"


def _parts(part: Any) -> Any:
    if isinstance(part, dict):
        yield part
        for child in part.values():
            yield from _parts(child)
    elif isinstance(part, list):
        for child in part:
            yield from _parts(child)


def test_the_schemas_know_the_same_words_as_the_rules() -> None:
    question = schema("questionnaire")["$defs"]["question"]["properties"]
    grade = schema("scale")["$defs"]["grade"]["properties"]
    assert question["kind"]["enum"] == [kind.value for kind in Kind]
    assert question["strength"]["enum"] == [strength.value for strength in Strength]
    assert schema("questionnaire")["properties"]["profile"]["enum"] == [profile.value for profile in Profile]
    assert grade["colour"]["enum"] == list(PALETTE)
    assert grade["needs"]["items"]["enum"] == [need.value for need in Need]
    assert schema("scale")["properties"]["order"]["enum"] == [order.value for order in Order]
    for part, words in AUDIENCE.items():
        listed = (
            question["applies_to"]["properties"][part]["description"].partition(": ")[2].removesuffix(".")
        )
        assert listed == ", ".join(words), f"the schema's help for {part} lists other words"
