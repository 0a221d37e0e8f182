"""Publishing freezes an edition; the same content again changes nothing; other content needs a new number."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from sqlalchemy import Engine, delete, event, func, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from audit.domain.actor import OPERATOR, Actor, Membership
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Role
from audit.domain.questionnaire import fingerprint
from audit.infra.clock import Clock
from audit.infra.unit_of_work import UnitOfWork
from audit.rooms.questionnaires import queries
from audit.rooms.questionnaires.models import Edition, EditionQuestion, EditionStandard
from audit.rooms.questionnaires.operations import publish_edition
from audit.rooms.trail.models import TrailEntry
from tests.support import question_sets

ADMINISTRATOR = Actor(None, "Board Administrator", (Membership(1, Role.BOARD_ADMINISTRATOR, board_id=1),))
VIEWER = Actor(None, "Board Viewer", (Membership(2, Role.BOARD_VIEWER, board_id=1),))
LEAD = Actor(None, "Lead", (Membership(3, Role.LEAD, organisation_id=1),))


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The SQL statements that run inside the block."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_an_edition_holds_the_whole_set_and_rows_to_count_by(db: Session, clock: Clock) -> None:
    edition, is_new = publish_edition(db, ADMINISTRATOR, question_sets.content(), clock)
    assert is_new
    assert (edition.code, edition.edition, edition.published_by) == ("small", "2026.1", "Board Administrator")
    assert edition.published_at == clock()
    db.expire_all()
    assert edition.content == question_sets.content()
    assert fingerprint(edition.content) == edition.fingerprint
    assert [(s.code, s.position) for s in edition.standards] == [("about", 0), ("1", 1), ("2", 2)]
    rows = [(s.code, q.code, q.kind, q.position) for s in edition.standards for q in s.questions]
    assert rows == [
        ("about", "H1", "person", 0),
        ("about", "H2", "yes-no", 1),
        ("1", "1.1", "graded", 2),
        ("1", "1.2", "graded", 3),
        ("2", "2.1", "number", 4),
        ("2", "2.2", "choice", 5),
        ("2", "2.3", "graded", 6),
    ]


def test_the_same_content_again_changes_nothing(unit_of_work: UnitOfWork, clock: Clock) -> None:
    with unit_of_work.begin() as session:
        first, _ = publish_edition(session, OPERATOR, question_sets.content(), clock)
    with unit_of_work.begin() as session:
        reordered = dict(reversed(question_sets.content().items()))
        again, is_new = publish_edition(session, OPERATOR, reordered, clock)
        assert (again.id, is_new) == (first.id, False)
        assert (count(session, Edition), count(session, EditionQuestion)) == (1, 7)
    with unit_of_work.read() as session:
        assert count(session, TrailEntry) == 1


def test_the_trail_says_who_published_what(unit_of_work: UnitOfWork, clock: Clock) -> None:
    with unit_of_work.begin() as session:
        edition, _ = publish_edition(session, OPERATOR, question_sets.content(), clock)
    with unit_of_work.read() as session:
        entry = session.scalars(select(TrailEntry)).one()
        assert (entry.event, entry.subject_kind, entry.subject_id) == (
            "edition.published",
            "edition",
            str(edition.id),
        )
        assert entry.facts["fingerprint"] == edition.fingerprint
        assert (entry.facts["code"], entry.facts["edition"]) == ("small", "2026.1")


def test_other_content_under_a_published_edition_is_refused(db: Session, clock: Clock) -> None:
    publish_edition(db, OPERATOR, question_sets.content(), clock)
    changed = {**question_sets.content(), "title": "A changed set"}
    with pytest.raises(RuleBroken, match="Give the changed set a new edition number") as refused:
        publish_edition(db, OPERATOR, changed, clock)
    assert refused.value.field == "edition"
    assert count(db, Edition) == 1
    _, is_new = publish_edition(db, OPERATOR, {**changed, "edition": "2026.2"}, clock)
    assert is_new
    assert count(db, Edition) == 2


def test_a_changed_scale_is_changed_content(db: Session, clock: Clock) -> None:
    publish_edition(db, OPERATOR, question_sets.content(), clock)
    changed = question_sets.content()
    changed["scale"]["grades"][2]["meaning"] = "Exceeds the minimum."
    with pytest.raises(RuleBroken, match="already published"):
        publish_edition(db, OPERATOR, changed, clock)


def test_content_that_is_not_sound_is_refused(db: Session, clock: Clock) -> None:
    data = question_sets.content()
    data["standards"][0]["questions"][1]["condition"]["question"] = "9.9"
    data["standards"][1]["questions"][0]["minimum"] = 11
    with pytest.raises(RuleBroken, match=r"9\.9, which this set does not have.*There are 1 more"):
        publish_edition(db, OPERATOR, data, clock)
    with pytest.raises(RuleBroken, match="'title' is missing"):
        publish_edition(db, OPERATOR, {k: v for k, v in data.items() if k != "title"}, clock)
    assert count(db, Edition) == 0


@pytest.mark.parametrize("actor", [VIEWER, LEAD, Actor(None, "Nobody")])
def test_only_those_with_the_right_publish(db: Session, clock: Clock, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        publish_edition(db, actor, question_sets.content(), clock)
    assert count(db, Edition) == 0


def test_a_long_set_takes_no_more_statements_than_a_short_one(
    db: Session, engine: Engine, clock: Clock
) -> None:
    publish_edition(db, OPERATOR, question_sets.content("2025.1"), clock)
    with statements(engine) as short:
        publish_edition(db, OPERATOR, question_sets.content(), clock)
    with statements(engine) as long:
        publish_edition(db, OPERATOR, question_sets.shipped_set("section-175"), clock)
    assert len(long) == len(short) <= 6, long


def test_every_starter_can_be_published(db: Session, clock: Clock) -> None:
    for loaded in question_sets.shipped_library().sets:
        edition, is_new = publish_edition(db, OPERATOR, loaded.data, clock)
        assert is_new
        assert list(queries.question_ids(db, edition.id)) == list(queries.questionnaire_of(edition).questions)


def test_a_published_edition_cannot_be_changed_or_removed(unit_of_work: UnitOfWork, clock: Clock) -> None:
    with unit_of_work.begin() as session:
        publish_edition(session, OPERATOR, question_sets.content(), clock)
    for statement in (
        update(Edition).values(title="Other"),
        delete(EditionQuestion),
        delete(EditionStandard),
    ):
        session = unit_of_work.writing()
        with pytest.raises(DatabaseError):
            session.execute(statement)
        session.rollback()
        session.close()


def test_two_who_publish_the_same_set_at_once_get_the_same_edition(
    unit_of_work: UnitOfWork, clock: Clock
) -> None:
    found: list[tuple[int, bool]] = []

    def publish() -> None:
        with unit_of_work.begin() as session:
            edition, is_new = publish_edition(session, OPERATOR, question_sets.content(), clock)
            found.append((edition.id, is_new))

    threads = [Thread(target=publish) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len({id for id, _ in found}) == 1
    assert sum(is_new for _, is_new in found) == 1


def test_board_people_see_editions_latest_first_and_others_none(db: Session, clock: Clock) -> None:
    for code, edition in (("small", "2025.1"), ("small", "2026.1"), ("big", "2026.1")):
        publish_edition(db, OPERATOR, question_sets.content(edition, code), clock)
    seen = [(edition.code, edition.edition) for edition in queries.editions(db, VIEWER)]
    assert seen == [("big", "2026.1"), ("small", "2026.1"), ("small", "2025.1")]
    assert queries.editions(db, LEAD) == []


def test_an_edition_is_found_by_those_who_may_see_it(db: Session, clock: Clock) -> None:
    edition, _ = publish_edition(db, OPERATOR, question_sets.content(), clock)
    assert queries.edition_by_id(db, VIEWER, edition.id) is edition
    with pytest.raises(NotVisible):
        queries.edition_by_id(db, LEAD, edition.id)
    with pytest.raises(NotVisible):
        queries.edition_by_id(db, VIEWER, edition.id + 1)
    with pytest.raises(NotVisible):
        queries.question_ids(db, edition.id + 1)


def test_what_an_edition_holds_is_built_once(unit_of_work: UnitOfWork, engine: Engine, clock: Clock) -> None:
    with unit_of_work.begin() as session:
        edition, _ = publish_edition(session, OPERATOR, question_sets.content(code="built-once"), clock)
        queries.questionnaire_of(edition)
        queries.question_ids(session, edition.id)
    with unit_of_work.read() as session, statements(engine) as seen:
        found = queries.edition_by_id(session, VIEWER, edition.id)
        questionnaire = queries.questionnaire_of(found)
        ids = queries.question_ids(session, edition.id)
    assert len(seen) == 1
    assert "content" not in seen[0]
    assert questionnaire is queries.questionnaire_of(edition)
    assert list(ids) == list(questionnaire.questions)


def test_the_ids_of_questions_are_those_of_the_rows(db: Session, clock: Clock) -> None:
    publish_edition(db, OPERATOR, question_sets.content("2025.1"), clock)
    edition, _ = publish_edition(db, OPERATOR, question_sets.content(), clock)
    rows = db.execute(
        select(EditionQuestion.code, EditionQuestion.id).where(EditionQuestion.edition_id == edition.id)
    )
    assert dict(queries.question_ids(db, edition.id)) == {row.code: row.id for row in rows}


def test_only_so_many_editions_are_kept_ready() -> None:
    kept: queries._Kept[int, int] = queries._Kept()
    made: list[int] = []

    def make(number: int) -> int:
        return kept.get(number, lambda: made.append(number) or number)

    for number in range(queries.KEPT):
        make(number)
    make(0)  # used again, so that 1 is now the one not used for longest
    make(queries.KEPT)
    made.clear()
    assert [make(0), make(queries.KEPT)] == [0, queries.KEPT]
    assert made == []
    make(1)
    assert made == [1]
