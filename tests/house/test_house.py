"""The rules of the house that a machine can keep. A failing message says how to mend."""

import ast
import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from flask import Flask

from audit.registry import ROOMS
from audit.web.guard import access_of

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "audit"

WITHOUT_ACTOR = {
    "find_identity": "finds who the actor is",
    "verify": "the operator checks the whole trail",
    "person_by_email": "finds who signs in, or who is invited: there is no actor yet",
    "link_by_key": "the key of a single-use link is itself the right to see it: there is no actor yet",
    "place_by_link": "the key of a survey's link is itself the right to see it: staff have no account",
    "place_by_code": "the code of a survey is itself the right to see it: staff have no account",
    "tries_made": "counts failed tries before anybody is signed in",
    "questionnaire_of": "reads the content of an edition that was already found in scope",
    "mapping_between": "reads what a board has declared, which is shown wherever it is used",
    "mapping_of": "reads a row that was already found in scope",
    "question_ids": "reads the rows of an edition that was already found in scope",
    "agreed_of": "reads the agreed grades of returns that were already found in scope",
    "holds_of": "reads what is held back of actions that were already found in scope",
    "lines_of": "reads the lines of slots that were already found in scope",
    "files_of": "reads the presentations of slots that were already found in scope",
    "interests_in": "reads what people of a board that was already found in scope have declared",
    "near_organisations": "reads which organisations, already found in scope, belong together",
    "why_too_near": "reads what keeps people of a board, already found in scope, from judging organisations of it",
    "home_organisations": "reads where people who were already found in scope hold roles",
    "judgements_of": "reads the judgements of a return that was already found in scope",
    "added_on_behalf": "reads who added an action that was already found in scope",
    "evidence_of": "reads the evidence of an action that was already found in scope",
    "actions_about": "reads the actions of a return that was already found in scope",
    "actions_about_many": "reads the actions of returns that were already found in scope",
    "joined_with": "reads the returns that are answered together with one that was already found in scope",
    "actions_beside": "reads the actions of a question that was already found in scope",
    "actions_of_organisations": "reads the actions of organisations that were already found in scope",
    "possible_owners": "reads the colleagues of an organisation that was already found in scope",
    "boards_for": "reads the boards of an organisation that was already found in scope",
    "notes_from_workbooks": "reads which notes of actions, already found in scope, a workbook brought",
    "lock_event": "reads an event, already found in scope, once more under its lock",
    "notes_of": "reads the notes of lines that were already found in scope",
    "agreed_actions": "reads the actions agreed on lines that were already found in scope",
    "held_texts": "reads what is held back of returns that were already found in scope",
    "shown_to_others": "reads what is held back of copies that were already found in scope",
    "copies_of": "reads the copies of returns that were already found in scope",
    "opened_evidence": "reads what was opened of the evidence of organisations that were already found in scope",
}
"""Public query functions that take no actor, and why."""

FOUND_IN_SCOPE = {
    "Action",
    "Amendment",
    "ChallengeEvent",
    "Slot",
    "Scope",
    "Return",
    "Sequence[Return]",
    "AnyReturn",
    "Sequence[AnyReturn]",
    "Sequence[Visit]",
    "Visit",
    "Round",
    "ReturnView",
    "TrustRound",
    "RoundFigures",
    "Answer",
    "GivenAnswer",
    "Edition",
    "Edition | EditionKey",
    "Moderation",
    "ModerationView",
    "Plan",
    "GoodPractice",
    "Draft",
    "Survey",
    "SurveyPlace",
    "CaseAudit",
    "CaseAuditPlace",
    "Figures",
}
"""Arguments that only a scoped query can have given: whoever holds one has been asked already."""


