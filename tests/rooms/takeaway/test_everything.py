"""Leaving with everything: what the ZIP holds, read back file by file."""

import hashlib
import json
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import jsonschema
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import Engine

from audit.domain.answers import AnswerContent
from audit.domain.permissions import Role
from audit.domain.questionnaire import fingerprint
from audit.rooms.colleagues.operations import begin_discussion, reply, resolve_discussion, take_out_words
from audit.rooms.evidence.models import Scan, StoredFile
from audit.rooms.moderation.models import Moderation
from audit.rooms.takeaway.exports.documents import SCHEMA
from audit.rooms.trail.models import TrailEntry
from tests.rooms.assessments.signing_scene import PUBLIC_URL
from tests.rooms.takeaway.scene import AMBER, TakeawayScene, document, folder_of, person_of, take
from tests.support.evidence import add_item, pdf
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.world import World

Browse = Callable[[Any], PageClient]


def talk_about(scene: TakeawayScene) -> None:
    """Colleagues discuss a question of the unfinished return; one takes their words out again."""
    clock = scene.world.clock
    with scene.world.session() as session:
        begun = begin_discussion(
            session, scene.lead, clock, scene.unfinished.reference, "1.1", "Is it “booked”?",
            mentions=[scene.contributor_person.id], public_url=PUBLIC_URL,
        )  # fmt: skip
        for text in ("Yes, for May.", "Not for here."):
            said = reply(session, scene.contributor, clock, begun.id, text, public_url=PUBLIC_URL)
        take_out_words(session, scene.contributor, clock, said.id)
        resolve_discussion(session, scene.lead, clock, begun.id)


