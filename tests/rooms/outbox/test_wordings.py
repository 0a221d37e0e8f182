"""A board's own words for its letters: checked against the facts of each kind, used, and given up again."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.letter_facts import FactKind, missing_facts, unknown_facts
from audit.domain.letters import LETTER_KINDS
from audit.domain.permissions import Role
from audit.infra.letter_text import TextProblem, fill, placeholders
from audit.rooms.outbox.models import Letter, LetterWording
from audit.rooms.outbox.operations import (
    drop_wording,
    keep_wording,
    product_words,
    write_letter,
    write_letters,
)
from audit.rooms.outbox.policy import check_wording
from audit.rooms.trail.models import TrailEntry
from tests.conftest import SteppingClock
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.world import World

LETTERS = Path(__file__).parents[3] / "templates" / "letters"
SUBJECT = "{{ round }} is due on {{ due }}"
BODY = "Good morning {{ name }},\n\n{{ organisation }} is asked by {{ board }} for {{ link }} by {{ due }}.\n"
REMINDER = LETTER_KINDS["reminder"]


def facts(name: str = "reminder") -> dict[str, object]:
    given = LETTER_KINDS[name].examples()[0]
    return {key: value for key, value in given.items() if key != "name"}


@pytest.fixture
def board(world: World) -> object:
    return world.board()


def keep(world: World, board: object, *, subject: str = SUBJECT, body: str = BODY, seen: int = 0) -> None:
    administrator = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=board))  # type: ignore[arg-type]
    with world.session() as session:
        keep_wording(
            session, administrator, world.clock, board.id, "reminder",  # type: ignore[attr-defined]
            subject=subject, body=body, seen_version=seen,
        )  # fmt: skip


def test_the_table_lists_every_kind_of_letter() -> None:
    files = {path.stem for path in LETTERS.glob("*.txt")}
    assert files == set(LETTER_KINDS), (
        f"Say in audit/domain/letters.py which facts these letters name and need: {sorted(files ^ set(LETTER_KINDS))}"
    )


@pytest.mark.parametrize("name", sorted(path.stem for path in LETTERS.glob("*.txt")))
def test_the_products_own_words_keep_to_the_table(name: str) -> None:
    kind = LETTER_KINDS[name]
    subject, body = product_words(name)
    named = placeholders(subject).named | placeholders(body).named
    assert not unknown_facts(kind, named), "a fact that the table does not list"
    said = placeholders(body).always | placeholders(subject).always
    assert not missing_facts(kind, said), "the product's own words must say what every wording must"
    check_wording(kind, subject, body)
    assert kind.needed <= set(kind.fact)
    assert kind.needed, "every letter must lead its reader somewhere or tell them something"


@pytest.mark.parametrize("name", sorted(LETTER_KINDS))
def test_examples_are_of_their_kind(name: str) -> None:
    full, empty = LETTER_KINDS[name].examples()
    for fact in LETTER_KINDS[name].facts:
        if fact.kind is FactKind.YES_NO:
            assert (full[fact.name], empty[fact.name]) == (True, False)
        if fact.kind is FactKind.LIST:
            assert isinstance(full[fact.name], list)
            assert empty[fact.name] == []


@pytest.mark.parametrize(
    ("subject", "body", "field", "sentence"),
    [
        ("", BODY, "subject", "Enter the subject"),
        (SUBJECT, " ", "body", "Enter the text"),
        ("x" * 201, BODY, "subject", "200 characters or fewer"),
        (SUBJECT, BODY + "{{ colour }} {{ size }}", "body", "no fact called “colour” and “size”"),
        (SUBJECT, "Due {{ due }}.", "body", "must say {{ link }} (the address of the return)"),
        (SUBJECT, "{% if is_late %}{{ link }}{% endif %} {{ due }}", "body", "must say {{ link }}"),
        (SUBJECT, "{% for c in link %}{{ c }} {% endfor %}{{ link }}", "body", "“link” is not a list"),
        (SUBJECT, "{{ link|join(' ') }} {{ link }}", "body", "“link” is not a list"),
        ("{{ link }}", BODY, "subject", "A link cannot stand in the subject"),
        (SUBJECT, BODY + "{{ round", "body", "could not be read"),
        (SUBJECT, BODY + "{{ round.__class__ }}", "body", "letters cannot do"),
        (SUBJECT, BODY + "{{ 'a' * 999999999 }}", "body", "letters cannot do"),
        (SUBJECT, BODY + "{% include 'reset.txt' %}", "body", "letters cannot do"),
        (SUBJECT, BODY + "{{ round() }}", "body", "letters cannot do"),
        (SUBJECT, BODY + "{{ organisation|date }}", "body", "could not be filled in"),
    ],
)  # fmt: skip
def test_words_that_cannot_be_used_are_refused_by_a_sentence(
    subject: str, body: str, field: str, sentence: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_wording(REMINDER, subject, body)
    assert refused.value.field == field
    assert sentence in refused.value.sentence


def test_loops_stand_over_one_list_and_not_in_each_other() -> None:
    lines = "{% for line in signed %}- {{ line }}\n{% endfor %}"
    assert placeholders(lines).named == {"signed"}
    nested = "{% for a in signed %}{% for b in signed %}{{ b }}{% endfor %}{% endfor %}"
    with pytest.raises(TextProblem):
        placeholders(nested)
    with pytest.raises(TextProblem):
        fill("{{ nothing }}", {})


def test_a_fact_said_on_both_ways_of_a_condition_is_said() -> None:
    either = "{% if is_late %}Late: {{ link }}{% else %}{{ link }}{% endif %} {{ due|date }}"
    check_wording(REMINDER, SUBJECT, either)


def test_letters_are_written_in_the_words_of_their_board(world: World, board: object) -> None:
    keep(world, board)
    other = world.board("othershire", "Othershire Partnership")
    with world.session() as session:
        for board_id in (board.id, other.id, None):  # type: ignore[attr-defined]
            write_letter(
                session, world.clock, "reminder", to_email="ana@testshire.example", to_name="Ana",
                board_id=board_id, **facts(),
            )  # fmt: skip
    with world.session() as session:
        ours, theirs, nobodys = session.scalars(select(Letter).order_by(Letter.id)).all()
    assert ours.subject == "Section 11 audit 2026 is due on 30 October 2026"
    assert ours.body.startswith("Good morning Ana,\n\nTestshire Council is asked")
    assert theirs.subject == nobodys.subject
    assert "was due" in theirs.subject


def test_many_letters_read_the_wording_once(world: World, board: object, engine: Engine) -> None:
    keep(world, board)

    def write(number: int) -> int:
        with world.session() as session, count_queries(engine) as statements:
            write_letters(
                session,
                world.clock,
                "reminder",
                [
                    {
                        "to_email": f"p{n}@testshire.example",
                        "to_name": f"P{n}",
                        "about": ("return", "R"),
                        **facts(),
                    }
                    for n in range(number)
                ],
                board_id=board.id,  # type: ignore[attr-defined]
            )
            return statements.count

    assert write(1) == write(40) == 2


def test_a_wording_that_cannot_be_filled_in_never_holds_a_letter_up(world: World, board: object) -> None:
    with world.session() as session:
        session.add(
            LetterWording(
                board_id=board.id, kind="reminder", subject="{{ gone }}", body="{{ gone }}",  # type: ignore[attr-defined]
                updated_at=world.clock(), updated_by_name="Kit",
            )
        )  # fmt: skip
    with world.session() as session:
        letter = write_letter(
            session, world.clock, "reminder", to_email="ana@testshire.example", to_name="Ana",
            board_id=board.id, **facts(),  # type: ignore[attr-defined]
        )  # fmt: skip
        assert "was due" in letter.subject


def test_only_an_administrator_of_the_board_changes_its_words(world: World, board: object) -> None:
    other = world.board("othershire", "Othershire Partnership")
    for person in (
        world.person(Role.BOARD_VIEWER, board=board),  # type: ignore[arg-type]
        world.person(Role.BOARD_ADMINISTRATOR, board=other),
    ):
        with pytest.raises((NotVisible, NotAllowed)), world.session() as session:
            keep_wording(
                session, world.actor(person), world.clock, board.id, "reminder",  # type: ignore[attr-defined]
                subject=SUBJECT, body=BODY, seen_version=0,
            )  # fmt: skip
    administrator = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=board))  # type: ignore[arg-type]
    with pytest.raises(NotVisible), world.session() as session:
        keep_wording(
            session, administrator, world.clock, board.id, "reset",  # type: ignore[attr-defined]
            subject=SUBJECT, body=BODY, seen_version=0,
        )  # fmt: skip


def test_the_slower_of_two_is_told_and_nothing_is_overwritten(world: World, board: object) -> None:
    keep(world, board)
    with pytest.raises(Stale):
        keep(world, board, subject="Mine: {{ due }}")
    keep(world, board, subject="Mine: {{ due }}", seen=1)
    administrator = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=board))  # type: ignore[arg-type]
    with pytest.raises(Stale), world.session() as session:
        drop_wording(session, administrator, world.clock, board.id, "reminder", seen_version=1)  # type: ignore[attr-defined]


def test_the_pages(app: Flask, world: World, board: object, clock: SteppingClock) -> None:
    person = world.person(Role.BOARD_ADMINISTRATOR, board=board, name="Kit Board")  # type: ignore[arg-type]
    client = PageClient(app).sign_in(person.id)
    listing = client.get("/boards/testshire/letters/wordings")
    assert "A return is asked for" in listing.text_words
    assert "A new password was asked for" not in listing.text_words
    path = "/boards/testshire/letters/wordings/reminder"
    page = client.get(path)
    assert "{{ link }} Needed" in page.text_words
    assert "{% if is_late %}" in page.values()["body"]
    assert "Nothing was changed." in client.submit(page, {}).text_words
    bad = client.submit(page, {"body": "Hello {{ colour }}"}, 422)
    assert bad.errors() == [
        "This letter has no fact called “colour”. Use only those that are listed beside the text"
    ]
    assert bad.values()["body"] == "Hello {{ colour }}"
    shown = client.submit(page, {"subject": SUBJECT, "body": BODY, "action": "preview"})
    assert "Good morning Ana Example, Testshire Council is asked" in shown.text_words
    with world.session() as session:
        assert session.scalar(select(LetterWording)) is None
    saved = client.submit(shown, {})
    assert "Saved. “Reminder” is sent in your words from now on." in saved.text_words
    assert "Your own Kit Board" in saved.text_words
    late = client.submit(page, {"subject": "Another: {{ due }}"}, 409)
    assert "Somebody else saved this while you had it open" in late.text_words
    assert late.values()["subject"] == "Another: {{ due }}"
    client.submit(late, {})
    assert client.get(path).values()["subject"] == "Another: {{ due }}"
    client.submit(client.get(path), {"action": "product"})
    assert "{% if is_late %}" in client.get(path).values()["body"]
    client.get("/boards/testshire/letters/wordings/reset", 404)
    client.get("/boards/testshire/letters/wordings/nothing", 404)
    with world.session() as session:
        events = [entry.event for entry in session.scalars(select(TrailEntry).order_by(TrailEntry.id))]
    assert events[-3:] == ["letter-wording.changed", "letter-wording.changed", "letter-wording.dropped"]