def python_files() -> list[Path]:
    """Every Python file of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def test_only_one_file_commits() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if re.search(r"\.commit\(", path.read_text())
        and path.name not in ("unit_of_work.py", "transactions.py")
    ]
    assert not found, f"{found} commit by themselves: use the unit of work (audit/infra/unit_of_work.py)."


def test_the_application_is_a_table_of_contents() -> None:
    lines = (PACKAGE / "app.py").read_text().splitlines()
    assert len(lines) <= 100, "audit/app.py has logic in it: move that to the storey or room it belongs to."


def test_every_room_says_what_it_is_for_and_is_in_the_registry() -> None:
    folders = {path.name for path in (PACKAGE / "rooms").iterdir() if (path / "__init__.py").exists()}
    assert folders == set(ROOMS), "audit/registry.py and the folders of audit/rooms differ."
    for room in ROOMS:
        assert import_module(f"audit.rooms.{room}").__doc__, (
            f"audit/rooms/{room}/__init__.py must say what the room is for."
        )


def test_shelves_are_the_same_in_every_room() -> None:
    shelves = {
        "models",
        "queries",
        "policy",
        "operations",
        "forms",
        "presenters",
        "exports",
        "views",
        "__init__",
    }
    for room in ROOMS:
        names = {path.stem for path in (PACKAGE / "rooms" / room).iterdir() if path.name != "__pycache__"}
        assert names <= shelves, (
            f"audit/rooms/{room} has {names - shelves}: put it on one of the shelves {sorted(shelves)}."
        )


@pytest.mark.parametrize("name", ["admin", "manage", "common", "utils", "helpers", "misc"])
def test_no_folder_or_module_is_a_drawer(name: str) -> None:
    found = [str(p.relative_to(ROOT)) for p in PACKAGE.rglob(f"{name}*") if "__pycache__" not in p.parts]
    assert not found, f"{found}: an audience or a drawer is never a room; name the work."


def test_every_query_takes_the_actor() -> None:
    faults = []
    for room in ROOMS:
        folder = PACKAGE / "rooms" / room
        files = [folder / "queries.py", *(folder / "queries").glob("*.py")]
        for path in files:
            if not path.exists():
                continue
            for node in ast.parse(path.read_text()).body:
                if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                    continue
                arguments = [a.arg for a in node.args.args]
                kinds = {ast.unparse(a.annotation) for a in node.args.args if a.annotation is not None}
                scoped = "actor" in arguments or bool(kinds & FOUND_IN_SCOPE)
                if "session" in arguments and not scoped and node.name not in WITHOUT_ACTOR:
                    faults.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert not faults, (
        "These queries would answer anybody; give them an actor and scope their WHERE:\n" + "\n".join(faults)
    )


def test_every_operation_takes_the_actor_and_the_clock_before_the_rest() -> None:
    faults = []
    for room in ROOMS:
        folder = PACKAGE / "rooms" / room
        for path in [folder / "operations.py", *(folder / "operations").glob("*.py")]:
            if not path.exists():
                continue
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    arguments = [a.arg for a in node.args.args]
                    if "actor" in arguments and arguments[:2] != ["session", "actor"]:
                        faults.append(f"{path.relative_to(ROOT)}: {node.name}({', '.join(arguments)})")
    assert not faults, "Operations begin (session, actor, …):\n" + "\n".join(faults)


def test_addresses_are_kebab_case_and_guarded(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        fixed = re.sub(r"<[^>]+>", "", rule.rule)
        assert re.fullmatch(r"[a-z0-9/.\-]*", fixed), f"{rule.rule}: addresses are kebab-case."
        assert access_of(app, rule.endpoint) is not None, f"{rule.endpoint} does not say who may come in."


def test_public_pages_say_why(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        access = access_of(app, rule.endpoint)
        assert access is not None
        if access.permission is None:
            assert len(access.why_public) > 10, f"{rule.endpoint}: say why it is public."


def test_no_test_is_skipped_without_a_reason() -> None:
    bare = re.compile(r"@pytest\.mark\.skip(?!if)\b(?!\(reason=)|pytest\.skip\(\)")
    found = [
        str(p.relative_to(ROOT))
        for p in (ROOT / "tests").rglob("*.py")
        if bare.search(p.read_text()) and p != Path(__file__)
    ]
    assert not found, f"{found} skip without saying why."


def test_no_test_sleeps() -> None:
    found = [
        str(p.relative_to(ROOT))
        for p in (ROOT / "tests").rglob("*.py")
        if re.search(r"\btime\.sleep\(|wait_for_timeout\(", p.read_text()) and p != Path(__file__)
    ]
    assert not found, f"{found} sleep: wait for what you need to see."


def test_every_letter_has_a_subject_and_a_body() -> None:
    for path in (ROOT / "templates" / "letters").glob("*.txt"):
        first, _, rest = path.read_text().partition("\n")
        assert first.strip(), f"{path.name}: the first line is the subject."
        assert rest.strip(), f"{path.name} has no body."


def test_no_template_has_inline_script_or_style() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        assert not re.search(
            r"\sstyle=|<style|javascript:|\son(?:click|change|submit|load|input|key\w+|focus|blur|mouse\w+|pointer\w+)=",
            text,
        ), f"{path.relative_to(ROOT)}: no inline style or script."
        assert "|safe" not in text.replace(" ", ""), (
            f"{path.relative_to(ROOT)}: never |safe; pass Markup from a tested macro."
        )


def test_rooms_with_views_register_them() -> None:
    for room in ROOMS:
        if find_spec(f"audit.rooms.{room}.views"):
            assert hasattr(import_module(f"audit.rooms.{room}.views"), "register"), (
                f"audit/rooms/{room}/views needs register(app)."
            )