def rows(taken: ZipFile, path: str, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet of a workbook in the ZIP."""
    found = list(load_workbook(BytesIO(taken.read(path)))[sheet].iter_rows(values_only=True))
    return [dict(zip(found[0], row, strict=True)) for row in found[1:]]


def readme(taken: ZipFile) -> str:
    """README.txt, as an editor shows it."""
    return taken.read("README.txt").decode("utf-8-sig").replace("\r\n", "\n")


def test_every_file_can_be_read_and_the_documents_keep_to_their_schema(
    scene: TakeawayScene, browse: Browse
) -> None:
    taken = take(browse(scene.lead_person), scene)
    schema = json.loads(taken.read("takeaway.schema.json"))
    assert schema == json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    kinds = []
    for path in taken.namelist():
        content = taken.read(path)
        if path.endswith(".xlsx"):
            assert load_workbook(BytesIO(content)).sheetnames, path
        elif path.rpartition("/")[2] in ("organisation.json", "return.json"):
            said = json.loads(content)
            kinds.append(said["kind"])
            # By its kind, so that a fault is named and not only that neither shape fits.
            part = {"$ref": f"#/$defs/{said['kind']}", "$defs": schema["$defs"]}
            for shape in (part, schema):
                jsonschema.validate(said, shape, format_checker=jsonschema.FormatChecker())
    assert sorted(kinds) == ["organisation", "return", "return", "return"]


def test_the_submitted_return_is_there_with_its_copy_word_for_word(
    scene: TakeawayScene, browse: Browse
) -> None:
    taken = take(browse(scene.lead_person), scene)
    said = document(taken, f"{folder_of(taken, scene.row)}/return.json")
    (kept,) = scene.copies()
    assert (said["state"], said["content_is"]) == ("submitted", "latest-copy")
    assert said["content"] == kept.content
    (copy,) = said["copies"]
    assert copy["fingerprint"] == kept.fingerprint == fingerprint(document(taken, copy["content"]))
    assert [(each["step"], each["approved"], each["by"]) for each in said["sign_off"]] == [
        ("chief-officer", True, "Ash Head")
    ]
    said_in_excel = dict(load_workbook(BytesIO(taken.read(copy["workbook"])))["Return"].iter_rows(
        max_col=2, values_only=True
    ))  # fmt: skip
    assert said_in_excel["Fingerprint of the copy"] == kept.fingerprint


def test_an_unfinished_return_is_there_as_it_stands_with_its_history(
    scene: TakeawayScene, browse: Browse
) -> None:
    scene.save(
        "1.1", AnswerContent(grade="red", narrative="Not yet."), seen=1, reference=scene.unfinished.reference
    )
    talk_about(scene)
    taken = take(browse(scene.lead_person), scene)
    folder = folder_of(taken, scene.unfinished)
    said = document(taken, f"{folder}/return.json")
    [talk] = said["discussions"]
    assert (talk["question"], talk["text"], talk["to"]) == ("1.1", "Is it “booked”?", ["Robin Writer"])
    assert [each["text"] for each in talk["replies"]] == ["Yes, for May.", ""]
    assert talk["resolved_by"] == "Sam Colleague"
    read = taken.read(f"{folder}/discussions.txt").decode("utf-8-sig")
    for words in (
        "1.1 ", "Sam Colleague (to Robin Writer)", "    Yes, for May.", "taken out by Robin Writer", "Resolved by",
    ):  # fmt: skip
        assert words in read, words
    assert "Not for here" not in read + json.dumps(said)
    assert f"{folder_of(taken, scene.untouched)}/discussions.txt" not in taken.namelist()
    assert (said["state"], said["content_is"], said["submitted_at"]) == ("in-progress", "as-it-is-now", None)
    assert said["content"]["answers"]["1.1"]["narrative"] == "Not yet."
    assert said["content"]["asked"] == ["1.1", "1.2", "2.1", "2.2"]
    assert [(each["question"], each["version"], each["narrative"]) for each in said["history"]] == [
        ("1.1", 1, AMBER.narrative),
        ("1.1", 2, "Not yet."),
    ]
    history = rows(taken, f"{folder}/history.xlsx", "History")
    assert [(row["Grade"], row["Narrative"], row["Who"]) for row in history] == [
        ("Amber", AMBER.narrative, "Robin Writer"),
        ("Red", "Not yet.", "Robin Writer"),
    ]
    answers = {row["Question"]: row["Grade"] for row in rows(taken, f"{folder}/return.xlsx", "Answers")}
    assert answers == {"1.1": "Red", "1.2": "Not answered", "2.1": "Not answered", "2.2": "Not answered"}
    about = dict(load_workbook(BytesIO(taken.read(f"{folder}/return.xlsx")))["Return"].iter_rows(
        max_col=2, values_only=True
    ))  # fmt: skip
    assert str(about["Submitted"]).startswith("Not submitted")
    assert "Fingerprint of the copy" not in about


def test_a_return_that_nobody_has_touched_is_there_too(scene: TakeawayScene, browse: Browse) -> None:
    taken = take(browse(scene.lead_person), scene)
    folder = folder_of(taken, scene.untouched)
    assert folder == f"returns/{scene.untouched.reference} Summer audit_ a-b"
    said = document(taken, f"{folder}/return.json")
    assert (said["content"]["answers"], said["history"], said["copies"]) == ({}, [], [])
    assert rows(taken, f"{folder}/history.xlsx", "History") == []


def test_every_file_of_the_library_is_there_once_under_a_name_of_its_own(
    scene: TakeawayScene, browse: Browse
) -> None:
    taken = take(browse(scene.lead_person), scene)
    files = document(taken, "organisation.json")["files"]
    assert [each["path"] for each in files] == [
        "evidence/policy.pdf",
        "evidence/Policy (2).pdf",
        "evidence/con_ plan_.pdf",
    ]
    for each in files:
        assert hashlib.sha256(taken.read(each["path"])).hexdigest() == each["sha256"]
    said = document(taken, f"{folder_of(taken, scene.row)}/return.json")
    assert [(each["question"], each["path"], each["removed_at"]) for each in said["evidence"]] == [
        ("1.1", "evidence/policy.pdf", None),
        ("1.1", "evidence/Policy (2).pdf", None),
    ]
    listed = rows(taken, "evidence/list of evidence.xlsx", "Evidence")
    assert listed[2]["Name in the library"] == scene.files[2].file_name
    assert listed[2]["Cited by"] == f"{scene.unfinished.reference}, question 1.1"


def test_actions_are_with_their_return_or_with_the_organisation(scene: TakeawayScene, browse: Browse) -> None:
    taken = take(browse(scene.lead_person), scene)
    of_return = document(taken, f"{folder_of(taken, scene.unfinished)}/return.json")["actions"]
    assert [(each["what"], each["question"], each["due_on"]) for each in of_return] == [
        ("Book the training", "1.1", "2026-12-01")
    ]
    alone = document(taken, "organisation.json")["actions"]
    assert [each["what"] for each in alone] == ["Tidy the notice board"]
    assert len(rows(taken, "actions.xlsx", "Actions")) == 2


def test_files_that_cannot_be_put_in_are_named_and_nothing_fails(
    scene: TakeawayScene, browse: Browse, world: World
) -> None:
    scene.lose(scene.files[0])
    with world.session() as session:
        held = session.get(StoredFile, scene.files[1].sha256)
        assert held is not None
        held.scan = Scan.QUARANTINED
    taken = take(browse(scene.lead_person), scene)
    assert [name for name in taken.namelist() if name.startswith("evidence/")] == [
        "evidence/con_ plan_.pdf",
        "evidence/list of evidence.xlsx",
    ]
    text = readme(taken)
    assert "FILES THAT COULD NOT BE PUT IN" in text
    assert "    policy.pdf\n        It is missing from the store" in text
    assert "    Policy.pdf\n        It is held back until the check for viruses" in text
    files = document(taken, "organisation.json")["files"]
    assert [each["path"] for each in files] == [None, None, "evidence/con_ plan_.pdf"]
    (entry,) = world_trail(world)
    assert (entry.facts["files"], entry.facts["missing"]) == (1, 2)


def test_the_readme_says_in_plain_words_what_is_there(scene: TakeawayScene, browse: Browse) -> None:
    text = readme(take(browse(scene.ash_person), scene))
    assert f"Everything that {scene.organisation.name} has here" in text
    assert "Made on 14 September 2026 at 10:30am by Ash Head." in text
    assert "Spring audit, Testshire Safeguarding Children Partnership: in progress" in text
    assert "FILES THAT COULD NOT BE PUT IN" not in text
    assert max(len(line) for line in text.splitlines()) < 120


def test_nothing_of_others_is_in_it(scene: TakeawayScene, browse: Browse, world: World) -> None:
    theirs = world.asked(scene.round, scene.other)
    add_item(world, scene.settings, scene.other, "theirs.pdf", pdf("secret of others"))
    draft = world.round(scene.board, scene.edition, scene.organisation, title="A draft", state="draft")
    with world.session() as session:
        assert session.query(Moderation).count() == 0
    taken = take(browse(scene.lead_person), scene)
    whole = b"".join(taken.read(name) for name in taken.namelist()).decode("utf-8", "replace")
    everything = whole + "\n".join(taken.namelist())
    for word in (theirs.reference, "theirs.pdf", "secret of others", scene.other.name, draft.title):
        assert word not in everything


def test_only_leads_and_approvers_take_it(scene: TakeawayScene, browse: Browse, world: World) -> None:
    for name in ("lead", "ash"):
        browse(person_of(scene, name)).get(scene.address)
    refused = {"contributor": 403, "viewer": 403, "stranger": 404, "admin": 403}
    for name, status in refused.items():
        client = browse(person_of(scene, name))
        client.get(scene.address, status)
        client.post(scene.address, status=status)
    assert world_trail(world) == []
    moderator = world.person(Role.MODERATOR, board=scene.board)
    browse(moderator).get(scene.address, 403)


def test_taking_it_is_noted_and_the_page_says_what_is_in_it(
    scene: TakeawayScene, browse: Browse, world: World
) -> None:
    client = browse(scene.lead_person)
    page = client.get(f"/organisations/{scene.organisation.id}")
    assert page.select_one(f'a[href="{scene.address}"]') is not None
    text = client.get(scene.address).text_words
    assert "3 returns, finished or not, with 1 submitted copy" in text
    assert "3 files" in text
    assert "2 actions" in text
    take(client, scene)
    (entry,) = world_trail(world)
    assert (entry.organisation_id, entry.board_id) == (scene.organisation.id, scene.board.id)
    assert (entry.facts["returns"], entry.facts["files"], entry.facts["missing"]) == (3, 3, 0)


def test_an_organisation_with_nothing_is_told_so(world: World, scene: TakeawayScene, browse: Browse) -> None:
    empty = world.organisation(scene.board, "Newcomers")
    client = browse(world.person(Role.LEAD, organisation=empty))
    page = client.get(f"/organisations/{empty.id}/everything")
    assert "Newcomers has no returns, files or actions here yet" in page.text_words
    assert page.select_one("main form") is None
    refused = client.post(f"/organisations/{empty.id}/everything", status=403)
    assert "nothing to download" in refused.text_words


def test_an_organisation_with_files_but_no_return_takes_those(
    world: World, scene: TakeawayScene, browse: Browse
) -> None:
    empty = world.organisation(scene.board, "Newcomers")
    add_item(world, scene.settings, empty, "early.pdf", pdf("early"))
    client = browse(world.person(Role.LEAD, organisation=empty))
    assert "There are no returns yet" in client.get(f"/organisations/{empty.id}/everything").text_words
    scene.organisation = empty
    taken = take(client, scene)
    assert "There are no returns yet." in readme(taken)
    assert "evidence/early.pdf" in taken.namelist()


def test_the_statements_do_not_grow_with_the_answers_of_a_return(
    scene: TakeawayScene, browse: Browse, engine: Engine
) -> None:
    client = browse(scene.lead_person)
    take(client, scene)
    with count_queries(engine) as before:
        take(client, scene)
    for code in ("1.2", "2.1", "2.2"):
        scene.save(code, AMBER, reference=scene.unfinished.reference)
        scene.attach(scene.unfinished.reference, code, *scene.files)
        for seen in range(1, 4):
            scene.save(code, AnswerContent(grade="green", narrative=str(seen)), seen=seen,
                       reference=scene.unfinished.reference)  # fmt: skip
    with count_queries(engine) as after:
        take(client, scene)
    assert after.count == before.count, str(after)


def test_no_file_stays_behind(scene: TakeawayScene, browse: Browse, app: Flask) -> None:
    take(browse(scene.lead_person), scene)
    assert list((scene.settings.evidence_dir / "incoming").iterdir()) == []


def world_trail(world: World) -> list[TrailEntry]:
    """What the trail says of taking everything."""
    with world.unit_of_work.read() as session:
        return session.query(TrailEntry).filter_by(event="everything.taken").all()
